// Every road passes this one suite: what is handed over arrives whole and once understood, its receipt comes
// back, strangers are not believed, and a road that is cut off says so.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Envelope, Inbound, Receipt, Standing } from '#modules/exchange/index.ts';
import { Failure } from '#platform/errors/index.ts';
import { emptyStanding, ROADS, type Ends } from './testing-roads.ts';

const AT = '2026-01-27T20:00:00+08:00';
const envelope = (seq: number): Envelope => ({
  contract: 1,
  system: 'police110',
  direction: 'out',
  seq,
  key: `key-0000000${seq}`,
  at: AT,
  message: { kind: 'step', orderId: '110-1', step: 'signed', at: AT, words: '已签收 ✓' },
});

describe.each(ROADS)('the road by $form', ({ form, open }) => {
  let ends: Ends;
  const arrived: unknown[] = [];
  const receipts: Receipt[] = [];
  const standings: Standing[] = [];
  const outside: Inbound = {
    message(raw) {
      const { seq, key } = raw as Envelope;
      const isNew = !arrived.some((each) => (each as Envelope).seq === seq);
      if (isNew) arrived.push(raw);
      const result = isNew ? ('taken' as const) : ('repeated' as const);
      return Promise.resolve({
        contract: 1,
        system: 'police110',
        direction: 'out',
        seq,
        key,
        result,
        at: AT,
      });
    },
    receipt: () => Promise.resolve(),
    standing(theirs) {
      standings.push(theirs);
      return Promise.resolve({ ...emptyStanding(), of: 'outside' as const, sent: 9 });
    },
  };
  const house: Inbound = {
    message: () => Promise.reject(new Error('nothing is sent this way')),
    receipt: (receipt) => {
      receipts.push(receipt);
      return Promise.resolve();
    },
    standing: () => Promise.resolve(emptyStanding()),
  };

  /** Hands over and waits for the receipt, at once or on the way back. */
  async function handOver(message: Envelope): Promise<Receipt | undefined> {
    const before = receipts.length;
    const receipt = await ends.house.send(message);
    if (receipt) return receipt;
    await ends.outsideLooks(outside);
    await ends.house.poll(house);
    return receipts[before];
  }

  beforeEach(async () => {
    ends = await open(outside);
    for (const list of [arrived, receipts, standings]) list.length = 0;
  });
  afterEach(() => ends.close());

  test('carries a message whole, and its receipt back', async () => {
    expect(await handOver(envelope(1))).toMatchObject({ seq: 1, result: 'taken' });
    expect(arrived).toEqual([envelope(1)]);
  });

  test('a message sent again is answered again', async () => {
    await handOver(envelope(1));
    expect(await handOver(envelope(1))).toMatchObject({ seq: 1, result: 'repeated' });
    expect(arrived).toHaveLength(1);
  });

  test('does not carry what a stranger says', async () => {
    const told = await ends.stranger.send(envelope(1)).catch((error: unknown) => error);
    if (form === 'http') expect(told).toMatchObject({ code: 'exchange.not-trusted' });
    await ends.outsideLooks(outside);
    await ends.house.poll(house);
    expect(arrived).toEqual([]);
    expect(receipts).toEqual([]);
  });

  test('tells how far we are', async () => {
    const ours: Standing = {
      ...emptyStanding(),
      sent: 3,
      received: { highest: 5, missing: [[2, 3]] },
    };
    const theirs = await ends.house.reconcile(ours);
    await ends.outsideLooks(outside);
    expect(standings.at(-1)).toEqual(ours);
    expect(theirs?.sent).toBe(form === 'http' ? 9 : undefined);
  });

  test('says whether it is open', async () => {
    expect(await ends.house.health()).toEqual({ ok: true, problem: null });
    await ends.cut();
    expect(await ends.house.health()).toMatchObject({ ok: false });
    await expect(ends.house.send(envelope(1))).rejects.toThrow(Failure);
  });
});
