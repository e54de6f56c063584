// 督办台账: every supervision that is not struck off yet, the one that is due first on top.
import { reachOfActor, scopeOf, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { inReading, sql } from '#platform/db/index.ts';
import type { SupervisionList } from '../contract.ts';
import type { Supervision } from '../incident.ts';
import type { ReadDeps } from './detail.ts';
import { rowsOf } from './list-rows.ts';

/** Matters looked at: more supervisions than this at once are no pressure any more. */
export const SUPERVISED_MATTERS_MAX = 500;

/** Those within the actor's rights; `more` says that older ones were left out. */
export async function supervisionList(deps: ReadDeps, actor: Actor): Promise<SupervisionList> {
  return inReading(deps.db, reachOfActor(actor), async (tx) => {
    const { rows } = await sql<{ county_id: number; id: string; list: readonly Supervision[] }>`
      select i.county_id, i.id, i.flags -> 'supervisions' as list from incident as i
      where i.supervised and ${scopeWhere(scopeOf(actor), 'i')}
      order by i.id desc limit ${SUPERVISED_MATTERS_MAX + 1}`.execute(tx);
    const shown = rows.slice(0, SUPERVISED_MATTERS_MAX);
    const picked = sql`select * from unnest(${shown.map((row) => row.county_id)}::int[],
      ${shown.map((row) => row.id)}::uuid[]) as hit (county_id, id)`;
    const found = await rowsOf(tx, picked, sql``, deps.names);
    const byId = new Map(found.map(({ row }) => [row.id, row]));
    const items = shown.flatMap(({ id, list }) => {
      const incident = byId.get(id);
      if (!incident) return [];
      return list
        .filter((each) => each.struckAt === undefined)
        .map((each) => ({
          incident,
          no: each.no,
          number: `${incident.number}-${each.no}`,
          grade: each.grade,
          issuer: (each.issuedByUnit == null ? null : deps.names.unit(each.issuedByUnit)) ?? null,
          replyBy: each.replyBy,
          repliedAt: each.repliedAt ?? null,
        }));
    });
    items.sort((a, b) => a.replyBy - b.replyBy);
    return { items, more: rows.length > shown.length };
  });
}
