// What identity does by itself: forgets ended sessions, keeps partitions of the audit log ready.
// Each is idempotent and bounded; the runner of jobs says when.
import type { Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { AUDIT_MONTHS_AHEAD, ENDED_SESSION_KEPT_MS, SESSION_SWEEP_ROWS } from './limits.ts';
import { makeAuditMonths } from './queries/audit.ts';
import { deleteEndedSessions } from './queries/sessions.ts';

/** Deletes sessions that ended long ago, some at a time; returns how many. Daily, until it returns 0. */
export function sweepSessions(db: Db, now: Instant): Promise<number> {
  return deleteEndedSessions(db, now - ENDED_SESSION_KEPT_MS, SESSION_SWEEP_ROWS);
}

/** Makes the partitions of this month and the next ones; returns how many were missing. Daily. */
export function prepareAuditMonths(db: Db, now: Instant): Promise<number> {
  return makeAuditMonths(db, now, AUDIT_MONTHS_AHEAD);
}
