// Reads along the feed and tells whom it concerns. The messages and the reader's place are one commit, so
// a crash neither loses nor doubles one; what has been done meanwhile is not reminded of any more.
import {
  findIncidents,
  followersOf,
  moveReader,
  readAside,
  readerPosition,
  readFeed,
  readSteadily,
  type Fact,
  type FactType,
  type FeedEntry,
  type Incident,
} from '#modules/incident/index.ts';
import { inWriting, type Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { isStillAsked } from './asks.ts';
import { answerWithin } from './chain.ts';
import { READ_MAX, STALE_AFTER_MS } from './limits.ts';
import { endLookedAt } from './draws.ts';
import { URGENCIES, type Notice, type OpenNotice } from './message.ts';
import { FOLLOWED_FACTS, followerNotices, noticesOf, TOLD_FACTS } from './rules.ts';
import {
  endNotices,
  factsAt,
  insertMessages,
  insertNotices,
  lockReader,
  openNotices,
  type NewNotice,
} from './store.ts';
import { targetKey } from './target.ts';
import { gatherPeople, messagesFor, nextStep, type NotificationDeps } from './tell.ts';

export { tellDraws } from './draws.ts';

const READER = 'notification';

/** Tells of the next entries of the feed, `most` at once. Returns how many were read. */
export async function notifyNext(
  deps: NotificationDeps,
  now: Instant,
  most = READ_MAX,
): Promise<number> {
  const { db } = deps;
  const round = (some: number) => tellSome(deps, now, some);
  const read = await readSteadily({ db, reader: READER, most, now, round });
  return read > 0 ? read : readAside({ db, reader: READER, now }, (entry, done) => tellAgain(deps, entry, done, now)); // prettier-ignore
}

/** What was set aside and is asked for again; told and no longer aside in one commit. */
async function tellAgain(
  deps: NotificationDeps,
  entry: FeedEntry,
  done: (tx: Tx) => Promise<void>,
  now: Instant,
): Promise<void> {
  await inWriting(deps.db, 'all', async (tx) => {
    if (!(await lockReader(tx))) return;
    await react(deps, tx, [entry], now);
    await done(tx);
  });
}

async function tellSome(deps: NotificationDeps, now: Instant, most: number): Promise<number> {
  return inWriting(deps.db, 'all', async (tx) => {
    if (!(await lockReader(tx))) return 0;
    const position = await readerPosition(tx, READER);
    const entries = await readFeed(tx, position, most);
    const last = entries.at(-1);
    if (!last) return 0;
    await react(deps, tx, entries, now);
    await moveReader(tx, READER, last.position);
    return entries.length;
  });
}

async function react(
  deps: NotificationDeps,
  tx: Tx,
  entries: readonly FeedEntry[],
  now: Instant,
): Promise<void> {
  await endLookedAt(tx, entries, now);
  const touched = [...new Map(entries.map((each) => [each.incidentId, refOf(each)])).values()];
  const open = await openNotices(tx, touched);
  const telling = entries.filter((each) => TOLD_FACTS.includes(each.type as FactType));
  const needed = new Set([
    ...open.map((each) => each.incidentId),
    ...telling.map((each) => each.incidentId),
  ]);
  if (needed.size === 0) return;
  const stored = await findIncidents(
    tx,
    touched.filter((ref) => needed.has(ref.id)),
  );
  const incidentOf = (id: string) => stored.get(id)?.incident;

  const acted = open.filter((notice) => {
    const incident = incidentOf(notice.incidentId);
    return !incident || !isStillAsked(notice, incident);
  });
  await endNotices(tx, acted, 'acted', now);

  const facts = await factsAt(
    tx,
    telling.map(({ countyId, incidentId, version }) => ({ countyId, incidentId, seq: version })),
  );
  const followers = await followersOfMasters(
    tx,
    facts.filter(
      ({ type, incidentId }) =>
        FOLLOWED_FACTS.includes(type) && (incidentOf(incidentId)?.flags.joined ?? 0) > 0,
    ),
  );
  const still = open.filter((notice) => !acted.includes(notice));
  for (const [countyId, own] of Map.groupBy(facts, (fact) => fact.countyId)) {
    const names = await deps.namesOf(countyId);
    const wanted = own.flatMap((fact) => {
      const incident = incidentOf(fact.incidentId);
      if (!incident) return [];
      const following = FOLLOWED_FACTS.includes(fact.type)
        ? (followers.get(incident.id) ?? [])
        : [];
      return [
        ...noticesOf(fact, incident, names).map((notice) => ({ fact, incident, notice })),
        ...following.flatMap((follower) =>
          followerNotices(fact, follower, names).map((notice) => ({
            fact,
            incident: follower,
            notice,
          })),
        ),
      ];
    });
    await tell(deps, tx, countyId, withoutRepeats(wanted, still), still, now);
  }
}

/** By master, the matters that were merged into those of these facts. */
async function followersOfMasters(
  tx: Tx,
  facts: readonly Fact[],
): Promise<ReadonlyMap<string, readonly Incident[]>> {
  const refs = await followersOf(
    tx,
    facts.map(({ countyId, incidentId }) => ({ countyId, id: incidentId })),
  );
  const stored = await findIncidents(tx, refs);
  return new Map(
    [...Map.groupBy(refs, ({ masterId }) => masterId)].map(([masterId, own]) => [
      masterId,
      own.flatMap(({ id }) => stored.get(id)?.incident ?? []),
    ]),
  );
}

type Wanted = Readonly<{ fact: Fact; incident: Incident; notice: Notice }>;

const refOf = ({ countyId, incidentId }: FeedEntry) => ({ countyId, id: incidentId });

/** The same of the same people, as far as a new notice may take the place of an older one. */
const sameAsk = (
  incidentId: string,
  { ask, askNo, target }: Pick<Notice, 'ask' | 'askNo' | 'target'>,
) => `${incidentId} ${ask} ${askNo ?? ''} ${targetKey(target)}`;
const isAtLeast = (one: Pick<Notice, 'urgency'>, other: Pick<Notice, 'urgency'>) =>
  URGENCIES.indexOf(one.urgency) <= URGENCIES.indexOf(other.urgency);

/**
 * A report that triage has judged since would be told twice: what says nothing new and is no more urgent
 * than what already waits is left out. An urging is new each time.
 */
function withoutRepeats(wanted: readonly Wanted[], open: readonly OpenNotice[]): readonly Wanted[] {
  const waiting = new Map<string, Pick<Notice, 'urgency' | 'template'>>(
    open.map((notice) => [sameAsk(notice.incidentId, notice), notice]),
  );
  return wanted.filter(({ incident, notice }) => {
    const key = sameAsk(incident.id, notice);
    const before = waiting.get(key);
    if (notice.template === 'toAccept' && before && isAtLeast(before, notice)) return false;
    waiting.set(key, notice);
    return true;
  });
}

async function tell(
  deps: NotificationDeps,
  tx: Tx,
  countyId: number,
  wanted: readonly Wanted[],
  open: readonly OpenNotice[],
  now: Instant,
): Promise<void> {
  if (wanted.length === 0) return;
  const people = await gatherPeople(
    deps,
    tx,
    countyId,
    wanted.map(({ notice, incident }) => ({ target: notice.target, incident })),
    now,
  );
  const notices: NewNotice[] = [];
  const told: Parameters<typeof messagesFor>[3][number][] = [];
  const superseded = new Map<string, OpenNotice>();
  /** Nobody gets two messages about one fact: the first, more urgent one says it. */
  const toldOfFact = new Set<string>();
  const urgentFirst = wanted.toSorted(
    (a, b) => URGENCIES.indexOf(a.notice.urgency) - URGENCIES.indexOf(b.notice.urgency),
  );
  for (const { fact, incident, notice } of urgentFirst) {
    const isStale = now - fact.at > STALE_AFTER_MS;
    const urgency = isStale && notice.urgency === 'urgent' ? 'ordinary' : notice.urgency;
    const except = fact.by.kind === 'person' ? fact.by.id : null;
    const step = nextStep(people, { ...notice, urgency, except }, incident, 0);
    if (!step) continue;
    const factKey = (accountId: string) =>
      `${incident.id} ${fact.incidentId} ${fact.seq} ${accountId}`;
    const fresh = step.people.filter((actor) => !toldOfFact.has(factKey(actor.id)));
    if (fresh.length === 0) continue;
    for (const actor of fresh) toldOfFact.add(factKey(actor.id));
    const within = answerWithin(urgency, incident);
    const id = uuidv7(now);
    notices.push({
      ...notice,
      id,
      countyId,
      incidentId: incident.id,
      factSeq: fact.seq,
      masterId: fact.incidentId === incident.id ? null : fact.incidentId,
      targetKey: targetKey(notice.target),
      urgency,
      level: incident.level,
      position: step.position,
      nextAt: within === null || step.isLast ? null : now + within,
      createdAt: now,
      // It waits for nothing, so nothing will end it.
      endedAt: notice.ask === 'nothing' ? now : null,
    });
    told.push({
      notice: { id, countyId, incidentId: incident.id, urgency, level: incident.level },
      position: step.position,
      accountIds: fresh.map((actor) => actor.id),
      isStale,
    });
    if (notice.ask !== 'nothing')
      for (const older of open)
        if (sameAsk(older.incidentId, older) === sameAsk(incident.id, notice))
          superseded.set(older.id, older);
  }
  await endNotices(tx, [...superseded.values()], 'superseded', now);
  const written = await insertNotices(tx, notices);
  const { messages, deliveries } = await messagesFor(
    deps,
    tx,
    countyId,
    told.filter(({ notice }) => written.has(notice.id)),
    now,
  );
  await insertMessages(tx, messages, deliveries);
}
