// Who holds these posts now? Active people with all their posts, as actors, so that their rights can be
// asked; whoever is not covered by them is never told.
import type { Actor, Post } from '#modules/identity/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Circle } from '../chain.ts';

type PostRow = Omit<Post, 'place'> &
  Readonly<{
    countyId: number;
    townId: number | null;
    villageId: number | null;
    gridIds: readonly number[] | null;
  }>;

export type People = Readonly<{
  /** Those of a circle, in no particular order. */
  of: (circle: Circle) => readonly Actor[];
}>;

/** The people of all these circles of one county, read at once. */
export async function peopleOf(
  tx: Tx,
  countyId: number,
  circles: readonly Circle[],
  now: Instant,
): Promise<People> {
  const units = circles.flatMap((each) => (each.kind === 'unit' ? [each.unitId] : []));
  const villages = circles.flatMap((each) => (each.kind === 'village' ? [each.villageId] : []));
  const roles = circles.flatMap((each) => (each.kind === 'county' ? [...each.roles] : []));
  const persons = circles.flatMap((each) => (each.kind === 'persons' ? [...each.accountIds] : []));
  const held = sql`p.county_id = ${countyId} and p.ends_at is null`;
  const wanted = [
    ...(units.length
      ? [sql`select p.account_id from post p where ${held} and p.unit_id = any(${units}::int[])`]
      : []),
    ...(villages.length
      ? [
          sql`select p.account_id from post p where ${held} and p.village_id = any(${villages}::int[])`,
        ]
      : []),
    ...(roles.length
      ? [sql`select p.account_id from post p where ${held} and p.role = any(${roles}::text[])`]
      : []),
    ...(persons.length ? [sql`select unnest(${persons}::uuid[])`] : []),
  ];
  if (wanted.length === 0) return { of: () => [] };
  const { rows } = await sql<{ id: string; name: string; posts: PostRow[] }>`
    select a.id, a.name, jsonb_agg(jsonb_build_object('role', p.role, 'countyId', p.county_id,
      'unitId', p.unit_id, 'townId', p.town_id, 'villageId', p.village_id,
      'gridIds', p.grid_ids, 'line', p.line) order by p.starts_at, p.id) as posts
    from (${sql.join(wanted, sql` union `)}) as w (id)
    join account a on a.id = w.id and a.status = 'active' and a.kind = 'person'
    join post p on p.account_id = a.id and p.starts_at <= to_timestamp(${now} / 1000.0)
      and (p.ends_at is null or p.ends_at > to_timestamp(${now} / 1000.0))
    group by a.id, a.name order by a.id`.execute(tx);
  const actors = rows.map(({ id, name, posts }): Actor => ({
    kind: 'person',
    id,
    name,
    posts: posts.map(postFrom),
  }));
  return { of: (circle) => actors.filter((actor) => isIn(actor, circle, countyId)) };
}

function isIn(actor: Actor, circle: Circle, countyId: number): boolean {
  if (circle.kind === 'persons') return circle.accountIds.includes(actor.id);
  return actor.posts.some(
    ({ role, unitId, place }) =>
      place.countyId === countyId &&
      circle.roles.includes(role) &&
      (circle.kind === 'county' ||
        (circle.kind === 'unit' ? unitId === circle.unitId : place.villageId === circle.villageId)),
  );
}

function postFrom({ role, unitId, line, ...row }: PostRow): Post {
  return {
    role,
    unitId,
    line,
    place: {
      countyId: row.countyId,
      ...(row.townId === null ? {} : { townId: row.townId }),
      ...(row.villageId === null ? {} : { villageId: row.villageId }),
      ...(row.gridIds === null ? {} : { gridIds: row.gridIds }),
    },
  };
}
