// Nobody said 收到 in time: the next of the chain is told, too. Claimed row by row, so that several
// processes share the work and none tells twice.
import { findIncidents } from '#modules/incident/index.ts';
import { inWriting } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { isStillAsked } from './asks.ts';
import { answerWithin } from './chain.ts';
import { dueNotices, endNotices, insertMessages, moveNotice, toldAlready } from './store.ts';
import { gatherPeople, messagesFor, nextStep, type NotificationDeps } from './tell.ts';

/** Tells the next of each chain that is due. Returns how many chains were looked at. */
export async function callNextDue(deps: NotificationDeps, now: Instant): Promise<number> {
  return inWriting(deps.db, 'all', async (tx) => {
    const due = await dueNotices(tx, now);
    if (due.length === 0) return 0;
    const stored = await findIncidents(
      tx,
      due.map(({ countyId, incidentId }) => ({ countyId, id: incidentId })),
    );
    const told = await toldAlready(tx, due);
    for (const [countyId, own] of Map.groupBy(due, (notice) => notice.countyId)) {
      const cases = own.flatMap((notice) => {
        const incident = stored.get(notice.incidentId)?.incident;
        return incident && isStillAsked(notice, incident) ? [{ notice, incident }] : [];
      });
      const asked = new Set(cases.map(({ notice }) => notice.id));
      await endNotices(
        tx,
        own.filter((notice) => !asked.has(notice.id)),
        'acted',
        now,
      );
      const people = await gatherPeople(
        deps,
        tx,
        countyId,
        cases.map(({ notice, incident }) => ({ target: notice.target, incident })),
        now,
      );
      const more: Parameters<typeof messagesFor>[3][number][] = [];
      for (const { notice, incident } of cases) {
        let from = notice.position + 1;
        for (;;) {
          const step = nextStep(people, { ...notice, except: null }, incident, from);
          if (!step) {
            await moveNotice(tx, notice, notice.position, null);
            break;
          }
          const fresh = step.people.filter((actor) => !told.has(`${notice.id}/${actor.id}`));
          from = step.position + 1;
          if (fresh.length === 0) continue;
          const within = answerWithin(notice.urgency, incident);
          await moveNotice(
            tx,
            notice,
            step.position,
            within === null || step.isLast ? null : now + within,
          );
          const accountIds = fresh.map((actor) => actor.id);
          more.push({ notice, position: step.position, accountIds });
          break;
        }
      }
      const { messages, deliveries } = await messagesFor(deps, tx, countyId, more, now);
      await insertMessages(tx, messages, deliveries);
    }
    return due.length;
  });
}
