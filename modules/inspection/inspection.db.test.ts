// Draws on a real database: what may be drawn, by whom, what the record says afterwards, and who sees it.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#modules/identity/index.ts';
import { perform, type Names, type Reporting, type Verb } from '#modules/incident/index.ts';
import { makeCounty, performDeps, report } from '#modules/incident/testing-database.ts';
import {
  actorAs,
  COUNTY,
  ITEMS,
  MORNING,
  OTHER_TOWN,
  OTHER_VILLAGE,
  PEOPLE,
  PLACE,
  UNITS,
} from '#modules/incident/testing.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { encodeCursor } from '#platform/http/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import type { DrawRequest } from './contract.ts';
import { drawMatters, gatherPopulation } from './draw.ts';
import { findDrawn } from './index.ts';
import { drawAgain, drawDetail, drawPage } from './queries/draws.ts';
import { spotCheckFigures } from './queries/figures.ts';
import { waitingChecks } from './queries/waiting.ts';

const { db, owner } = await testDatabase();
const deps = { ...performDeps(db), drawnFor: findDrawn };
const names: Names = {
  unit: (id) => `unit ${id}`,
  place: (id) => `place ${id}`,
  item: () => ({ zh: '暴露垃圾', en: 'Rubbish' }),
  account: (id) => id,
  learnAccounts: () => Promise.resolve(),
};
const read = { db, names };
const { clerk, director, supervisor, handler, countyDuty, gridWorker } = PEOPLE;
const otherDirector = actorAs('deputyDirector', {
  unitId: UNITS.otherRoom,
  place: { countyId: COUNTY, townId: OTHER_TOWN },
});
const elsewhere = { ...PLACE, townId: OTHER_TOWN, villageId: OTHER_VILLAGE, gridId: null };

let now = MORNING;
async function does(id: string, actor: Actor, verb: Verb, input: object = {}) {
  now += MINUTE;
  return perform(deps, { countyId: COUNTY, incidentId: id, verb, input, actor }, now);
}
async function handled(
  place: Reporting['place'] = PLACE,
  itemCode = ITEMS.rubbish,
): Promise<string> {
  const roomUnitId = place.townId === PLACE.townId ? UNITS.room : UNITS.otherRoom;
  const [id = ''] = await report(deps, 1, { place, itemCode, roomUnitId }, now);
  const room =
    place.townId === PLACE.townId
      ? clerk
      : actorAs('infoClerk', { unitId: UNITS.otherRoom, place: { countyId: COUNTY, townId: OTHER_TOWN } }); // prettier-ignore
  await does(id, room, 'accept');
  await does(id, room, 'dispatch', { lead: UNITS.bureau });
  await does(id, handler, 'sign');
  await does(id, handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
  await does(id, room, 'close');
  return id;
}

const request = (more: Partial<DrawRequest> = {}): DrawRequest => ({
  ...{ countyId: COUNTY, closedFrom: MORNING - DAY, closedTo: MORNING + 30 * DAY },
  ...{ size: 3, dueAt: now + 5 * DAY },
  ...more,
});
const draw = (actor: Actor, more: Partial<DrawRequest> = {}, seed = 'seed') =>
  drawMatters(db, actor, request(more), { id: uuidv7((now += MINUTE)), seed }, now);
const countFor = async (actor: Actor, more: Partial<DrawRequest> = {}) => {
  const { size: _size, dueAt: _dueAt, ...filter } = request(more);
  return (await gatherPopulation(db, actor, filter, now)).population.members.length;
};
const refusedWith = (code: string) => ({ refusal: expect.objectContaining({ code }) as unknown });

const here: string[] = [];
const there: string[] = [];
let answered = '';
let settled = '';

beforeAll(async () => {
  await makeCounty(owner);
  for (const [id, level] of [
    ...[[1, 'county'] as const],
    ...[PLACE.townId, OTHER_TOWN].map((town) => [town, 'town'] as const),
  ])
    await sql`insert into jurisdiction (id, county_id, level, code, name, town_id, centre_lng, centre_lat,
        outline, generated, boundary_version, valid_from)
      overriding system value values (${id}, ${COUNTY}, ${level}, ${`J${id}`}, '辖区',
        ${level === 'town' ? id : null}, 0, 0, '', true, 1, '2020-01-01')`.execute(owner);
  for (const [id, kind, place] of [
    [UNITS.county, 'countyCentre', 1],
    [UNITS.room, 'commandRoom', PLACE.townId],
    [UNITS.otherRoom, 'commandRoom', OTHER_TOWN],
    [UNITS.bureau, 'department', 1],
  ] as const)
    await sql`insert into unit (id, county_id, code, kind, name, jurisdiction_id)
      overriding system value values (${id}, ${COUNTY}, ${`U${id}`}, ${kind}, '单位', ${place})`.execute(
      owner,
    );
  for (let at = 0; at < 6; at += 1) here.push(await handled());
  for (let at = 0; at < 4; at += 1) there.push(await handled(elsewhere, ITEMS.spill));
  const [toAnswer = '', toSettle = '', secret = ''] = await report(deps, 3, {}, now);
  await does((answered = toAnswer), clerk, 'answer', { reply: '政策如此' });
  await does((settled = toSettle), gridWorker, 'selfHandle', { result: '当场清理' });
  await does(secret, clerk, 'answer', { reply: '已办' });
  await does(secret, director, 'restrict', { restricted: true, reason: '涉密' });
});

describe('what may be drawn', () => {
  test('closed matters of the area, never what is need-to-know or open', async () => {
    await report(deps, 2, {}, now);
    expect(await countFor(supervisor)).toBe(12);
    // The room answered one itself: that is for others to look at. What a grid worker settled is not.
    expect(await countFor(director)).toBe(7);
    expect(await countFor(otherDirector)).toBe(4);
  });

  test('not what the drawer closed, answered or handled', async () => {
    const closer = actorAs('countyDuty', {}, 'closer');
    const before = await countFor(closer);
    const [id = ''] = await report(deps, 1, {}, now);
    await does(id, closer, 'accept');
    await does(id, closer, 'dispatch', { lead: UNITS.bureau });
    await does(id, handler, 'sign');
    await does(id, handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    await does(id, closer, 'close');
    expect(await countFor(closer)).toBe(before);
    expect(await countFor(supervisor)).toBe(before + 1);
    here.push(id);
  });

  test('by period, area, class, source, way of closing and unit', async () => {
    expect(await countFor(supervisor, { townId: OTHER_TOWN })).toBe(4);
    expect(await countFor(supervisor, { item: ITEMS.spill })).toBe(4);
    expect(await countFor(supervisor, { item: '04' })).toBe(13);
    expect(await countFor(supervisor, { item: '05' })).toBe(0);
    expect(await countFor(supervisor, { source: ['sensor'] })).toBe(0);
    expect(await countFor(supervisor, { closing: 'self' })).toBe(2);
    expect(await countFor(supervisor, { closing: 'unit' })).toBe(11);
    expect(await countFor(supervisor, { unitId: UNITS.bureau })).toBe(11);
    expect(await countFor(supervisor, { unitId: UNITS.team })).toBe(0);
    expect(await countFor(supervisor, { closedTo: MORNING })).toBe(0);
  });

  test('within the own area, for a unit that can check, due in time', async () => {
    await expect(draw(director, { townId: OTHER_TOWN })).rejects.toMatchObject(
      refusedWith('inspection.area-not-yours'),
    );
    await expect(draw(handler)).rejects.toMatchObject(refusedWith('inspection.not-yours'));
    await expect(draw(clerk)).rejects.toMatchObject(refusedWith('inspection.not-yours'));
    await expect(draw(supervisor, { dueAt: now - HOUR })).rejects.toMatchObject(
      refusedWith('inspection.due'),
    );
    await expect(draw(supervisor, { dueAt: now + 40 * DAY })).rejects.toMatchObject(
      refusedWith('inspection.due'),
    );
    await expect(draw(supervisor, { closedFrom: MORNING - 200 * DAY })).rejects.toMatchObject(
      refusedWith('inspection.period'),
    );
    await expect(draw(supervisor, { item: '05' })).rejects.toMatchObject(
      refusedWith('inspection.nothing-to-draw'),
    );
    for (const checkerUnitId of [UNITS.bureau, UNITS.room, 999])
      await expect(draw(supervisor, { checkerUnitId })).rejects.toMatchObject(
        refusedWith('inspection.checker-elsewhere'),
      );
    await expect(draw(director, { checkerUnitId: UNITS.county })).rejects.toMatchObject(
      refusedWith('inspection.checker-elsewhere'),
    );
    // The room of the town that is drawn from; what it answered itself is not among them.
    const forRoom = { townId: PLACE.townId, checkerUnitId: UNITS.room };
    expect(await countFor(supervisor, forRoom)).toBe(8);
    const { id } = await draw(supervisor, { ...forRoom, size: 1 });
    const { items } = await waitingChecks(read, director, COUNTY);
    expect(items).toMatchObject([{ drawId: id, mayCheck: true }]);
  });
});

describe('a draw', () => {
  test('the same seed draws the same, and anybody who sees it can draw it again', async () => {
    const one = await draw(supervisor, { size: 4 }, 'one seed');
    const two = await draw(supervisor, { size: 4 }, 'one seed');
    const other = await draw(supervisor, { size: 4 }, 'another');
    const numbersOf = async ({ id }: { id: string }) => (await drawAgain(read, supervisor, id)).numbers; // prettier-ignore
    expect(await numbersOf(two)).toEqual(await numbersOf(one));
    expect(await numbersOf(other)).not.toEqual(await numbersOf(one));
    expect(await drawAgain(read, countyDuty, one.id)).toMatchObject({ same: true, population: 13 });
    const detail = await drawDetail(read, supervisor, one.id);
    expect(detail).toMatchObject({
      ...{ seed: 'one seed', population: 13, wanted: 4, filter: { countyId: COUNTY } },
      progress: { drawn: 4, checked: 0, failed: 0 },
    });
    expect(detail.entries.map(({ incident }) => incident.number)).toEqual(await numbersOf(one));
  });

  test('one that was tampered with does not come out the same', async () => {
    const { id } = await draw(supervisor, { size: 2 });
    const drawn = (await drawDetail(read, supervisor, id)).entries.map((each) => each.incident.id);
    const another = [...here, ...there].find((each) => !drawn.includes(each));
    await sql`update inspection_entry set incident_id = ${another}::uuid
      where draw_id = ${id}::uuid and no = 1`.execute(owner);
    expect((await drawAgain(read, supervisor, id)).same).toBe(false);
  });

  test('the application can change nothing about it afterwards', async () => {
    const { id } = await draw(supervisor);
    for (const table of ['inspection_draw', 'inspection_entry', 'inspection_population'])
      await expect(sql`delete from ${sql.table(table)}`.execute(db)).rejects.toThrow(/permission/);
    await expect(
      sql`update inspection_draw set seed = 'x' where id = ${id}::uuid`.execute(db),
    ).rejects.toThrow(/permission/);
  });

  test('by town, each town is heard', async () => {
    const { id } = await draw(supervisor, { size: 2, stratify: 'town' });
    const { entries } = await drawDetail(read, supervisor, id);
    expect(entries.map(({ incident }) => incident.town).sort()).toEqual([
      `place ${PLACE.townId}`,
      `place ${OTHER_TOWN}`,
    ]);
  });

  test('is seen by the county and by the town that it is of, and by nobody else', async () => {
    const { id } = await draw(director, { size: 2 });
    const query = { countyId: COUNTY, limit: 20 };
    const seenBy = async (actor: Actor) =>
      (await drawPage(read, actor, query)).items.some((each) => each.id === id);
    expect([await seenBy(director), await seenBy(supervisor), await seenBy(otherDirector)]).toEqual(
      [true, true, false],
    );
    for (const actor of [otherDirector, handler, clerk, PEOPLE.citizen])
      await expect(drawDetail(read, actor, id)).rejects.toMatchObject(
        refusedWith('inspection.not-found'),
      );
    await expect(drawPage(read, clerk, query)).rejects.toMatchObject(
      refusedWith('inspection.not-yours'),
    );
    await expect(waitingChecks(read, handler, COUNTY)).rejects.toMatchObject(
      refusedWith('inspection.not-yours'),
    );
  });

  test('a page ends with a cursor from which the next goes on', async () => {
    const all = await drawPage(read, supervisor, { countyId: COUNTY, limit: 50 });
    const first = await drawPage(read, supervisor, { countyId: COUNTY, limit: 2 });
    const cursor = first.nextCursor ?? '';
    const next = await drawPage(read, supervisor, { countyId: COUNTY, limit: 2, cursor });
    expect([...first.items, ...next.items].map(({ id }) => id)).toEqual(
      all.items.slice(0, 4).map(({ id }) => id),
    );
    const strange = encodeCursor([1e300, uuidv7(now)]);
    await expect(
      drawPage(read, supervisor, { countyId: COUNTY, limit: 2, cursor: strange }),
    ).rejects.toMatchObject(refusedWith('http.invalid-cursor'));
  });

  test('what is restricted afterwards is told to its members only', async () => {
    const { id } = await draw(supervisor, { size: 200 });
    await does(settled, director, 'restrict', { restricted: true, reason: '涉密' });
    const { entries, progress } = await drawDetail(read, supervisor, id);
    expect(progress.drawn).toBe(entries.length);
    expect(entries.some(({ incident }) => incident.id === settled)).toBe(false);
    await does(settled, director, 'restrict', { restricted: false, reason: '已公开' });
    expect((await drawDetail(read, supervisor, id)).progress.drawn).toBe(entries.length + 1);
  });
});

test('draw → check one fine, one failed → figures; each once, and by nobody who had a part in it', async () => {
  const before = await spotCheckFigures(read, supervisor, { countyId: COUNTY, days: 90 }, now);
  const { id, drawn } = await draw(supervisor, { size: 200 });
  const [fine = '', bad = ''] = here;
  expect((await waitingChecks(read, supervisor, COUNTY)).items.length).toBeGreaterThanOrEqual(
    drawn,
  );
  await does(fine, supervisor, 'spotCheck', { draw: id, passed: true, note: '现场已清' });
  await does(bad, supervisor, 'spotCheck', {
    ...{ draw: id, passed: false, reasons: ['notHandled', 'noProof'], note: '仍有垃圾' },
  });
  await expect(
    does(fine, countyDuty, 'spotCheck', { draw: id, passed: true }),
  ).rejects.toMatchObject(refusedWith('incident.spot-checked-already'));
  await expect(
    does(here[2] ?? '', director, 'spotCheck', { draw: id, passed: true }),
  ).rejects.toMatchObject(refusedWith('incident.other-checker'));
  await expect(does(answered, director, 'spotCheck', { passed: true })).rejects.toMatchObject(
    refusedWith('incident.handling-unit-cannot-check'),
  );
  await expect(
    does(here[2] ?? '', supervisor, 'spotCheck', { draw: uuidv7(now), passed: true }),
  ).rejects.toMatchObject(refusedWith('incident.not-drawn'));
  const closer = actorAs('countyDuty', {}, 'closer');
  await expect(does(here[6] ?? '', closer, 'spotCheck', { passed: true })).rejects.toMatchObject(
    refusedWith('incident.handler-cannot-check'),
  );

  const detail = await drawDetail(read, supervisor, id);
  expect(detail.progress).toEqual({ drawn, checked: 2, failed: 1 });
  const entryOf = (incidentId: string) => detail.entries.find((one) => one.incident.id === incidentId); // prettier-ignore
  expect(entryOf(fine)).toMatchObject({ verdict: { passed: true }, mayCheck: false });
  expect(entryOf(bad)).toMatchObject({
    verdict: { passed: false, reasons: ['notHandled', 'noProof'], then: 'reopen' },
    incident: { status: 'handling' },
    unit: { id: UNITS.bureau },
  });
  expect(entryOf(answered)?.unit).toEqual({ id: UNITS.room, name: `unit ${UNITS.room}` });
  expect(entryOf(settled)?.unit).toBeNull();
  const waiting = await waitingChecks(read, supervisor, COUNTY);
  expect(waiting.items.some((one) => one.drawId === id && one.incident.id === bad)).toBe(false);

  const after = await spotCheckFigures(read, supervisor, { countyId: COUNTY, days: 90 }, now);
  expect(after.all).toMatchObject({
    ...{ drawn: before.all.drawn + drawn, checked: 2, failed: 1, failedShare: 0.5 },
    reasons: [
      { reason: 'noProof', count: 1 },
      { reason: 'notHandled', count: 1 },
    ],
  });
  expect(after.byUnit.find(({ unit }) => unit?.id === UNITS.bureau)).toMatchObject({ failed: 1 });
  expect(after.byItem[0]).toMatchObject({ item: '04', checked: 2, failed: 1 });
  expect(JSON.stringify(after)).not.toMatch(/supervisor|deptHandler/);
  const others = await spotCheckFigures(read, otherDirector, { countyId: COUNTY, days: 90 }, now);
  expect(others.all.drawn).toBe(0);
});

test('archiving after the call back is no way out of a draw, named already or not', async () => {
  const [named, early, proper] = [await handled(), await handled(), await handled()];
  const { id: first } = await draw(supervisor, { size: 200 });
  for (const id of [named, early, proper]) {
    await does(id, clerk, 'followUp', { reached: true, satisfied: true });
    await does(id, clerk, 'archive');
  }
  const { items } = await waitingChecks(read, supervisor, COUNTY);
  expect(items.find((one) => one.drawId === first && one.incident.id === named)).toMatchObject({
    mayCheck: true,
  });
  const { id: second } = await draw(supervisor, { size: 200 });
  const { entries } = await drawDetail(read, supervisor, second);
  const drawn = entries.map(({ incident }) => incident.id);
  expect(drawn).toEqual(expect.arrayContaining([named, early, proper]));
  await does(proper, supervisor, 'spotCheck', { draw: second, passed: true });
  await expect(does(proper, clerk, 'annotate', { note: '补记' })).rejects.toMatchObject(
    refusedWith('incident.archived'),
  );
  const failed = { draw: second, passed: false, reasons: ['notHandled'], note: '仍有垃圾' };
  await expect(
    does(early, supervisor, 'spotCheck', { ...failed, then: 'supervise', replyBy: now + DAY }),
  ).rejects.toMatchObject(refusedWith('incident.archived'));
  // Out of the archive and handled again: it takes the next verb.
  await does(early, supervisor, 'spotCheck', failed);
  await does(early, handler, 'resolve', { noEvidence: '无法取证', result: '再清' });
});
