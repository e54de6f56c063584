// What did a person decide that a report was, and what had the machine said of it?
import { sql, type Tx } from '#platform/db/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';

export type Matter = Readonly<{ id: string; reportedAt: Instant }>;

export type Decision = Readonly<{
  /** As a person filed or amended it last. */
  itemCode: string;
  /** The machine's guess; null when it made none, or the item had been given with the report. */
  guessed: string | null;
}>;

/** Matters of one question. */
export const MATTERS_READ_MAX = 500;

/**
 * Matters with an item, born before that one (null: the newest) and not before `since`, newest first. Restricted
 * matters are left out: what they say is known to their members only. So are those dismissed.
 */
export async function mattersBefore(
  tx: Tx,
  countyId: number,
  before: string | null,
  since: Instant | null,
  limit = MATTERS_READ_MAX,
): Promise<Matter[]> {
  const { rows } = await sql<Matter>`
    select id, reported_at as "reportedAt" from incident
    where county_id = ${countyId} and item_code is not null and not restricted and status <> 'dismissed'
      and (${before}::uuid is null or id < ${before}::uuid) and id >= ${firstIdAt(since ?? 0)}::uuid
    order by id desc limit ${Math.min(limit, MATTERS_READ_MAX)}`.execute(tx);
  return rows;
}

type Said = Readonly<{
  id: string;
  type: 'incident.triaged' | 'incident.filed' | 'incident.amended';
  kind: string;
  code: string | null;
  rule: string | null;
}>;

/** The decisions of persons among these matters, at most MATTERS_READ_MAX of them. */
export async function decisionsAmong(
  tx: Tx,
  countyId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Decision>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Said>`
    select f.incident_id as id, f.type, j.body #>> '{by,kind}' as kind,
      coalesce(j.body #>> '{data,item,value}', j.body #>> '{data,itemCode}') as code,
      j.body #>> '{data,item,rule}' as rule
    from fact f cross join lateral (select f.body::jsonb as body offset 0) as j
    where f.county_id = ${countyId} and f.incident_id = any(${[...ids]}::uuid[])
      and f.type in ('incident.triaged', 'incident.filed', 'incident.amended')
    order by f.incident_id, f.seq`.execute(tx);
  const decisions = new Map<string, Decision>();
  const guesses = new Map<string, string>();
  for (const { id, type, kind, code, rule } of rows) {
    if (code === null) continue;
    if (type === 'incident.triaged') {
      if (rule !== GIVEN) guesses.set(id, code);
    } else if (kind === 'person')
      decisions.set(id, { itemCode: code, guessed: guesses.get(id) ?? null });
  }
  return decisions;
}
/** As triage.ts names what a person filled in. */
const GIVEN = 'given';
