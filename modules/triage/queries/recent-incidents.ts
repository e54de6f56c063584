// Which open incidents lie near these ones in space and time? For duplicates, a whole batch at once.
import { sql, type Tx } from '#platform/db/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Recent } from '../duplicates.ts';

export type Neighbourhood = Readonly<{
  countyId: number;
  villageId: number | null;
  since: Instant;
  /** The incident asked for, which is not its own duplicate; null for a report being typed. */
  except: string | null;
}>;

/** Newest first, compared with each report: a village has few open matters within a day. */
const RECENT_MAX = 12;

/**
 * The newest open incidents of each neighbourhood's village, in the order of the questions. Matters just
 * across a village's border are not looked at: the clerk's map shows them.
 */
export async function recentNear(
  tx: Tx,
  questions: readonly Neighbourhood[],
): Promise<readonly (readonly Recent[])[]> {
  if (questions.length === 0) return [];
  const asked = questions.map((question, no) => ({
    no,
    county_id: question.countyId,
    village_id: question.villageId,
    floor: firstIdAt(Math.max(0, question.since)),
    but: question.except,
  }));
  const { rows } = await sql<Omit<Recent, 'bigrams'> & { no: number; words: string[] | null }>`
    select q.no, i.id, i.item_code as "itemCode", i.village_id as "villageId", i.grid_id as "gridId",
      i.lng6, i.lat6, i.occurred_at as "occurredAt",
      (select array_agg(word) from unnest(tsvector_to_array(t.tokens)) as word
        where char_length(word) = 2) as words
    from json_to_recordset(${JSON.stringify(asked)}::json)
      as q (no int, county_id int, village_id int, floor uuid, but uuid)
    cross join lateral (
      select county_id, id, item_code, village_id, grid_id, lng6, lat6, occurred_at from incident
      where county_id = q.county_id and village_id = q.village_id and id >= q.floor
        and id is distinct from q.but and closed_at is null and not restricted
      order by id desc limit ${RECENT_MAX}
    ) i
    left join incident_text t on t.county_id = i.county_id and t.incident_id = i.id`.execute(tx);
  const near: Recent[][] = questions.map(() => []);
  for (const { no, words, ...row } of rows)
    near[no]?.push({ ...row, bigrams: new Set(words ?? []) });
  return near;
}
