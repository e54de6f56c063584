// The tables of the resource register, and of the last position of what is on an order.
import type { RawBuilder } from 'kysely';
import { sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  POSITION_KEPT_MS,
  type Resource,
  type ResourceDraft,
  type ResourceKind,
  type ResourceState,
  type Skill,
} from './resource.ts';

/** Entries of one county: a large county's stores and teams, and still one answer. */
export const RESOURCES_MAX = 2_000;

export type ResourceFilter = Readonly<{
  countyId: number;
  kind?: ResourceKind | undefined;
  skill?: Skill | undefined;
  state?: ResourceState | undefined;
  unitId?: number | undefined;
  text?: string | undefined;
}>;

export type StoredResource = Omit<Resource, 'mayKeep'>;

type Row = Omit<StoredResource, 'position'> &
  Readonly<{ posLng6: number | null; posLat6: number | null; posAt: number | null }>;

const COLUMNS = sql`
  r.id, r.county_id as "countyId", r.unit_id as "unitId", r.kind, r.name, r.skills, r.capacity,
  r.phone, r.lng6, r.lat6, r.state, r.version,
  p.lng6 as "posLng6", p.lat6 as "posLat6", p.at as "posAt"`;

/** The resources that fit, by unit and name, each with its position if that is fresh. */
export async function readResources(
  tx: Tx,
  filter: ResourceFilter,
  now: Instant,
): Promise<StoredResource[]> {
  const { countyId, kind, skill, state, unitId, text } = filter;
  const where: RawBuilder<unknown>[] = [sql`r.county_id = ${countyId}`];
  if (kind !== undefined) where.push(sql`r.kind = ${kind}`);
  if (skill !== undefined) where.push(sql`${skill} = any(r.skills)`);
  if (state !== undefined) where.push(sql`r.state = ${state}`);
  if (unitId !== undefined) where.push(sql`r.unit_id = ${unitId}`);
  if (text) where.push(sql`strpos(r.name, ${text}) > 0`);
  const { rows } = await sql<Row>`
    select ${COLUMNS}
    from resource as r
    left join resource_position as p on p.county_id = r.county_id and p.resource_id = r.id
      and p.at > to_timestamp(${now - POSITION_KEPT_MS} / 1000.0)
    where ${sql.join(where, sql` and `)}
    order by r.unit_id, r.name, r.id limit ${RESOURCES_MAX}`.execute(tx);
  return rows.map(({ posLng6, posLat6, posAt, ...row }) => ({
    ...row,
    position:
      posLng6 === null || posLat6 === null || posAt === null
        ? null
        : { lng6: posLng6, lat6: posLat6, at: posAt },
  }));
}

/** Holds one entry until the end of the transaction; refused when it is not there. */
export async function lockResource(
  tx: Tx,
  countyId: number,
  id: string,
): Promise<Readonly<{ unitId: number; version: number }>> {
  const { rows } = await sql<{ unitId: number; version: number }>`
    select unit_id as "unitId", version from resource
    where county_id = ${countyId} and id = ${id} for update`.execute(tx);
  const found = rows[0];
  if (!found) throw new Refused('roster.resource-unknown', 'id');
  return found;
}

type By = Readonly<{ by: string; now: Instant }>;

export async function insertResource(
  tx: Tx,
  countyId: number,
  id: string,
  draft: ResourceDraft,
  { by, now }: By,
): Promise<void> {
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from resource where county_id = ${countyId}`.execute(tx);
  if ((counted[0]?.n ?? 0) >= RESOURCES_MAX)
    throw new Refused('roster.register-full', undefined, { max: RESOURCES_MAX });
  const { unitId, kind, name, skills, capacity, phone, lng6, lat6, state } = draft;
  const { rows } = await sql`
    insert into resource (county_id, id, unit_id, kind, name, skills, capacity, phone, lng6, lat6,
      state, version, updated_by, updated_at)
    values (${countyId}, ${id}, ${unitId}, ${kind}, ${name}, ${skills}::text[], ${capacity},
      ${phone}, ${lng6}, ${lat6}, ${state}, 1, ${by}, to_timestamp(${now} / 1000.0))
    on conflict on constraint resource_name_unique do nothing returning id`.execute(tx);
  if (rows.length === 0) throw new Refused('roster.resource-twice', 'name');
}

/** Changes an entry that is locked; gives its new version. */
export async function updateResource(
  tx: Tx,
  countyId: number,
  id: string,
  draft: ResourceDraft,
  { by, now }: By,
): Promise<number> {
  const { unitId, kind, name, skills, capacity, phone, lng6, lat6, state } = draft;
  const written = sql<{ version: number }>`
    update resource set unit_id = ${unitId}, kind = ${kind}, name = ${name},
      skills = ${skills}::text[], capacity = ${capacity}, phone = ${phone}, lng6 = ${lng6},
      lat6 = ${lat6}, state = ${state}, version = version + 1, updated_by = ${by},
      updated_at = to_timestamp(${now} / 1000.0)
    where county_id = ${countyId} and id = ${id} returning version`.execute(tx);
  const { rows } = await written.catch((error: unknown) => {
    if (isNameTwice(error)) throw new Refused('roster.resource-twice', 'name');
    throw error;
  });
  return rows[0]?.version ?? 0;
}

/** Two entries of one unit may be renamed at the same moment: only the database sees both. */
function isNameTwice(error: unknown): boolean {
  return (
    error instanceof Error && 'constraint' in error && error.constraint === 'resource_name_unique'
  );
}

export async function deleteResource(tx: Tx, countyId: number, id: string): Promise<void> {
  await sql`delete from resource where county_id = ${countyId} and id = ${id}`.execute(tx);
}

/** Overwrites where a resource is: the place before is forgotten. */
export async function writePosition(
  tx: Tx,
  at: Readonly<{ countyId: number; id: string; unitId: number; lng6: number; lat6: number }>,
  now: Instant,
): Promise<void> {
  await sql`
    insert into resource_position (county_id, resource_id, unit_id, lng6, lat6, at)
    values (${at.countyId}, ${at.id}, ${at.unitId}, ${at.lng6}, ${at.lat6},
      to_timestamp(${now} / 1000.0))
    on conflict on constraint resource_position_pk do update
      set unit_id = excluded.unit_id, lng6 = excluded.lng6, lat6 = excluded.lat6,
        at = excluded.at`.execute(tx);
}

/** The units of which some position is kept, by county. */
export async function positionedUnits(
  tx: Tx,
  limit: number,
): Promise<readonly Readonly<{ countyId: number; unitId: number }>[]> {
  const { rows } = await sql<{ countyId: number; unitId: number }>`
    select distinct county_id as "countyId", unit_id as "unitId" from resource_position
    order by 1, 2 limit ${limit}`.execute(tx);
  return rows;
}

/** Forgets positions that are stale or of units whose orders have ended; gives how many. */
export async function deletePositions(
  tx: Tx,
  before: Instant,
  ended: readonly Readonly<{ countyId: number; unitId: number }>[],
): Promise<number> {
  const { rows } = await sql`
    delete from resource_position as p
    where p.at <= to_timestamp(${before} / 1000.0) or exists (
      select from unnest(${ended.map(({ countyId }) => countyId)}::int[],
        ${ended.map(({ unitId }) => unitId)}::int[]) as e (county_id, unit_id)
      where e.county_id = p.county_id and e.unit_id = p.unit_id)
    returning 1`.execute(tx);
  return rows.length;
}
