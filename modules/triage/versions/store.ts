// SQL of the versions: storing a new one, moving states, reading those that judge.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { VersionScores, VERSIONS_SHOWN_MAX, type Change, type State } from './contract.ts';
import { WEIGHTS_KEPT, type ModelVersion, type Move } from './version.ts';

type Row = Omit<ModelVersion, 'scores'> & Readonly<{ scores: unknown }>;

const ROW = sql.raw(`county_id as "countyId", version, state, state_since as "stateSince",
  weights is not null as "hasWeights", weights_bytes as "weightsBytes", encode(digest, 'hex') as digest,
  method, seed, labels, thresholds, scores, examples_from as "examplesFrom",
  held_out_from as "heldOutFrom", examples_to as "examplesTo", examples, corrections,
  trained_by as "trainedBy", trained_at as "trainedAt", version_before as "versionBefore"`);

const read = (row: Row): ModelVersion => ({ ...row, scores: VersionScores.parse(row.scores) });
const at = (instant: Instant) => sql`to_timestamp(${instant} / 1000.0)`;

/** The versions of a county, newest first. */
export async function listVersions(tx: Tx, countyId: number): Promise<ModelVersion[]> {
  const { rows } = await sql<Row>`
    select ${ROW} from triage_model where county_id = ${countyId}
    order by version desc limit ${VERSIONS_SHOWN_MAX}`.execute(tx);
  return rows.map(read);
}

export type LockedVersion = Pick<
  ModelVersion,
  'version' | 'state' | 'hasWeights' | 'versionBefore'
>;

/** All versions of a county, held until the end of the transaction: switching goes one after another. */
export async function lockVersions(tx: Tx, countyId: number): Promise<LockedVersion[]> {
  const { rows } = await sql<LockedVersion>`
    select version, state, weights is not null as "hasWeights", version_before as "versionBefore"
    from triage_model where county_id = ${countyId} order by version for update`.execute(tx);
  return rows;
}

/** Writes moves one by one, in their order. */
export async function writeMoves(
  tx: Tx,
  countyId: number,
  moves: readonly Move[],
  now: Instant,
): Promise<void> {
  for (const { version, to, versionBefore } of moves)
    await sql`
      update triage_model set
        state = coalesce(${to ?? null}, state),
        state_since = case when ${to ?? null}::text is null then state_since else ${at(now)} end,
        version_before = ${versionBefore === undefined ? sql`version_before` : sql`${versionBefore}::int`}
      where county_id = ${countyId} and version = ${version}`.execute(tx);
}

export type ChangeRow = Readonly<{
  id: string;
  version: number;
  change: Change;
  reason: string;
  by: string;
  at: Instant;
}>;

export async function insertChange(
  tx: Tx,
  countyId: number,
  row: Omit<ChangeRow, 'id'>,
): Promise<void> {
  await sql`insert into triage_model_change (county_id, id, version, change, reason, by, at)
    values (${countyId}, ${uuidv7(row.at)}, ${row.version}, ${row.change}, ${row.reason}, ${row.by},
      ${at(row.at)})`.execute(tx);
}

/** Newest first; of one version when it is given. */
export async function listChanges(
  tx: Tx,
  countyId: number,
  limit: number,
  version: number | null = null,
): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select id, version, change, reason, by, at from triage_model_change
    where county_id = ${countyId} and (${version}::int is null or version = ${version})
    order by id desc limit ${limit}`.execute(tx);
  return rows;
}

/** A version that judges, with its weights. */
export type ActiveModel = Readonly<{
  version: number;
  state: Extract<State, 'inForce' | 'shadow'>;
  method: string;
  labels: readonly string[];
  thresholds: ModelVersion['thresholds'];
  heldOutFrom: Instant;
  weights: Buffer;
}>;

/** The one in force and the one in shadow, as far as there are any. */
export async function activeModels(tx: Tx, countyId: number): Promise<readonly ActiveModel[]> {
  const { rows } = await sql<ActiveModel>`
    select version, state, method, labels, thresholds, held_out_from as "heldOutFrom", weights
    from triage_model
    where county_id = ${countyId} and state in ('inForce', 'shadow')`.execute(tx);
  return rows;
}

export type NewVersion = Omit<
  ModelVersion,
  'version' | 'state' | 'stateSince' | 'hasWeights' | 'weightsBytes' | 'versionBefore'
> &
  Readonly<{ weights: Uint8Array }>;

/**
 * Stores a candidate and gives its number; `isNew` is false when the very same weights are stored already. Weights
 * of old versions that judge no more and to which nothing goes back are forgotten; their figures stay.
 */
export async function insertVersion(
  tx: Tx,
  model: NewVersion,
): Promise<Readonly<{ version: number; isNew: boolean }>> {
  const { countyId, weights, digest } = model;
  // Two trainings at once would take the same number.
  await sql`select pg_advisory_xact_lock(${NUMBER_LOCK}::int, ${countyId}::int)`.execute(tx);
  const { rows: known } = await sql<{ version: number }>`
    select version from triage_model
    where county_id = ${countyId} and digest = decode(${digest}, 'hex')`.execute(tx);
  if (known[0]) return { version: known[0].version, isNew: false };
  const { rows } = await sql<{ version: number }>`
    insert into triage_model (county_id, version, state, state_since, weights, weights_bytes, digest,
      method, seed, labels, thresholds, scores, examples_from, held_out_from, examples_to, examples,
      corrections, trained_by, trained_at)
    select ${countyId}, coalesce(max(version), 0) + 1, 'candidate', ${at(model.trainedAt)},
      ${Buffer.from(weights)}::bytea, ${weights.length}::int, decode(${digest}, 'hex'), ${model.method},
      ${model.seed}::int, ${JSON.stringify(model.labels)}::jsonb,
      ${JSON.stringify(model.thresholds)}::jsonb, ${JSON.stringify(model.scores)}::jsonb,
      ${at(model.examplesFrom)}, ${at(model.heldOutFrom)}, ${at(model.examplesTo)},
      ${model.examples}::int, ${model.corrections}::int, ${model.trainedBy}, ${at(model.trainedAt)}
    from triage_model where county_id = ${countyId}
    returning version`.execute(tx);
  const version = rows[0]?.version ?? 0;
  await sql`
    update triage_model m set weights = null
    where county_id = ${countyId} and weights is not null and state in ('candidate', 'retired')
      and version <= ${version - WEIGHTS_KEPT}
      and not exists (select from triage_model later
        where later.county_id = m.county_id and later.version_before = m.version)`.execute(tx);
  return { version, isNew: true };
}
/** Of the numbers of versions, apart from other advisory locks. */
const NUMBER_LOCK = 7_031_100;

/** What is in force and what is on trial, by number only. */
export async function standing(
  db: Db | Tx,
  countyId: number,
): Promise<Readonly<{ inForce: number | null; since: Instant | null }>> {
  const { rows } = await sql<{ inForce: number; since: Instant }>`
    select version as "inForce", state_since as since from triage_model
    where county_id = ${countyId} and state = 'inForce'`.execute(db);
  return rows[0] ?? { inForce: null, since: null };
}
