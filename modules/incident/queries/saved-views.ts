// Views of the square that a person keeps: a name and a query. They hold no rights; what a view shows
// is decided when it is opened.
import { sql, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { SavedView } from '../contract.ts';
import type { z } from 'zod';

type View = z.infer<typeof SavedView>;

/** More than a menu can show. */
export const VIEWS_MAX = 50;
/** Bytes of one kept query; a full form is under one kilobyte. */
export const VIEW_QUERY_MAX = 4_000;

export async function savedViews(db: Db, accountId: string): Promise<View[]> {
  const { rows } = await sql<View>`
    select id, name, query from saved_view where account_id = ${accountId}
    order by created_at, id limit ${VIEWS_MAX}`.execute(db);
  return rows;
}

/** Keeps a view; a view of the same name is replaced. Refuses when there are too many. */
export async function saveView(
  db: Db,
  accountId: string,
  view: Omit<View, 'id'>,
  now: Instant,
): Promise<View> {
  const query = JSON.stringify(view.query);
  if (Buffer.byteLength(query) > VIEW_QUERY_MAX)
    throw new Refused('incident.view-too-large', 'query', { max: VIEW_QUERY_MAX });
  return db.transaction().execute(async (tx) => {
    // Two windows of one person must not both take the last place.
    await sql`select pg_advisory_xact_lock(hashtextextended(${accountId}, 0))`.execute(tx);
    await sql`delete from saved_view where account_id = ${accountId} and name = ${view.name}`.execute(
      tx,
    );
    const { rows } = await sql<View>`
      insert into saved_view (id, account_id, name, query, created_at)
      select ${uuidv7(now)}, ${accountId}, ${view.name}, ${query}::jsonb, to_timestamp(${now}::float8 / 1000)
      where (select count(*) from saved_view where account_id = ${accountId}) < ${VIEWS_MAX}
      returning id, name, query`.execute(tx);
    const saved = rows[0];
    if (!saved) throw new Refused('incident.too-many-views', undefined, { max: VIEWS_MAX });
    return saved;
  });
}

/** Says whether there was such a view of this person. */
export async function deleteView(db: Db, accountId: string, id: string): Promise<boolean> {
  const result = await sql`
    delete from saved_view where account_id = ${accountId} and id = ${id}`.execute(db);
  return (result.numAffectedRows ?? 0n) > 0n;
}
