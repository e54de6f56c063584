// The city-year: a year of a large city's matters through their whole life, decided one by one in
// simulated time by the core that decides live work, written durably, beside raw COPY of the same rows.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import {
  checkReplay,
  closeReplay,
  dropReplay,
  openReplay,
  type FactType,
  type ReplayFigures,
} from '#modules/incident/index.ts';
import { sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Share } from './city-year-worker.ts';
import { calibrate, round, say } from './figures.ts';
import { preparePlace, type Place } from './place.ts';
import { databaseCpuMs } from './processes.ts';

const INCIDENTS = 2_500_000;
const LIMIT_SECONDS = 600;
const INCIDENTS_QUICK = 250_000;
const LIMIT_SECONDS_QUICK = 60;
/** Midnight of 2025-01-01 in 乐清. */
const START: Instant = Date.parse('2024-12-31T16:00:00Z');
/** What no whole life is without. */
const STEPS: readonly FactType[] = [
  'incident.reported',
  'incident.triaged',
  'incident.filed',
  'incident.dispatched',
  'incident.signed',
  'incident.arrived',
  'incident.resolved',
  'incident.closed',
  'incident.archived',
];
const SAMPLE = 2_000;
/** Of a thread: what a batch is decided from dies young, and is not to be carried about before. */
const YOUNG_MB = 64;
const PEER_ROWS = 300_000;

export type CityYearFigures = Readonly<{
  incidents: number;
  /** Verbs that people, triage and clocks did, and reports: everything decided. */
  transitions: number;
  seconds: number;
  limitSeconds: number;
  missing: number;
  perSecond: number;
  refused: number;
  rings: number;
  /** Rows written: facts and incidents. */
  rows: number;
  /** On disk, with indexes. */
  bytes: number;
  /** Seconds: deciding and writing, and the keys, are the time above; checking comes after it. */
  of: Readonly<{ deciding: number; indexing: number; checking: number }>;
  checked: Readonly<{ sampled: number; broken: number }>;
  peer: Readonly<{ rawCopyRowsPerSecond: number; ratio: number }>;
  /** Seconds of processor time within the time above: deciding, sealing, sending; and the database's. */
  cpu: Readonly<{ threads: number; database: number }>;
  livingMax: number;
  commits: number;
  peakMb: number;
  threads: number;
  cleanWindow: number;
}>;

export async function benchCityYear({
  quick,
}: Readonly<{ quick: boolean }>): Promise<CityYearFigures> {
  const own = Number(process.env.CITY_YEAR_INCIDENTS ?? 0);
  const count = own || (quick ? INCIDENTS_QUICK : INCIDENTS);
  const limitSeconds = own
    ? round((own / INCIDENTS) * LIMIT_SECONDS)
    : quick
      ? LIMIT_SECONDS_QUICK
      : LIMIT_SECONDS;
  const threads = Number(process.env.CITY_YEAR_THREADS ?? Math.min(2, availableParallelism()));
  const place = await preparePlace();
  try {
    return await live(place, count, limitSeconds, threads);
  } finally {
    await place.end();
  }
}

async function live(
  place: Place,
  count: number,
  limitSeconds: number,
  threads: number,
): Promise<CityYearFigures> {
  const { db, owner, url } = place;
  const countyId = await countyOf(owner);
  const cleanWindow = calibrate();
  // Tables are made within the timed window, threads are started before it.
  const run = await openReplay(db, countyId, { play: 'city-year', count, start: START });
  const workers = await Promise.all(
    Array.from({ length: threads }, (_, share) =>
      startShare({ url, run, start: START, count, share, shares: threads }),
    ),
  );
  say(`city-year: ${count} incidents by ${threads} threads, limit ${limitSeconds} s`);
  const cpu = () => ({
    threads: process.cpuUsage(),
    database: databaseCpuMs(place.dataDir),
  });
  const before = cpu();
  const began = performance.now();
  const parts = await Promise.all(workers.map((worker) => worker.play()));
  const decided = performance.now();
  await closeReplay(db, run);
  const ended = performance.now();
  const after = cpu();
  const peakMb = peakMegabytes();
  const seconds = round((ended - began) / 1000);
  say(`city-year: ${seconds} s (${round((ended - decided) / 1000)} s of it indexes); checking`);

  const check = await checkReplay(db, run, { steps: STEPS, sample: SAMPLE });
  const checked = performance.now();
  const bytes = await bytesOf(owner, run.id);
  const sum = (of: (part: ReplayFigures) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  const transitions = sum(
    ({ tally }) => tally.incidents + tally.asked - tally.refused + tally.rings,
  );
  const lost =
    Math.abs(sum(({ tally }) => tally.facts) - check.facts) + Math.abs(count - check.incidents);
  const why = new Map<string, number>();
  for (const { tally } of parts)
    for (const [refusal, times] of tally.refusals)
      why.set(refusal, (why.get(refusal) ?? 0) + times);
  for (const [refusal, times] of why) say(`city-year: refused ${times} × ${refusal}`);
  const rows = check.facts + check.incidents;
  const rawCopyRowsPerSecond = await rawCopy(url, run.id);
  await dropReplay(db, run);
  const figures: CityYearFigures = {
    incidents: check.incidents,
    transitions,
    seconds,
    limitSeconds,
    missing: check.missing + lost,
    perSecond: Math.round(transitions / seconds),
    refused: check.refused,
    rings: sum(({ tally }) => tally.rings),
    rows,
    bytes,
    of: {
      deciding: round((decided - began) / 1000),
      indexing: round((ended - decided) / 1000),
      checking: round((checked - ended) / 1000),
    },
    checked: { sampled: check.sampled, broken: check.broken },
    peer: { rawCopyRowsPerSecond, ratio: round(rows / seconds / rawCopyRowsPerSecond) },
    cpu: {
      threads: round(
        (after.threads.user + after.threads.system - before.threads.user - before.threads.system) /
          1e6,
      ),
      database: round((after.database - before.database) / 1000),
    },
    livingMax: sum(({ livingMax }) => livingMax),
    commits: sum(({ written }) => written.commits),
    peakMb,
    threads,
    cleanWindow,
  };
  say(
    `city-year: ${figures.perSecond} transitions/s, ${rows} rows, ${Math.round(bytes / 1e6)} MB; ` +
      `missing ${figures.missing}; ${figures.peer.ratio} × raw COPY; peak ${peakMb} MB`,
  );
  return figures;
}

type Playing = Readonly<{ play: () => Promise<ReplayFigures> }>;

async function startShare(share: Share): Promise<Playing> {
  const worker = new Worker(path.join(import.meta.dirname, 'city-year-worker.ts'), {
    workerData: share,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread of the year ended with ${code}`)));
  });
  failed.catch(() => {});
  const until = <T>(wanted: (message: unknown) => T | undefined) =>
    Promise.race([
      failed,
      new Promise<T>((resolve) => {
        worker.on('message', (message: unknown) => {
          const found = wanted(message);
          if (found !== undefined) resolve(found);
        });
      }),
    ]);
  await until((message) => message === 'ready' || undefined);
  return {
    async play() {
      const figures = until((message) => (message as { figures?: ReplayFigures }).figures);
      worker.postMessage('go');
      return figures;
    },
  };
}

async function countyOf(owner: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from county where code = '330382'`.execute(
    owner,
  );
  const id = rows[0]?.id;
  if (!id) throw new Error('乐清 is not there');
  return id;
}

async function bytesOf(owner: Db, runId: number): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select sum(pg_total_relation_size(format('replay.%I', part || '_' || slice)::regclass))::float8 as bytes
    from replay.slice, unnest(array['fact', 'incident']) part where run_id = ${runId}`.execute(
    owner,
  );
  return rows[0]?.bytes ?? 0;
}

/** The same facts into a table of the same form with the same key, by one connection: nothing decided. */
async function rawCopy(url: string, runId: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const out = client.query(
      copyTo(
        `copy (select * from replay.fact where run_id = ${runId} limit ${PEER_ROWS}) to stdout (format binary)`,
      ),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of out) chunks.push(chunk as Buffer);
    await client.query(`create table replay.peer (like replay.fact)`);
    const began = performance.now();
    const into = client.query(copyFrom('copy replay.peer from stdin (format binary)'));
    for (const chunk of chunks) into.write(chunk);
    into.end();
    await finished(into);
    await client.query(
      'alter table replay.peer add primary key (run_id, county_id, incident_id, seq, slice)',
    );
    const seconds = (performance.now() - began) / 1000;
    const { rows } = await client.query<{ count: string }>('select count(*) from replay.peer');
    await client.query('drop table replay.peer');
    return Math.round(Number(rows[0]?.count) / seconds);
  } finally {
    await client.end();
  }
}

/** Of this process with all its threads; the database has its own. */
function peakMegabytes(): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Math.round((line ? Number(line) * 1024 : process.memoryUsage().rss) / 1e6);
}
