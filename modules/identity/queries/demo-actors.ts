// Who peoples a demonstration? Every active demo account with the posts it holds, as an actor.
import { sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { actorFrom, type Account } from '../account.ts';
import type { Actor } from '../actor.ts';
import { postFrom, postsJson, type PostRow } from '../rows.ts';

/** One of each role and one for every unit of two counties: some two thousand. */
const DEMO_ACTORS_AT_MOST = 5_000;

export async function demoActors(db: Db, now: Instant): Promise<readonly Actor[]> {
  const { rows } = await sql<Account & { posts: PostRow[] }>`
    select a.id, a.login, a.name, a.kind, a.status, a.county_id as "countyId", a.demo,
      ${postsJson(sql.ref('a.id'), now)} as posts
    from account as a where a.demo and a.status = 'active'
    order by a.id limit ${DEMO_ACTORS_AT_MOST}`.execute(db);
  return rows.map(({ posts, ...account }) =>
    actorFrom({
      account,
      posts: posts.map(postFrom),
      mustChangePassword: false,
      passwordChangedAt: null,
    }),
  );
}
