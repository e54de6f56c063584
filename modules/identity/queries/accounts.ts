// The list of accounts for administrators.
import { sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Account, HeldPost } from '../account.ts';
import { postFrom, postsJson, timestamp, type PostRow } from '../rows.ts';

export type AccountListItem = Account &
  Readonly<{ posts: readonly HeldPost[]; lockedUntil: Instant | null; hasSecondFactor: boolean }>;

export type AccountFilter = Readonly<{
  counties: readonly number[];
  /** Part of a login or name. */
  text?: string | undefined;
  kind?: string | undefined;
  status?: string | undefined;
  role?: string | undefined;
  afterLogin?: string | undefined;
  limit: number;
}>;

/** A page of accounts in order of login; city-level accounts are seen by whoever reaches several counties. */
export async function accountList(
  db: Db,
  filter: AccountFilter,
  now: Instant,
): Promise<AccountListItem[]> {
  const seesCity = filter.counties.length > 1;
  const pattern = filter.text && `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<Omit<AccountListItem, 'posts'> & { posts: PostRow[] }>`
    select a.id, a.login, a.name, a.kind, a.status, a.county_id as "countyId", a.demo,
      ${postsJson(sql.ref('a.id'), now)} as posts,
      case when c.locked_until > ${timestamp(now)} then c.locked_until end as "lockedUntil",
      exists (select from second_factor as f
        where f.account_id = a.id and f.confirmed_at is not null) as "hasSecondFactor"
    from account as a left join credential as c on c.account_id = a.id
    where (a.county_id = any (${[...filter.counties]}::int[])
        or (a.county_id is null and ${seesCity}))
      ${filter.afterLogin === undefined ? sql`` : sql`and a.login > ${filter.afterLogin}`}
      ${filter.kind === undefined ? sql`` : sql`and a.kind = ${filter.kind}`}
      ${filter.status === undefined ? sql`` : sql`and a.status = ${filter.status}`}
      ${pattern ? sql`and (a.login ilike ${pattern} or a.name ilike ${pattern})` : sql``}
      ${
        filter.role === undefined
          ? sql``
          : sql`and exists (select from post as p where p.account_id = a.id
              and p.role = ${filter.role} and p.ends_at is null)`
      }
    order by a.login limit ${filter.limit}`.execute(db);
  return rows.map((row) => ({ ...row, posts: row.posts.map(postFrom) }));
}
