// Whatever is lost, repeated, reordered, forgotten or cut off between the two houses: once they have compared
// how far they are, they agree about every order, and nothing was done twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_FAULTS } from '#adapters/exchange-counterpart/index.ts';
import { seededRandom, type Random } from '#platform/chance/index.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { anOrder, openExchangeStage, type ExchangeStage } from './exchange-stage.ts';
import { OPENED_AT } from './stories.ts';

const OPENING_TIMEOUT_MS = 180_000;
const SEEDS = Array.from({ length: 3 }, (_, i) => i + 1);
const ORDERS_PER_SEED = 4;
const MOVES_PER_SEED = 40;
const TEST_TIMEOUT_MS = 120_000;
const TWICE_AND_ONCE_MORE = 3;

describe.each(['http', 'files'] as const)('by %s', (form) => {
  let stage: ExchangeStage;
  let owner: Db;
  let judge: Random = () => 0;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-faults-'));

  beforeAll(async () => {
    const database = await testDatabase();
    owner = database.owner;
    stage = await openExchangeStage({
      form,
      databaseUrl: database.url,
      dataDir,
      openedAt: OPENED_AT + 9 * HOUR,
      seed: 7,
      manners: {
        judge: () => (judge() < 0.7 ? { accepted: true } : { accepted: false, words: '退回重办' }),
      },
    });
  }, OPENING_TIMEOUT_MS);
  afterAll(async () => {
    await stage.close();
    rmSync(dataDir, { recursive: true });
  });

  /** The next thing that people would do about a matter, if anything. */
  async function move(orderId: string, team: number): Promise<void> {
    const matter = await stage.matter(orderId).catch(() => undefined);
    if (!matter?.id) return;
    const next = {
      reported: ['clerk', 'accept', {}],
      filed: ['clerk', 'dispatch', { lead: team }],
      dispatched: ['team', 'sign', {}],
      handling: ['team', 'resolve', { noEvidence: '无法取证', result: '已处理' }],
    } as const;
    const [login, verb, input] = next[matter.status as keyof typeof next] ?? [];
    if (login && verb) await stage.does(login, matter.id, verb, input);
  }

  /** What goes on by itself until both houses have said everything. */
  async function comeToAgree(): Promise<void> {
    stage.outside.setFaults(NO_FAULTS);
    for (let time = 0; time < TWICE_AND_ONCE_MORE; time++) {
      stage.clock.advance(15 * MINUTE);
      await stage.settle();
      await stage.reconcile();
    }
  }

  test.each(SEEDS)(
    'seed %i: in the end both sides agree',
    async (seed) => {
      const random = seededRandom(seed);
      judge = random;
      const { outside, clock } = stage;
      const { body } = await (
        await stage.as('team')
      ).get<{ posts: { unitId: number | null }[] }>('/session');
      const team = body.posts[0]?.unitId ?? 0;
      outside.setFaults({
        lose: 0.25,
        repeat: 0.25,
        reorder: 0.3,
        loseReceipt: 0.2,
        forget: 0.15,
      });
      const mine = Array.from({ length: ORDERS_PER_SEED }, (_, no) => `${form}-${seed}-${no}`);
      const waiting = [...mine];
      for (let step = 0; step < MOVES_PER_SEED; step++) {
        clock.advance(Math.floor(random() * 3 * MINUTE));
        const orderId = mine[Math.floor(random() * mine.length)] ?? '';
        const dice = random();
        if (dice < 0.2 && waiting.length) outside.give(anOrder(waiting.shift() ?? '', clock));
        else if (dice < 0.3 && outside.orders.has(orderId))
          outside.say({
            kind: 'step',
            orderId,
            step: 'urged',
            at: new Date(clock.now()).toISOString(),
          });
        else if (dice < 0.8) await move(orderId, team);
        else if (dice < 0.9) await stage.house.workers.settle();
        else await outside.round();
        if (random() < 0.05) await stage.reconcile();
      }
      for (const orderId of waiting) outside.give(anOrder(orderId, clock));
      await comeToAgree();
      // Everything is carried to its end, now that messages get through.
      judge = () => 0;
      for (let round = 0; round < 12; round++) {
        for (const orderId of mine) await move(orderId, team);
        await stage.settle();
      }
      await comeToAgree();

      const house = await stage.house.exchange.deps.peers[0]?.transport.health();
      expect(house?.ok).toBe(true);
      expect(outside.refusals).toEqual([]);
      expect(outside.standing().received.missing).toEqual([]);
      const [peer] = await rowsOf<{ out: number; solid: number; highest: number }>(
        owner,
        'select out_seq as out, in_solid as solid, in_highest as highest from exchange_peer',
      );
      expect(outside.standing().received.highest).toBe(peer?.out);
      expect(peer?.solid).toBe(outside.standing().sent);
      const open = await rowsOf(
        owner,
        `select seq, state, problem from exchange_in where state <> 'applied' union all
         select seq, state, problem from exchange_out where state <> 'taken'`,
      );
      expect(open).toEqual([]);
      for (const orderId of mine) {
        const [ours] = await rowsOf<{ status: string; made: number }>(
          owner,
          `select i.status, (select count(*)::int from report where key = '${orderId}') as made
           from report r join incident i on i.id = r.incident_id where r.key = '${orderId}'`,
        );
        expect([orderId, ours, outside.orders.get(orderId)?.state]).toEqual([
          orderId,
          { status: 'closed', made: 1 },
          'closed',
        ]);
      }
    },
    TEST_TIMEOUT_MS,
  );

  test('cut off between taking an order in and knowing whose it is, nothing is lost or doubled', async () => {
    const { outside, clock } = stage;
    const orderId = `${form}-cut`;
    outside.give(anOrder(orderId, clock));
    await stage.settle();
    const { id } = await stage.matter(orderId);
    await stage.does('clerk', id, 'accept');
    const heard = outside.orders.get(orderId)?.heard.length ?? 0;
    // As if the process had died right after the report was committed.
    await sql`delete from exchange_order where order_id = ${orderId}`.execute(owner);
    await sql`update exchange_in set state = 'stored', next_at = now() - interval '1 year'
      where order_id = ${orderId} and kind = 'order'`.execute(owner);
    await stage.settle();
    expect(await stage.matter(orderId)).toMatchObject({ id });
    // The acceptance, which nobody had been there to tell, is told once.
    expect(outside.orders.get(orderId)?.heard.slice(heard)).toMatchObject([{ step: 'accepted' }]);
    await stage.settle();
    expect(outside.orders.get(orderId)?.heard).toHaveLength(heard + 1);
  });
});

async function rowsOf<T>(db: Db, text: string): Promise<T[]> {
  return inTransaction(db, 'all', async (tx) => (await sql.raw<T>(text).execute(tx)).rows);
}
