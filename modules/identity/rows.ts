// How rows of identity's tables are read and written: instants, posts. Used by store.ts and queries/.
import { sql, type RawBuilder } from 'kysely';
import type { Instant } from '#platform/time/index.ts';
import type { HeldPost } from './account.ts';
import type { Role } from './roles.ts';

/** An instant as PostgreSQL's timestamptz. */
export function timestamp(instant: Instant): RawBuilder<Instant> {
  return sql<Instant>`to_timestamp(${instant}::double precision / 1000)`;
}

/** One post as `postsJson` writes it. */
export type PostRow = Readonly<{
  id: string;
  role: string;
  countyId: number;
  unitId: number | null;
  townId: number | null;
  villageId: number | null;
  gridIds: readonly number[] | null;
  line: string | null;
}>;

/** The posts that the account in column `accountId` holds at `now`, as a JSON array of PostRow. */
export function postsJson(accountId: RawBuilder<unknown>, now: Instant): RawBuilder<PostRow[]> {
  return sql<PostRow[]>`coalesce((
    select jsonb_agg(jsonb_build_object('id', p.id, 'role', p.role, 'countyId', p.county_id,
        'unitId', p.unit_id, 'townId', p.town_id, 'villageId', p.village_id,
        'gridIds', p.grid_ids, 'line', p.line) order by p.starts_at, p.id)
    from post as p where p.account_id = ${accountId} and p.starts_at <= ${timestamp(now)}
      and (p.ends_at is null or p.ends_at > ${timestamp(now)})), '[]')`;
}

export function postFrom(row: PostRow): HeldPost {
  return {
    id: row.id,
    role: row.role as Role, // written only from Role; a role that is no longer known carries no right
    unitId: row.unitId,
    place: {
      countyId: row.countyId,
      ...(row.townId === null ? {} : { townId: row.townId }),
      ...(row.villageId === null ? {} : { villageId: row.villageId }),
      ...(row.gridIds === null ? {} : { gridIds: row.gridIds }),
    },
    line: row.line,
  };
}
