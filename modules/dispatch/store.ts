// The tables of routes: reading the version in force, publishing a new one.
import type { Generated } from 'kysely';
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { RouteRow, type RouteTable } from './route-table.ts';

type DispatchTables = {
  route_version: {
    id: Generated<number>;
    county_id: number;
    version: number;
    published_by: string;
    published_at: number;
    note: string;
  };
  route_row: {
    county_id: number;
    version_id: number;
    no: number;
    conditions: unknown;
    lead: unknown;
    co: unknown;
    confidence: number;
    reason_zh: string;
    reason_en: string;
  };
};
const tablesOf = (db: Db) => db.withTables<DispatchTables>();

export type PublishedTable = RouteTable &
  Readonly<{ publishedBy: string; publishedAt: Instant; note: string }>;

/** The table in force, or that of a given version. */
export async function findRouteTable(
  db: Db,
  countyId: number,
  version?: number,
): Promise<PublishedTable | undefined> {
  let query = tablesOf(db)
    .selectFrom('route_version')
    .select(['id', 'version', 'published_by', 'published_at', 'note'])
    .where('county_id', '=', countyId)
    .orderBy('version', 'desc')
    .limit(1);
  if (version !== undefined) query = query.where('version', '=', version);
  const head = await query.executeTakeFirst();
  if (!head) return undefined;
  const rows = await tablesOf(db)
    .selectFrom('route_row')
    .select(['no', 'conditions as when', 'lead', 'co', 'confidence', 'reason_zh', 'reason_en'])
    .where('county_id', '=', countyId)
    .where('version_id', '=', head.id)
    .orderBy('no')
    .execute();
  return {
    countyId,
    version: head.version,
    publishedBy: head.published_by,
    publishedAt: head.published_at,
    note: head.note,
    rows: rows.map(({ reason_zh: zh, reason_en: en, ...row }) =>
      RouteRow.parse({ ...row, reason: { zh, en } }),
    ),
  };
}

export type RoutePublication = Readonly<{
  countyId: number;
  rows: readonly RouteRow[];
  /** The version that was changed; 0 for the first. Refused when another came between. */
  basedOn: number;
  by: string;
  now: Instant;
  note: string;
}>;

/** Writes the next version and gives its number. The rows must have been checked. */
export async function insertRouteTable(tx: Tx, publication: RoutePublication): Promise<number> {
  const { countyId, rows, basedOn, by, now, note } = publication;
  const head = await tablesOf(tx)
    .insertInto('route_version')
    .columns(['county_id', 'version', 'published_by', 'published_at', 'note'])
    .expression(
      sql`select ${countyId}::int, ${basedOn}::int + 1, ${by}, to_timestamp(${now} / 1000.0), ${note}
        where ${basedOn}::int = (select coalesce(max(version), 0) from route_version where county_id = ${countyId}::int)`,
    )
    .onConflict((on) => on.constraint('route_version_unique').doNothing())
    .returning(['id', 'version'])
    .executeTakeFirst();
  if (!head) {
    const current = await findRouteTable(tx, countyId);
    throw new Refused('dispatch.changed-meanwhile', 'basedOn', { version: current?.version ?? 0 });
  }
  await sql`
    insert into route_row
      (county_id, version_id, no, conditions, lead, co, confidence, reason_zh, reason_en)
    select ${countyId}, ${head.id}, no, "when", lead, co, confidence, reason->>'zh', reason->>'en'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row
      (no int, "when" jsonb, lead jsonb, co jsonb, confidence real, reason jsonb)`.execute(tx);
  return head.version;
}
