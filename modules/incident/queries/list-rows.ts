// The rows of a list as the API shows them: what the table says, names from memory, no join.
import { sql, type RawBuilder } from 'kysely';
import { kept, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { IncidentRow } from '../contract.ts';
import type { Flags, Incident } from '../incident.ts';
import type { Names } from '../names.ts';
import type { Condition } from './list-filter.ts';
import { lastMaster } from './masters.ts';
import { flagsOf, MASKED_TITLE, named } from './view.ts';

/** Only what a row shows: the clocks and orders in `state` are some kilobytes. */
const LIST_COLUMNS = sql.raw(
  [
    ...[
      'county_id',
      'id',
      'number',
      'version',
      'title',
      'restricted',
      'status',
      'outcome',
      'source',
    ],
    ...[
      'level',
      'item_code',
      'catalog_version',
      'town_id',
      'village_id',
      'grid_id',
      'lng6',
      'lat6',
    ],
    ...['holder_unit_id', 'room_unit_id', 'clock_kind'],
  ]
    .map((column) => `i.${column}`)
    .concat(
      // Numbers are read faster than dates are parsed, and a page has hundreds of them.
      ['reported_at', 'occurred_at', 'updated_at', 'closed_at'].map(milliseconds),
      ['clock_started_at', 'clock_warn_at', 'clock_due_at'].map(milliseconds),
      'i.flags',
    )
    .join(', '),
);

const GOES_ON = sql`json_build_object('status', status, 'outcome', outcome)`;

function milliseconds(column: string): string {
  return `floor(date_part('epoch', i.${column}) * 1000 + 0.0005) as ${column}`;
}

type ListRecord = Readonly<{
  county_id: number;
  id: string;
  number: string;
  version: number;
  title: string;
  restricted: boolean;
  status: IncidentRow['status'];
  outcome: IncidentRow['outcome'];
  source: IncidentRow['source'];
  level: IncidentRow['level'];
  item_code: string | null;
  catalog_version: number;
  town_id: number | null;
  village_id: number | null;
  grid_id: number | null;
  lng6: number | null;
  lat6: number | null;
  holder_unit_id: number | null;
  room_unit_id: number | null;
  clock_kind: NonNullable<IncidentRow['clock']>['kind'] | null;
  reported_at: Instant;
  occurred_at: Instant;
  updated_at: Instant;
  closed_at: Instant | null;
  clock_started_at: Instant | null;
  clock_warn_at: Instant | null;
  clock_due_at: Instant | null;
  flags: Flags;
  goes_on: IncidentRow['goesOn'] | null;
}>;

/** A row and the keys by which the next page goes on. `due` is in microseconds, exactly as stored. */
export type Found = Readonly<{ row: IncidentRow; id: string; due: number | null }>;

/** What a row is read from, of the incident `i`. */
export const ROW_COLUMNS = sql`${LIST_COLUMNS},
  case when i.status = 'merged' then (${lastMaster(GOES_ON)}) end as goes_on,
  (date_part('epoch', i.clock_due_at) * 1000000)::bigint as due`;

/** The rows of the places that `picked` (county_id, id) names, in its order. */
export async function rowsOf(
  tx: Tx,
  picked: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  names: Names,
): Promise<Found[]> {
  const { rows } = await kept(sql<RowRecord>`
    select ${ROW_COLUMNS} from (${picked}) as page join incident as i on ${IS_OF_PAGE} ${order}`).execute(
    tx,
  );
  return rows.map((row) => foundOf(row, names));
}

/** The same where the rights have not been asked yet: null for what is not `within` them, or is gone. */
export async function rowsWithin(
  tx: Tx,
  picked: RawBuilder<unknown>,
  within: Condition,
  order: RawBuilder<unknown>,
  names: Names,
): Promise<(Found | null)[]> {
  const { rows } = await kept(sql<RowRecord | NoRecord>`
    select ${ROW_COLUMNS} from (${picked}) as page left join incident as i on ${IS_OF_PAGE} and ${within}
    ${order}`).execute(tx);
  return rows.map((row) => (row.id === null ? null : foundOf(row, names)));
}

const IS_OF_PAGE = sql`i.county_id = page.county_id and i.id = page.id`;

/** A row as it is read (`ROW_COLUMNS`). */
export type RowRecord = ListRecord & Readonly<{ due: number | null }>;
/** Where nothing was joined. */
type NoRecord = Readonly<{ id: null }>;

/** A row with its names; nothing here asks who may see it. */
export function foundOf(row: RowRecord, names: Names): Found {
  return { row: toRow(row, names), id: row.id, due: row.due };
}

function toRow(row: ListRecord, names: Names): IncidentRow {
  const item = row.item_code === null ? undefined : names.item(row.catalog_version, row.item_code);
  const { clock_kind, clock_started_at, clock_warn_at, clock_due_at } = row;
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    countyId: row.county_id,
    // Members know a restricted matter by its number and open it; over a shoulder nobody reads it.
    title: row.restricted ? MASKED_TITLE : row.title,
    status: row.status,
    outcome: row.outcome,
    source: row.source,
    level: row.level,
    item: row.item_code === null || !item ? null : { code: row.item_code, ...item },
    town: named(row.town_id, names.place),
    village: named(row.village_id, names.place),
    grid: named(row.grid_id, names.place),
    lng6: row.lng6,
    lat6: row.lat6,
    holder: named(row.holder_unit_id, names.unit),
    room: named(row.room_unit_id, names.unit),
    reportedAt: row.reported_at,
    occurredAt: row.occurred_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
    clock:
      clock_kind !== null &&
      clock_started_at !== null &&
      clock_warn_at !== null &&
      clock_due_at !== null
        ? {
            kind: clock_kind,
            startedAt: clock_started_at,
            warnAt: clock_warn_at,
            dueAt: clock_due_at,
            state: 'running',
          }
        : null,
    flags: flagsOf({ flags: row.flags } satisfies Pick<Incident, 'flags'>),
    ...(row.goes_on ? { goesOn: row.goes_on } : {}),
  };
}
