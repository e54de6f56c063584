// The pure heart of the main path: status, right, version, four eyes, the verb's own decision, then the
// facts applied one by one with the clocks they move. Live work, replay and tests run this same code.
import {
  covers,
  isOrderedTo,
  postCovers,
  ROLES,
  roleDefinition,
  scopeOf,
  type Actor,
  type Post,
  type Reach,
  type Role,
  type Subject,
} from '#modules/identity/index.ts';
import type { ClockChange } from '#modules/deadline/index.ts';
import { fieldOf, issueSentence } from '#platform/text/issue-sentence.ts';
import type { Instant } from '#platform/time/index.ts';
import { ACTIONS } from './actions/index.ts';
import type { Context, Decide, Gathered, Refused } from './actions/action.ts';
import { leadOf, refuse } from './actions/action.ts';
import { openHelp } from './actions/help.ts';
import { isSuspended, keptHere } from './actions/order.ts';
import { moveClocks, type ClockBasis } from './clocks.ts';
import { FACT_VERSION, type By, type Draft, type Fact } from './facts.ts';
import { applyFact } from './fold.ts';
import { isLive, type Assignment, type Incident, type ProposedTerms } from './incident.ts';
import { VERB_INPUTS } from './inputs.ts';
import { statusParams, verbParams } from './labels.ts';
import type { KnownPlace, Offices } from './offices.ts';
import { edgeOf, verbsFrom, type Verb } from './lifecycle.ts';
import { FOUR_EYES, FOUR_EYES_LEVEL_MAX, ORDERED_VERBS, VERB_RIGHTS } from './rights.ts';

/** One person's or the machine's wish that something be done about one incident. */
export type Command = Readonly<{
  countyId: number;
  incidentId: string;
  verb: Verb;
  input: unknown;
  actor: Actor;
  /** The version the person saw; absent means: whatever it is now. */
  expectedVersion?: number;
  gathered?: Gathered;
}>;

/** What the county knows that decisions need; immutable, swapped when something is published. */
export type Knowledge = Readonly<{
  basis: (catalogVersion: number) => ClockBasis;
  /** The version that new reports are pinned to. */
  currentCatalog: number;
  /** IANA zone, by whose days matters are numbered. */
  zone: string;
  placeOf: (jurisdictionId: number) => KnownPlace | undefined;
  /** Who sits above whom. */
  offices: Offices;
  /** Time up to which the county's record is sealed: nothing new is dated before it. */
  sealedUntil?: Instant;
}>;

/** A new fact with what is to be sealed beside it. */
export type NewFact = Readonly<{
  fact: Fact;
  words?: Readonly<Record<string, string>>;
  person?: Readonly<Record<string, string>>;
}>;

export type Decided = Readonly<{
  /** Incidents as they stand afterwards, the one acted upon first. */
  after: readonly Incident[];
  facts: readonly NewFact[];
  proposed: boolean;
}>;

/** What the rights look at. */
export function subjectOf(incident: Incident): Subject {
  return {
    countyId: incident.countyId,
    townId: incident.place.townId,
    villageId: incident.place.villageId,
    gridId: incident.place.gridId,
    unitIds: incident.unitIds,
    reporterId: incident.reporterId,
    restricted: incident.flags.restricted === true,
    memberIds: incident.memberIds,
  };
}

type Right = Readonly<{ post: Post | null; reach: Reach | null }>;

/** The post by whose right the actor may use the verb here; undefined when there is none. */
export function rightFor(incident: Incident, verb: Verb, actor: Actor): Right | undefined {
  if (actor.kind === 'system' || actor.kind === 'model') return { post: null, reach: null };
  const subject = actor.receiptOf?.includes(incident.id)
    ? { ...subjectOf(incident), reporterId: actor.id, restricted: false }
    : subjectOf(incident);
  for (const post of actor.posts) {
    const reach = VERB_RIGHTS[verb][post.role];
    if (!reach) continue;
    if (postCovers(actor, post, reach, subject)) return { post, reach };
    // Beyond its area a unit has the rights of its order alone.
    if (ORDERED_VERBS.includes(verb) && reach !== 'own' && isOrderedTo(actor, post, subject))
      return { post, reach: 'assigned' };
  }
  return undefined;
}

/** The verbs that this actor may use on this incident now. */
export function verbsFor(incident: Incident, actor: Actor): readonly Verb[] {
  return verbsFrom(incident.status).filter((verb) => {
    if (isShutOff(incident, verb) || !VERB_RIGHTS_OPEN(verb) || endsElsewhere(incident, verb))
      return false;
    const right = rightFor(incident, verb, actor);
    return right !== undefined && (ONLY_WHERE[verb]?.(incident, right) ?? true);
  });
}

/** 归档: read-only, but for the spot check: archiving early is no way out of the draws. */
const isShutOff = ({ flags }: Incident, verb: Verb): boolean =>
  flags.archived === true && verb !== 'spotCheck';

/**
 * An order that this right may act upon: who is bound to their unit's orders acts on no other, and what a
 * co-handler does stays with its unit; a desk that acts for one names the order.
 */
function hasOrder(
  role: Assignment['role'] | null,
  isMeant: (own: Assignment, incident: Incident) => boolean = isLive,
) {
  return (incident: Incident, { post, reach }: Right): boolean => {
    const isOwn = role === 'co' || reach === 'assigned' || reach === 'unit';
    return incident.assignments.some(
      (each) =>
        isLive(each) &&
        isMeant(each, incident) &&
        (role === null || each.role === role) &&
        (!isOwn || each.unitId === post?.unitId),
    );
  };
}

function isAtWork({ doneAt, waivedAt }: Assignment): boolean {
  return doneAt === undefined && waivedAt === undefined;
}

/** Where there is nothing to do it to, or it is kept back, a verb is not offered; done all the same, it is refused. */
const ONLY_WHERE: Partial<Record<Verb, (incident: Incident, right: Right) => boolean>> = {
  reassign: ({ assignments }) => assignments.length > 0,
  sign: hasOrder('lead', ({ signedAt }) => signedAt === undefined),
  coSign: hasOrder('co', ({ signedAt }) => signedAt === undefined),
  return: hasOrder('lead', (own, incident) => keptHere(own, incident) === null),
  coReturn: hasOrder('co', isAtWork),
  arrive: hasOrder(null, ({ arrivedAt }) => arrivedAt === undefined),
  done: hasOrder(null, isAtWork),
  resolve: hasOrder('lead'),
  waive: ({ assignments }) => assignments.some((each) => each.role === 'co' && isAtWork(each)),
  resume: isSuspended,
  review: ({ flags }) => flags.shelved === true,
  // Whoever asks does not answer: their own request is not theirs to acknowledge.
  acknowledge: (incident, right) =>
    openHelp(incident, right).some((each) => each.acknowledgedAt === undefined),
  support: (incident, right) => openHelp(incident, right).length > 0,
  decline: (incident, right) => openHelp(incident, right).length > 0,
  replySupervision: ({ flags }) =>
    flags.supervisions?.some((each) => each.repliedAt === undefined) === true,
  strikeOff: ({ flags }) =>
    flags.supervisions?.some((each) => each.repliedAt !== undefined && !each.struckAt) === true,
  setAside: ({ flags }) => flags.proposed?.verb === 'setAside',
  reportUp: ({ flags }) => flags.major !== undefined && !flags.major.final,
  verified: ({ flags }) => flags.verifying === true,
};

/** What keeps a verb back that its status and a right allow, for "why not?"; null where there is nothing to say. */
export function keptBack(incident: Incident, verb: Verb): Refused | null {
  const lead = verb === 'return' ? leadOf(incident) : undefined;
  return lead ? keptHere(lead, incident) : null;
}

/** Verbs that only the machine uses are not shown to anyone. */
const VERB_RIGHTS_OPEN = (verb: Verb) => Object.keys(VERB_RIGHTS[verb]).length > 0;

/** An outside system's order is only resolved here; the machine passes on the answer that closes it. */
const endsElsewhere = (incident: Incident, verb: Verb) =>
  incident.flags.given !== undefined && edgeOf(verb).to === 'closed';

/** The roles that may use a verb, for "why not?". */
export function rolesFor(verb: Verb): readonly { code: Role; zh: string; en: string }[] {
  return (Object.keys(VERB_RIGHTS[verb]) as Role[]).map((code) => ({ code, ...ROLES[code].name }));
}

/** How a decision comes to the input of its verb. */
export type InputReader = (command: Command) => Readonly<{ input: unknown }> | Refused;

/** Whatever comes from outside is checked against the schema of its verb. */
const checkedInput: InputReader = ({ verb, input }) => {
  const parsed = VERB_INPUTS[verb].safeParse(input, { reportInput: true });
  if (parsed.success) return { input: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue ? fieldOf(issue.path) : '';
  return refuse('incident.input-invalid', field, {
    field,
    reasonZh: issue ? issueSentence(issue, 'zh') : '',
    reasonEn: issue ? issueSentence(issue, 'en') : '',
  });
};

/**
 * The input as it stands: only for a caller whose inputs are typed (`VerbInput`) and its own, as the
 * replay's are; never for anything that came through a door. Nothing else of the decision changes.
 */
export const typedInput: InputReader = ({ input }) => ({ input });

/**
 * Decides one command on one incident. `others` are incidents the input names, locked with it.
 * Returns what is to be recorded, or the reason why not.
 */
export function decide(
  incident: Incident,
  command: Command,
  knowledge: Knowledge,
  clockNow: Instant,
  others: ReadonlyMap<string, Incident> = ALONE,
  readInput: InputReader = checkedInput,
): Decided | Refused {
  const { verb, actor } = command;
  // A machine's clock may be set back; the record goes on from where it was sealed.
  const now = Math.max(clockNow, knowledge.sealedUntil ?? 0);
  const right = rightFor(incident, verb, actor);
  if (!right)
    return covers(scopeOf(actor), subjectOf(incident))
      ? refuse('incident.not-permitted', undefined, verbParams(verb))
      : refuse('incident.not-found');
  if (!edgeOf(verb).from.includes(incident.status))
    return refuse('incident.not-now', undefined, {
      ...verbParams(verb),
      ...statusParams(incident.status),
    });
  if (isShutOff(incident, verb)) return refuse('incident.archived');
  if (right.post !== null && endsElsewhere(incident, verb))
    return refuse('incident.given-elsewhere');
  if (command.expectedVersion !== undefined && command.expectedVersion !== incident.version)
    return refuse('incident.changed-meanwhile');

  const read = readInput(command);
  if ('refused' in read) return read;
  const basis = knowledge.basis(basisVersion(incident, verb, knowledge));
  const kindOf: Context['kindOf'] = (id) => command.gathered?.kinds?.get(id) ?? 'image';
  const context: Context = {
    actor,
    post: right.post,
    reach: right.reach,
    now,
    basis,
    hasUnit: (unitId) => knowledge.offices.of(unitId) !== undefined,
    offices: knowledge.offices,
    placeOf: knowledge.placeOf,
    others,
    newborn: command.gathered?.newborn ?? [],
    openChildren: command.gathered?.openChildren ?? 0,
    hands: command.gathered?.hands ?? NOBODY,
    drawn: command.gathered?.drawn ?? [],
    kindOf,
    reaches: (other) => rightFor(other, verb, actor) !== undefined,
  };
  const decision = (ACTIONS[verb] as Decide<Verb>)(incident, read.input as never, context);
  if ('refused' in decision) return decision;

  const input = read.input as Record<string, unknown>;
  const second = secondPerson(incident, verb, actor, input, decision.facts);
  if (second !== null && 'refused' in second) return second;
  const drafts = (second?.facts ?? decision.facts).map((draft) => withPapers(draft, kindOf));
  const { after, facts } = record(incident, drafts, actor, right, basis, now, others);
  return { after, facts, proposed: second !== null };
}

const NOBODY: Context['hands'] = { persons: [], units: [] };
/** No other incident. */
const ALONE: ReadonlyMap<string, Incident> = new Map();

/** Filing and correcting use the catalogue in force; everything after keeps the one it was filed under. */
function basisVersion(incident: Incident, verb: Verb, knowledge: Knowledge): number {
  return verb === 'accept' || verb === 'amend' ? knowledge.currentCatalog : incident.catalogVersion;
}

/**
 * Four eyes: on the two highest levels the first person proposes and another one confirms exactly that. On
 * other terms (another date, another reason) it is a new proposal, which waits for somebody else in turn.
 */
function secondPerson(
  incident: Incident,
  verb: Verb,
  actor: Actor,
  input: Readonly<Record<string, unknown>>,
  decided: readonly Draft[],
): { facts: readonly Draft[] } | Refused | null {
  if (!FOUR_EYES.includes(verb) || incident.level > FOUR_EYES_LEVEL_MAX || actor.kind !== 'person')
    return null;
  const proposed = incident.flags.proposed;
  const terms = termsOf(decided);
  if (proposed?.verb === verb && isSame(proposed.terms ?? terms, terms))
    return proposed.by === actor.id ? refuse('incident.second-person') : null;
  const note = input.note ?? input.reason;
  return {
    facts: [
      {
        type: 'incident.proposed',
        data: { verb: verb as 'close' | 'void' | 'defer' | 'shelve', terms },
        ...(typeof note === 'string' && note ? { words: { note } } : {}),
      },
    ],
  };
}

/** Pieces are pictures unless a fact says how many of them are something else. */
export function withPapers(draft: Draft, kindOf: Context['kindOf']): Draft {
  const { evidence } = draft.data as { evidence?: readonly string[] };
  if (!evidence) return draft;
  const kinds = evidence.map(kindOf);
  const papers = kinds.filter((kind) => kind === 'document').length;
  const sounds = kinds.filter((kind) => kind === 'audio').length;
  if (papers + sounds === 0) return draft;
  const counted = { ...(papers ? { papers } : {}), ...(sounds ? { sounds } : {}) };
  return { ...draft, data: { ...draft.data, ...counted } } as Draft;
}

function termsOf([decided]: readonly Draft[]): ProposedTerms {
  const { until, reasonCode, outcome, responsibleId } = (decided?.data ?? {}) as ProposedTerms;
  return {
    ...(until === undefined ? {} : { until }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(responsibleId === undefined ? {} : { responsibleId }),
  };
}

const isSame = (one: ProposedTerms, other: ProposedTerms): boolean =>
  one.until === other.until &&
  one.reasonCode === other.reasonCode &&
  one.outcome === other.outcome &&
  one.responsibleId === other.responsibleId;

/** Gives drafts their place in the history, applies them and moves the clocks. */
export function record(
  incident: Incident,
  drafts: readonly Draft[],
  actor: Actor,
  right: Right,
  basis: ClockBasis,
  now: Instant,
  others: ReadonlyMap<string, Incident> = ALONE,
): { after: readonly Incident[]; facts: readonly NewFact[] } {
  const by = byOf(actor, right.post);
  const touched = new Map<string, Incident>([[incident.id, incident]]);
  const facts: NewFact[] = [];
  for (const draft of drafts) {
    const id = draft.on ?? incident.id;
    const before = touched.get(id) ?? others.get(id);
    if (!before && draft.type !== 'incident.reported')
      throw new Error(`decision about an incident that was not gathered: ${id}`);
    // The clock of a machine may be set back; a history's times never run backwards.
    const at = Math.max(now, before?.updatedAt ?? incident.updatedAt);
    const place = before ?? { countyId: incident.countyId, id, version: 0 };
    const { fact, after } = happen(before, place, draft, by, at, basis);
    touched.set(id, after);
    const { words, person } = draft;
    facts.push(
      words || person
        ? { fact, ...(words ? { words } : {}), ...(person ? { person } : {}) }
        : { fact },
    );
  }
  return { after: [...touched.values()], facts };
}

/** One thing happens to an incident: the fact in its place, with the clocks it moves, and what it makes of it. */
export function happen(
  before: Incident | undefined,
  place: Pick<Incident, 'countyId' | 'id' | 'version'>,
  draft: Draft,
  by: By,
  at: Instant,
  basis: ClockBasis,
): Readonly<{ fact: Fact; after: Incident }> {
  const bare = factOf(place, draft, by, at);
  const applied = applyFact(before, bare);
  const { clocks, changes } = moveClocks(before, applied, bare, basis);
  if (changes.length === 0) return { fact: bare, after: applied };
  return { fact: factOf(place, draft, by, at, changes), after: { ...applied, clocks } };
}

/** With its names in the order in which they are hashed (RFC 8785). */
function factOf(
  { countyId, id: incidentId, version }: Pick<Incident, 'countyId' | 'id' | 'version'>,
  { data, type }: Draft,
  by: By,
  at: Instant,
  clocks?: readonly ClockChange[],
): Fact {
  const seq = version + 1;
  const fact = clocks
    ? { at, by, clocks, countyId, data, incidentId, seq, type, v: FACT_VERSION }
    : { at, by, countyId, data, incidentId, seq, type, v: FACT_VERSION };
  return fact as Fact;
}

/** The machine acts by no post. */
function byOf({ id, kind }: Actor, post: Post | null): By {
  if (!post) return { id, kind };
  const { role, unitId } = post;
  return unitId === null ? { id, kind, role } : { id, kind, role, unitId };
}

export { roleDefinition };
