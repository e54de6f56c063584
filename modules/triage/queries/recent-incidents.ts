// Which open incidents lie near these ones in space and time? For duplicates, a whole batch at once.
import { OPEN_STATUSES } from '#modules/incident/index.ts';
import { kept, rowset, sql, type Columns, type Tx } from '#platform/db/index.ts';
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
export const RECENT_MAX = 12;

/**
 * The newest open incidents of each neighbourhood's village, in the order of the questions. Matters just
 * across a village's border are not looked at: the clerk's map shows them.
 */
export async function recentNear(
  tx: Tx,
  questions: readonly Neighbourhood[],
): Promise<readonly (readonly Recent[])[]> {
  const villages = new Map<string, { county_id: number; village_id: number; floor: string }>();
  for (const { countyId, villageId, since } of questions) {
    if (villageId === null) continue;
    const key = `${countyId}/${villageId}`;
    const floor = firstIdAt(Math.max(0, since));
    const known = villages.get(key);
    if (!known || floor < known.floor)
      villages.set(key, { county_id: countyId, village_id: villageId, floor });
  }
  if (villages.size === 0) return questions.map(() => []);
  const { rows } = await kept(sql<Omit<Recent, 'bigrams'> & { county: number; words: string[] }>`
    select v.county_id as county, i.id, i.item_code as "itemCode", v.village_id as "villageId",
      i.grid_id as "gridId", i.lng6, i.lat6, i.occurred_at as "occurredAt",
      array(select word from unnest(tsvector_to_array(t.tokens)) as word
        where char_length(word) = 2) as words
    from ${rowset(VILLAGE, [...villages.values()])} as v
    cross join lateral (
      select one.* from unnest(${OPEN}::text[]) as open (status)
      cross join lateral (
        select county_id, id, item_code, grid_id, lng6, lat6, occurred_at from incident
        where county_id = v.county_id and village_id = v.village_id and status = open.status
          and id >= v.floor and not restricted
        order by id desc limit ${RECENT_MAX + 1}
      ) one order by one.id desc limit ${RECENT_MAX + 1}
    ) i
    left join incident_text t on t.county_id = i.county_id and t.incident_id = i.id
    order by i.id desc`).execute(tx);
  const known = new Map<string, Recent[]>();
  for (const { county, words, ...row } of rows) {
    const key = `${county}/${row.villageId}`;
    const recent = { ...row, bigrams: new Set(words) };
    known.set(key, [...(known.get(key) ?? []), recent]);
  }
  return questions.map(({ countyId, villageId, since, except }) => {
    const floor = firstIdAt(Math.max(0, since));
    return (known.get(`${countyId}/${villageId}`) ?? [])
      .filter(({ id }) => id >= floor && id !== except)
      .slice(0, RECENT_MAX);
  });
}

const VILLAGE: Columns<{ county_id: number; village_id: number; floor: string }> = {
  county_id: 'int',
  village_id: 'int',
  floor: 'uuid',
};
const OPEN = [...OPEN_STATUSES];
