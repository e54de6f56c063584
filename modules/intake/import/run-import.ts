// Runs a file through intake, batch by batch. What is done is written down after every batch, so that a run
// that was killed goes on where it stood; a batch given twice is harmless, because intake knows the source
// keys. Rows that are not taken go, with the reason, into the rejects file.
import { createHash } from 'node:crypto';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import { canonicalText } from '#platform/facts/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Clock } from '#platform/time/index.ts';
import type { ByteSource } from './byte-source.ts';
import { mappingProblems, type Mapping } from './mapping.ts';
import { readRow } from './read-row.ts';
import {
  openRejects,
  type RefusalTable,
  type RejectedRow,
  type RejectsFile,
  type ToldRow,
} from './rejects.ts';
import type { Cells, ImportedReport, Warning } from './report.ts';
import {
  advanceRun,
  findSameRun,
  insertRun,
  NO_COUNTERS,
  type Counters,
  type ImportRun,
  type Step,
} from './store.ts';
import { openTable, type Table, type TableRow } from './table.ts';

/** What intake says of one report. */
export type IntakeResult =
  | Readonly<{ outcome: 'accepted'; located: boolean; classified: boolean }>
  | Readonly<{ outcome: 'duplicate' }>
  | Readonly<{ outcome: 'rejected'; refusal: Refusal }>;

/**
 * Takes reports in, durably and idempotently by (county, source, key), and answers each in order. With
 * `dryRun` it writes nothing and says what would become of each.
 */
export type IntakePort = (
  reports: readonly ImportedReport[],
  options: Readonly<{ source: string; dryRun: boolean }>,
) => Promise<readonly IntakeResult[]>;

/** Reports given to intake in one call: one commit each, and what a killed run does again. */
export const BATCH_ROWS = 500;

export type ImportProgress = Counters &
  Readonly<{
    read: number;
    /** 0 … 1, by bytes of the file. */
    share: number;
    perSecond: number;
  }>;

export type ImportFigures = Counters & Readonly<{ read: number; perSecond: number }>;

export type ImportJob = Readonly<{
  db: Db;
  clock: Clock;
  source: ByteSource;
  fileName: string;
  county: Readonly<{ id: number; zone: string }>;
  mapping: Mapping;
  dryRun: boolean;
  /** Where rejected rows are written. */
  rejectsPath: string;
  /** The texts of all modules' refusals, for the reasons in it. */
  texts: RefusalTable;
  intake: IntakePort;
  startedBy: string;
  onProgress?: (progress: ImportProgress) => void;
  /** Asked between batches. */
  isCancelled?: () => boolean;
  /** A run that was prepared before (uploaded through the browser). */
  run?: ImportRun;
}>;

/**
 * Reads the file from where its last run stopped (or from the beginning, when it was finished), and gives
 * every report to intake. Returns the figures of this run of the command. Throws Refused.
 */
export async function runImport(job: ImportJob): Promise<ImportFigures> {
  const table = await openTable(job.source, job.fileName);
  const [problem] = mappingProblems(job.mapping, table.headers);
  if (problem) throw new Refused(problem.code, problem.field, problem.params);
  // A dry run from the command line leaves no trace; one from the browser is polled for.
  let run = job.dryRun && !job.run ? undefined : await beginRun(job);
  const began = performance.now();
  let figures = { read: 0, ...NO_COUNTERS };
  const perSecond = () =>
    Math.round(figures.read / Math.max(0.001, (performance.now() - began) / 1000));
  const rejects = await openRejects(
    job.rejectsPath,
    run?.rejectsBytes ?? 0,
    table.headers,
    job.texts,
  );
  const skip = run?.rowPosition ?? 0;
  const firstRows: FirstRows = new Map();
  const step = async (change: Omit<Step, 'rejectsBytes'>, rejectsBytes: number): Promise<void> => {
    if (run) run = await write(job, run, { ...change, rejectsBytes });
  };
  let rejectsBytes = run?.rejectsBytes ?? 0;
  try {
    for await (const batch of batchesAfter(table, skip)) {
      if (job.isCancelled?.()) {
        await step({ done: NO_COUNTERS, state: 'cancelled' }, rejectsBytes);
        return { ...figures, perSecond: perSecond() };
      }
      const { done, told } = await take(job, batch, firstRows);
      rejectsBytes = await rejects.append(told);
      await step({ done, state: 'running' }, rejectsBytes);
      figures = { read: figures.read + batch.length, ...add(figures, done) };
      const share = Math.min(1, job.source.bytesRead / job.source.size);
      job.onProgress?.({ ...figures, share, perSecond: perSecond() });
    }
    await step({ done: NO_COUNTERS, state: 'finished' }, rejectsBytes);
    return { ...figures, perSecond: perSecond() };
  } catch (error) {
    // A file that cannot be read on is told; what the world did (the database is away) is tried again later.
    if (error instanceof Refused && error.refusal.code !== 'import.running-elsewhere')
      await step({ done: NO_COUNTERS, state: 'failed', problem: error.refusal }, rejectsBytes);
    throw error;
  } finally {
    await closeQuietly(rejects);
  }
}

/** Hexadecimal SHA-256 of a file. */
export async function digestOfFile(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of source.stream()) hash.update(piece);
  return hash.digest('hex');
}

export function digestOfMapping(mapping: Mapping): string {
  return createHash('sha256').update(canonicalText(mapping)).digest('hex');
}

/** Finds the run of this file and mapping, or makes it. A finished one is read anew, harmlessly. */
async function beginRun(job: ImportJob): Promise<ImportRun> {
  if (job.run) return job.run;
  const { db, clock, county, mapping, fileName, startedBy } = job;
  const now = clock.now();
  const mappingSha256 = digestOfMapping(mapping);
  const sha256 = await digestOfFile(job.source);
  const run = await inTransaction(db, [county.id], async (tx) => {
    const same = await findSameRun(tx, county.id, sha256, mappingSha256);
    if (!same) {
      const what = {
        countyId: county.id,
        id: uuidv7(now),
        fileName,
        sha256,
        mapping,
        mappingSha256,
      };
      const how = { dryRun: false, origin: 'command', state: 'running', startedBy } as const;
      return insertRun(tx, { ...what, ...how }, now);
    }
    const restart = same.state === 'finished';
    const rejectsBytes = restart ? 0 : same.rejectsBytes;
    return advanceRun(
      tx,
      same,
      { done: NO_COUNTERS, state: 'running', restart, rejectsBytes },
      now,
    );
  });
  if (!run) throw new Refused('import.running-elsewhere', 'file');
  return run;
}

async function write(job: ImportJob, run: ImportRun, step: Step): Promise<ImportRun> {
  const written = await inTransaction(job.db, [run.countyId], (tx) =>
    advanceRun(tx, run, step, job.clock.now()),
  );
  if (!written) throw new Refused('import.running-elsewhere', 'file');
  return written;
}

async function* batchesAfter(table: Table, skip: number): AsyncGenerator<TableRow[]> {
  let batch: TableRow[] = [];
  let broken: unknown;
  try {
    for await (const row of table.rows()) {
      if (row.row <= skip) continue;
      batch.push(row);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    broken = error; // the rows before the break are good
  }
  if (batch.length > 0) yield batch;
  if (broken !== undefined) throw broken;
}

/** Intake's word for a key that came before with something else to say. */
const KEY_REUSED = 'incident.key-reused';

/** In which row a key stood first, by its digest: the keys of a whole file would be much memory. */
type FirstRows = Map<string, number>;

/** Twelve bytes: two of a million keys are alike once in 10¹⁷ files. */
const KEY_DIGEST_CHARACTERS = 16;

const digestOfKey = (key: string): string =>
  createHash('sha256').update(key).digest('base64').slice(0, KEY_DIGEST_CHARACTERS);

async function take(
  { mapping, county, clock, intake, dryRun }: ImportJob,
  batch: readonly TableRow[],
  firstRows: FirstRows,
): Promise<{ done: Counters; told: ToldRow[] }> {
  const now = clock.now();
  const reports: ImportedReport[] = [];
  const rowsOf: { row: number; cells: Cells; warnings: readonly Warning[] }[] = [];
  const rejected: RejectedRow[] = [];
  const warnings: Warning[] = [];
  for (const line of batch) {
    if (!line.cells) {
      rejected.push({ rejection: line.problem, cells: undefined });
      continue;
    }
    const { row, cells } = line;
    const result = readRow(mapping, cells, { row, now, zone: county.zone });
    if (!result.ok) rejected.push({ rejection: result.rejection, cells });
    else {
      reports.push(result.report);
      rowsOf.push({ row, cells, warnings: result.warnings });
    }
  }
  const results =
    reports.length > 0 ? await intake(reports, { source: mapping.source, dryRun }) : [];
  let [accepted, duplicates, located, classified] = [0, 0, 0, 0];
  for (const [index, { row, cells, ...read }] of rowsOf.entries()) {
    const [result, report] = [results[index], reports[index]];
    if (!result || !report) throw new Error('intake answered fewer reports than it was given');
    const key = digestOfKey(report.sourceKey);
    const first = firstRows.get(key);
    const here = { row, field: 'sourceKey', params: { first: first ?? 0 } };
    if (result.outcome === 'rejected') {
      const isRepeated = first !== undefined && result.refusal.code === KEY_REUSED;
      const rejection = isRepeated
        ? { ...here, code: 'import.row.repeated' }
        : rejectionOf(row, result.refusal);
      rejected.push({ rejection, cells });
      continue;
    }
    if (first === undefined) firstRows.set(key, row);
    if (result.outcome === 'duplicate') {
      duplicates += 1;
      if (first !== undefined) warnings.push({ ...here, code: 'import.row.same' });
    } else {
      accepted += 1;
      located += result.located ? 1 : 0;
      classified += result.classified ? 1 : 0;
      warnings.push(...read.warnings);
    }
  }
  const told: ToldRow[] = [...rejected, ...warnings.map((warning) => ({ warning }))];
  told.sort((a, b) => rowOf(a) - rowOf(b));
  return {
    done: {
      ...{ accepted, duplicates, rejected: rejected.length },
      ...{ warnings: warnings.length, located, classified },
    },
    told,
  };
}

const rowOf = (told: ToldRow): number =>
  'warning' in told ? told.warning.row : told.rejection.row;

function rejectionOf(row: number, { code, field, params }: Refusal) {
  return { row, field: field ?? '', code, ...(params ? { params } : {}) };
}

function add(a: Counters, b: Counters): Counters {
  return {
    accepted: a.accepted + b.accepted,
    duplicates: a.duplicates + b.duplicates,
    rejected: a.rejected + b.rejected,
    warnings: a.warnings + b.warnings,
    located: a.located + b.located,
    classified: a.classified + b.classified,
  };
}

async function closeQuietly(rejects: RejectsFile): Promise<void> {
  await rejects.close().catch(() => {}); // every append was flushed
}
