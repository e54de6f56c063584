// What whoever reported a matter may follow: its stages and the words said to them, no names, no reasons of
// others; after a merger also what becomes of the master.
import type { Tx } from '#platform/db/index.ts';
import type { Keyring } from '#platform/facts/index.ts';
import type { TrackView } from '../contract.ts';
import type { FactType } from '../facts.ts';
import type { Incident } from '../incident.ts';
import type { Names } from '../names.ts';
import { findIncidents, type Ref } from '../store.ts';
import { historyOf, type HistoryEntry } from './history.ts';

type Deps = Readonly<{ keyring: Keyring; names: Names }>;
type Stages = TrackView['stages'];

/** Stages that concern the reporter, and which of their words were said to them. */
const STAGES: Partial<Record<FactType, readonly string[]>> = {
  'incident.reported': [],
  'incident.filed': [],
  'incident.dispatched': [],
  'incident.signed': [],
  'incident.contacted': [],
  'incident.arrived': [],
  'incident.fedBack': ['note'],
  'incident.resolved': ['result'],
  'incident.answered': ['reply'],
  'incident.selfHandled': ['result'],
  'incident.closed': [],
  'incident.dismissed': ['reason'],
  'incident.reopened': [],
  'incident.deferred': ['reason'],
  'incident.merged': [],
  'incident.followedUp': [],
  'incident.followUpTried': [],
  'incident.reassigned': [],
  'incident.transferred': [],
  'incident.supported': [],
  'incident.urged': ['note'],
  'incident.joined': ['note'],
  'incident.rated': ['note'],
};

/** What reporters themselves do: their words are theirs alone. */
const OWN_WORDS: readonly FactType[] = ['incident.urged', 'incident.joined', 'incident.rated'];

/** Matters merged into one another, one after the other; nobody merges deeper by hand. */
const MERGED_DEPTH_MAX = 8;

/** A matter and those into which it was merged; the last is where it goes on. */
export async function lineOf(tx: Tx, first: Ref): Promise<readonly Incident[]> {
  const line: Incident[] = [];
  for (let id: string | null = first.id; id !== null && line.length < MERGED_DEPTH_MAX;) {
    const ref: Ref = { countyId: first.countyId, id };
    const incident: Incident | undefined = (await findIncidents(tx, [ref])).get(id)?.incident;
    if (!incident) break;
    line.push(incident);
    id = incident.mergedInto;
  }
  return line;
}

/**
 * The stages of a line of matters; of a master only what came after the merger is this reporter's to know.
 * `speaker`: whose own words are told back. `since`: of the first of them, only what came then or later.
 */
export async function stagesOf(
  { keyring, names }: Deps,
  tx: Tx,
  line: readonly Incident[],
  speaker: string,
  since = 0,
): Promise<Stages> {
  const stages: Stages = [];
  let from = since;
  for (const incident of line) {
    const history = await historyOf(tx, keyring, incident.countyId, incident.id);
    const mine = history.filter(({ fact }) => fact.at >= from);
    stages.push(...mine.flatMap((entry) => stageOf(entry, incident, names, speaker)));
    from = incident.closedAt ?? from;
  }
  return stages;
}

function stageOf(
  { fact, words }: HistoryEntry,
  incident: Incident,
  names: Names,
  speaker: string,
): Stages {
  const told = STAGES[fact.type];
  // That others reported the same is no stage of theirs.
  if (!told || (fact.type === 'incident.joined' && fact.data.from !== null)) return [];
  // What somebody else added to the same matter is not told; what they said themselves is.
  const isForeign =
    told.includes('note') && OWN_WORDS.includes(fact.type) && fact.by.id !== speaker;
  const said = isForeign ? '' : told.flatMap((key) => words?.[key] ?? []).join('\n');
  const unit = fact.by.unitId;
  return [
    {
      type: fact.type,
      at: fact.at,
      unit: incident.flags.restricted || unit === undefined ? null : (names.unit(unit) ?? null),
      words: said || null,
    },
  ];
}
