// Intake: durable, validated, authorised reports through HTTP, beside raw PostgreSQL writing the same rows with the
// same driver and durability in the same run. Each run is shorter than triage rests in a wave (ADR 25); it follows when
// the run is over, and how late is told.
import { REPORTS_PER_COMMIT } from '#modules/incident/index.ts';
import { makeBatch, writeBatch } from '#modules/incident/testing-batch.ts';
import { yueqing } from '#modules/organization/index.ts';
import { inTransaction, openDatabase } from '#platform/db/index.ts';
import { DEMO_PASSWORD } from '../apps/server/seed.ts';
import { calibrate, latenciesOf, round, say, type Latencies } from './figures.ts';
import { byTimetable, closedLoop, openLoop, signIn } from './load.ts';
import { preparePlace, serve, untilTriaged, type Place } from './place.ts';

const CONNECTIONS = 256;
/** Until the machine's code for it is made. */
const WARM_UP_SECONDS = 5;
/** Until it is known for a wave, and what can wait does (performer.ts). */
const HALF_LEAD_SECONDS = 2;
const GOAL_RATIO_SINGLE = 1.0;
const FLOOR_RATIO_BATCH = 0.4;
const P99_LIMIT_MS = 25;

export type IntakeFigures = Readonly<{
  reports: number;
  perSecond: number;
  full: Latencies;
  halfRate: Latencies & Readonly<{ perSecond: number; limitMs: number }>;
  triage: Readonly<{ p50Ms: number; p99Ms: number; behindSeconds: number }>;
  raw: Readonly<{
    single: Readonly<Record<string, number>>;
    bestSingle: number;
    batched: number;
    /** Of transactions at the rate of `halfRate`: what the database and the machine alone keep a commit waiting. */
    halfRate: Latencies;
  }>;
  ratioToSingle: number;
  goalToSingle: number;
  ratioToBatched: number;
  floorToBatched: number;
  refused: number;
  serverPeakMb: number;
  cleanWindow: number;
}>;

export async function benchIntake({ quick }: Readonly<{ quick: boolean }>): Promise<IntakeFigures> {
  const seconds = quick ? 6 : 20;
  const place = await preparePlace();
  try {
    const cleanWindow = calibrate();
    const server = await serve(place);
    const cookie = await signIn(server.port, 'duty', DEMO_PASSWORD);
    const bodies = reportBodies(20_000);
    let serial = 0;
    let accepted = 0;
    let refused = 0;
    const latencies: number[] = [];
    const report = async (client: Parameters<Parameters<typeof closedLoop>[1]>[0]) => {
      const answer = await client.send('POST', '/api/v1/reports', bodies[serial++ % bodies.length]);
      if (answer.status === 201) {
        accepted += 1;
        latencies.push(answer.ms);
      } else refused += 1;
    };
    const to = { port: server.port, cookie, connections: CONNECTIONS };
    say('intake: warming up');
    await closedLoop({ ...to, seconds: WARM_UP_SECONDS }, report);
    accepted = 0;
    latencies.length = 0;
    const began = performance.now();
    await closedLoop({ ...to, seconds }, report);
    const perSecond = accepted / ((performance.now() - began) / 1000);
    const full = latenciesOf(latencies);
    say(
      `intake: ${Math.round(perSecond)} reports/s at ${CONNECTIONS} connections, p99 ${full.p99} ms`,
    );

    const reports = accepted;
    const behindSeconds = await untilTriaged(place);
    await server.ask('lags');
    const rate = perSecond / 2;
    const half = { ...to, leadSeconds: HALF_LEAD_SECONDS, seconds, perSecond: rate };
    const late = await openLoop(half, report);
    const halfRate = { ...latenciesOf(late), perSecond: Math.round(rate), limitMs: P99_LIMIT_MS };
    say(`intake: half rate ${Math.round(rate)}/s, p99 ${halfRate.p99} ms (limit ${P99_LIMIT_MS})`);
    await untilTriaged(place);
    const { lags } = await server.ask<{ lags: number[] }>('lags');
    const lag = latenciesOf(lags);
    const { rss } = await server.ask<{ rss: number }>('memory');
    await server.stop();

    const raw = await rawWrites(place, rate, quick ? 3 : 8);
    const figures: IntakeFigures = {
      reports,
      perSecond: Math.round(perSecond),
      full,
      halfRate,
      triage: { p50Ms: lag.p50, p99Ms: lag.p99, behindSeconds },
      raw,
      ratioToSingle: round(perSecond / raw.bestSingle),
      goalToSingle: GOAL_RATIO_SINGLE,
      ratioToBatched: round(perSecond / raw.batched),
      floorToBatched: FLOOR_RATIO_BATCH,
      refused,
      serverPeakMb: Math.round(rss / 1e6),
      cleanWindow,
    };
    say(
      `intake: ${figures.ratioToSingle} × raw single (${raw.bestSingle}/s, goal 1.0), ` +
        `${figures.ratioToBatched} × raw batched (${raw.batched}/s, floor 0.4)`,
    );
    return figures;
  } finally {
    await place.end();
  }
}

const WORDS = [
  '路口垃圾桶满溢，气味很大，请尽快清运',
  '施工到深夜仍在打桩，噪声扰民无法休息',
  '路灯连续三晚不亮，老人出行不便',
  '有人在人行道上占道经营，行人只能走车道',
  '井盖破损，骑车经过很危险',
  '小区楼道堆放杂物，堵住了消防通道',
  '河面漂浮大量垃圾，颜色发黑',
  '邻居装修开裂墙面，双方争执不下',
];

function reportBodies(count: number): string[] {
  const villages = yueqing().places.filter((each) => each.level === 'village');
  return Array.from({ length: count }, (_, index) => {
    const village = villages[(index * 7919) % villages.length];
    const [lng6, lat6] = village?.centre ?? [120_983_906, 28_113_725];
    return JSON.stringify({
      source: 'hotline12345',
      text: `${village?.name ?? ''}${WORDS[index % WORDS.length]}（来电第${index}号）`,
      point: { lng6, lat6 },
      reporter: { name: `张${index % 97}`, phone: `138${String(10_000_000 + index)}` },
    });
  });
}

/** One writes while the next is made ready, as in intake. */
const RAW_BATCHED_CONNECTIONS = 2;
/** Reports made ready for each second: more than are written, or the run ends before the journal's checkpoint comes. */
const RAW_READY_PER_SECOND = { single: 5_000, batched: 22_000 };

/** The same rows into the same tables, made beforehand: no HTTP, no checks, no sealing in the timed part. */
async function rawWrites(place: Place, halfRate: number, seconds: number) {
  const paced = await rawPaced(place, halfRate, seconds);
  say(`intake: raw, ${Math.round(halfRate)} reports/s, p99 ${paced.p99} ms`);
  const single: Record<string, number> = {};
  for (const connections of [8, 32, 128]) {
    const perSecond = await rawRun(place, connections, 1, seconds);
    single[connections] = Math.round(perSecond);
    say(
      `intake: raw, one transaction per report, ${connections} connections: ${Math.round(perSecond)}/s`,
    );
  }
  const batched = Math.round(
    await rawRun(place, RAW_BATCHED_CONNECTIONS, REPORTS_PER_COMMIT, seconds),
  );
  say(`intake: raw, ${REPORTS_PER_COMMIT} reports per transaction: ${batched}/s`);
  return { single, bestSingle: Math.max(...Object.values(single)), batched, halfRate: paced };
}

/** Reports of one transaction at a fixed rate: about what intake gathers at half of its rate. */
const PACED_REPORTS = 16;
/** Until both connections are made and have planned. */
const PACED_LEAD_SECONDS = 1;

/** Transactions by a timetable, as reports are in `openLoop`. */
async function rawPaced(place: Place, perSecond: number, seconds: number): Promise<Latencies> {
  const db = openDatabase({ url: place.url, poolMax: RAW_BATCHED_CONNECTIONS });
  try {
    const plan = {
      workers: RAW_BATCHED_CONNECTIONS,
      leadSeconds: PACED_LEAD_SECONDS,
      seconds,
      perSecond: perSecond / PACED_REPORTS,
    };
    const count = Math.ceil((PACED_LEAD_SECONDS + seconds) * plan.perSecond);
    const batches = Array.from({ length: count }, () => makeBatch(1, PACED_REPORTS));
    const latencies = await byTimetable(plan, async () => {
      const batch = batches.pop();
      if (batch) await inTransaction(db, [1], (tx) => writeBatch(tx, batch));
    });
    return latenciesOf(latencies);
  } finally {
    await db.destroy();
  }
}

async function rawRun(
  place: Place,
  connections: number,
  size: number,
  seconds: number,
): Promise<number> {
  const db = openDatabase({ url: place.url, poolMax: connections, applicationName: 'raw' });
  try {
    const ready = RAW_READY_PER_SECOND[size === 1 ? 'single' : 'batched'];
    const batches = Array.from({ length: Math.ceil((ready * seconds) / size) }, () =>
      makeBatch(1, size),
    );
    const until = performance.now() + seconds * 1000;
    const began = performance.now();
    let written = 0;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (performance.now() < until) {
          const batch = batches.pop();
          if (!batch) return;
          await inTransaction(db, [1], (tx) => writeBatch(tx, batch));
          written += size;
        }
      }),
    );
    return written / ((performance.now() - began) / 1000);
  } finally {
    await db.destroy();
  }
}
