// 研判 after the report: reads along the feed, finds out where, what, how urgent, known already and
// whose, and enters it through the main path as a command that a person's change overtakes.
import { systemActor } from '#modules/identity/index.ts';
import {
  findIncidents,
  moveReader,
  performAll,
  readerPosition,
  readFeedOf,
  reportedWords,
  triagedAmong,
  type FeedEntry,
  type Incident,
  type PerformDeps,
  type Request,
  type VerbInput,
} from '#modules/incident/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { TriageResult } from './contract.ts';
import { stanceOf } from './policy.ts';
import { recentNear } from './queries/recent-incidents.ts';
import {
  assess,
  duplicateQuestion,
  triage,
  type TriageInput,
  type TriageKnowledge,
} from './triage.ts';

export type TriageDeps = Readonly<{
  db: Db;
  perform: PerformDeps;
  knowledge: (countyId: number) => Promise<Omit<TriageKnowledge, 'recent'>>;
  /** Makes the words of reports searchable, in the transaction that reads them. */
  indexText: (
    tx: Tx,
    rows: readonly { countyId: number; incidentId: string; text: string }[],
  ) => Promise<void>;
  /** How long each report waited, for the measurements. */
  onTriaged?: (lags: readonly number[]) => void;
}>;

const READER = 'triage';
const TRIAGE = systemActor('triage');
/** Reports of one round; their words are opened and judged within some ten milliseconds. */
const ROUND_MAX = 128;

/** Triages the next reports of the feed. Returns how many there were. */
export async function triageNext(deps: TriageDeps, now: () => Instant): Promise<number> {
  const position = await readerPosition(deps.db, READER);
  const { entries: reported, readTo } = await readFeedOf(
    deps.db,
    'incident.reported',
    position,
    ROUND_MAX,
  );
  if (reported.length) {
    const requests = await judged(deps, reported);
    // Refusals are fine: a person was faster, and what a person decided stands.
    await performAll(deps.perform, requests, now());
    deps.onTriaged?.(reported.map((entry) => now() - entry.at));
  }
  if (readTo > position) await moveReader(deps.db, READER, readTo);
  return reported.length;
}

async function judged(deps: TriageDeps, entries: readonly FeedEntry[]): Promise<Request[]> {
  const refs = entries.map((entry) => ({ countyId: entry.countyId, id: entry.incidentId }));
  const counties = [...new Set(refs.map((ref) => ref.countyId))];
  const known = new Map(
    await Promise.all(counties.map(async (id) => [id, await deps.knowledge(id)] as const)),
  );
  return inTransaction(deps.db, counties, async (tx) => {
    const stored = await findIncidents(tx, refs);
    const words = await reportedWords(tx, deps.perform.keyring, refs);
    // Read again after a crash, the feed tells of reports whose findings are on record already.
    const done = await triagedAmong(tx, refs);
    const cases = [...stored.values()].flatMap(({ incident }) => {
      const knowledge = known.get(incident.countyId);
      const said = words.get(incident.id);
      if (!knowledge || incident.status !== 'reported' || done.has(incident.id)) return [];
      const input = inputOf(incident, said ?? {});
      return [{ incident, knowledge, input, assessment: assess(input, knowledge) }];
    });
    await deps.indexText(
      tx,
      cases.map(({ incident, input }) => ({
        countyId: incident.countyId,
        incidentId: incident.id,
        text: `${incident.number} ${input.text}`,
      })),
    );
    const near = await recentNear(
      tx,
      cases.map(({ incident, input, knowledge, assessment }) => {
        const question = duplicateQuestion(input, assessment, knowledge.policy);
        return {
          countyId: incident.countyId,
          villageId: question.place.villageId,
          since: question.since,
          except: incident.id,
        };
      }),
    );
    return cases.map(({ incident, input, knowledge, assessment }, index) => ({
      countyId: incident.countyId,
      incidentId: incident.id,
      verb: 'triage' as const,
      input: commandOf(
        triage(input, { ...knowledge, recent: () => near[index] ?? [] }, assessment),
        incident,
        knowledge,
      ),
      actor: TRIAGE,
      // Slow thinking enters with the version it thought about (design §3).
      expectedVersion: incident.version,
    }));
  });
}

function inputOf(incident: Incident, said: Readonly<Record<string, string>>): TriageInput {
  const { place } = incident;
  return {
    text: [said.title, said.text, said.address].filter(Boolean).join('\n'),
    point:
      place.lng6 === null || place.lat6 === null ? null : { lng6: place.lng6, lat6: place.lat6 },
    source: incident.source,
    occurredAt: incident.occurredAt,
    itemCode: incident.itemCode,
    level: null,
    // A town alone may be no more than that of the desk which took the call.
    place: place.villageId === null ? null : place,
  };
}

/** What the main path is told: every guess with its reasons, and which of them are sure enough to act on. */
function commandOf(
  result: TriageResult,
  incident: Incident,
  knowledge: Pick<TriageKnowledge, 'policy'>,
): VerbInput<'triage'> {
  const acts: VerbInput<'triage'>['acts'] = [];
  const sure = (confidence: number) => stanceOf(confidence, knowledge.policy) === 'act';
  const { townId, villageId } = incident.place;
  const refines = townId === null || (villageId === null && result.place.value.townId === townId);
  if (refines && sure(result.place.confidence)) acts.push('place');
  if (incident.itemCode === null && result.item && sure(result.item.confidence)) acts.push('item');
  // The level follows the item: it is proposed for that item, and acted on with it.
  const itemStands = incident.itemCode !== null || acts.includes('item');
  if (itemStands && result.level && sure(result.level.confidence)) acts.push('level');
  const { item, level, route, room } = result;
  return {
    acts,
    place: bare(result.place),
    ...(item ? { item: bare(item) } : {}),
    ...(level ? { level: bare(level) } : {}),
    ...(route ? { route: bare(route) } : {}),
    duplicates: result.duplicates,
    ...(room ? { roomUnitId: room.value } : {}),
  };
}

function bare<T>({
  value,
  confidence,
  reasons,
  rule,
}: {
  value: T;
  confidence: number;
  reasons: TriageResult['place']['reasons'];
  rule: string;
}) {
  return { value, confidence, reasons, rule };
}
