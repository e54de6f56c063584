// Which open incidents lie near these ones in space and time? For duplicates, a whole batch at once.
import { OPEN_STATUSES } from '#modules/incident/index.ts';
import { kept, rowset, sql, type Columns, type Tx } from '#platform/db/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import { isNear, type Recent, type Standing } from '../duplicates.ts';
import type { DuplicateQuestion } from '../triage.ts';

/** A matter in no village has no neighbours. */
export type Neighbourhood = DuplicateQuestion &
  Readonly<{
    countyId: number;
    /** The incident asked for, which is not its own duplicate; null for a report being typed. */
    except: string | null;
  }>;

/** Looked at for each village and status, newest first: a village has few open matters within a day. */
const LOOKED_AT_MAX = 48;
/** Of those that are near, compared by their words. */
export const RECENT_MAX = 12;

/**
 * The newest open incidents near each matter in its own village, in the order of the questions. Matters
 * just across a village's border are not looked at: the clerk's map shows them.
 */
export async function recentNear(
  tx: Tx,
  questions: readonly Neighbourhood[],
): Promise<readonly (readonly Recent[])[]> {
  const known = await standingIn(tx, villagesOf(questions));
  const near = questions.map((question) => {
    const { matter, policy, except } = question;
    const floor = floorOf(question);
    return (known.get(keyOf(question.countyId, matter.villageId)) ?? [])
      .filter((row) => row.id >= floor && row.id !== except && isNear(matter, row, policy))
      .slice(0, RECENT_MAX);
  });
  const bigrams = await bigramsAmong(tx, near.flat());
  return near.map((rows) =>
    rows.map((row) => ({ ...row, bigrams: bigrams.get(row.id) ?? new Set<string>() })),
  );
}

type Village = Readonly<{ county_id: number; village_id: number; floor: string }>;
const VILLAGE: Columns<Village> = { county_id: 'int', village_id: 'int', floor: 'uuid' };
const OPEN = [...OPEN_STATUSES];

/** Each village asked about once, from the earliest time on. */
function villagesOf(questions: readonly Neighbourhood[]): Village[] {
  const villages = new Map<string, Village>();
  for (const question of questions) {
    const { villageId } = question.matter;
    if (villageId === null) continue;
    const key = keyOf(question.countyId, villageId);
    const floor = floorOf(question);
    const before = villages.get(key);
    if (!before || floor < before.floor)
      villages.set(key, { county_id: question.countyId, village_id: villageId, floor });
  }
  return [...villages.values()];
}

const keyOf = (countyId: number, villageId: number | null) => `${countyId}/${villageId}`;
/** Nothing reported before is asked for. */
const floorOf = ({ since }: Neighbourhood) => firstIdAt(Math.max(0, since));

type Row = Standing & Readonly<{ countyId: number; id: string }>;

/** By county and village, newest first. */
async function standingIn(tx: Tx, villages: readonly Village[]): Promise<Map<string, Row[]>> {
  const known = new Map<string, Row[]>();
  if (villages.length === 0) return known;
  const { rows } = await kept(sql<Row>`
    select v.county_id as "countyId", i.id, i.item_code as "itemCode", v.village_id as "villageId",
      i.grid_id as "gridId", i.lng6, i.lat6, i.occurred_at as "occurredAt"
    from ${rowset(VILLAGE, villages)} as v
    cross join unnest(${OPEN}::text[]) as open (status)
    cross join lateral (
      select id, item_code, grid_id, lng6, lat6, occurred_at from incident
      where county_id = v.county_id and village_id = v.village_id and status = open.status
        and id >= v.floor and not restricted
      order by id desc limit ${LOOKED_AT_MAX}
    ) i
    order by i.id desc`).execute(tx);
  for (const row of rows) {
    const key = keyOf(row.countyId, row.villageId);
    const others = known.get(key);
    if (others) others.push(row);
    else known.set(key, [row]);
  }
  return known;
}

/** The bigrams of their words, by incident. */
async function bigramsAmong(tx: Tx, near: readonly Row[]): Promise<Map<string, Set<string>>> {
  const asked = [...new Map(near.map((row) => [row.id, row])).values()];
  if (asked.length === 0) return new Map();
  // One text instead of an array: arrays are slow to read here.
  const { rows } = await kept(sql<{ id: string; words: string | null }>`
    select t.incident_id as id, (select string_agg(word, '') from unnest(tsvector_to_array(t.tokens))
      as word where char_length(word) = 2) as words
    from unnest(${asked.map((row) => row.countyId)}::int[], ${asked.map((row) => row.id)}::uuid[])
      as a (county_id, id)
    join incident_text t on t.county_id = a.county_id and t.incident_id = a.id`).execute(tx);
  return new Map(rows.map(({ id, words }) => [id, new Set(words?.match(/../gs))]));
}
