// SQL of the write model: lock a batch of incidents, write a batch of decisions. Every write is one
// statement over sets, however many commands the batch holds.
import { changedClock, clockChange, type ClockChange } from '#modules/deadline/index.ts';
import {
  andCommit,
  kept,
  rowset,
  sql,
  type Columns,
  type RawBuilder,
  type Tx,
} from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { nearestClock, nextRing } from './clocks.ts';
import type { Assignment, Flags, Incident, Level, ReporterMode, Source } from './incident.ts';
import type { Outcome, Status } from './lifecycle.ts';

export type Ref = Readonly<{ countyId: number; id: string }>;

/** An incident with what its next fact needs: the head of its chain and its wrapped key. */
export type Stored = Readonly<{
  incident: Incident;
  headHash: Buffer;
  /** Null when erased. */
  wrappedKey: Buffer | null;
  title: string;
}>;

type State = Readonly<{
  assignments: readonly Assignment[];
  clocks: readonly ClockChange[];
  members: readonly string[];
}>;

export type IncidentRecord = Readonly<{
  county_id: number;
  id: string;
  number: string;
  version: number;
  head_hash: Buffer;
  status: Status;
  outcome: Outcome | null;
  source: Source;
  reporter_id: string | null;
  reporter_mode: ReporterMode;
  item_code: string | null;
  level: Level;
  catalog_version: number;
  town_id: number | null;
  village_id: number | null;
  grid_id: number | null;
  lng6: number | null;
  lat6: number | null;
  room_unit_id: number | null;
  holder_unit_id: number | null;
  unit_ids: number[];
  merged_into: string | null;
  reported_at: Instant;
  occurred_at: Instant;
  updated_at: Instant;
  closed_at: Instant | null;
  title: string;
  flags: Flags;
  state: State;
}>;

/** Every column of the fold; named once, so that reads and writes cannot drift apart. */
export const INCIDENT_COLUMNS = sql.raw(
  [
    'county_id',
    'id',
    'number',
    'version',
    'head_hash',
    'status',
    'outcome',
    'source',
    'reporter_id',
    'reporter_mode',
    'item_code',
    'level',
    'catalog_version',
    'town_id',
    'village_id',
    'grid_id',
    'lng6',
    'lat6',
    'room_unit_id',
    'holder_unit_id',
    'unit_ids',
    'merged_into',
    'reported_at',
    'occurred_at',
    'updated_at',
    'closed_at',
    'title',
    'flags',
    'state',
  ]
    .map((column) => `i.${column}`)
    .join(', '),
);

export function toIncident(row: IncidentRecord): Incident {
  return {
    countyId: row.county_id,
    id: row.id,
    number: row.number,
    version: row.version,
    status: row.status,
    outcome: row.outcome,
    source: row.source,
    reporterId: row.reporter_id,
    reporterMode: row.reporter_mode,
    itemCode: row.item_code,
    level: row.level,
    catalogVersion: row.catalog_version,
    place: {
      townId: row.town_id,
      villageId: row.village_id,
      gridId: row.grid_id,
      lng6: row.lng6,
      lat6: row.lat6,
    },
    roomUnitId: row.room_unit_id,
    holderUnitId: row.holder_unit_id,
    unitIds: row.unit_ids,
    memberIds: row.state.members,
    mergedInto: row.merged_into,
    reportedAt: row.reported_at,
    occurredAt: row.occurred_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
    assignments: row.state.assignments,
    clocks: row.state.clocks.map((clock) => changedClock(undefined, clock)),
    flags: row.flags,
  };
}

/** Locks incidents in (county, id) order, so that two batches never wait for each other in a ring. */
export async function lockIncidents(tx: Tx, refs: readonly Ref[]): Promise<Map<string, Stored>> {
  return readIncidents(tx, refs, true);
}

export async function findIncidents(tx: Tx, refs: readonly Ref[]): Promise<Map<string, Stored>> {
  return readIncidents(tx, refs, false);
}

/** The incidents into which others were merged, and theirs: taking one out is told to all of them. */
export async function mastersOf(tx: Tx, refs: readonly Ref[]): Promise<Ref[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql<Ref>`
    with recursive master as (
      select i.county_id, i.merged_into as id from incident i
      join unnest(${refs.map((ref) => ref.countyId)}::int[], ${refs.map((ref) => ref.id)}::uuid[])
        as r (county_id, id) on r.county_id = i.county_id and r.id = i.id
      where i.merged_into is not null
      union
      select i.county_id, i.merged_into from master m
      join incident i on i.county_id = m.county_id and i.id = m.id
      where i.merged_into is not null)
    select county_id as "countyId", id from master`.execute(tx);
  return rows;
}

/** The incidents that were merged into these, and what was merged into those: whose reporters follow there. */
export async function followersOf(
  tx: Tx,
  refs: readonly Ref[],
): Promise<readonly (Ref & { masterId: string })[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql<Ref & { masterId: string }>`
    with recursive follower as (
      select county_id, id as master_id, id
      from unnest(${refs.map((ref) => ref.countyId)}::int[], ${refs.map((ref) => ref.id)}::uuid[])
        as r (county_id, id)
      union
      select i.county_id, w.master_id, i.id from follower w
      join fact f on f.county_id = w.county_id and f.incident_id = w.id
        and f.type = 'incident.joined'
      join incident i on i.county_id = f.county_id and i.merged_into = w.id
        and i.id = (f.body::jsonb -> 'data' ->> 'from')::uuid)
    select county_id as "countyId", master_id as "masterId", id from follower
    where id <> master_id`.execute(tx);
  return rows;
}

async function readIncidents(
  tx: Tx,
  refs: readonly Ref[],
  lock: boolean,
): Promise<Map<string, Stored>> {
  if (refs.length === 0) return new Map();
  const counties = refs.map((ref) => ref.countyId);
  const ids = refs.map((ref) => ref.id);
  const { rows } = await kept(sql<IncidentRecord & { wrapped: Buffer | null }>`
    select ${INCIDENT_COLUMNS},
      (select k.wrapped from vault_key k where k.county_id = i.county_id and k.incident_id = i.id) as wrapped
    from incident i
    join (select distinct * from unnest(${counties}::int[], ${ids}::uuid[]) as r (county_id, id)) r
      on r.county_id = i.county_id and r.id = i.id
    order by i.county_id, i.id
    ${lock ? sql`for no key update of i` : sql``}`).execute(tx);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        incident: toIncident(row),
        headHash: row.head_hash,
        wrappedKey: row.wrapped,
        title: row.title,
      },
    ]),
  );
}

export type FactRow = Readonly<{
  county_id: number;
  incident_id: string;
  seq: number;
  type: string;
  at: Instant;
  alg: string;
  body: string;
  hash: string;
}>;

export type SealedRow = Readonly<{
  county_id: number;
  incident_id: string;
  seq: number;
  class: 'words' | 'person';
  salt: string;
  sealed: string;
}>;

export type KeyRow = Readonly<{ county_id: number; incident_id: string; wrapped: string }>;

export type ReportRow = Readonly<{
  county_id: number;
  source: string;
  key: string;
  incident_id: string;
  digest: string;
  receipt_hash: string | null;
  received_at: Instant;
}>;

export type PersonRow = Readonly<{
  county_id: number;
  kind: 'phone' | 'idNumber';
  hash: string;
  incident_id: string;
}>;

export type Change = Readonly<{
  countyId: number;
  incidentId: string;
  version: number;
  type: string;
  status: Status;
  at: Instant;
  subject: Readonly<Record<string, unknown>>;
}>;

/** All that one commit writes. Bytes are hex: they travel as text. */
export type Batch = Readonly<{
  born: readonly { incident: Incident; headHash: string; title: string }[];
  changed: readonly {
    incident: Incident;
    headHash: string;
    statusFrom: Status;
    assignmentsFrom: readonly Assignment[];
  }[];
  facts: readonly FactRow[];
  sealed: readonly SealedRow[];
  keys: readonly KeyRow[];
  reports: readonly ReportRow[];
  persons: readonly PersonRow[];
  changes: readonly Change[];
}>;

/** What a batch is written with; made ready beforehand where the one before is still being written. */
export type Writing = RawBuilder<unknown> | null;

/**
 * Writes a batch in one statement, the transaction's last: it commits.
 * @throws what the database throws; a report whose source key another commit was faster with is `isTakenKey`,
 * numbers foreseen that another commit took are `isUnforeseen`.
 */
export async function writeBatch(tx: Tx, batch: Batch, writing = writingOf(batch)): Promise<void> {
  await writeMembers(tx, batch);
  await writing?.execute(tx);
}

/** The statement of a batch; null when there is nothing to write. */
export function writingOf(batch: Batch, foreseen: readonly SerialRow[] = []): Writing {
  const parts = [];
  if (batch.born.length) parts.push(sql`born as (${insertIncidents(batch.born)})`);
  if (batch.changed.length) parts.push(sql`changed as (${updateIncidents(batch.changed)})`);
  if (batch.facts.length)
    parts.push(sql`facts as (insert into fact ${all(FACT_COLUMNS, batch.facts)})`);
  if (batch.sealed.length)
    parts.push(sql`sealed as (insert into vault ${all(SEALED_COLUMNS, batch.sealed)})`);
  if (batch.keys.length)
    parts.push(sql`keys as (insert into vault_key ${all(KEY_COLUMNS, batch.keys)})`);
  if (batch.persons.length)
    parts.push(sql`persons as (insert into person_index ${all(PERSON_COLUMNS, batch.persons)})`);
  const assignments = batch.changed.flatMap(changedAssignments);
  if (assignments.length)
    parts.push(sql`assignments as (
      insert into assignment ${all(ASSIGNMENT_COLUMNS, assignments)}
      on conflict (county_id, incident_id, no) do update
        set state = excluded.state, incident_status = excluded.incident_status)`);
  if (batch.changes.length)
    parts.push(sql`told as (
      insert into outbox (changes) values (${JSON.stringify(batch.changes)}::json))`);
  if (batch.reports.length)
    parts.push(sql`reported as (insert into report ${all(REPORT_COLUMNS, batch.reports)})`);
  // The database begins with the last: a commit that waits for another has written nothing yet.
  if (foreseen.length) parts.push(takeForeseen(foreseen));
  return parts.length ? andCommit(kept(sql`with ${sql.join(parts)} select`)) : null;
}

/** Another commit was faster with the same source key of a report. */
export function isTakenKey(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'report_pk';
}

/** `(columns) select columns from rows`: what an insert of all rows goes on with. */
function all<R>(columns: Columns<R>, rows: readonly R[]) {
  const names = sql.raw(Object.keys(columns).join(', '));
  return sql`(${names}) select ${names} from ${rowset(columns, rows)} as r`;
}

const FACT_COLUMNS: Columns<FactRow> = {
  county_id: 'int',
  incident_id: 'uuid',
  seq: 'int',
  type: 'text',
  at: 'instant',
  alg: 'text',
  body: 'text',
  hash: 'hex',
};
const SEALED_COLUMNS: Columns<SealedRow> = {
  county_id: 'int',
  incident_id: 'uuid',
  seq: 'int',
  class: 'text',
  salt: 'hex',
  sealed: 'hex',
};
const KEY_COLUMNS: Columns<KeyRow> = { county_id: 'int', incident_id: 'uuid', wrapped: 'hex' };
const PERSON_COLUMNS: Columns<PersonRow> = {
  county_id: 'int',
  kind: 'text',
  hash: 'hex',
  incident_id: 'uuid',
};
const REPORT_COLUMNS: Columns<ReportRow> = {
  county_id: 'int',
  source: 'text',
  key: 'text',
  incident_id: 'uuid',
  digest: 'hex',
  receipt_hash: 'hex',
  received_at: 'instant',
};
const ASSIGNMENT_COLUMNS: Columns<ReturnType<typeof changedAssignments>[number]> = {
  county_id: 'int',
  incident_id: 'uuid',
  no: 'smallint',
  unit_id: 'int',
  role: 'text',
  state: 'text',
  ordered_at: 'instant',
  incident_status: 'text',
};

/** Members change seldom (restricted matters), so they are not worth a place in the statement above. */
async function writeMembers(tx: Tx, batch: Batch): Promise<void> {
  const named = new Set(
    batch.facts
      .filter((fact) => fact.type === 'incident.restricted')
      .map((fact) => fact.incident_id),
  );
  for (const { incident } of batch.changed) {
    if (!named.has(incident.id)) continue;
    await sql`delete from incident_member
      where county_id = ${incident.countyId} and incident_id = ${incident.id}`.execute(tx);
    if (incident.memberIds.length)
      await sql`insert into incident_member (county_id, incident_id, account_id)
        select ${incident.countyId}, ${incident.id}, unnest(${incident.memberIds}::text[])`.execute(
        tx,
      );
  }
}

type Row = ReturnType<typeof incidentRow>;

/** What never changes of an incident; the rest is written with every verb. */
const BIRTH_COLUMNS = {
  county_id: 'int',
  id: 'uuid',
  number: 'text',
  source: 'text',
  reporter_id: 'text',
  reporter_mode: 'text',
  reported_at: 'instant',
  occurred_at: 'instant',
} as const;
const CHANGE_COLUMNS = {
  version: 'int',
  head_hash: 'hex',
  status: 'text',
  outcome: 'text',
  item_code: 'text',
  level: 'smallint',
  catalog_version: 'int',
  town_id: 'int',
  village_id: 'int',
  grid_id: 'int',
  lng6: 'int',
  lat6: 'int',
  room_unit_id: 'int',
  holder_unit_id: 'int',
  unit_ids: 'ints',
  restricted: 'boolean',
  overdue: 'boolean',
  supervised: 'boolean',
  follow_up_due: 'boolean',
  deferred_until: 'instant',
  archived: 'boolean',
  merged_into: 'uuid',
  updated_at: 'instant',
  closed_at: 'instant',
  clock_kind: 'text',
  clock_started_at: 'instant',
  clock_warn_at: 'instant',
  clock_due_at: 'instant',
  next_ring_at: 'instant',
  flags: 'json',
  state: 'json',
} as const;
const BORN_COLUMNS: Columns<Row & { title: string }> = {
  ...BIRTH_COLUMNS,
  ...CHANGE_COLUMNS,
  title: 'text',
};
type Changed = Pick<Row, 'county_id' | 'id' | keyof typeof CHANGE_COLUMNS>;
const CHANGED_COLUMNS: Columns<Changed> = { county_id: 'int', id: 'uuid', ...CHANGE_COLUMNS };
const UPDATE_SETS = sql.raw(
  Object.keys(CHANGE_COLUMNS)
    .map((name) => `${name} = r.${name}`)
    .join(', '),
);

function insertIncidents(born: Batch['born']) {
  const rows = born.map(({ incident, headHash, title }) => ({
    ...incidentRow(incident, headHash),
    title,
  }));
  return sql`insert into incident ${all(BORN_COLUMNS, rows)}`;
}

function updateIncidents(changed: Batch['changed']) {
  const rows: Changed[] = changed.map((each) => incidentRow(each.incident, each.headHash));
  return sql`update incident i set ${UPDATE_SETS} from ${rowset(CHANGED_COLUMNS, rows)} as r
    where i.county_id = r.county_id and i.id = r.id`;
}

/** An incident as its row has it. */
export function incidentRow(incident: Incident, headHash: string) {
  const clock = nearestClock(incident.clocks);
  const state: State = {
    assignments: incident.assignments,
    clocks: incident.clocks.map((clock) => clockChange(undefined, clock)),
    members: incident.memberIds,
  };
  return {
    county_id: incident.countyId,
    id: incident.id,
    number: incident.number,
    version: incident.version,
    head_hash: headHash,
    status: incident.status,
    outcome: incident.outcome,
    source: incident.source,
    reporter_id: incident.reporterId,
    reporter_mode: incident.reporterMode,
    item_code: incident.itemCode,
    level: incident.level,
    catalog_version: incident.catalogVersion,
    town_id: incident.place.townId,
    village_id: incident.place.villageId,
    grid_id: incident.place.gridId,
    lng6: incident.place.lng6,
    lat6: incident.place.lat6,
    room_unit_id: incident.roomUnitId,
    holder_unit_id: incident.holderUnitId,
    unit_ids: incident.unitIds,
    restricted: incident.flags.restricted === true,
    overdue: incident.flags.overdue === true,
    supervised: isSupervised(incident),
    follow_up_due: owesFollowUp(incident),
    deferred_until: incident.flags.deferredUntil ?? null,
    archived: incident.flags.archived === true,
    merged_into: incident.mergedInto,
    reported_at: incident.reportedAt,
    occurred_at: incident.occurredAt,
    updated_at: incident.updatedAt,
    closed_at: incident.closedAt,
    clock_kind: clock?.kind ?? null,
    clock_started_at: clock?.startedAt ?? null,
    clock_warn_at: clock?.warnAt ?? null,
    clock_due_at: clock?.dueAt ?? null,
    next_ring_at: nextRing(incident.clocks),
    flags: incident.flags,
    state,
  };
}

/** 督办 not yet struck off (销号). */
export function isSupervised(incident: Pick<Incident, 'flags'>): boolean {
  return incident.flags.supervisions?.some((each) => each.struckAt === undefined) ?? false;
}

/** 待回访: a call back to the reporter is still owed. */
export function owesFollowUp(incident: Incident): boolean {
  return incident.clocks.some(
    (clock) => clock.kind === 'followUp' && (clock.state === 'running' || clock.state === 'paused'),
  );
}

/** Orders that changed; all of them when the status did, because a unit's lists are found by it. */
function changedAssignments(change: Batch['changed'][number]) {
  const moved = change.incident.status !== change.statusFrom;
  const { countyId, id, status, assignments } = change.incident;
  const ofIncident = { county_id: countyId, incident_id: id, incident_status: status };
  return [
    ...assignments
      .filter((each) => moved || !change.assignmentsFrom.includes(each))
      .map((each) => ({
        ...ofIncident,
        no: each.no,
        unit_id: each.unitId,
        role: each.role,
        state: assignmentState(each),
        ordered_at: each.orderedAt,
      })),
    ...askedUnits(change.incident).map((each) => ({ ...ofIncident, ...each })),
  ];
}

/** Requests for help are numbered after any order. */
const ASKED_FROM = 1000;

/** A unit that was asked for help finds the matter by a row like that of an order (few matters have any). */
function askedUnits(incident: Incident) {
  const seen = new Set<number>();
  return (incident.flags.help ?? []).flatMap(({ no, toUnit, askedAt, answeredAt }) => {
    if (toUnit === null || seen.has(toUnit)) return [];
    seen.add(toUnit);
    return {
      no: ASKED_FROM + no,
      unit_id: toUnit,
      role: 'asked' as const,
      state: answeredAt === undefined ? ('ordered' as const) : ('done' as const),
      ordered_at: askedAt,
    };
  });
}

export function assignmentState(
  each: Assignment,
): 'ordered' | 'signed' | 'done' | 'waived' | 'returned' | 'recalled' {
  if (each.recalledAt !== undefined) return 'recalled';
  if (each.returnedAt !== undefined) return 'returned';
  if (each.waivedAt !== undefined) return 'waived';
  if (each.doneAt !== undefined) return 'done';
  return each.signedAt === undefined ? 'ordered' : 'signed';
}

/** Reports known by their source keys: (county, source, key) → incident and digest. */
export async function knownReports(
  tx: Tx,
  keys: readonly { countyId: number; source: string; key: string }[],
): Promise<
  {
    county_id: number;
    source: string;
    key: string;
    incident_id: string;
    digest: Buffer;
    number: string;
  }[]
> {
  if (keys.length === 0) return [];
  const { rows } = await kept(sql<{
    county_id: number;
    source: string;
    key: string;
    incident_id: string;
    digest: Buffer;
    number: string;
  }>`
    select r.county_id, r.source, r.key, r.incident_id, r.digest, i.number
    from report r join incident i on i.county_id = r.county_id and i.id = r.incident_id
    join unnest(${keys.map((key) => key.countyId)}::int[], ${keys.map((key) => key.source)}::text[],
      ${keys.map((key) => key.key)}::text[]) as k (county_id, source, key)
      on k.county_id = r.county_id and k.source = r.source and k.key = r.key`).execute(tx);
  return rows;
}

/** Takes `count` numbers of a county's day; returns the last of them. Held until commit: no gaps. */
export async function takeSerials(
  tx: Tx,
  countyId: number,
  day: string,
  count: number,
): Promise<number> {
  const { rows } = await kept(sql<{ last: number }>`
    insert into incident_serial (county_id, day, last) values (${countyId}, ${day}::date, ${count})
    on conflict (county_id, day) do update set last = incident_serial.last + ${count}
    returning last`).execute(tx);
  const last = rows[0]?.last;
  if (last === undefined) throw new Error('a serial was not returned');
  return last;
}

/** Numbers of a county's day taken without asking: those after `after` up to `last`. */
export type SerialRow = Readonly<{ county_id: number; day: string; after: number; last: number }>;
const SERIAL_COLUMNS: Columns<SerialRow> = {
  county_id: 'int',
  day: 'text',
  after: 'int',
  last: 'int',
};

/** What is no longer there to be taken is put in as nothing, and the statement fails (`isUnforeseen`). */
function takeForeseen(foreseen: readonly SerialRow[]) {
  return sql`foreseen as materialized (select * from ${rowset(SERIAL_COLUMNS, foreseen)} as r),
    taken as (update incident_serial s set last = f.last from foreseen f
      where s.county_id = f.county_id and s.day = f.day::date and s.last = f.after
      returning s.county_id),
    missed as (insert into incident_serial (county_id, day, last)
      select county_id, day::date, null from foreseen f
      where not exists (select from taken t where t.county_id = f.county_id))`;
}

/** Numbers were foreseen that another commit took. */
export function isUnforeseen(error: unknown): boolean {
  const { code, table } = (error ?? {}) as { code?: string; table?: string };
  return code === '23502' && table === 'incident_serial';
}
