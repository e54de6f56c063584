// SQL of import runs. Every statement runs in a transaction whose reach names the county.
import { sql, type Tx } from '#platform/db/index.ts';
import type { Refusal } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Mapping } from './mapping.ts';

export const RUN_STATES = ['uploaded', 'running', 'finished', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export type Counters = Readonly<{
  accepted: number;
  duplicates: number;
  rejected: number;
  warnings: number;
  located: number;
  classified: number;
}>;
export const NO_COUNTERS: Counters = {
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  warnings: 0,
  located: 0,
  classified: 0,
};

/** One row of table `import_run`. */
export type ImportRun = Counters &
  Readonly<{
    countyId: number;
    id: string;
    fileName: string;
    sha256: string;
    mapping: Mapping;
    dryRun: boolean;
    origin: 'command' | 'upload';
    state: RunState;
    rowPosition: number;
    rejectsBytes: number;
    version: number;
    problem: Refusal | null;
    startedBy: string;
    startedAt: Instant;
    updatedAt: Instant;
    finishedAt: Instant | null;
  }>;

export type NewRun = Pick<
  ImportRun,
  'countyId' | 'id' | 'fileName' | 'sha256' | 'mapping' | 'dryRun' | 'origin' | 'startedBy'
> &
  Readonly<{ mappingSha256: string; state: 'uploaded' | 'running' }>;

const COLUMNS = sql.raw(`county_id as "countyId", id, file_name as "fileName",
  encode(sha256, 'hex') as sha256, mapping, dry_run as "dryRun", origin, state, row_position as "rowPosition",
  accepted, duplicates, rejected, warnings, located, classified, rejects_bytes as "rejectsBytes", version, problem,
  started_by as "startedBy", started_at as "startedAt", updated_at as "updatedAt",
  finished_at as "finishedAt"`);

const at = (instant: Instant) => sql`to_timestamp(${instant} / 1000.0)`;

/** Inserts a run; undefined when the same file is known to have been read in the same way. */
export async function insertRun(tx: Tx, run: NewRun, now: Instant): Promise<ImportRun | undefined> {
  const { rows } = await sql<ImportRun>`
    insert into import_run (county_id, id, file_name, sha256, mapping, mapping_sha256, dry_run, origin, state,
      started_by, started_at, updated_at)
    values (${run.countyId}, ${run.id}, ${run.fileName}, decode(${run.sha256}, 'hex'),
      ${JSON.stringify(run.mapping)}::jsonb, decode(${run.mappingSha256}, 'hex'), ${run.dryRun},
      ${run.origin}, ${run.state}, ${run.startedBy}, ${at(now)}, ${at(now)})
    on conflict (county_id, sha256, mapping_sha256) where not dry_run and origin = 'command' do nothing
    returning ${COLUMNS}`.execute(tx);
  return rows[0];
}

export async function findSameRun(
  tx: Tx,
  countyId: number,
  sha256: string,
  mappingSha256: string,
): Promise<ImportRun | undefined> {
  const { rows } = await sql<ImportRun>`
    select ${COLUMNS} from import_run
    where county_id = ${countyId} and sha256 = decode(${sha256}, 'hex')
      and mapping_sha256 = decode(${mappingSha256}, 'hex') and not dry_run and origin = 'command'
    `.execute(tx);
  return rows[0];
}

export async function findRun(tx: Tx, id: string): Promise<ImportRun | undefined> {
  const { rows } = await sql<ImportRun>`select ${COLUMNS} from import_run where id = ${id}`.execute(
    tx,
  );
  return rows[0];
}

export async function recentRuns(tx: Tx, limit: number): Promise<ImportRun[]> {
  const { rows } = await sql<ImportRun>`
    select ${COLUMNS} from import_run order by started_at desc, id limit ${limit}`.execute(tx);
  return rows;
}

/** What a step changes; `done` is added to what was counted before. */
export type Step = Readonly<{
  done: Counters;
  rejectsBytes: number;
  state: RunState;
  problem?: Refusal | null;
  /** Counts anew: a finished run is read once more. */
  restart?: boolean;
  mapping?: Readonly<{ mapping: Mapping; mappingSha256: string; dryRun: boolean }>;
}>;

/** Writes a step of a run at `version`; undefined when another process has written one meanwhile. */
export async function advanceRun(
  tx: Tx,
  run: Pick<ImportRun, 'countyId' | 'id' | 'version'>,
  { done, rejectsBytes, state, problem, restart, mapping }: Step,
  now: Instant,
): Promise<ImportRun | undefined> {
  const keep = restart ? 0 : 1;
  const rows = done.accepted + done.duplicates + done.rejected;
  const isOver = state !== 'running' && state !== 'uploaded';
  const { rows: changed } = await sql<ImportRun>`
    update import_run set
      row_position = row_position * ${keep}::int + ${rows}::int,
      accepted = accepted * ${keep}::int + ${done.accepted}::int,
      duplicates = duplicates * ${keep}::int + ${done.duplicates}::int,
      rejected = rejected * ${keep}::int + ${done.rejected}::int,
      warnings = warnings * ${keep}::int + ${done.warnings}::int,
      located = located * ${keep}::int + ${done.located}::int,
      classified = classified * ${keep}::int + ${done.classified}::int,
      rejects_bytes = ${rejectsBytes}, state = ${state}, version = version + 1,
      problem = ${problem ? JSON.stringify(problem) : null}::jsonb,
      mapping = coalesce(${mapping ? JSON.stringify(mapping.mapping) : null}::jsonb, mapping),
      mapping_sha256 = coalesce(decode(${mapping?.mappingSha256 ?? null}, 'hex'), mapping_sha256),
      dry_run = coalesce(${mapping?.dryRun ?? null}::boolean, dry_run),
      updated_at = ${at(now)}, finished_at = ${isOver ? at(now) : null}
    where county_id = ${run.countyId} and id = ${run.id} and version = ${run.version}
    returning ${COLUMNS}`.execute(tx);
  return changed[0];
}

export async function deleteRun(tx: Tx, countyId: number, id: string): Promise<void> {
  await sql`delete from import_run where county_id = ${countyId} and id = ${id}`.execute(tx);
}
