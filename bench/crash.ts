// `npm run crash [-- --rounds N] [--quick]`: kills the server and the database at random instants under
// load, starts them again, and then looks whether everything that was acknowledged is there, once.
// Last line: one JSON object with the figures.
import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '#modules/identity/index.ts';
import { receiveAll, verifyTrace } from '#modules/incident/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { readSecrets } from '#platform/config/index.ts';
import { useEmbeddedDatabase } from '#platform/db/embedded.ts';
import { openDatabase, sql, type Db } from '#platform/db/index.ts';
import { createLogger } from '#platform/log/index.ts';
import { MINUTE, SECOND, systemClock } from '#platform/time/index.ts';
import { buildHouse } from '../apps/server/house.ts';
import { bundleIfStale } from '../apps/server/bundle.mjs';
import { checkAfter } from './crash-check.ts';
import { newLedger, startLoad, type Ledger, type Load } from './crash-load.ts';
import { buildTown, type Town } from './crash-town.ts';
import { calibrate, round, say } from './figures.ts';
import { commandOptions } from './command-options.ts';

const ROUNDS = 20;
const ROUNDS_MAX = 1_000;
const RECOVERY_LIMIT_MS = 2_000;
/** Load between a recovery and the next kill: long enough to be in the middle of everything. */
const CALM_MS = { from: 300, to: 1_500 };
/** Nothing answers for this long: the machine is not slow, something is wrong. */
const RECOVERY_MAX_MS = 60_000;
const DRAIN_MAX_MS = 60_000;
/** The accept clock of the highest level (catalogue, clock policy). */
const BUDGET = MINUTE;

const KILLS = ['server', 'database', 'both'] as const;
type Kill = (typeof KILLS)[number];

export type CrashFigures = Readonly<{
  rounds: number;
  /** Reports and verbs that were acknowledged. */
  acknowledged: number;
  lost: number;
  doubled: number;
  brokenTraces: number;
  /** The longest time from a start (of the database: from its end) to the first success. */
  maxRecoveryMs: number;
  recoveryLimitMs: number;
  /** Longest and middle time by what was killed. */
  recoveryMs: Readonly<Record<Kill, Readonly<{ kills: number; median: number; max: number }>>>;
  /** Processor time of a started server up to its first success: what a machine at rest would take. */
  serverStartCpuMs: Readonly<{ median: number; max: number }>;
  rungs: number;
  facts: number;
  retries: number;
  /** Answers that no retrying client can make sense of, and errors 500. */
  wrong: number;
  findings: readonly string[];
  seed: number;
  /** Share of a core that was really there before the load began; see figures.ts. */
  cleanWindow: number;
}>;

export type CrashOptions = Readonly<{ rounds: number; quick?: boolean; seed?: number }>;

export async function crash({ rounds, quick, seed }: CrashOptions): Promise<CrashFigures> {
  const chosen = seed ?? Date.now() % 1_000_000;
  const random = seededRandom(chosen);
  // As on every start but the first after an update.
  await bundleIfStale();
  const town = await buildTown();
  try {
    say(`crash: first start (seed ${chosen})`);
    town.start();
    await town.untilReady();
    const database = await useEmbeddedDatabase({ dataDir: town.dataDir });
    const cleanWindow = calibrate();
    await startClocks(town, database.url, quick ? 150 : 1_500, quick ? 10 * SECOND : 60 * SECOND);
    const ledger = newLedger();
    const load = await startLoad({ port: town.port, ledger, reporters: 6, actors: 6 });
    const recoveries: Recovery[] = [];
    for (let no = 0; no < rounds; no += 1) {
      await sleep(CALM_MS.from + random() * (CALM_MS.to - CALM_MS.from));
      const kill = KILLS[(no + chosen) % KILLS.length] ?? 'both';
      const ms = await killAndRecover(town, kill, load, no);
      recoveries.push({ kill, ms, cpuMs: kill === 'database' ? null : town.serverCpuMs() });
      say(`crash: round ${no + 1}/${rounds}, ${kill} killed, back after ${Math.round(ms)} ms`);
    }
    await sleep(CALM_MS.to);
    await load.stop();
    return await reckon(town, ledger, { rounds, recoveries, seed: chosen, cleanWindow });
  } catch (error) {
    say(`crash: the server's last words were\n${town.lastWords()}`);
    throw error;
  } finally {
    await town.stop();
    town.remove();
  }
}

type Recovery = Readonly<{ kill: Kill; ms: number; cpuMs: number | null }>;

/** Kills, starts again what does not start itself, and waits for the first success sent afterwards. */
async function killAndRecover(town: Town, kill: Kill, load: Load, no: number): Promise<number> {
  if (kill !== 'server') town.killDatabase();
  if (kill !== 'database') await town.killServer();
  const began = performance.now();
  if (kill !== 'database') town.start();
  const late = sleep(RECOVERY_MAX_MS, 'late', { ref: false });
  if ((await Promise.race([load.knock(`knock-${no}`), late])) === 'late')
    throw new Error(`nothing was acknowledged ${RECOVERY_MAX_MS} ms after the kill`);
  return performance.now() - began;
}

/**
 * Sensor reports of the highest level, told as of one minute before they come due, so that their clocks
 * ring during the test (and again at 150 % and 200 %).
 */
async function startClocks(town: Town, url: string, count: number, spread: number): Promise<void> {
  const db = openDatabase({ url, poolMax: 2 });
  const house = buildHouse({
    db,
    config: {
      evidenceDir: `${town.dataDir}/evidence`,
      s3: undefined,
      oidc: undefined,
      publicUrl: undefined,
    },
    secrets: readSecrets(town.dataDir),
    clock: systemClock,
    log: createLogger({ level: 'error' }),
    secondFactor: 'off',
  });
  const [county] = await house.reference.counties();
  if (!county) throw new Error('no county');
  const actor = systemActor('bench');
  const step = Math.ceil(count / 50);
  const first = Date.now() + 3 * SECOND;
  for (let done = 0; done < count; done += step) {
    const dueAt = first + (done / count) * spread;
    const reports = Array.from({ length: Math.min(step, count - done) }, () => ({
      countyId: county.id,
      divisionCode: county.code,
      zone: county.zone,
      actor,
      unitId: null,
      source: 'sensor' as const,
      title: '烟感报警',
      words: { text: '烟感报警' },
      person: {},
      reporterMode: 'anonymous' as const,
      reporterId: null,
      itemCode: null,
      level: 1 as const,
      place: { townId: null, villageId: null, gridId: null, lng6: null, lat6: null },
      roomUnitId: null,
      occurredAt: Math.floor(dueAt - BUDGET),
      evidence: [],
      wantsReceipt: false,
    }));
    await receiveAll(house.perform, reports, Math.floor(dueAt - BUDGET));
  }
  await house.close();
  await db.destroy();
}

async function reckon(
  town: Town,
  ledger: Ledger,
  run: Readonly<{
    rounds: number;
    recoveries: readonly Recovery[];
    seed: number;
    cleanWindow: number;
  }>,
): Promise<CrashFigures> {
  say('crash: waiting for the standing work, then reading the whole record');
  const beside = await useEmbeddedDatabase({ dataDir: town.dataDir });
  const watching = openDatabase({ url: beside.url, asOwner: true, poolMax: 1 });
  const isAtRest = await untilAtRest(watching);
  await watching.destroy();
  const stoppedAt = Date.now();
  const exitCode = await town.stop();
  const database = await useEmbeddedDatabase({ dataDir: town.dataDir });
  const owner = openDatabase({ url: database.url, asOwner: true, poolMax: 2 });
  try {
    const verdict = await checkAfter(owner, ledger, stoppedAt);
    const trace = await verifyTrace(owner, readSecrets(town.dataDir));
    const wrong = [
      ...ledger.wrong,
      ...town.bugs(),
      ...(isAtRest ? [] : [`the standing work did not come to rest in ${DRAIN_MAX_MS} ms`]),
      ...(exitCode === 0 ? [] : [`the server ended with ${exitCode}`]),
    ];
    const verbs = [...ledger.verbs.values()].reduce((sum, facts) => sum + facts.length, 0);
    return {
      rounds: run.rounds,
      acknowledged: ledger.reports.size + verbs,
      lost: verdict.lost,
      doubled: verdict.doubled,
      brokenTraces: trace.broken + verdict.unfolded,
      maxRecoveryMs: Math.round(Math.max(0, ...run.recoveries.map(({ ms }) => ms))),
      recoveryLimitMs: RECOVERY_LIMIT_MS,
      recoveryMs: {
        server: spreadOf(run.recoveries, 'server'),
        database: spreadOf(run.recoveries, 'database'),
        both: spreadOf(run.recoveries, 'both'),
      },
      serverStartCpuMs: spread(run.recoveries.flatMap(({ cpuMs }) => cpuMs ?? [])),
      rungs: verdict.rungs,
      facts: verdict.facts,
      retries: ledger.retries,
      wrong: wrong.length,
      findings: [...verdict.findings, ...wrong.slice(0, 10)],
      seed: run.seed,
      cleanWindow: run.cleanWindow,
    };
  } finally {
    await owner.destroy();
    await database.stop();
  }
}

/** Until the relay, triage and telling people have caught up, leaving nothing aside, and no clock is due. */
async function untilAtRest(owner: Db): Promise<boolean> {
  const until = performance.now() + DRAIN_MAX_MS;
  for (;;) {
    const { rows } = await sql<{ atRest: boolean }>`
      select not exists (select from outbox)
        and coalesce((select max(position) from feed), 0) <= all (
          select coalesce((select position from feed_reader where name = reader), 0)
          from unnest(array['triage', 'notification']) as reader)
        and not exists (select from feed_aside)
        and not exists (select from incident where next_ring_at < now() - interval '1 second')
        as "atRest"`.execute(owner);
    if (rows[0]?.atRest) return true;
    if (performance.now() > until) return false;
    await sleep(100);
  }
}

function spreadOf(recoveries: readonly Recovery[], kill: Kill) {
  const times = recoveries.filter((each) => each.kill === kill).map(({ ms }) => ms);
  return { kills: times.length, ...spread(times) };
}

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: round(sorted[sorted.length >> 1] ?? 0, 0),
    max: round(sorted.at(-1) ?? 0, 0),
  };
}

if (import.meta.main) {
  const values = commandOptions('npm run crash -- [--rounds N | --quick] [--seed K]', {
    rounds: { type: 'string', default: String(ROUNDS) },
    seed: { type: 'string' },
    quick: { type: 'boolean', default: false },
  });
  const rounds = values.quick ? 3 : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) {
    say(`--rounds 应为 1 到 ${ROUNDS_MAX} 的整数 must be a whole number from 1 to ${ROUNDS_MAX}`);
    process.exit(2);
  }
  const figures = await crash({
    rounds,
    quick: values.quick,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  });
  for (const finding of figures.findings) say(`crash: ${finding.slice(0, 500)}`);
  say(
    `crash: ${figures.acknowledged} acknowledged, ${figures.lost} lost, ${figures.doubled} doubled, ` +
      `${figures.brokenTraces} broken, back within ${figures.maxRecoveryMs} ms (limit ${RECOVERY_LIMIT_MS})`,
  );
  const { findings: _told, ...last } = figures;
  console.log(JSON.stringify(last));
}
