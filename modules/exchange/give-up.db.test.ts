// A number that never comes holds nobody for good: it is given up, and taken after all should it come.
import { beforeAll, expect, test } from 'vitest';
import { makeCounty, performDeps } from '#modules/incident/testing-database.ts';
import { COUNTY, MORNING } from '#modules/incident/testing.ts';
import { inTransaction } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { movableClock } from '#platform/time/index.ts';
import type { ExchangeDeps } from './deps.ts';
import { giveUp } from './give-up.ts';
import { takeMessage } from './inbox.ts';
import type { Peer } from './peer.ts';
import { messageSeal } from './sealing.ts';
import { ourStanding } from './standing.ts';
import { findIn, noteStanding } from './store.ts';

const { db, owner } = await testDatabase();
const { keyring } = performDeps(db);
const peer = { countyId: COUNTY, system: 'police110' } as Partial<Peer> as Peer;
const deps = {
  db,
  clock: movableClock(MORNING),
  seal: messageSeal(keyring),
} as Partial<ExchangeDeps> as ExchangeDeps;

beforeAll(() => makeCounty(owner));

const sent = (seq: number) => ({
  ...{ contract: 1, system: peer.system, direction: 'in', seq, key: `key-${seq}-00000` },
  at: new Date(MORNING).toISOString(),
  message: { kind: 'recall', orderId: 'GD-1', at: new Date(MORNING).toISOString() },
});
const standing = async () => (await ourStanding(deps, peer)).received;
const given = (from: number, to: number) =>
  inTransaction(db, [COUNTY], (tx) => giveUp(tx, peer, [from, to], 'lostThere', MORNING));
const stateOf = (seq: number) =>
  inTransaction(db, [COUNTY], async (tx) => (await findIn(tx, peer, seq))?.state);

test('gaps are given up within the range, told to nobody as missing, and filled should they come', async () => {
  for (const seq of [1, 2, 4, 7]) await takeMessage(deps, peer, sent(seq));
  await inTransaction(db, [COUNTY], (tx) => noteStanding(tx, peer, 9, MORNING));
  expect(await standing()).toEqual({ highest: 7, missing: [[3, 3], [5, 6], [8, 9]] }); // prettier-ignore
  expect(await given(1, 5)).toBe(2);
  expect(await standing()).toEqual({ highest: 7, missing: [[6, 6], [8, 9]] }); // prettier-ignore
  expect(await stateOf(3)).toBe('givenUp');
  expect(await stateOf(4)).toBe('stored');
  expect(await given(1, 5)).toBe(0);

  expect(await takeMessage(deps, peer, sent(3))).toMatchObject({ result: 'taken' });
  expect(await takeMessage(deps, peer, sent(3))).toMatchObject({ result: 'repeated' });
  expect(await stateOf(3)).toBe('stored');
  expect(await standing()).toEqual({ highest: 7, missing: [[6, 6], [8, 9]] }); // prettier-ignore

  expect(await given(6, 9)).toBe(3);
  expect(await standing()).toEqual({ highest: 9, missing: [] });
  await takeMessage(deps, peer, sent(10));
  expect(await standing()).toEqual({ highest: 10, missing: [] });
});
