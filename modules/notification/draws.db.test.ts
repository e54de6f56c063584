// Draws of spot checks on a real database: one message for each draw, to those who are to look, until they have.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { perform, relay, type Verb } from '#modules/incident/index.ts';
import { makeCounty, performDeps, report } from '#modules/incident/testing-database.ts';
import { actorAs, COUNTY, MORNING, UNITS } from '#modules/incident/testing.ts';
import { findDrawn } from '#modules/inspection/index.ts';
import { aDraw } from '#modules/inspection/testing.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import { tellDraws } from './draws.ts';
import { messagePage, messageSummary } from './queries/messages.ts';
import { notifyNext } from './reactions.ts';
import { acknowledge } from './store.ts';
import { aPerson, notificationDeps, toldRows } from './testing.ts';

const { db, owner } = await testDatabase();
const deps = { ...performDeps(db), drawnFor: findDrawn };
const notes = notificationDeps(db);
let drawer: Actor;
let mate: Actor;
let clerk: Actor;
let now = MORNING;

beforeAll(async () => {
  await makeCounty(owner);
  await sql`insert into jurisdiction (id, county_id, level, code, name, town_id, centre_lng, centre_lat,
        outline, generated, boundary_version, valid_from)
      overriding system value values (1, ${COUNTY}, 'county', 'J1', '辖区', null, 0, 0, '', true, 1,
        '2020-01-01')`.execute(owner);
  await sql`insert into unit (id, county_id, code, kind, name, jurisdiction_id)
      overriding system value values (${UNITS.county}, ${COUNTY}, 'U1', 'supervision', '单位', 1)`.execute(
    owner,
  );
  const { posts } = actorAs('supervisor');
  const post = { unitId: UNITS.county, place: posts[0]?.place ?? { countyId: COUNTY } };
  drawer = await aPerson(owner, 'supervisor', post);
  mate = await aPerson(owner, 'supervisor', post);
  clerk = await aPerson(owner, 'infoClerk');
});
beforeEach(async () => {
  for (const table of ['delivery', 'message', 'notice', 'inspection_untold'])
    await sql`delete from ${sql.table(table)}`.execute(owner);
  await settle();
});

async function does(id: string, actor: Actor, verb: Verb, input: object = {}) {
  now += MINUTE;
  await perform(deps, { countyId: COUNTY, incidentId: id, verb, input, actor }, now);
}
async function answered(many: number): Promise<readonly string[]> {
  const ids = await report(deps, many, {}, now);
  for (const id of ids) await does(id, clerk, 'answer', { reply: '政策如此' });
  return ids;
}
async function settle() {
  while ((await relay(db)) > 0);
  while ((await notifyNext(notes, now)) > 0);
}
const ofDraws = async () => (await toldRows(owner)).filter(({ template }) => template === 'drawn');
const mine = async (actor: Actor) =>
  (await messagePage(db, actor, { list: 'waiting', limit: 10 })).items.filter(
    ({ template }) => template === 'drawn',
  );

function crash(): never {
  throw new TypeError('the process ends here');
}

describe('a draw', () => {
  test('is told once, to the others of the unit that looks, with how many and until when', async () => {
    const draw = await aDraw(db, drawer, await answered(3), now, Date.parse('2026-11-29T10:00Z'));
    expect(await tellDraws(notes, now)).toBe(1);
    expect(await tellDraws(notes, now)).toBe(0);
    expect((await ofDraws()).map(({ accountId }) => accountId)).toEqual([mate.id]);
    expect(await mine(mate)).toMatchObject([
      {
        ...{ drawId: draw, matter: null, urgency: 'ordinary', clock: null },
        params: { n: 3, by: { zh: '11月29日', en: '29 Nov' } },
      },
    ]);
    expect((await messageSummary(db, mate)).unread).toBeGreaterThan(0);
  });

  test('a crash while telling loses nothing, and what was told is not told by another process', async () => {
    await aDraw(db, drawer, await answered(1), now, now + DAY);
    const crashing = notificationDeps(db, { localTime: crash });
    await expect(tellDraws(crashing, now)).rejects.toThrow();
    expect(await ofDraws()).toEqual([]);
    await Promise.all([tellDraws(notes, now), tellDraws(notes, now)]);
    expect(await ofDraws()).toHaveLength(1);
  });

  test('one that cannot be told keeps no other waiting', async () => {
    const [first = '', second = ''] = await answered(2);
    await aDraw(db, drawer, [first], now, now + 3 * DAY);
    now += MINUTE;
    const draw = await aDraw(db, drawer, [second], now, now + DAY);
    const broken = notificationDeps(db, {
      localTime: (_county, at) => (at > now + DAY ? crash() : '2026-11-29 10:00'),
    });
    await expect(tellDraws(broken, now)).rejects.toThrow();
    expect((await mine(mate)).map(({ drawId }) => drawId)).toEqual([draw]);
  });

  test('reminds until the last of its matters has been looked at', async () => {
    const [one = '', other = ''] = await answered(2);
    const draw = await aDraw(db, drawer, [one, other], now, now + DAY);
    await tellDraws(notes, now);
    await does(one, mate, 'spotCheck', { draw, passed: true });
    await settle();
    expect(await mine(mate)).toHaveLength(1);
    await does(other, drawer, 'spotCheck', { draw, passed: true });
    await settle();
    expect(await mine(mate)).toEqual([]);
    expect((await ofDraws()).map(({ doneHow }) => doneHow)).toEqual(['acted']);
  });

  test('收到 is enough, and is said by its receiver alone', async () => {
    await aDraw(db, drawer, await answered(1), now, now + DAY);
    await tellDraws(notes, now);
    const [message] = await mine(mate);
    const say = (accountId: string) =>
      inTransaction(db, [COUNTY], (tx) =>
        acknowledge(tx, { id: message?.id ?? '', accountId }, now),
      );
    expect(await say(drawer.id)).toBe(false);
    expect(await say(mate.id)).toBe(true);
    expect(await mine(mate)).toEqual([]);
  });

  test('whoever checks no more sees the message no more', async () => {
    await aDraw(db, drawer, await answered(1), now, now + DAY);
    await tellDraws(notes, now);
    const moved = { ...mate, posts: clerk.posts };
    expect(await mine(mate)).toHaveLength(1);
    expect(await mine(moved)).toEqual([]);
  });

  test('of what was drawn while nobody told, nobody is rung up', async () => {
    const pushed = notificationDeps(db, { channels: ['webhook'] });
    await aDraw(db, drawer, await answered(1), now, now + DAY);
    await tellDraws(pushed, now + 2 * HOUR);
    const sent = async () => (await sql`select 1 from delivery`.execute(owner)).rows.length;
    expect([(await ofDraws()).length, await sent()]).toEqual([1, 0]);
    await aDraw(db, drawer, await answered(1), now, now + DAY);
    await tellDraws(pushed, now);
    expect(await sent()).toBe(1);
  });
});
