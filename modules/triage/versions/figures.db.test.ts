// What a person decided, what was overruled, and how a version on trial did, on a history that was lived through.
import { beforeAll, describe, expect, test } from 'vitest';
import { makeCounty, performDeps } from '#modules/incident/testing-database.ts';
import { actorAs, COUNTY, ITEMS, MACHINE, MORNING } from '#modules/incident/testing.ts';
import { performAll, type PerformDeps } from '#modules/incident/index.ts';
import { inTransaction, sql, type Tx } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { DAY } from '#platform/time/index.ts';
import { liveThrough, toldMatters } from '../testing-history.ts';
import { decisionsAmong, mattersBefore } from './queries/decisions.ts';
import { correctionsSince, shadowFigures } from './queries/figures.ts';
import { judgeInShadow, SHADOW_KEPT_DAYS, sweepShadow, type JudgedReport } from './shadow.ts';

const { db, owner } = await testDatabase();
const matters = toldMatters({ weeks: 6, perWeek: 20 });
let deps: PerformDeps;
let ids: string[];
beforeAll(async () => {
  await makeCounty(owner);
  deps = performDeps(db);
  ids = await liveThrough(deps, matters);
});
const read = <T>(work: (tx: Tx) => Promise<T>, county = COUNTY) =>
  inTransaction(db, [county], work);

describe('what a person decided', () => {
  test('is the item that was filed, beside what had been guessed', async () => {
    const decisions = await read((tx) => decisionsAmong(tx, COUNTY, ids));
    expect(ids.map((id) => decisions.get(id))).toEqual(
      matters.map(({ itemCode, guess }) => ({ itemCode, guessed: guess })),
    );
  });

  test('is found newest first, page by page, and not before a day', async () => {
    const page = await read((tx) => mattersBefore(tx, COUNTY, null, null, 50));
    const next = await read((tx) => mattersBefore(tx, COUNTY, page.at(-1)?.id ?? null, null, 500));
    expect([...page, ...next].map(({ id }) => id)).toEqual([...ids].sort().reverse());
    const since = MORNING - 15 * DAY;
    const late = await read((tx) => mattersBefore(tx, COUNTY, null, since));
    expect(late).toHaveLength(matters.filter(({ at }) => at >= since).length);
  });

  test('stays with its county, and restricted matters with their members', async () => {
    expect(await read((tx) => mattersBefore(tx, COUNTY, null, null), 2)).toEqual([]);
    const [secret = ''] = ids;
    await sql`update incident set restricted = true where id = ${secret}`.execute(owner);
    const seen = await read((tx) => mattersBefore(tx, COUNTY, null, null));
    expect(seen.some(({ id }) => id === secret)).toBe(false);
    await sql`update incident set restricted = false where id = ${secret}`.execute(owner);
  });

  test('is not what the machine filed, and what a person amended later counts', async () => {
    const [told] = matters;
    if (!told) throw new Error('no history');
    const [mine = '', other = ''] = await report2();
    const file = (incidentId: string, actor = MACHINE) => ({
      ...{ countyId: COUNTY, incidentId, verb: 'amend' as const, actor },
      input: { itemCode: ITEMS.noise },
    });
    const clerk = actorAs('infoClerk');
    const [amended] = await performAll(deps, [file(mine, clerk)], MORNING);
    expect(amended?.ok).toBe(true);
    const decisions = await read((tx) => decisionsAmong(tx, COUNTY, [mine, other]));
    expect(decisions.get(mine)).toEqual({ itemCode: ITEMS.noise, guessed: ITEMS.quarrel });
    expect(decisions.has(other)).toBe(false);
  });

  /** Two matters that were guessed and never filed. */
  async function report2(): Promise<string[]> {
    const two = [1, 2].map(() => ({
      ...{ at: MORNING, text: '两家头翻脸', itemCode: ITEMS.quarrel, guess: ITEMS.quarrel },
    }));
    return liveThrough(deps, two, COUNTY, { isFiled: false });
  }
});

test('corrections are counted since what is in force was switched on, by kind', async () => {
  const all = await read((tx) => correctionsSince(tx, COUNTY, null));
  const wrong = matters.filter(({ guess, itemCode }) => guess !== itemCode);
  expect(all).toMatchObject({ since: null });
  expect(all.overruled).toBeGreaterThanOrEqual(wrong.length);
  expect(all.decided).toBeGreaterThanOrEqual(matters.length);
  expect(all.confusions[0]?.count).toBeGreaterThan(1);
  const since = MORNING - 8 * DAY;
  const late = await read((tx) => correctionsSince(tx, COUNTY, since));
  const wrongLate = wrong.filter(({ at }) => at >= since);
  // One more was amended by hand above.
  expect(late.overruled - wrongLate.length).toBeLessThanOrEqual(1);
  expect(late.overruled).toBeGreaterThanOrEqual(wrongLate.length);
});

describe('a version on trial', () => {
  const reports = (): JudgedReport[] =>
    ids.map((incidentId, at) => ({
      ...{ countyId: COUNTY, incidentId, text: matters[at]?.text ?? '' },
      ...{ itemCode: matters[at]?.guess ?? null, acts: false },
    }));
  /** It knows everything, and is sure of rubbish only. */
  const shadow = {
    version: 1,
    act: 0.8,
    classifier: {
      classify(text: string) {
        const code = matters.find((matter) => matter.text === text)?.itemCode ?? '';
        return [{ code, confidence: code === ITEMS.rubbish ? 0.9 : 0.5, reasons: [] }];
      },
    },
  };

  test('is counted beside what was said, and right when a person decides', async () => {
    const written = await judgeInShadow(db, reports(), () => Promise.resolve(shadow));
    expect(written).toBe(ids.length);
    // Read again after a crash, the feed brings the same reports again.
    await judgeInShadow(db, reports(), () => Promise.resolve(shadow));
    const figures = await read((tx) => shadowFigures(tx, COUNTY, 1));
    const agreed = matters.filter(({ guess, itemCode }) => guess === itemCode).length;
    const acted = matters.filter(({ itemCode }) => itemCode === ITEMS.rubbish).length;
    expect(figures).toEqual({
      ...{ reports: ids.length, agreed, acted, decided: ids.length, right: ids.length },
      ...{ otherRight: agreed, actedDecided: acted, actedRight: acted },
    });
    expect(await read((tx) => shadowFigures(tx, COUNTY, 2))).toBeNull();
    expect(await read((tx) => shadowFigures(tx, COUNTY, 1), 2)).toBeNull();
  });

  test('changes nothing of any matter, and costs nothing where none is on trial', async () => {
    const { rows: before } = await sql`select count(*) from fact`.execute(owner);
    expect(await judgeInShadow(db, reports(), () => Promise.resolve(undefined))).toBe(0);
    const { rows: after } = await sql`select count(*) from fact`.execute(owner);
    expect(after).toEqual(before);
  });

  test('is forgotten after some months', async () => {
    expect(await sweepShadow(db, MORNING)).toBe(false);
    const kept = async () => (await sql`select from triage_shadow`.execute(owner)).rows.length;
    expect(await kept()).toBe(ids.length);
    await sweepShadow(db, MORNING + (SHADOW_KEPT_DAYS - 8) * DAY);
    expect(await kept()).toBe(20);
  });
});
