// How did a version on trial do beside what was in force, and what was overruled since?
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  CONFUSIONS_MAX,
  FILED_COUNTED_MAX,
  SHADOW_COUNTED_MAX,
  type Corrections,
  type ShadowFigures,
} from '../contract.ts';
import { decisionsAmong, MATTERS_READ_MAX, mattersBefore } from './decisions.ts';

type Answer = Readonly<{
  id: string;
  itemCode: string | null;
  acts: boolean;
  otherCode: string | null;
}>;

/** Of the newest SHADOW_COUNTED_MAX answers; null when there are none. */
export async function shadowFigures(
  tx: Tx,
  countyId: number,
  version: number,
): Promise<ShadowFigures | null> {
  const { rows } = await sql<Answer>`
    select incident_id as id, item_code as "itemCode", acts, other_code as "otherCode"
    from triage_shadow where county_id = ${countyId} and version = ${version}
    order by incident_id desc limit ${SHADOW_COUNTED_MAX}`.execute(tx);
  if (rows.length === 0) return null;
  const figures = { reports: rows.length, agreed: 0, acted: 0, decided: 0, right: 0 };
  const decided = { otherRight: 0, actedDecided: 0, actedRight: 0 };
  for (let from = 0; from < rows.length; from += MATTERS_READ_MAX) {
    const some = rows.slice(from, from + MATTERS_READ_MAX);
    const decisions = await decisionsAmong(
      tx,
      countyId,
      some.map(({ id }) => id),
    );
    for (const { id, itemCode, acts, otherCode } of some) {
      figures.agreed += Number(itemCode === otherCode);
      figures.acted += Number(acts);
      const decision = decisions.get(id);
      if (!decision) continue;
      figures.decided += 1;
      figures.right += Number(itemCode === decision.itemCode);
      decided.otherRight += Number(otherCode === decision.itemCode);
      decided.actedDecided += Number(acts);
      decided.actedRight += Number(acts && itemCode === decision.itemCode);
    }
  }
  return { ...figures, ...decided };
}

/** Guesses overruled among the newest matters born since then (null: ever). */
export async function correctionsSince(
  tx: Tx,
  countyId: number,
  since: Instant | null,
): Promise<Corrections> {
  let [decided, overruled, read, isCut] = [0, 0, 0, false];
  const times = new Map<string, number>();
  for (let before: string | null = null; read < FILED_COUNTED_MAX;) {
    const matters = await mattersBefore(tx, countyId, before, since);
    const ids = matters.map(({ id }) => id);
    for (const { itemCode, guessed } of (await decisionsAmong(tx, countyId, ids)).values()) {
      if (guessed === null) continue;
      decided += 1;
      if (guessed === itemCode) continue;
      overruled += 1;
      const pair = `${guessed} ${itemCode}`;
      times.set(pair, (times.get(pair) ?? 0) + 1);
    }
    read += matters.length;
    before = matters.at(-1)?.id ?? null;
    if (matters.length < MATTERS_READ_MAX) break;
    isCut = read >= FILED_COUNTED_MAX;
  }
  const confusions = [...times]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, CONFUSIONS_MAX)
    .map(([pair, count]) => {
      const [guessed = '', filed = ''] = pair.split(' ');
      return { guessed, filed, count };
    });
  return { since, decided, overruled, isCut, confusions };
}
