// 研判 after the report: reads along the feed, finds out where, what, how urgent, known already and
// whose, and enters it through the main path as a command that a person's change overtakes.
import { setImmediate as breath } from 'node:timers/promises';
import { systemActor } from '#modules/identity/index.ts';
import {
  findIncidents,
  moveReader,
  performAll,
  readAside,
  readerPosition,
  readFeedOf,
  readSteadily,
  reportedWords,
  triagedAmong,
  type FeedEntry,
  type Incident,
  type PerformDeps,
  type Request,
} from '#modules/incident/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { KnownStore } from './known.ts';
import { textOfReport } from './report-text.ts';
import { assess, matterOf, triage, type TriageInput, type TriageKnowledge } from './triage.ts';
import { triageVerbInput } from './verb-input.ts';
import { judgeInShadow, type JudgedReport, type ShadowModel } from './versions/shadow.ts';

export type TriageDeps = Readonly<{
  db: Db;
  perform: PerformDeps;
  knowledge: (countyId: number) => Promise<TriageKnowledge>;
  known: KnownStore;
  /** Makes the words of reports searchable, in the transaction that reads them. */
  indexText: (
    tx: Tx,
    rows: readonly { countyId: number; incidentId: string; text: string }[],
  ) => Promise<void>;
  /** How long each report waited, for the measurements. */
  onTriaged?: (lags: readonly number[]) => void;
  /** The version on trial in a county, if there is one; see versions/shadow.ts. */
  shadowOf?: (countyId: number) => Promise<ShadowModel | undefined>;
  /** Hears that a trial could not be counted; nothing else suffers from it. */
  onShadowFailed?: (error: unknown) => void;
}>;

const READER = 'triage';
/** What a report of an unknown kind is born with. */
const UNKNOWN_LEVEL = 4;
const TRIAGE = systemActor('triage');
/** Reports of one round; their words are opened and judged within some ten milliseconds. */
const ROUND_MAX = 128;

/** Triages the next reports of the feed, `most` at once. Returns how many there were. */
export async function triageNext(
  deps: TriageDeps,
  now: () => Instant,
  most = ROUND_MAX,
): Promise<number> {
  const { db } = deps;
  const round = (some: number) => triageSome(deps, now, some);
  const only = 'incident.reported';
  const read = await readSteadily({ db, reader: READER, most, only, now: now(), round });
  return read > 0 ? read : readAside({ db, reader: READER, now: now() }, (entry, done) => triageAgain(deps, entry, done, now())); // prettier-ignore
}

/** What was set aside and is asked for again. */
async function triageAgain(
  deps: TriageDeps,
  entry: FeedEntry,
  done: (tx: Tx) => Promise<void>,
  now: Instant,
): Promise<void> {
  const { requests, reports } = await judged(deps, [entry], now);
  await performAll(deps.perform, requests, now);
  await inTransaction(deps.db, [entry.countyId], done);
  await tryInShadow(deps, reports);
}

async function triageSome(deps: TriageDeps, now: () => Instant, most: number): Promise<number> {
  const position = await readerPosition(deps.db, READER);
  const { entries: reported, readTo } = await readFeedOf(
    deps.db,
    'incident.reported',
    position,
    most,
  );
  await deps.known.catchUp(position);
  let judgedReports: readonly JudgedReport[] = [];
  if (reported.length) {
    const { requests, reports } = await judged(deps, reported, now());
    judgedReports = reports;
    // Refusals are fine: a person was faster, and what a person decided stands.
    await performAll(deps.perform, requests, now());
    deps.onTriaged?.(reported.map((entry) => now() - entry.at));
  }
  if (readTo > position) await moveReader(deps.db, READER, readTo);
  deps.known.reached(readTo);
  await tryInShadow(deps, judgedReports);
  return reported.length;
}

/** A trial costs nothing of what people wait for: it comes last, and its failure is only told. */
async function tryInShadow(deps: TriageDeps, reports: readonly JudgedReport[]): Promise<void> {
  const { shadowOf, onShadowFailed } = deps;
  if (!shadowOf || reports.length === 0) return;
  await judgeInShadow(deps.db, reports, shadowOf).catch((error: unknown) =>
    onShadowFailed?.(error),
  );
}

type Judged = Readonly<{ requests: readonly Request[]; reports: readonly JudgedReport[] }>;

async function judged(
  deps: TriageDeps,
  entries: readonly FeedEntry[],
  now: Instant,
): Promise<Judged> {
  const refs = entries.map((entry) => ({ countyId: entry.countyId, id: entry.incidentId }));
  const counties = [...new Set(refs.map((ref) => ref.countyId))];
  const known = new Map(
    await Promise.all(counties.map(async (id) => [id, await deps.knowledge(id)] as const)),
  );
  for (const countyId of counties) await deps.known.ready(countyId, now);
  return inTransaction(deps.db, counties, async (tx) => {
    const stored = await findIncidents(tx, refs);
    const words = await reportedWords(tx, deps.perform.keyring, refs);
    // Read again after a crash, the feed tells of reports whose findings are on record already.
    const done = await triagedAmong(tx, refs);
    const cases = [];
    const texts = [];
    for (const { incident } of stored.values()) {
      const knowledge = known.get(incident.countyId);
      const said = words.get(incident.id);
      if (!knowledge || done.has(incident.id)) continue;
      const input = inputOf(incident, said ?? {}, knowledge.items);
      const { countyId, id: incidentId } = incident;
      // Also what somebody has filed already, quicker than this reader, is looked for by its words.
      texts.push({ countyId, incidentId, text: `${incident.number} ${input.text}` });
      const assessment = assess(input, knowledge);
      const matter = matterOf(input, assessment, knowledge.policy);
      // Each is compared with those before it. What is confined to some people is nobody's duplicate.
      const { duplicates: policy } = knowledge.policy;
      if (incident.status === 'reported') {
        const found = deps.known.find(countyId, matter, policy, incidentId);
        const duplicates = { countyId, found, most: policy.most };
        cases.push({ incident, knowledge, input, assessment, duplicates });
      }
      if (!incident.flags.restricted) deps.known.add(countyId, { ...matter, id: incidentId });
      await breath();
    }
    await deps.indexText(tx, texts);
    const open = await deps.known.openOnly(
      tx,
      cases.map(({ duplicates }) => duplicates),
    );
    const found = cases.map(({ incident, input, knowledge, assessment }, index) =>
      triageVerbInput(
        triage(input, knowledge, assessment, open[index]),
        incident,
        knowledge.policy,
      ),
    );
    return {
      requests: cases.map(({ incident }, index) => ({
        countyId: incident.countyId,
        incidentId: incident.id,
        verb: 'triage' as const,
        input: found[index],
        actor: TRIAGE,
        // Slow thinking enters with the version it thought about (design §3).
        expectedVersion: incident.version,
      })),
      // Where the item was given with the report nothing was guessed.
      reports: cases.flatMap(({ incident, input, assessment }, index): JudgedReport[] => {
        const { countyId, id: incidentId, itemCode } = incident;
        if (itemCode !== null) return [];
        const acts = found[index]?.acts.includes('item') ?? false;
        return [
          {
            countyId,
            incidentId,
            text: input.text,
            itemCode: assessment.item?.value ?? null,
            acts,
          },
        ];
      }),
    };
  });
}

function inputOf(
  incident: Incident,
  said: Readonly<Record<string, string>>,
  items: TriageKnowledge['items'],
): TriageInput {
  const { place } = incident;
  const usual = incident.itemCode === null ? UNKNOWN_LEVEL : items.get(incident.itemCode)?.level;
  return {
    text: textOfReport(said),
    point:
      place.lng6 === null || place.lat6 === null ? null : { lng6: place.lng6, lat6: place.lat6 },
    source: incident.source,
    occurredAt: incident.occurredAt,
    itemCode: incident.itemCode,
    // Whoever reported it with a level of its own has said how urgent it is; words do not lower that.
    level: incident.level === usual ? null : incident.level,
    // A town alone may be no more than that of the desk which took the call.
    place: place.villageId === null ? null : place,
  };
}
