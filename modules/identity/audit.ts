// The audit log. Entries that belong to a change are written in its transaction (`audit`); entries of
// mere looking are gathered and written together (`auditQueue`), and never dropped: when the queue is
// full whoever brings the next one waits, and at shutdown it is drained.
import type { Db, Tx } from '#platform/db/index.ts';
import { assert, Failure } from '#platform/errors/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Clock, Instant } from '#platform/time/index.ts';
import { AUDIT_BATCH_MAX, AUDIT_FLUSH_MS, AUDIT_QUEUE_MAX, AUDIT_RETRY_MS } from './limits.ts';
import type { AuditAction } from './audit-actions.ts';
import { insertAuditRows, type AuditRow } from './queries/audit.ts';

export type AuditDetail = string | number | boolean | null | readonly string[] | readonly number[];

/** One thing that somebody did or was refused. Never personal data of citizens: ids only. */
export type AuditEntry = Readonly<{
  /** `module.what`, e.g. `incident.reveal`; its words stand in audit-actions.ts. */
  action: AuditAction;
  /** Account id, or a fixed name such as `system:import`. */
  actorId: string;
  subjectKind?: string;
  subjectId?: string;
  countyId?: number;
  success: boolean;
  ip?: string;
  requestId?: string;
  details?: Readonly<Record<string, AuditDetail>>;
}>;

/** Writes an entry with the change it belongs to. */
export function audit(tx: Tx | Db, entry: AuditEntry, now: Instant): Promise<void> {
  return insertAuditRows(tx, [rowOf(entry, now)]);
}

export type AuditQueue = Readonly<{
  /** Takes an entry; resolves at once while there is room, otherwise when there is room again. */
  add(entry: AuditEntry): Promise<void>;
  /** Writes all that is waiting; call at shutdown, when nobody adds any more. */
  drain(): Promise<void>;
  waiting(): number;
}>;

/** A bounded queue that writes entries in batches. `onFailure` hears of every write that failed. */
export function auditQueue(
  db: Db,
  clock: Clock,
  onFailure: (error: unknown) => void,
  capacity = AUDIT_QUEUE_MAX,
): AuditQueue {
  const queue: AuditRow[] = [];
  const withoutRoom: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  /** After a failure the timer alone tries again, not everyone who comes by. */
  let isFailing = false;

  const schedule = (afterMs: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush().catch(() => {}); // told to onFailure; tried again
    }, afterMs);
  };

  /** Writes one batch; at most one is under way. A batch that failed stays at the head. */
  const flush = (): Promise<void> => {
    writing ??= writeBatch().finally(() => {
      writing = undefined;
    });
    return writing;
  };

  const writeBatch = async (): Promise<void> => {
    const batch = queue.slice(0, AUDIT_BATCH_MAX);
    if (batch.length === 0) return;
    try {
      await insertAuditRows(db, batch);
    } catch (error) {
      isFailing = true;
      onFailure(error);
      schedule(AUDIT_RETRY_MS);
      throw new Failure('identity.audit-not-written', error);
    }
    isFailing = false;
    queue.splice(0, batch.length);
    for (const enter of withoutRoom.splice(0, batch.length)) enter();
    if (queue.length > 0) schedule(0);
  };

  let isFlushing = false;
  const flushSoon = (): void => {
    if (isFailing) return schedule(AUDIT_RETRY_MS);
    if (isFlushing) return;
    isFlushing = true;
    setImmediate(() => {
      isFlushing = false;
      void flush().catch(() => {});
    });
  };

  return {
    async add(entry) {
      const row = rowOf(entry, clock.now());
      while (queue.length >= capacity) {
        flushSoon();
        await new Promise<void>((resolve) => withoutRoom.push(resolve));
      }
      queue.push(row);
      if (queue.length >= AUDIT_BATCH_MAX || withoutRoom.length > 0) flushSoon();
      else schedule(AUDIT_FLUSH_MS);
    },
    async drain() {
      while (queue.length > 0 || withoutRoom.length > 0) {
        await flush();
        await Promise.resolve(); // those who waited for room come in
      }
      clearTimeout(timer);
      timer = undefined;
    },
    waiting: () => queue.length + withoutRoom.length,
  };
}

/** Checks what the table would refuse: one bad entry must not hold up a batch of good ones. */
function rowOf(entry: AuditEntry, now: Instant): AuditRow {
  const details = JSON.stringify(entry.details ?? {});
  assert(ACTION.test(entry.action), `audit action ${entry.action}`);
  assert(details.length <= DETAILS_MAX_CHARACTERS, `audit details of ${entry.action} are too long`);
  assert(!JSON.stringify(entry).includes('\\u0000'), `audit entry of ${entry.action} has a NUL`);
  return {
    id: uuidv7(now),
    at: now,
    actorId: entry.actorId,
    action: entry.action,
    subjectKind: entry.subjectKind ?? null,
    subjectId: entry.subjectId ?? null,
    countyId: entry.countyId ?? null,
    success: entry.success,
    ip: entry.ip ?? null,
    requestId: entry.requestId ?? null,
    details: entry.details ?? {},
  };
}

/** As the constraint audit_entry_action_form. */
const ACTION = /^[a-z][A-Za-z-]*(\.[a-z][A-Za-z-]*)+$/;
/** Of ASCII and Chinese text; below the 4096 bytes of the constraint audit_entry_details_size. */
const DETAILS_MAX_CHARACTERS = 1_300;
