// What are these people called? For timelines, which keep ids because people change posts.
import { sql, type Db } from '#platform/db/index.ts';

/** Names asked for at once: the people of one long history. */
export const NAMES_AT_MOST = 1_000;

export async function accountNames(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from account where id = any(${ids.slice(0, NAMES_AT_MOST)}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
