// The tables of rosters: the week of a unit and the days that differ from it.
import { sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { Shifts, type DayChange, type KeptChange, type Shift } from './shift.ts';

export type KeptRoster = Readonly<{ unitId: number; version: number; shifts: readonly Shift[] }>;

/** The rosters of these units; of all units of the county without them. At most `limit`. */
export async function readRosters(
  tx: Tx,
  countyId: number,
  unitIds: readonly number[] | undefined,
  limit: number,
): Promise<KeptRoster[]> {
  const some = unitIds === undefined ? sql`true` : sql`unit_id = any(${unitIds}::int[])`;
  const { rows } = await sql<{ unitId: number; version: number; shifts: unknown }>`
    select unit_id as "unitId", version, shifts from roster
    where county_id = ${countyId} and ${some} order by unit_id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, shifts: Shifts.parse(row.shifts) }));
}

type ChangeRow = Readonly<{
  id: string;
  unitId: number;
  day: string;
  kind: DayChange['kind'];
  shiftNo: number | null;
  starts: string | null;
  ends: string | null;
  leader: string | null;
  officers: string[];
}>;

/** The changes of these units on the days from `from` to `to`, both included, oldest first. */
export async function readChanges(
  tx: Tx,
  countyId: number,
  unitIds: readonly number[],
  from: string,
  to: string,
): Promise<ReadonlyMap<number, readonly KeptChange[]>> {
  if (unitIds.length === 0) return new Map();
  const { rows } = await sql<ChangeRow>`
    select id, unit_id as "unitId", day, kind, shift_no as "shiftNo", starts, ends, leader, officers
    from roster_exception
    where county_id = ${countyId} and unit_id = any(${unitIds}::int[])
      and day >= ${from}::date and day <= ${to}::date
    order by made_at, id`.execute(tx);
  const kept = Map.groupBy(rows, ({ unitId }) => unitId);
  return new Map([...kept].map(([unitId, changes]) => [unitId, changes.map(changeOf)]));
}

function changeOf(row: ChangeRow): KeptChange {
  const { id, day, kind, shiftNo, starts, ends, leader, officers } = row;
  switch (kind) {
    case 'off':
      return { id, kind, day, shiftNo };
    case 'replace':
      return { id, kind, day, shiftNo: shiftNo ?? 0, leader, officers };
    case 'extra':
      return { id, kind, day, from: starts ?? '00:00', to: ends ?? '00:00', leader, officers };
  }
}

type By = Readonly<{ by: string; now: Instant }>;

/** Puts the next version of a unit's week in place of `basedOn` (0: its first); gives the version. */
export async function writeRoster(
  tx: Tx,
  countyId: number,
  unitId: number,
  shifts: readonly Shift[],
  basedOn: number,
  { by, now }: By,
): Promise<number> {
  const json = JSON.stringify(shifts);
  const written =
    basedOn === 0
      ? await sql<{ version: number }>`
          insert into roster (county_id, unit_id, version, shifts, updated_by, updated_at)
          values (${countyId}, ${unitId}, 1, ${json}::jsonb, ${by}, to_timestamp(${now} / 1000.0))
          on conflict on constraint roster_pk do nothing returning version`.execute(tx)
      : await sql<{ version: number }>`
          update roster set version = version + 1, shifts = ${json}::jsonb, updated_by = ${by},
            updated_at = to_timestamp(${now} / 1000.0)
          where county_id = ${countyId} and unit_id = ${unitId} and version = ${basedOn}
          returning version`.execute(tx);
  const version = written.rows[0]?.version;
  if (version !== undefined) return version;
  const [current] = await readRosters(tx, countyId, [unitId], 1);
  throw new Refused('roster.changed-meanwhile', 'basedOn', { version: current?.version ?? 0 });
}

/** Holds the unit's roster until the end of the transaction, so that changes come one after another. */
export async function lockRoster(tx: Tx, countyId: number, unitId: number): Promise<void> {
  const { rows } = await sql`
    select 1 from roster where county_id = ${countyId} and unit_id = ${unitId} for update`.execute(
    tx,
  );
  if (rows.length === 0) throw new Refused('roster.no-roster', 'unitId');
}

/** Writes a change; it takes the place of an earlier one of the same shift. */
export async function writeChange(
  tx: Tx,
  countyId: number,
  unitId: number,
  { id, ...change }: KeptChange,
  { by, now }: By,
): Promise<void> {
  if (change.kind !== 'extra')
    await sql`
      delete from roster_exception
      where county_id = ${countyId} and unit_id = ${unitId} and day = ${change.day}::date
        and kind in ('off', 'replace') and (${change.shiftNo}::int is null
          or shift_no is not distinct from ${change.shiftNo}::int)`.execute(tx);
  const row = {
    shiftNo: 'shiftNo' in change ? change.shiftNo : null,
    starts: 'from' in change ? change.from : null,
    ends: 'to' in change ? change.to : null,
    leader: 'leader' in change ? change.leader : null,
    officers: 'officers' in change ? change.officers : [],
  };
  await sql`
    insert into roster_exception (county_id, id, unit_id, day, kind, shift_no, starts, ends, leader,
      officers, made_by, made_at)
    values (${countyId}, ${id}, ${unitId}, ${change.day}::date, ${change.kind}, ${row.shiftNo},
      ${row.starts}, ${row.ends}, ${row.leader}, ${row.officers}::uuid[], ${by},
      to_timestamp(${now} / 1000.0))`.execute(tx);
}

export async function removeChange(
  tx: Tx,
  countyId: number,
  unitId: number,
  id: string,
): Promise<boolean> {
  const { rows } = await sql`
    delete from roster_exception
    where county_id = ${countyId} and unit_id = ${unitId} and id = ${id} returning id`.execute(tx);
  return rows.length > 0;
}
