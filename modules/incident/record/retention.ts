// 留存期限: what is said of persons, and the words, are erased when their rule says so or when somebody
// has the right to it. Facts keep their commitments, so the record still verifies and says "erased".
import { audit, type Actor } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { SealedClass } from '../facts.ts';
import { eraseClass, keptBeyond, retentionRules } from '../queries/retention.ts';
import { lockIncidents } from '../store.ts';

/** Incidents of one commit: some five deletions each. */
export const ERASE_BATCH = 500;

export type Erasure = Readonly<{ incidents: number; pieces: number }>;

/** Erases one batch of what is past its rule; full batches mean that there is more. */
export async function eraseExpired(db: Db, now: Instant): Promise<Erasure> {
  return inTransaction(db, 'all', async (tx) => {
    let incidents = 0;
    let pieces = 0;
    for (const rule of await retentionRules(tx)) {
      const closedBefore = now - rule.daysAfterClosing * DAY;
      const kept = await keptBeyond(tx, rule.class, closedBefore, ERASE_BATCH);
      if (kept.length === 0) continue;
      const erased = await eraseClass(tx, rule.class, kept, now);
      incidents += kept.length;
      pieces += erased;
      const details = { class: rule.class, incidents: kept.length, pieces: erased, closedBefore };
      const entry = { action: 'incident.retention-erased', actorId: 'system:retention' } as const;
      await audit(tx, { ...entry, success: true, details }, now);
    }
    return { incidents, pieces };
  });
}

export type EraseRequest = Readonly<{
  countyId: number;
  incidentId: string;
  classes: readonly SealedClass[];
  /** Who decided it, and under which request or article. */
  actor: Actor;
  basis: string;
}>;

/** Erases at once, e.g. when the reporter asks for it (PIPL art. 47). Throws `incident.not-found`. */
export async function eraseOnRequest(
  db: Db,
  request: EraseRequest,
  now: Instant,
): Promise<Erasure> {
  const { countyId, incidentId, classes, actor, basis } = request;
  return inTransaction(db, [countyId], async (tx) => {
    const ref = { countyId, id: incidentId };
    if ((await lockIncidents(tx, [ref])).size === 0) throw new Refused('incident.not-found');
    let pieces = 0;
    for (const of of classes) pieces += await eraseClass(tx, of, [ref], now);
    const about = { subjectKind: 'incident', subjectId: incidentId, countyId };
    const entry = {
      action: 'incident.erased',
      actorId: actor.id,
      success: true,
      ...about,
    } as const;
    await audit(tx, { ...entry, details: { classes, pieces, basis } }, now);
    return { incidents: 1, pieces };
  });
}
