// After a county has published its calendar anew (a holiday moved, a make-up day added), its open clocks
// are due at other instants: each incident concerned gets a fact that says so, through the main path.
import { systemActor } from '#modules/identity/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Knowledge } from '../decide.ts';
import { performAll, type PerformDeps } from '../perform.ts';
import { countyIds } from '../queries/seals.ts';
import { onOlderCalendar } from '../queries/standing-work.ts';

/** Incidents of one commit. */
const RECALCULATE_BATCH = 256;
const CALENDAR = systemActor('calendar');
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Where the job has got to in each county; kept by whoever runs it, lost without harm. */
export type RecalendarProgress = Map<number, { version: number; afterId: string | null }>;

/**
 * Moves one batch of open clocks of each county to its newest calendar. Returns true while there is more.
 * Throws what the database throws; everything done before stands.
 */
export async function recalendar(
  deps: PerformDeps,
  progress: RecalendarProgress,
  now: Instant,
): Promise<boolean> {
  let more = false;
  for (const countyId of await countyIds(deps.db)) {
    const version = newestCalendar(await deps.knowledge.of(countyId));
    const known = progress.get(countyId);
    const at = known?.version === version ? known : { version, afterId: FIRST_ID };
    progress.set(countyId, at);
    if (version === 0 || at.afterId === null) continue;
    const afterId = at.afterId;
    const ids = await inTransaction(deps.db, [countyId], (tx) =>
      onOlderCalendar(tx, countyId, version, afterId, RECALCULATE_BATCH),
    );
    const outcomes = await performAll(
      deps,
      ids.map((incidentId) => ({
        countyId,
        incidentId,
        verb: 'recalculate' as const,
        input: {},
        actor: CALENDAR,
      })),
      now,
    );
    const failed = outcomes.find((outcome) => !outcome.ok && outcome.error !== undefined);
    // Tried again from the same place at the next round; one ended meanwhile is merely refused.
    if (failed && !failed.ok) throw failed.error;
    const isFull = ids.length === RECALCULATE_BATCH;
    progress.set(countyId, { version, afterId: isFull ? (ids.at(-1) ?? null) : null });
    more ||= isFull;
  }
  return more;
}

/** 0 where the county has published none. */
function newestCalendar(knowledge: Knowledge): number {
  try {
    return knowledge.basis(knowledge.currentCatalog).calendars.get('workTime').version;
  } catch (error) {
    if (error instanceof Refused) return 0;
    throw error;
  }
}
