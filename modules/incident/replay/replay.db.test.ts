// A run on a real database: written whole, found whole, found broken, read by its county alone, and gone.
import { beforeAll, describe, expect, test } from 'vitest';
import { openCopier } from '#platform/db/copy.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { makeCounty } from '../testing-database.ts';
import { aKnowledge, COUNTY } from '../testing.ts';
import { aPlay, aPlayedMatter, playOf, WHOLE_LIFE, WHOLE_LIFE_FACTS } from '../testing-replay.ts';
import { checkReplay } from './check.ts';
import type { Play } from './play.ts';
import { closeReplay, dropReplay, openReplay, playInto, type ReplayRun } from './run.ts';

const OTHER_COUNTY = 2;
let db: Db;
let owner: Db;
let url: string;

beforeAll(async () => {
  ({ db, owner, url } = await testDatabase());
  await makeCounty(owner);
  await makeCounty(owner, OTHER_COUNTY);
});

async function written(plays: readonly Play[]): Promise<ReplayRun> {
  const run = await openReplay(db, COUNTY, { play: 'test' });
  const rules = { countyId: COUNTY, knowledge: aKnowledge() };
  await Promise.all(
    plays.map(async (play) => {
      const copier = await openCopier(url, [COUNTY]);
      await playInto(run, copier, play, rules).finally(() => copier.end());
    }),
  );
  return run;
}

async function whole(count: number): Promise<ReplayRun> {
  const run = await written([aPlay(count)]);
  await closeReplay(db, run);
  return run;
}

const steps = WHOLE_LIFE_FACTS;
const rowsSeen = (county: number, run: ReplayRun) =>
  inTransaction(db, [county], async (tx) => {
    const { rows } = await sql<{ rows: number }>`
      select ((select count(*) from replay.fact where run_id = ${run.id})
        + (select count(*) from replay.incident where run_id = ${run.id})
        + (select count(*) from replay.run where id = ${run.id}))::int as rows`.execute(tx);
    return rows[0]?.rows ?? 0;
  });
const sliceOf = async (run: ReplayRun) => {
  const { rows } = await sql<{ slice: number }>`
    select slice from replay.slice where run_id = ${run.id}`.execute(owner);
  return rows[0]?.slice ?? 0;
};
const tablesLeft = async () => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'replay'::regnamespace
      and relkind in ('r', 'p') order by relname`.execute(owner);
  return rows.map(({ name }) => name);
};

describe('a run', () => {
  test('then nothing is missing, every chain holds, and each row is the fold of its facts', async () => {
    const run = await whole(300);
    const check = await checkReplay(db, run, { steps });
    expect(check).toMatchObject({
      incidents: 300,
      asked: 300 * WHOLE_LIFE.length,
      refused: 0,
      missing: 0,
      sampled: 300,
      broken: 0,
      first: null,
    });
    expect(check.facts).toBeGreaterThan(300 * WHOLE_LIFE_FACTS.length);
    await dropReplay(db, run);
  });

  test('given several write into it at once, then it holds what all of them wrote', async () => {
    const matters = Array.from({ length: 40 }, (_, index) => aPlayedMatter(index));
    const run = await written([playOf(matters.slice(0, 20)), playOf(matters.slice(20))]);
    await closeReplay(db, run);
    expect(await checkReplay(db, run, { steps })).toMatchObject({
      incidents: 40,
      facts: 40 * WHOLE_LIFE_FACTS.length,
      missing: 0,
      broken: 0,
    });
    await dropReplay(db, run);
  });

  test('given a fact was changed, moved or taken away, then the check says so', async () => {
    const run = await whole(20);
    const spoil = (what: string) => sql.raw(what).execute(owner);
    const no = await sliceOf(run);
    const leaf = `replay.fact_${no}`;
    const [a, b, c] = (
      await sql<{ id: string }>`select id from replay.incident order by id limit 3`.execute(owner)
    ).rows.map(({ id }) => id);
    await spoil(
      `update ${leaf} set body = replace(body, 'citizen:one', 'citizen:two') where incident_id = '${a}' and seq = 1`,
    );
    expect(await checkReplay(db, run, { steps })).toMatchObject({
      missing: 0,
      broken: 1,
      first: { incidentId: a, why: 'changed' },
    });
    await spoil(
      `update ${leaf} set type = 'incident.urged' where incident_id = '${b}' and seq = 3`,
    );
    expect(await checkReplay(db, run, { steps })).toMatchObject({ missing: 1, broken: 2 });
    await spoil(`delete from ${leaf} where incident_id = '${c}' and seq = 10`);
    const check = await checkReplay(db, run, { steps });
    expect(check.missing).toBeGreaterThan(1);
    expect(check.broken).toBe(3);
    await spoil(`update replay.incident_${no} set status = 'filed' where id <> '${a}'`);
    expect((await checkReplay(db, run)).broken).toBe(20);
    await dropReplay(db, run);
  });

  test('given a wish was refused, then its transition is missing', async () => {
    const run = await written([playOf([aPlayedMatter(0, WHOLE_LIFE.slice(1))])]);
    await closeReplay(db, run);
    expect(await checkReplay(db, run, { steps })).toMatchObject({ missing: 1, refused: 0 });
    await dropReplay(db, run);
    const [first, ...rest] = WHOLE_LIFE;
    if (!first) throw new Error('a life has verbs');
    const refused = await written([
      playOf([aPlayedMatter(0, [first, { verb: 'sign', input: {}, actor: first.actor }, ...rest])]),
    ]);
    await closeReplay(db, refused);
    expect(await checkReplay(db, refused, { steps })).toMatchObject({ missing: 1, refused: 1 });
    await dropReplay(db, refused);
  });

  test('then only its county reads it, nobody while it is written, and nobody writes it afterwards', async () => {
    const run = await written([aPlay(3)]);
    const leaf = sql.raw(`replay.fact_${await sliceOf(run)}`);
    const read = () => inTransaction(db, [COUNTY], (tx) => sql`select * from ${leaf}`.execute(tx));
    await expect(read()).rejects.toThrow(/permission denied/);
    await closeReplay(db, run);
    expect(await rowsSeen(COUNTY, run)).toBeGreaterThan(30);
    expect(await rowsSeen(OTHER_COUNTY, run)).toBe(0);
    await expect(read()).rejects.toThrow(/permission denied/);
    const write = inTransaction(db, [COUNTY], (tx) =>
      sql`insert into ${leaf} select * from ${leaf}`.execute(tx),
    );
    await expect(write).rejects.toThrow(/permission denied/);
    await expect(closeReplay(db, run)).rejects.toThrow(/not being written/);
    await dropReplay(db, run);
  });

  test('given another county, then it neither opens, closes nor drops it', async () => {
    const run = await written([aPlay(3)]);
    await expect(
      inTransaction(db, [OTHER_COUNTY], (tx) =>
        sql`select replay.open(${COUNTY}, '{}'::json, 'sha256')`.execute(tx),
      ),
    ).rejects.toThrow(/out of reach/);
    const stranger = { ...run, countyId: OTHER_COUNTY };
    await expect(closeReplay(db, stranger)).rejects.toThrow(/not being written/);
    await dropReplay(db, stranger);
    await closeReplay(db, run);
    expect(await rowsSeen(COUNTY, run)).toBeGreaterThan(30);
    await dropReplay(db, run);
  });

  test('given it is dropped, finished or not, then nothing of it is left', async () => {
    const before = await tablesLeft();
    const finished = await whole(5);
    const unfinished = await written([aPlay(5)]);
    expect(await tablesLeft()).toHaveLength(before.length + 4);
    for (const run of [finished, unfinished]) {
      await dropReplay(db, run);
      expect(await rowsSeen(COUNTY, run)).toBe(0);
    }
    expect(await tablesLeft()).toEqual(before);
    expect(before).toEqual(['fact', 'incident', 'run', 'slice']);
    await dropReplay(db, finished);
  });
});
