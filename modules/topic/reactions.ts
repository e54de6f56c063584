// As reports are judged each joins the topic that it most likely belongs to, or opens one: what it is and where
// it lies count as much as its words, so that triage comes first. The reader's place and
// the memberships are one commit, so that a crash neither loses nor doubles one. Every few hours the topics
// of a county are knitted anew, which merges and splits what came together too late or too early.
import { setImmediate as breath } from 'node:timers/promises';
import {
  findIncidents,
  moveReader,
  readAside,
  readerPosition,
  readFeedOf,
  readSteadily,
  reportedWords,
  type FeedEntry,
  type Incident,
  type PerformDeps,
} from '#modules/incident/index.ts';
import {
  countRarity,
  gatherNeighbours,
  sameMatter,
  shippedSpeech,
  weigh,
  type Fingerprint,
  type MessageToCompare,
  type Neighbours,
  type Rarity,
} from '#modules/triage/index.ts';
import { inWriting, type Db, type Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { centreOf, nearCentre } from './centre.ts';
import { findingTopics, printOf } from './find.ts';
import { JOIN_FROM, TIE_FROM } from './knit.ts';
import { COMPARED_MAX, COUNTIES_MAX, KNIT_EVERY_MS, ROUND_MAX } from './limits.ts';
import { fromBytes, toBytes } from './print-bytes.ts';
import {
  countyToKnit,
  forgetReports,
  insertReport,
  knownAmong,
  lockReader,
  markKnitted,
  newestReports,
  placeReports,
  pointOf,
  topicsOf,
} from './store.ts';

export type TopicDeps = Readonly<{ db: Db; keyring: PerformDeps['keyring'] }>;

const READER = 'topic';
/** What it reads of the feed. */
const JUDGED = 'incident.triaged';

/** What is remembered of a county between rounds: its reports by number. */
type Memory = Readonly<{ rarity: Rarity; neighbours: Neighbours; ids: string[] }>;

export type TopicReader = Readonly<{
  /** Takes in the next reports of the feed. Returns how many there were. */
  next(now: Instant): Promise<number>;
  /** Knits a county's topics anew where it is time. Returns whether it did. */
  knitAgain(now: Instant): Promise<boolean>;
}>;

export function startTopicReader({ db, keyring }: TopicDeps): TopicReader {
  const memories = new Map<number, Memory>();
  /** Where this process has read to; another one may have read on. */
  let readHere: number | null = null;

  const memoryOf = async (tx: Tx, countyId: number): Promise<Memory> => {
    const known = memories.get(countyId);
    if (known && known.ids.length < COMPARED_MAX * 1.5) return known;
    const memory = remember(await newestReports(tx, countyId));
    memories.delete(countyId);
    memories.set(countyId, memory);
    const oldest = memories.keys().next();
    if (memories.size > COUNTIES_MAX && !oldest.done) memories.delete(oldest.value);
    return memory;
  };

  const takeIn = async (tx: Tx, now: Instant, most: number): Promise<number> => {
    if (!(await lockReader(tx))) return 0;
    const position = await readerPosition(tx, READER);
    if (readHere !== position) memories.clear();
    const { entries, readTo } = await readFeedOf(db, JUDGED, position, most);
    await joinAll(tx, entries, now);
    if (readTo > position) await moveReader(tx, READER, readTo);
    readHere = Math.max(readTo, position);
    return entries.length;
  };

  /** Each in its topic, once however often it is read. */
  const joinAll = async (tx: Tx, entries: readonly FeedEntry[], now: Instant): Promise<void> => {
    const refs = entries.map((entry) => ({ countyId: entry.countyId, id: entry.incidentId }));
    const stored = await findIncidents(tx, refs);
    const words = await reportedWords(tx, keyring, refs);
    const reported = [...stored.values()].map(({ incident }) => incident);
    for (const [countyId, incidents] of Map.groupBy(reported, (one) => one.countyId)) {
      const known = await knownAmong(
        tx,
        countyId,
        incidents.map(({ id }) => id),
      );
      for (const incident of incidents) {
        const said = words.get(incident.id);
        // What is confined to some people is nobody's topic.
        if (known.has(incident.id) || incident.flags.restricted || !said) continue;
        const { title: subject = '', text: detail = '', address = '' } = said;
        const print = printOf({ subject, detail, address });
        await join(tx, await memoryOf(tx, countyId), incident, print, now);
        await breath();
      }
    }
  };

  const forgetAfterFailure = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      // What was remembered may not have been written.
      memories.clear();
      throw error;
    }
  };

  return {
    async next(now) {
      const round = (most: number) =>
        forgetAfterFailure(inWriting(db, 'all', (tx) => takeIn(tx, now, most)));
      const read = await readSteadily({
        ...{ db, reader: READER, most: ROUND_MAX, only: JUDGED, now },
        round,
      });
      if (read > 0) return read;
      return readAside({ db, reader: READER, now }, (entry, done) =>
        forgetAfterFailure(
          inWriting(db, 'all', async (tx) => {
            await joinAll(tx, [entry], now);
            await done(tx);
          }),
        ),
      );
    },
    knitAgain: (now) =>
      forgetAfterFailure(
        inWriting(db, 'all', async (tx) => {
          if (!(await lockReader(tx))) return false;
          const countyId = await countyToKnit(tx, now - KNIT_EVERY_MS);
          if (countyId === undefined) return false;
          await forgetReports(tx, countyId, now);
          await knitCounty(tx, countyId, now);
          await markKnitted(tx, countyId, now);
          memories.delete(countyId);
          return true;
        }),
      ),
  };
}

function remember(reports: Awaited<ReturnType<typeof newestReports>>): Memory {
  const rarity = countRarity(shippedSpeech());
  const messages = reports.map(messageOf);
  for (const { print, itemCode } of messages) rarity.count(print, itemCode);
  const neighbours = gatherNeighbours(rarity);
  for (const message of messages) neighbours.add(message);
  return { rarity, neighbours, ids: reports.map(({ id }) => id) };
}

type Report = Awaited<ReturnType<typeof newestReports>>[number];

const messageOf = (report: Report): MessageToCompare => ({
  print: fromBytes(report.print),
  at: report.at,
  reporter: report.reporter,
  point: pointOf(report),
  itemCode: report.itemCode,
});

async function join(
  tx: Tx,
  { rarity, neighbours, ids }: Memory,
  incident: Incident,
  print: Fingerprint,
  now: Instant,
): Promise<void> {
  const message: MessageToCompare = {
    print,
    at: incident.occurredAt,
    reporter: incident.reporterId,
    point: pointOf(incident.place),
    itemCode: incident.itemCode,
  };
  rarity.count(print, incident.itemCode);
  const number = neighbours.add(message);
  ids.push(incident.id);
  const entry = neighbours.entry(number);
  const ties = neighbours
    .candidates(message, weigh(print, rarity), number)
    .map((other) => ({
      id: ids[other.number] ?? '',
      likely: sameMatter(entry, neighbours.entry(other.number)),
    }))
    .filter(({ likely }) => likely >= TIE_FROM);
  const topics = await topicsOf(
    tx,
    incident.countyId,
    ties.map(({ id }) => id),
  );
  const sums = new Map<string, { sum: number; size: number }>();
  for (const { id, likely } of ties) {
    const topic = topics.get(id);
    if (!topic) continue;
    const known = sums.get(topic.topicId) ?? { sum: 0, size: topic.size };
    sums.set(topic.topicId, { ...known, sum: known.sum + likely });
  }
  // As in the knitting: the mean over all members, those without a tie counting as 0.
  const [best] = [...sums]
    .map(([topicId, { sum, size }]) => ({ topicId, mean: sum / size }))
    .filter(({ mean }) => mean >= JOIN_FROM)
    .sort((a, b) => b.mean - a.mean || (a.topicId < b.topicId ? -1 : 1));
  await insertReport(tx, incident.countyId, {
    id: incident.id,
    topicId: best?.topicId ?? uuidv7(now),
    at: incident.reportedAt,
    near: best?.mean ?? 1,
    print: toBytes(print),
  });
}

/** A knitted group keeps the name of the topic of which it holds most; each name goes to one group. */
/** Does slice after slice; in between others are served: people are told in the same process. */
async function breathing<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await breath();
  }
}

async function knitCounty(tx: Tx, countyId: number, now: Instant): Promise<void> {
  const reports = await newestReports(tx, countyId);
  const { groups, neighbours } = await breathing(findingTopics(reports.map(messageOf)));
  const taken = new Set<string>();
  const placings = groups
    .toSorted((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
    .flatMap((group) => {
      const names = Map.groupBy(group, (number) => reports[number]?.topicId ?? '');
      const [oldest] = [...names]
        .filter(([name]) => name !== '' && !taken.has(name))
        .sort(([a, held], [b, others]) => others.length - held.length || (a < b ? -1 : 1));
      const topicId = oldest?.[0] ?? uuidv7(now);
      taken.add(topicId);
      const centre = centreOf(group.map((number) => neighbours.entry(number)));
      return group.flatMap((number) => {
        const report = reports[number];
        const near = nearCentre(neighbours.entry(number).weighed, centre);
        return report ? [{ id: report.id, topicId, near: Math.round(near * 1000) / 1000 }] : [];
      });
    });
  await placeReports(tx, countyId, placings);
}
