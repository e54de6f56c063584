// 抽查: those who are to look at what was drawn are told once for each draw, and reminded until none of its
// matters waits any more. It is no fact of a matter: whoever handled it is not to know beforehand.
import {
  CHECKING_ROLES,
  drawsLookedAt,
  takeUntold,
  untoldDraws,
  type Drawn,
} from '#modules/inspection/index.ts';
import type { FeedEntry } from '#modules/incident/index.ts';
import { inReadingOnce, inWriting, type Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Circle } from './chain.ts';
import { RECIPIENTS_MAX, STALE_AFTER_MS } from './limits.ts';
import { endNotices, insertDrawNotice, insertMessages, openDrawNotices } from './store.ts';
import { peopleOf } from './queries/people.ts';
import { messagesFor, type NotificationDeps } from './tell.ts';
import type { Params, Words } from './templates.ts';

/**
 * Tells of draws that nobody was told of, each in a commit of its own. Returns how many it told of.
 * @throws the first error, after the others were told; what failed waits for the next round.
 */
export async function tellDraws(deps: NotificationDeps, now: Instant): Promise<number> {
  const untold = await inReadingOnce(deps.db, 'all', (tx) => untoldDraws(tx));
  let told = 0;
  const errors: unknown[] = [];
  for (const ref of untold) {
    try {
      await inWriting(deps.db, [ref.countyId], async (tx) => {
        const draw = await takeUntold(tx, ref);
        if (draw) await tellDraw(deps, tx, draw, now);
      });
      told++;
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return told;
}

async function tellDraw(deps: NotificationDeps, tx: Tx, draw: Drawn, now: Instant): Promise<void> {
  const { countyId, checkerUnitId: unitId } = draw;
  const circle: Circle = { kind: 'unit', unitId, roles: CHECKING_ROLES };
  const people = await peopleOf(tx, countyId, [circle], now);
  // Whoever drew knows of it. A check has days, so it waits for those off duty, too.
  const called = people
    .of(circle)
    .filter(({ id }) => id !== draw.drawnBy)
    .slice(0, RECIPIENTS_MAX);
  if (called.length === 0) return;
  const notice = {
    ...{ id: uuidv7(now), countyId, drawId: draw.id, createdAt: now },
    target: { kind: 'unit', unitId } as const,
    params: await paramsOf(deps, draw),
  };
  if (!(await insertDrawNotice(tx, notice))) return;
  const told = {
    notice: { ...notice, incidentId: null, urgency: 'ordinary', level: null } as const,
    position: 0,
    accountIds: called.map(({ id }) => id),
    isStale: now - draw.drawnAt > STALE_AFTER_MS,
  };
  const { messages, deliveries } = await messagesFor(deps, tx, countyId, [told], now);
  await insertMessages(tx, messages, deliveries);
}

async function paramsOf(deps: NotificationDeps, draw: Drawn): Promise<Params> {
  const { countyId, townId, dueAt, matters } = draw;
  const names = await deps.namesOf(countyId);
  const town = townId === null ? undefined : names.place(townId);
  return {
    n: matters,
    by: dayWords(deps.localTime(countyId, dueAt)),
    ...(town === undefined ? {} : { place: town }),
  };
}

/** `2026-11-29 18:00` as a day is said: 11月29日, 29 Nov. */
function dayWords(localTime: string): Words {
  const day = new Date(`${localTime.slice(0, 10)}T00:00:00Z`);
  const said = (language: string) =>
    day.toLocaleDateString(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return { zh: said('zh-CN'), en: said('en-GB') };
}

/** Looking at the last of a draw stops reminding of it. */
export async function endLookedAt(
  tx: Tx,
  entries: readonly FeedEntry[],
  now: Instant,
): Promise<void> {
  const checked = entries.filter(({ type }) => type === 'incident.spotChecked');
  const draws = await drawsLookedAt(tx, checked);
  await endNotices(tx, await openDrawNotices(tx, draws), 'acted', now);
}
