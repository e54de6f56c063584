// How many matters of these items are open? For whoever revises the catalogue: numbers, no matter.
import { sql, type Tx } from '#platform/db/index.ts';

export type OpenOfItem = Readonly<{
  code: string;
  /** Not accepted yet: the catalogue in force then is theirs. */
  waiting: number;
  /** Accepted: they keep the version they were filed by. */
  open: number;
}>;

/** Restricted matters are left out: who knows of none is not told that there is one. */
export async function openByItem(
  tx: Tx,
  countyId: number,
  codes: readonly string[],
): Promise<readonly OpenOfItem[]> {
  const { rows } = await sql<OpenOfItem>`
    select item_code as code, count(*) filter (where status = 'reported')::int as waiting,
      count(*) filter (where status <> 'reported')::int as open
    from incident
    where county_id = ${countyId} and closed_at is null and not restricted
      and item_code = any (${codes}::text[])
    group by item_code`.execute(tx);
  return rows;
}
