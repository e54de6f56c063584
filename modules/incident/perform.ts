// The one path by which anything happens to an incident: gather → decide → write, in one commit.
// Permission, clocks, record and outbox are in it, so no verb can forget them.
import { attachEvidence, kindsOfEvidence } from '#modules/evidence/index.ts';
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inWriting, isConnectionLoss, type Db, type Tx } from '#platform/db/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import type { HashAlgorithm, Keyring } from '#platform/facts/index.ts';
import type { IdempotencyClaim } from '#platform/http/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Drawn, Gathered, Newborn, Refused as Refusing } from './actions/action.ts';
import { decide, subjectOf, type Command, type Decided, type Knowledge } from './decide.ts';
import { followerOf, FOLLOWING_VERBS, goesOnIn } from './follow.ts';
import type { Incident } from './incident.ts';
import { EVIDENCE_PER_VERB_MAX, PARTS_MAX } from './inputs.ts';
import type { KnowledgeStore } from './knowledge.ts';
import { numbersFrom, takeNumbers, wanted, type NumberBook } from './numbers.ts';
import { onceOnly } from './once.ts';
import { countOpen } from './queries/count-open.ts';
import { handsIn } from './queries/hands.ts';
import { sealFact, type Chain } from './sealing.ts';
import {
  lockIncidents,
  mastersOf,
  writeBatch,
  type Batch,
  type Change,
  type FactRow,
  type KeyRow,
  type Ref,
  type SealedRow,
  type Stored,
} from './store.ts';
import { titleOf } from './title.ts';

/** The draws that named this matter for a spot check, due first; whoever keeps them answers. */
export type DrawnFor = (tx: Tx, countyId: number, incidentId: string) => Promise<readonly Drawn[]>;

export type PerformDeps = Readonly<{
  db: Db;
  keyring: Keyring;
  algorithm: HashAlgorithm;
  knowledge: KnowledgeStore;
  numbers: NumberBook;
  /** Absent: no draws are kept, and a spot check that names one is refused. */
  drawnFor?: DrawnFor;
  /** Refusals are audited too; must not throw and not wait. */
  onRefused: (command: Command, refusal: Refusal) => void;
  /** One command of a batch that failed (no refusal) while others went through: for the log. */
  onFailed?: (command: Request, error: unknown) => void;
  /** After commit: something may be read from the outbox. */
  onCommitted: (changes: readonly Change[]) => void;
}>;

export type Request = Omit<Command, 'countyId'> &
  Readonly<{
    countyId?: number;
    /** Sent again under the same key it is answered again, not done again. */
    once?: IdempotencyClaim;
  }>;

export type Outcome =
  | Readonly<{ ok: true; incident: Incident; proposed: boolean }>
  | Readonly<{
      ok: false;
      refusal: Refusal;
      /** A failure or a bug, no refusal: it cost only this command of a batch. */
      error?: unknown;
    }>;

/** Commands of one transaction; larger ones hold their locks too long. */
export const BATCH_MAX = 512;

/**
 * Performs commands in one commit; each is decided on its own, and a refusal of one does not touch the
 * others. Commands about the same incident see each other in order. When the batch as a whole fails,
 * each command is tried alone, so that one bad command costs only itself; but not when the database
 * went away: then the batch may have been committed, and only the callers know what is safe to repeat.
 * @throws what the database throws, when every command fails alone, too.
 */
export async function performAll(
  deps: PerformDeps,
  requests: readonly Request[],
  now: Instant,
  retries = CONTENTION_RETRIES,
): Promise<readonly Outcome[]> {
  if (requests.length === 0) return [];
  if (requests.length > BATCH_MAX) throw new Error(`a batch holds at most ${BATCH_MAX} commands`);
  try {
    return await attempt(deps, requests, now);
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    const only = requests[0];
    if (requests.length === 1 && only) {
      if (isContention(error) && retries > 0) return performAll(deps, requests, now, retries - 1);
      if (!(error instanceof Refused)) throw error;
      deps.onRefused({ countyId: 0, ...only }, error.refusal);
      return [{ ok: false, refusal: error.refusal }];
    }
    const outcomes: Outcome[] = [];
    for (const request of requests)
      outcomes.push(
        ...(await performAll(deps, [request], now).catch((alone: unknown) => [failed(alone)])),
      );
    outcomes.forEach((outcome, index) => {
      const request = requests[index];
      if (!outcome.ok && outcome.error !== undefined && request)
        deps.onFailed?.(request, outcome.error);
    });
    // When nothing at all went through it is not the commands' fault.
    if (outcomes.every((outcome) => !outcome.ok && outcome.error !== undefined)) throw error;
    return outcomes;
  }
}

/** Two commits that got into each other's way: the one that was undone tries again. */
const CONTENTION_RETRIES = 3;
const CONTENTION_CODES = ['40P01', '40001', '23505'];
function isContention(error: unknown): boolean {
  return CONTENTION_CODES.includes((error as { code?: string } | null)?.code ?? '');
}

/** One command in its own commit; throws `Refused`. */
export async function perform(
  deps: PerformDeps,
  request: Request,
  now: Instant,
): Promise<Readonly<{ incident: Incident; proposed: boolean }>> {
  const [outcome] = await performAll(deps, [request], now);
  if (!outcome) throw new Error('a command has an outcome');
  if (!outcome.ok)
    throw new Refused(outcome.refusal.code, outcome.refusal.field, outcome.refusal.params);
  return outcome;
}

async function attempt(
  deps: PerformDeps,
  requests: readonly Request[],
  now: Instant,
): Promise<readonly Outcome[]> {
  const refs = requests.flatMap(refsOf);
  const counties = [...new Set(refs.map((ref) => ref.countyId))];
  const known = new Map<number, Knowledge>(
    await Promise.all(
      counties.map(async (id): Promise<[number, Knowledge]> => [id, await deps.knowledge.of(id)]),
    ),
  );
  const { outcomes, changes } = await inWriting(deps.db, counties, async (tx) => {
    const masters = await mastersOf(tx, requests.filter(needsMasters).flatMap(refsOf));
    const stored = await lockIncidents(tx, [...refs, ...masters]);
    const work = workbench(stored);
    const once = await onceOnly(
      tx,
      requests.map((request) => request.once),
      now,
    );
    const gatheredFor = await gather(tx, requests, stored, known, now, deps);
    const outcomes = requests.map((request, index): Outcome => {
      const incident = work.incident(request.incidentId);
      if (!incident || !reaches(request, incident.countyId)) return notFound;
      const knowledge = known.get(incident.countyId);
      if (!knowledge) return notFound;
      const earlier = request.once && once.earlier(request.once, index);
      if (earlier === 'keyReused') return keyReused;
      if (earlier) {
        const { version, status, proposed } = earlier;
        return { ok: true, incident: { ...incident, version, status }, proposed };
      }
      const gathered = gatheredFor.get(request);
      const own = {
        ...request,
        countyId: incident.countyId,
        ...(gathered ? { gathered } : {}),
      };
      const { subject, command } = followed(incident, own, work.all());
      const decided = decide(subject, command, knowledge, now, work.all());
      if ('refused' in decided) return { ok: false, refusal: refusalOf(decided) };
      work.take(decided, request.actor);
      const after = work.incident(incident.id) ?? incident;
      const { version, status } = after;
      const { proposed } = decided;
      if (request.once) once.told(request.once, { version, status, proposed });
      return { ok: true, incident: after, proposed };
    });
    await once.keep();
    const changes = work.isEmpty() ? [] : await write(tx, work, deps);
    return { outcomes, changes };
  });
  if (changes.length) deps.onCommitted(changes);
  outcomes.forEach((outcome, index) => {
    const request = requests[index];
    if (!outcome.ok && request) deps.onRefused({ countyId: 0, ...request }, outcome.refusal);
  });
  return outcomes;
}

/** What single commands need besides their incident: rare, so it costs the others nothing. */
async function gather(
  tx: Tx,
  requests: readonly Request[],
  stored: ReadonlyMap<string, Stored>,
  known: ReadonlyMap<number, Knowledge>,
  now: Instant,
  { drawnFor, numbers }: Pick<PerformDeps, 'drawnFor' | 'numbers'>,
): Promise<ReadonlyMap<Request, Gathered>> {
  const gathered = new Map<Request, Gathered>();
  const kinds = await kindsOfEvidence(
    tx,
    requests.flatMap((request) => {
      const countyId = stored.get(request.incidentId)?.incident.countyId;
      return countyId === undefined ? [] : namedEvidence(request).map((id) => ({ countyId, id }));
    }),
  );
  for (const request of requests) {
    const incident = stored.get(request.incidentId)?.incident;
    const knowledge = incident && known.get(incident.countyId);
    if (!incident || !knowledge) continue;
    const add = (more: Gathered) => gathered.set(request, { ...gathered.get(request), ...more });
    if (namedEvidence(request).length) add({ kinds });
    if (request.verb === 'close' && incident.flags.children?.length)
      add({ openChildren: await countOpen(tx, incident.countyId, incident.flags.children) });
    if (request.verb === 'spotCheck')
      add({
        hands: await handsIn(tx, incident.countyId, incident.id),
        drawn: drawnFor ? await drawnFor(tx, incident.countyId, incident.id) : [],
      });
    if (request.verb === 'split')
      add({ newborn: await newborns(tx, numbers, request, incident, knowledge, now) });
  }
  return gathered;
}

/** Numbers are taken only for a split that would be allowed: a refused one must leave no gap. */
async function newborns(
  tx: Tx,
  book: NumberBook,
  request: Request,
  incident: Incident,
  knowledge: Knowledge,
  now: Instant,
): Promise<readonly Newborn[]> {
  const parts = (request.input as { parts?: unknown } | null)?.parts;
  if (!Array.isArray(parts) || parts.length > PARTS_MAX) return [];
  const ids = parts.map(() => uuidv7(now));
  const rehearsed = ids.map((id) => ({ id, number: incident.number }));
  const command = { ...request, countyId: incident.countyId, gathered: { newborn: rehearsed } };
  if ('refused' in decide(incident, command, knowledge, now)) return [];
  const [divisionCode = ''] = incident.number.split('-');
  const { countyId } = incident;
  const want = wanted({ countyId, divisionCode, zone: knowledge.zone }, ids.length, now);
  book.forget();
  const numbers = numbersFrom(want, await takeNumbers(tx, want));
  return ids.map((id, at) => ({ id, number: numbers[at] ?? '' }));
}

function namedEvidence({ input }: Request): readonly string[] {
  const evidence = (input as { evidence?: unknown } | null)?.evidence;
  return Array.isArray(evidence) ? evidence.slice(0, EVIDENCE_PER_VERB_MAX).filter(isUuid) : [];
}

async function write(tx: Tx, work: Workbench, deps: PerformDeps): Promise<readonly Change[]> {
  const batch = work.batch(deps);
  await bindEvidence(tx, work.evidence());
  await writeBatch(tx, batch);
  return batch.changes;
}

export function failed(error: unknown) {
  return { ok: false, refusal: { code: 'incident.not-written' }, error } as const;
}

const needsMasters = ({ verb }: Request) => verb === 'unmerge' || FOLLOWING_VERBS.includes(verb);

/** What the reporter of a merged matter does about it is done where it goes on. */
function followed(
  incident: Incident,
  command: Command,
  known: ReadonlyMap<string, Incident>,
): Readonly<{ subject: Incident; command: Command }> {
  const master = goesOnIn(incident, known);
  const actor = master && followerOf(incident, command.verb, command.actor, master);
  if (!actor) return { subject: incident, command };
  // Whichever version of their own matter they saw: of this one they see none.
  const { expectedVersion: _ofTheirs, ...rest } = command;
  return { subject: master, command: { ...rest, actor, incidentId: master.id } };
}

const notFound: Outcome = { ok: false, refusal: { code: 'incident.not-found' } };
const keyReused: Outcome = { ok: false, refusal: { code: 'http.idempotency-key-reused' } };

export function refusalOf(refusing: Refusing): Refusal {
  return {
    code: refusing.refused,
    ...(refusing.field === undefined ? {} : { field: refusing.field }),
    ...(refusing.params === undefined ? {} : { params: refusing.params }),
  };
}

/** Where to look for what a command names: its county, or every county the actor may touch. */
function refsOf(request: Request): Ref[] {
  const reach = request.countyId === undefined ? reachOfActor(request.actor) : [request.countyId];
  if (reach === 'all') throw new Error('the machine names the county of an incident');
  const into = (request.input as { into?: unknown } | null)?.into;
  const ids = [request.incidentId, ...(isUuid(into) ? [into] : [])];
  return reach.flatMap((countyId) => ids.map((id) => ({ countyId, id })));
}

function reaches(request: Request, countyId: number): boolean {
  const reach = reachOfActor(request.actor);
  return reach === 'all' || reach.includes(countyId);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

type EvidenceUse = Readonly<{ ids: readonly string[]; incident: Incident; actor: Actor }>;

/** Evidence that is not the actor's own, or used already, refuses the command that names it. */
export async function bindEvidence(tx: Tx, uses: readonly EvidenceUse[]): Promise<void> {
  for (const { ids, incident, actor } of uses)
    await attachEvidence(tx, incident.countyId, actor.id, [{ incidentId: incident.id, ids }]);
}

type Workbench = ReturnType<typeof workbench>;

/** The incidents of one batch as decisions change them, and what is to be written at the end. */
function workbench(stored: ReadonlyMap<string, Stored>) {
  const current = new Map([...stored].map(([id, each]) => [id, each.incident]));
  const chains = new Map<string, Chain>(
    [...stored].map(([id, each]) => [
      id,
      { head: each.headHash, wrapped: each.wrappedKey, key: null },
    ]),
  );
  const decisions: Decided[] = [];
  const evidence: EvidenceUse[] = [];
  return {
    incident: (id: string) => current.get(id),
    all: () => current,
    isEmpty: () => decisions.every((decided) => decided.facts.length === 0),
    take(decided: Decided, actor: Actor) {
      decisions.push(decided);
      for (const after of decided.after) {
        current.set(after.id, after);
        if (!chains.has(after.id)) chains.set(after.id, { head: null, wrapped: null, key: null });
      }
      for (const { fact } of decided.facts) {
        const ids = (fact.data as { evidence?: readonly string[] }).evidence;
        const incident = current.get(fact.incidentId);
        if (ids?.length && incident) evidence.push({ ids, incident, actor });
      }
    },
    evidence: () => evidence,
    batch(deps: PerformDeps): Batch {
      const facts: FactRow[] = [];
      const sealed: SealedRow[] = [];
      const keys: KeyRow[] = [];
      const changes: Change[] = [];
      const touched = new Set<string>();
      const titles = new Map<string, string>();
      for (const entry of decisions.flatMap((decided) => decided.facts)) {
        const id = entry.fact.incidentId;
        const chain = chains.get(id);
        const incident = current.get(id);
        if (!chain || !incident) throw new Error(`no chain for ${id}`);
        const done = sealFact(entry, chain, deps.keyring, deps.algorithm);
        facts.push(done.row);
        sealed.push(...done.sealed);
        if (done.newKey) keys.push(done.newKey);
        changes.push(changeOf(incident, done.row));
        touched.add(id);
        if (entry.fact.type === 'incident.reported')
          titles.set(id, titleOf(undefined, entry.words?.text ?? ''));
      }
      const written = [...touched].map((id) => {
        const incident = current.get(id);
        const head = chains.get(id)?.head;
        if (!incident || !head) throw new Error(`nothing is known of ${id}`);
        return { incident, headHash: head.toString('hex'), before: stored.get(id)?.incident };
      });
      return {
        born: written.flatMap(({ before, ...born }) =>
          before ? [] : [{ ...born, title: titles.get(born.incident.id) ?? '' }],
        ),
        changed: written.flatMap(({ before, ...after }) =>
          before
            ? [{ ...after, statusFrom: before.status, assignmentsFrom: before.assignments }]
            : [],
        ),
        facts,
        sealed,
        keys,
        reports: [],
        persons: [],
        changes,
      };
    },
  };
}

/** What the feed tells: which fact, and what rights look at. */
export function changeOf(incident: Incident, row: FactRow): Change {
  return {
    countyId: incident.countyId,
    incidentId: incident.id,
    version: row.seq,
    type: row.type,
    status: incident.status,
    at: row.at,
    subject: subjectOf(incident),
  };
}
