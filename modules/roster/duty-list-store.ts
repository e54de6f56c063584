// The tables of duty lists: reading those in force, publishing the next version.
import { sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { DutyRow, type DutyList } from './duty-list.ts';

/** Lists of one county: its own and one of each town. */
export const DUTY_LISTS_MAX = 200;

export type DutyListHead = Readonly<{
  placeId: number;
  version: number;
  publishedBy: string;
  publishedAt: Instant;
  note: string;
  rows: number;
}>;

export type PublishedDutyList = DutyList & Omit<DutyListHead, 'rows'>;

/** The newest version of each list of a county. */
export async function dutyListHeads(tx: Tx, countyId: number): Promise<DutyListHead[]> {
  const { rows } = await sql<DutyListHead>`
    select distinct on (v.place_id) v.place_id as "placeId", v.version,
      v.published_by as "publishedBy", v.published_at as "publishedAt", v.note,
      (select count(*)::int from duty_list_row r where r.county_id = v.county_id
        and r.place_id = v.place_id and r.version = v.version) as rows
    from duty_list_version v where v.county_id = ${countyId}
    order by v.place_id, v.version desc limit ${DUTY_LISTS_MAX}`.execute(tx);
  return rows;
}

type Row = Omit<DutyRow, 'duty'> & Readonly<{ zh: string; en: string }>;

/** One list as it is in force, or an earlier version. */
export async function findDutyList(
  tx: Tx,
  countyId: number,
  placeId: number,
  version?: number,
): Promise<PublishedDutyList | undefined> {
  const { rows: heads } = await sql<Omit<DutyListHead, 'rows'>>`
    select place_id as "placeId", version, published_by as "publishedBy",
      published_at as "publishedAt", note
    from duty_list_version
    where county_id = ${countyId} and place_id = ${placeId}
      and (${version ?? null}::int is null or version = ${version ?? null}::int)
    order by version desc limit 1`.execute(tx);
  const head = heads[0];
  if (!head) return undefined;
  const { rows } = await sql<Row>`
    select no, items, area_id as "areaId", holder, role, duty_zh as zh, duty_en as en, basis
    from duty_list_row
    where county_id = ${countyId} and place_id = ${placeId} and version = ${head.version}
    order by no`.execute(tx);
  return {
    ...head,
    countyId,
    rows: rows.map(({ zh, en, ...row }) => DutyRow.parse({ ...row, duty: { zh, en } })),
  };
}

/** All lists in force, as routing reads them. */
export async function dutyListsInForce(tx: Tx, countyId: number): Promise<DutyList[]> {
  const lists: DutyList[] = [];
  for (const { placeId } of await dutyListHeads(tx, countyId)) {
    const list = await findDutyList(tx, countyId, placeId);
    if (list) lists.push(list);
  }
  return lists;
}

export type DutyPublication = Readonly<{
  countyId: number;
  placeId: number;
  rows: readonly DutyRow[];
  /** The version that was changed; 0 for the first. Refused when another came between. */
  basedOn: number;
  note: string;
  by: string;
  now: Instant;
}>;

/** Writes the next version and gives its number. The rows must have been checked. */
export async function insertDutyList(tx: Tx, publication: DutyPublication): Promise<number> {
  const { countyId, placeId, rows, basedOn, note, by, now } = publication;
  const { rows: heads } = await sql<{ version: number }>`
    insert into duty_list_version (county_id, place_id, version, published_by, published_at, note)
    select ${countyId}::int, ${placeId}::int, ${basedOn}::int + 1, ${by},
      to_timestamp(${now} / 1000.0), ${note}
    where ${basedOn}::int = (select coalesce(max(version), 0) from duty_list_version
      where county_id = ${countyId}::int and place_id = ${placeId}::int)
    on conflict on constraint duty_list_version_pk do nothing returning version`.execute(tx);
  const version = heads[0]?.version;
  if (version === undefined) {
    const current = await findDutyList(tx, countyId, placeId);
    throw new Refused('roster.changed-meanwhile', 'basedOn', { version: current?.version ?? 0 });
  }
  await sql`
    insert into duty_list_row (county_id, place_id, version, no, items, area_id, holder, role,
      duty_zh, duty_en, basis)
    select ${countyId}, ${placeId}, ${version}, no,
      array(select jsonb_array_elements_text(items)), "areaId", holder, role,
      duty->>'zh', duty->>'en', basis
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row
      (no int, items jsonb, "areaId" int, holder jsonb, role text, duty jsonb, basis text)`.execute(
    tx,
  );
  return version;
}
