// Clocks that ring: whatever is due is claimed through the main path, so the fact that it rang and the
// claim are one commit, and no kill, restart or moved clock can lose or double it.
import { systemActor } from '#modules/identity/index.ts';
import { inReadingOnce, kept, sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { performAll, type PerformDeps } from './perform.ts';

/** Incidents looked for at once. */
export const RING_BATCH = 512;
/** Of one commit at least, while more are due: small ones ring sooner, large ones ring more a second. */
const RING_COMMIT_MIN = 32;
const RING_COMMITS = 4;
/** While the database writes one commit, the next is decided. */
const RING_WRITERS = 2;
/** Looks again at least this often, also when another process put a clock in. */
export const RING_POLL_MS = 1000;

const CLOCK = systemActor('clock');
/** Somebody ended the matter between the look and the lock: nothing is due there any more. */
const OVERTAKEN: readonly string[] = ['incident.not-now', 'incident.archived'];

/** Rings one batch of due clocks. Returns how many incidents rang. */
export async function ringDue(deps: PerformDeps, now: Instant): Promise<number> {
  const due = await dueIncidents(deps.db, now);
  const size = Math.max(RING_COMMIT_MIN, Math.ceil(due.length / RING_COMMITS));
  let next = 0;
  const writer = async () => {
    while (next < due.length) {
      const from = next;
      next += size;
      await ringThese(deps, due.slice(from, next), now);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: RING_WRITERS }, writer));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return due.length;
}

type Due = Readonly<{ countyId: number; incidentId: string }>;

async function ringThese(deps: PerformDeps, due: readonly Due[], now: Instant): Promise<void> {
  const outcomes = await performAll(
    deps,
    due.map((ref) => ({ ...ref, verb: 'ring' as const, input: {}, actor: CLOCK })),
    now,
  );
  const failed = outcomes.find(
    (outcome) => !outcome.ok && !OVERTAKEN.includes(outcome.refusal.code),
  );
  // The machine may always ring; anything else is a bug that must not spin silently.
  if (failed && !failed.ok) throw new Error(`a clock could not ring: ${failed.refusal.code}`);
}

async function dueIncidents(db: Db, now: Instant): Promise<Due[]> {
  return inReadingOnce(db, 'all', async (tx) => {
    const { rows } = await kept(sql<Due>`
      select county_id as "countyId", id as "incidentId" from incident
      where next_ring_at <= to_timestamp(${now} / 1000.0)
      order by next_ring_at limit ${RING_BATCH}`).execute(tx);
    return rows;
  });
}

/** When the next clock of any incident rings; null when none runs. */
export async function nextRingAt(db: Db): Promise<Instant | null> {
  return inReadingOnce(db, 'all', async (tx) => {
    const { rows } = await kept(sql<{ next: Instant | null }>`
      select min(next_ring_at) as next from incident where next_ring_at is not null`).execute(tx);
    return rows[0]?.next ?? null;
  });
}

/** Milliseconds until the next clock rings, at most RING_POLL_MS; 0 when one is due. */
export async function untilNextRing(db: Db, now: Instant): Promise<number> {
  const next = await nextRingAt(db);
  return next === null ? RING_POLL_MS : Math.min(RING_POLL_MS, Math.max(0, next - now));
}
