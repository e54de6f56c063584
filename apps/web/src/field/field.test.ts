// What an order asks next, in which order the day is taken, and what waits without a network.
import { describe, expect, test } from 'vitest';
import type { TaskRow, Verb } from '#modules/incident/contract.ts';
import { pointOf } from '#platform/geo/coordinates.ts';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { distanceTo, myClock, orderTasks, runs, stepsOf } from './next-step.ts';
import {
  openOutbox,
  OUTBOX_KEPT_MS,
  OUTBOX_MAX,
  withTime,
  type Parcel,
  type Sent,
} from './outbox.ts';

const NOW = Date.UTC(2026, 10, 22, 6);

type Order = Partial<TaskRow['assignments'][number]>;
function order(no: number, more: Order = {}): TaskRow['assignments'][number] {
  const never = {
    signedAt: null,
    contactedAt: null,
    arrivedAt: null,
    doneAt: null,
    waivedAt: null,
    returnedAt: null,
    recalledAt: null,
  };
  return { no, role: 'lead', live: true, orderedAt: NOW, ...never, ...more } as never;
}
function clock(kind: string, dueIn: number, assignmentNo: number | null = null) {
  const dueAt = NOW + dueIn;
  return { kind, assignmentNo, state: 'running', startedAt: NOW, warnAt: dueAt - MINUTE, dueAt };
}
function task(more: object = {}): TaskRow {
  return {
    id: 'a',
    status: 'handling',
    level: 3,
    flags: [],
    clocks: [],
    assignments: [order(1)],
    assignmentNo: 1,
    lng6: null,
    lat6: null,
    verbs: ['sign', 'contact', 'arrive', 'feedback', 'resolve', 'done'],
    ...more,
  } as never;
}

describe('my position', () => {
  test('may be shared while an accepted order runs, and at no other time', () => {
    const at = (more: object = {}, one: Order = { signedAt: NOW }) =>
      runs(task({ assignments: [order(1, one)], ...more }));
    expect(at()).toBe(true);
    expect(at({}, {})).toBe(false);
    expect(at({}, { signedAt: NOW, doneAt: NOW })).toBe(false);
    expect(at({ assignmentNo: null })).toBe(false);
    for (const status of ['filed', 'resolved', 'closed']) expect(at({ status })).toBe(false);
    for (const flag of ['deferred', 'shelved']) expect(at({ flags: [flag] })).toBe(false);
  });
});

describe('the next step of my order', () => {
  const signed = { assignments: [order(1, { signedAt: NOW })] };
  const calls = { clocks: [clock('contact', MINUTE), clock('arrive', 5 * MINUTE)] };

  test('goes sign, contact, arrive, finish', () => {
    expect(stepsOf(task()).next).toBe('sign');
    expect(stepsOf(task({ ...signed, ...calls })).next).toBe('contact');
    const contacted = [order(1, { signedAt: NOW, contactedAt: NOW })];
    expect(stepsOf(task({ ...calls, assignments: contacted })).next).toBe('arrive');
    expect(stepsOf(task(signed))).toEqual({
      next: 'resolve',
      also: ['arrive', 'feedback'],
      waits: null,
    });
  });

  test('of a co-handler ends with its own part, and the lead waits for it', () => {
    const both = [order(1, { signedAt: NOW }), order(2, { role: 'co', signedAt: NOW })];
    expect(stepsOf(task({ assignments: both, assignmentNo: 2 })).next).toBe('done');
    expect(stepsOf(task({ assignments: both }))).toMatchObject({
      next: 'feedback',
      waits: 'coHandlers',
    });
    expect(
      stepsOf(
        task({
          assignments: [order(1), order(2, { role: 'co' })],
          assignmentNo: 2,
          verbs: ['sign', 'coSign'],
        }),
      ).next,
    ).toBe('coSign');
  });

  test('is what the server allows: nothing while it is deferred, verifying before it is accepted', () => {
    expect(stepsOf(task({ ...signed, flags: ['deferred'] }))).toMatchObject({
      next: null,
      waits: 'suspended',
    });
    expect(stepsOf(task({ ...signed, verbs: [] })).next).toBeNull();
    expect(stepsOf(task({ assignmentNo: null, verbs: ['verified'] })).next).toBe('verified');
  });

  test('goes on by what was pressed without a network', () => {
    const before = {
      status: 'dispatched',
      verbs: ['sign', 'contact', 'arrive'] as Verb[],
      ...calls,
    };
    expect(stepsOf(task(before), ['sign']).next).toBe('contact');
    expect(stepsOf(task(before), ['sign', 'contact']).next).toBe('arrive');
    expect(stepsOf(task(before), ['sign', 'contact', 'arrive']).next).toBe('resolve');
    expect(stepsOf(task(before), ['sign', 'resolve'])).toMatchObject({
      next: null,
      waits: 'ended',
    });
  });
});

describe('the order of the day', () => {
  const here = pointOf(120.9, 28.1);
  const at = (id: string, dueIn: number, lng: number) =>
    task({ id, clocks: [clock('handle', dueIn)], lng6: Math.round(lng * 1e6), lat6: 28_100_000 });
  const far = at('far', 2 * HOUR, 121);
  const near = at('near', 5 * HOUR, 120.901);
  const late = at('late', -MINUTE, 121.5);

  test('is by clock, and once the position is known by distance behind what runs out', () => {
    const ids = (tasks: TaskRow[]) => tasks.map(({ id }) => id);
    expect(ids(orderTasks([near, far, late], NOW))).toEqual(['late', 'far', 'near']);
    expect(ids(orderTasks([far, near, late], NOW, here ?? null))).toEqual(['late', 'near', 'far']);
    expect(Math.round(distanceTo(near, here ?? null) ?? 0)).toBeCloseTo(98, -1);
    expect(distanceTo(task(), here ?? null)).toBeNull();
  });

  test("counts my order's own clock: a co-handler's, not the lead's", () => {
    const both = [order(1, { signedAt: NOW }), order(2, { role: 'co' })];
    const clocks = [clock('handle', HOUR), clock('handle', 2 * HOUR, 2), clock('check', MINUTE)];
    expect(myClock(task({ assignments: both, assignmentNo: 2, clocks }))?.dueAt).toBe(
      NOW + 2 * HOUR,
    );
    expect(myClock(task({ assignments: both, clocks }))?.dueAt).toBe(NOW + HOUR);
  });
});

describe('what waits without a network', () => {
  function aStorage() {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  }
  const parcel = (key: string, incidentId = 'a', more: Partial<Parcel> = {}): Parcel => ({
    key,
    incidentId,
    number: '1',
    title: '路口垃圾满溢',
    verb: 'sign',
    input: { assignmentNo: 1 },
    at: NOW,
    ...more,
  });
  function open(answers: (parcel: Parcel) => Sent, storage = aStorage(), now = NOW) {
    const sent: string[] = [];
    const outbox = openOutbox({
      storage,
      owner: 'one',
      now: () => now,
      send: async (one) => {
        const answer = answers(one);
        if (answer === 'done') sent.push(one.key);
        return answer;
      },
    });
    return { outbox, sent, storage };
  }
  const keys = (list: readonly Parcel[]) => list.map(({ key }) => key);

  test('says what has left it: sent or given up, never what waits', async () => {
    const left: string[] = [];
    const outbox = openOutbox({
      ...{ storage: aStorage(), owner: 'one', now: () => NOW },
      send: async ({ verb }) => (verb === 'arrive' ? { refused: '不能' } : 'done'),
      left: (gone) => left.push(...keys(gone)),
    });
    outbox.add(parcel('sent', 'a', { photos: ['photo'] }));
    outbox.add(parcel('refused', 'b', { verb: 'arrive' }));
    expect(left).toEqual([]);
    await outbox.flush();
    expect(left).toEqual(['sent']);
    outbox.remove('refused');
    expect(left).toEqual(['sent', 'refused']);
  });

  test('is sent in order, each once, and outlives the page', async () => {
    const first = open(() => 'later');
    first.outbox.add(parcel('1'));
    first.outbox.add(parcel('2', 'a', { verb: 'arrive' }));
    first.outbox.add(parcel('1'));
    await first.outbox.flush();
    expect(keys(first.outbox.list())).toEqual(['1', '2']);

    const again = open(() => 'done', first.storage);
    await Promise.all([again.outbox.flush(), again.outbox.flush()]);
    expect(again.sent).toEqual(['1', '2']);
    expect(again.outbox.list()).toEqual([]);
    expect(first.storage.kept.size).toBe(0);
  });

  test('a refusal waits for the person and holds back its own matter alone', async () => {
    const { outbox, sent } = open((one) =>
      one.key === '1' ? { refused: '已由他人签收' } : 'done',
    );
    for (const one of [parcel('1'), parcel('2'), parcel('3', 'b')]) outbox.add(one);
    await outbox.flush();
    expect(sent).toEqual(['3']);
    expect(outbox.list()[0]?.problem).toBe('已由他人签收');
    outbox.remove('1');
    await outbox.flush();
    expect(sent).toEqual(['3', '2']);
  });

  test('a position stays in memory: it is sent, and not written down', async () => {
    const positions: unknown[] = [];
    const { outbox, storage } = open((one) => {
      positions.push(one.input['lng6']);
      return 'later';
    });
    outbox.add(
      parcel('1', 'a', { verb: 'arrive', input: { lng6: 120_900_000, lat6: 28_100_000 } }),
    );
    await outbox.flush();
    expect(positions).toEqual([120_900_000]);
    expect([...storage.kept.values()].join()).not.toContain('120900000');
  });

  test('has an end, and what is too old is not sent', async () => {
    const { outbox, storage } = open(() => 'later');
    for (let no = 0; no < OUTBOX_MAX; no += 1) expect(outbox.add(parcel(String(no)))).toBe(true);
    expect(outbox.add(parcel('more'))).toBe(false);
    const nextDay = open(() => 'done', storage, NOW + OUTBOX_KEPT_MS + MINUTE);
    await nextDay.outbox.flush();
    expect(nextDay.sent).toEqual([]);
    expect(nextDay.outbox.list()).toHaveLength(OUTBOX_MAX);
  });

  test("is its owner's, and a broken storage is an empty one", () => {
    const storage = aStorage();
    storage.setItem('maplebridge.outbox.one', 'no json');
    expect(open(() => 'done', storage).outbox.list()).toEqual([]);
    storage.setItem('maplebridge.outbox.two', JSON.stringify([parcel('1')]));
    expect(open(() => 'done', storage).outbox.list()).toEqual([]);
  });

  test('says in its own words when it was pressed', () => {
    expect(withTime('arrive', {}, '14:05')).toEqual({ note: '14:05' });
    expect(withTime('resolve', { result: '已清运' }, '14:05')).toEqual({
      result: '已清运（14:05）',
    });
  });
});
