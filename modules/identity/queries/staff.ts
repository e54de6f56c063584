// Who could stand on a roster? People with a post in the offices of a town, or of the county itself.
import { sql, type Db } from '#platform/db/index.ts';
import type { Role } from '../roles.ts';

export type StaffMember = Readonly<{ id: string; name: string; role: Role; unitId: number }>;

/** The offices of a large town; the county's own departments fit as well. */
export const STAFF_MAX = 500;

export type StaffFilter = Readonly<{
  countyId: number;
  roles: readonly Role[];
  /** The offices of this town; null: those of the county itself; undefined: of all. */
  townId?: number | null;
  ids?: readonly string[];
}>;

/** People with a post there now, by unit and name; each post once. */
export async function staff(db: Db, filter: StaffFilter): Promise<readonly StaffMember[]> {
  const { countyId, roles, townId, ids } = filter;
  const ofTown = townId === undefined ? sql`true` : sql`p.town_id is not distinct from ${townId}`;
  const named = ids === undefined ? sql`true` : sql`a.id = any(${ids}::uuid[])`;
  const { rows } = await sql<StaffMember>`
    select distinct a.id, a.name, p.role, p.unit_id as "unitId"
    from post as p join account as a on a.id = p.account_id
    where p.county_id = ${countyId} and p.unit_id is not null and p.ends_at is null
      and a.kind = 'person' and a.status = 'active' and p.role = any(${roles}::text[])
      and ${ofTown} and ${named}
    order by p.unit_id, a.name, a.id limit ${STAFF_MAX}`.execute(db);
  return rows;
}
