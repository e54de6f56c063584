// 待抽查: what waits to be looked at by the units of whoever asks, due first.
import type { Actor } from '#modules/identity/index.ts';
import { inReading, sql } from '#platform/db/index.ts';
import type { WaitingAnswer } from '../contract.ts';
import { WAITING_MAX } from '../limits.ts';
import { requireChecker, unitsOf } from '../rights.ts';
import {
  CHECKED,
  ENTRY_COLUMNS,
  entryOf,
  seenBy,
  type EntryRow,
  type InspectionReadDeps,
} from './read.ts';

/** What was reopened meanwhile waits no more. @throws Refused('inspection.not-yours'). */
export async function waitingChecks(
  { db, names }: InspectionReadDeps,
  actor: Actor,
  countyId: number,
): Promise<WaitingAnswer> {
  requireChecker(actor, countyId);
  return inReading(db, [countyId], async (tx) => {
    const { rows } = await sql<EntryRow>`
      select ${ENTRY_COLUMNS} from ${CHECKED}
      where e.county_id = ${countyId} and d.checker_unit_id = any (${unitsOf(actor, countyId)}::int[])
        and i.status = 'closed' and v.verdict is null and ${seenBy(actor)}
      order by d.due_at, e.draw_id, e.no limit ${WAITING_MAX + 1}`.execute(tx);
    return {
      items: rows.slice(0, WAITING_MAX).map((row) => entryOf(row, names, actor, countyId)),
      more: rows.length > WAITING_MAX,
    };
  });
}
