// What the model knows of one matter, kept from its facts alone and in its own way: a second, simpler fold.
// It says what is wrong as facts come in (who, how often, in which order) and compares itself with the row.
import { changedClock, type RunningClock } from '#modules/deadline/index.ts';
import type { Actor } from '#modules/identity/index.ts';
import type {
  Fact,
  FactData,
  FactType,
  Incident,
  Place,
  Status,
  Verb,
} from '#modules/incident/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { isEarly, type WallClock } from './simulate-clocks.ts';
import { isMachine, reachWith, type Matter } from './simulate-rights.ts';

type Order = {
  unit: number;
  isLead: boolean;
  giver: number | null;
  live: boolean;
  signed: boolean;
  /** Done, waived or returned: the lead need not wait for it. */
  ended: boolean;
};

export type Book = {
  id: string;
  countyId: number;
  version: number;
  at: Instant;
  status: Status;
  level: number;
  place: Place;
  room: number | null;
  units: Set<number>;
  /** Units that were asked for help. */
  asked: Set<number>;
  reporterId: string | null;
  restricted: boolean;
  members: Set<string>;
  orders: Map<number, Order>;
  handlers: Set<string>;
  /** Who arrived, closed, answered or settled it; and for which unit the last two did. */
  enders: Set<string>;
  endingUnits: Set<number>;
  /** Draws whose verdict is on record. */
  drawsJudged: Set<string>;
  /** Who proposed what. */
  proposal: { verb: string; by: string; until: Instant | null } | null;
  mergedInto: string | null;
  /** Callers who joined it themselves. */
  calls: number;
  suspended: boolean;
  archived: boolean;
  times: Map<string, number>;
  endedAt: Instant | null;
  outcome: string | null;
  clocks: Map<number, RunningClock>;
  /** Highest rung claimed, by clock. */
  rungs: Map<number, number>;
  /** Facts of kinds that this model does not know; from then on it takes the row's word. */
  strange: boolean;
};

/** Where a fact leaves the matter; absent: where it was. */
const LEADS_TO: Partial<Record<FactType, Status>> = {
  'incident.reported': 'reported',
  'incident.appealed': 'reported',
  'incident.unmerged': 'reported',
  'incident.filed': 'filed',
  'incident.recalled': 'filed',
  'incident.dispatched': 'dispatched',
  'incident.reassigned': 'dispatched',
  'incident.reworked': 'handling',
  'incident.reopened': 'handling',
  'incident.resolved': 'resolved',
  'incident.answered': 'closed',
  'incident.selfHandled': 'closed',
  'incident.closed': 'closed',
  'incident.dismissed': 'dismissed',
  'incident.merged': 'merged',
};
/** Facts that change nothing this model follows. */
const BESIDE: readonly FactType[] = [
  'incident.triaged',
  'incident.amended',
  'incident.verifyAsked',
  'incident.verified',
  'incident.joined',
  'incident.left',
  'incident.signed',
  'incident.contacted',
  'incident.arrived',
  'incident.done',
  'incident.waived',
  'incident.fedBack',
  'incident.returned',
  'incident.proposed',
  'incident.asked',
  'incident.deferred',
  'incident.resumed',
  'incident.extended',
  'incident.shelved',
  'incident.urged',
  'incident.supervised',
  'incident.supervisionReplied',
  'incident.escalated',
  'incident.reinforceAsked',
  'incident.handedOver',
  'incident.mirrored',
  'incident.followedUp',
  'incident.coAssigned',
  'incident.transferred',
  'incident.reviewed',
  'incident.struckOff',
  'incident.acknowledged',
  'incident.supported',
  'incident.declined',
  'incident.followUpTried',
  'incident.rated',
  'incident.setAside',
  'incident.split',
  'incident.spotChecked',
  'incident.called',
  'incident.major',
  'incident.reportedUp',
  'incident.annotated',
  'incident.restricted',
  'incident.archived',
  'incident.rang',
  'incident.recalculated',
];
const ENDED: readonly Status[] = ['closed', 'dismissed', 'merged'];
const isKnown = (type: FactType) => LEADS_TO[type] !== undefined || BESIDE.includes(type);

/** A book opened with the first fact of a history; a part is born with the split of its whole, not before it. */
export function openBook(first: Fact, whole?: Book): Book {
  if (first.type !== 'incident.reported') throw new Error('a history begins with its report');
  const { data } = first;
  return {
    id: first.incidentId,
    countyId: first.countyId,
    version: 0,
    at: whole?.at ?? 0,
    status: 'reported',
    level: data.level,
    place: data.place,
    room: data.roomUnitId,
    units: new Set(data.roomUnitId === null ? [] : [data.roomUnitId]),
    asked: new Set(),
    reporterId: data.reporterId,
    restricted: data.restricted === true,
    members: new Set(),
    orders: new Map(),
    handlers: new Set(),
    enders: new Set(),
    endingUnits: new Set(),
    drawsJudged: new Set(),
    proposal: null,
    mergedInto: null,
    calls: 0,
    suspended: false,
    archived: false,
    times: new Map(),
    endedAt: null,
    outcome: null,
    clocks: new Map(),
    rungs: new Map(),
    strange: false,
  };
}

export const matterOf = (book: Book): Matter => book;
export const isOver = (book: Book) => ENDED.includes(book.status);
const timesOf = (book: Book, type: FactType) => book.times.get(type) ?? 0;

export function leadOf(book: Book): Order | undefined {
  return [...book.orders.values()].findLast((order) => order.isLead && order.live);
}

/** How the fact came about: who did which verb at what time. */
export type Deed = Readonly<{ actor: Actor; verb: Verb; now: Instant; wall: WallClock }>;

/** Takes a fact into the book. Returns what must not have happened. */
export function enter(book: Book, fact: Fact, deed: Deed): string[] {
  const faults = [...formOf(book, fact, deed), ...conductOf(book, fact, deed)];
  book.version = fact.seq;
  book.at = fact.at;
  apply(book, fact, faults);
  for (const change of fact.clocks ?? []) {
    const clock = changedClock(book.clocks.get(change.no), change);
    book.clocks.set(change.no, clock);
    faults.push(...deed.wall.faults(clock));
  }
  book.times.set(fact.type, timesOf(book, fact.type) + 1);
  if (!isKnown(fact.type)) book.strange = true;
  return faults;
}

/** Number, time and author of a fact. */
function formOf(book: Book, fact: Fact, { actor, now }: Deed): string[] {
  const isPosted = actor.posts.some(
    (post) => post.role === fact.by.role && (fact.by.unitId ?? null) === post.unitId,
  );
  const rules: Record<string, boolean> = {
    'facts are numbered one by one': fact.seq === book.version + 1,
    'times never run backwards': fact.at >= book.at,
    'a fact has the time at which it happened': fact.at === Math.max(now, book.at),
    'a fact stays in its county': fact.countyId === book.countyId,
    'a fact names who did it': fact.by.id === actor.id && fact.by.kind === actor.kind,
    'a fact names the post by which it was done': isMachine(actor) || isPosted,
  };
  return broken(rules);
}

/** Rules of the design and of domain defaults 3(c) on single facts, before they are applied. */
function conductOf(book: Book, fact: Fact, { actor, verb, wall }: Deed): string[] {
  const isPerson = actor.kind === 'person';
  const post = actor.posts.find(
    (each) => each.role === fact.by.role && each.unitId === (fact.by.unitId ?? null),
  );
  const reach = post ? reachWith(post, verb, book) : null;
  const no = (fact.data as { assignmentNo?: number | null }).assignmentNo ?? null;
  const order = no === null ? undefined : book.orders.get(no);
  const lead = leadOf(book);
  const isAbove = !isPerson || reach === 'county' || reach === 'city';
  const isGiver =
    isAbove || !lead || lead.giver === null || lead.giver === (fact.by.unitId ?? null);
  const twoPersons = (of: string) =>
    !isPerson || book.level > 2 || (book.proposal?.verb === of && book.proposal.by !== actor.id);
  const waiting = [...book.orders.values()].filter((each) => each.live && !each.isLead && !each.ended); // prettier-ignore
  const rules: Record<string, boolean> = {
    'a unit acts on its own order only':
      no === null || verb === 'waive' || !(reach === 'assigned' || reach === 'unit') || order?.unit === post?.unitId, // prettier-ignore
  };
  switch (fact.type) {
    case 'incident.closed':
      rules['whoever handled it does not check it'] = !isPerson || !book.handlers.has(actor.id);
      rules['谁派单谁办结'] = isGiver;
      rules['two persons close the highest levels'] = twoPersons('close');
      break;
    case 'incident.spotChecked': {
      const { draw, passed, reasons = [] } = fact.data;
      const units = actor.posts.flatMap(({ unitId }) => unitId ?? []);
      const worked = [...book.orders.values()].filter((each) => each.live && each.signed);
      rules['who handled or closed it does not check it'] =
        !isPerson || !(book.handlers.has(actor.id) || book.enders.has(actor.id));
      rules['the handling unit does not check it'] =
        !isPerson ||
        !units.some((id) => book.endingUnits.has(id) || worked.some(({ unit }) => unit === id));
      rules['a draw is judged once'] = draw === undefined || !book.drawsJudged.has(draw);
      rules['what does not stand has a reason'] = passed || reasons.length > 0;
      rules['what stands has none'] = !passed || reasons.length === 0;
      break;
    }
    case 'incident.setAside':
      rules['two persons find a demand without ground'] =
        !isPerson || (book.proposal?.verb === 'setAside' && book.proposal.by !== actor.id);
      break;
    case 'incident.reassigned':
      rules['an order is taken back by who gave it'] = isGiver;
      break;
    case 'incident.recalled':
      rules['an order is recalled by who gave it'] = isGiver;
      break;
    case 'incident.dismissed':
      if (fact.data.outcome === 'voided')
        rules['two persons void the highest levels'] = twoPersons('void');
      break;
    case 'incident.deferred':
      rules['two persons defer the highest levels'] = twoPersons('defer');
      rules['confirmed until the day that was proposed'] =
        !isPerson || book.level > 2 || book.proposal?.until === fact.data.until;
      rules['deferred at most twice'] = timesOf(book, fact.type) < 2;
      rules['deferred to a day ahead'] = fact.data.until > book.at;
      break;
    case 'incident.shelved':
      rules['two persons shelve the highest levels'] = twoPersons('shelve');
      break;
    case 'incident.extended':
      rules['extended once'] = timesOf(book, fact.type) < 1;
      break;
    case 'incident.resolved':
      rules['the lead waits for its co-handlers'] = waiting.length === 0;
      rules['the lead resolves'] = order?.isLead === true && order.live;
      break;
    case 'incident.returned':
      rules['先行处置、后议职责'] = !(order?.isLead && order.signed && book.level <= 2);
      break;
    case 'incident.reopened':
      rules['reopened within a month'] =
        book.endedAt === null || fact.at - book.endedAt <= 30 * DAY || !isPerson;
      break;
    case 'incident.appealed':
      rules['one appeal'] = timesOf(book, fact.type) < 1;
      rules['what was voided or withdrawn is not appealed'] =
        book.outcome !== 'voided' && book.outcome !== 'withdrawn';
      break;
    case 'incident.rang': {
      const { clockNo, rung } = fact.data;
      const clock = book.clocks.get(clockNo);
      rules['a clock that runs rings'] = clock?.state === 'running';
      rules['a rung is claimed once, in order'] = rung === (book.rungs.get(clockNo) ?? 0) + 1;
      rules['never before its time'] = clock !== undefined && !isEarly(clock, wall, rung, fact.at);
      rules['only the machine rings'] = !isPerson;
      break;
    }
  }
  return broken(rules);
}

function apply(book: Book, fact: Fact, faults: string[]): void {
  const before = book.status;
  const to = LEADS_TO[fact.type];
  if (to) book.status = to;
  switch (fact.type) {
    case 'incident.triaged':
      if (fact.data.place && fact.data.acts.includes('place')) book.place = fact.data.place.value;
      if (fact.data.level && fact.data.acts.includes('level')) book.level = fact.data.level.value;
      if (fact.data.roomUnitId !== undefined) received(book, fact.data.roomUnitId);
      break;
    case 'incident.amended':
      book.place = fact.data.place ?? book.place;
      book.level = fact.data.level ?? book.level;
      break;
    case 'incident.filed':
      book.level = fact.data.level;
      received(book, fact.by.unitId);
      break;
    case 'incident.arrived':
    case 'incident.closed':
      book.enders.add(fact.by.id);
      break;
    case 'incident.spotChecked':
      if (fact.data.draw !== undefined) book.drawsJudged.add(fact.data.draw);
      break;
    case 'incident.answered':
    case 'incident.selfHandled':
      book.enders.add(fact.by.id);
      if (fact.by.unitId !== undefined) book.endingUnits.add(fact.by.unitId);
      received(book, fact.by.unitId);
      break;
    case 'incident.reassigned':
      for (const no of fact.data.ended) {
        const order = book.orders.get(no);
        end(order);
        if (order) order.live = false;
      }
      for (const each of fact.data.assignments) give(book, each, faults);
      break;
    case 'incident.transferred':
      book.room = fact.data.to;
      if (!hasPart(book, fact.data.from)) book.units.delete(fact.data.from ?? 0);
      book.units.add(fact.data.to);
      book.place = fact.data.place ?? book.place;
      break;
    case 'incident.escalated':
    case 'incident.reinforceAsked': {
      const asked = fact.data.help?.toUnit ?? null;
      if (asked !== null) (book.units.add(asked), book.asked.add(asked));
      break;
    }
    case 'incident.coAssigned':
    case 'incident.supported':
    case 'incident.dispatched':
      for (const each of fact.data.assignments) give(book, each, faults);
      break;
    case 'incident.reopened':
      book.archived = false;
      if (fact.data.assignment) give(book, fact.data.assignment, faults);
      break;
    case 'incident.signed':
    case 'incident.done':
    case 'incident.resolved': {
      const order = book.orders.get(fact.data.assignmentNo);
      if (fact.by.kind === 'person') book.handlers.add(fact.by.id);
      if (!order) break;
      if (fact.type === 'incident.signed') order.signed = true;
      else order.ended = true;
      if (fact.type === 'incident.signed' && order.isLead) book.status = 'handling';
      break;
    }
    case 'incident.waived':
      end(book.orders.get(fact.data.assignmentNo));
      break;
    case 'incident.returned': {
      const order = book.orders.get(fact.data.assignmentNo);
      if (order && !order.isLead) {
        end(order);
        order.live = false;
        break;
      }
      book.status = 'filed';
      for (const each of book.orders.values()) each.live = false;
      break;
    }
    case 'incident.recalled':
      for (const each of book.orders.values()) each.live = false;
      break;
    case 'incident.setAside':
      book.proposal = null;
      break;
    case 'incident.proposed':
      book.proposal = {
        verb: fact.data.verb,
        by: fact.by.id,
        until: fact.data.terms?.until ?? null,
      };
      break;
    case 'incident.deferred':
    case 'incident.shelved':
      book.suspended = true;
      book.proposal = null;
      break;
    case 'incident.resumed':
      book.suspended = false;
      break;
    case 'incident.restricted':
      book.restricted = fact.data.restricted;
      book.members = new Set(fact.data.members);
      break;
    case 'incident.joined':
      if (fact.data.from === null) book.calls += fact.data.reports ?? 1;
      break;
    case 'incident.merged':
      book.mergedInto = fact.data.into;
      break;
    case 'incident.unmerged':
      book.mergedInto = null;
      break;
    case 'incident.archived':
      book.archived = true;
      break;
    case 'incident.rang':
      book.rungs.set(fact.data.clockNo, fact.data.rung);
      break;
  }
  if (book.status === before) return;
  // What was proposed stands until it is done, the work is sent back or the matter ends.
  if (isOver(book) || fact.type === 'incident.reworked' || fact.type === 'incident.reopened')
    book.proposal = null;
  const outcome = (fact.data as { outcome?: string }).outcome ?? null;
  book.outcome = outcome;
  book.endedAt = isOver(book) ? fact.at : null;
  if (isOver(book)) book.suspended = false;
}

/** Whether a unit was ever ordered or asked to do anything about it. */
const hasPart = (book: Book, unit: number | null): boolean =>
  unit !== null &&
  (book.asked.has(unit) || [...book.orders.values()].some((order) => order.unit === unit));

function received(book: Book, unit: number | undefined): void {
  if (book.room !== null || unit === undefined) return;
  book.room = unit;
  book.units.add(unit);
}

function give(
  book: Book,
  given: FactData['incident.dispatched']['assignments'][number],
  faults: string[],
): void {
  if (book.orders.has(given.no)) faults.push('orders are numbered uniquely');
  book.orders.set(given.no, {
    unit: given.unitId,
    isLead: given.role === 'lead',
    giver: given.orderedByUnit,
    live: true,
    signed: false,
    ended: false,
  });
  book.units.add(given.unitId);
}

function end(order: Order | undefined): void {
  if (order) order.ended = true;
}

/** Whose hands a matter is in. */
function holderOf(book: Book): number | null {
  if (isOver(book)) return null;
  const lead = leadOf(book);
  if (book.status === 'reported' || book.status === 'filed') return book.room;
  if (book.status === 'resolved') return lead?.giver ?? book.room;
  return lead?.unit ?? book.room;
}

/** Where row and model differ. A matter with facts the model does not know is taken at its word. */
export function compare(book: Book, row: Incident): string[] {
  if (book.strange) {
    adopt(book, row);
    return [];
  }
  const rules: Record<string, boolean> = {
    'version is the number of facts': row.version === book.version,
    [`status ${row.status}, by its facts ${book.status}`]: row.status === book.status,
    [`in the hands of ${row.holderUnitId}, by its facts ${holderOf(book)}`]:
      row.holderUnitId === holderOf(book),
    'units concerned': sameSet(row.unitIds, book.units),
    'members': row.memberIds.length === book.members.size && sameSet(row.memberIds, book.members), // prettier-ignore
    'restricted as its facts say': (row.flags.restricted === true) === book.restricted,
    'place as its facts say': JSON.stringify(row.place) === JSON.stringify(book.place),
    'level as its facts say': row.level === book.level,
    'suspended as its facts say':
      (row.flags.deferredUntil !== undefined || row.flags.shelved === true) === book.suspended,
    'archived as its facts say': (row.flags.archived === true) === book.archived,
    'merged as its facts say': row.mergedInto === book.mergedInto,
    'an end has its time': (row.closedAt !== null) === isOver(book),
    ...clockRules(book, row),
  };
  return broken(rules);
}

/** Which clocks may run where, and that none outlives what it measures. */
function clockRules(book: Book, row: Incident): Record<string, boolean> {
  const open = row.clocks.filter(({ state }) => state === 'running' || state === 'paused');
  const at = (...statuses: Status[]) => statuses.includes(book.status);
  const mayRun = ({ kind, assignmentNo }: RunningClock): boolean =>
    ALLOWED(assignmentNo)[kind] ?? true;
  const ALLOWED = (assignmentNo: number | null): Record<string, boolean> => ({
    accept: at('reported'),
    verify: at('reported') && row.flags.verifying === true,
    dispatch: at('filed'),
    sign: at('dispatched') || assignmentNo !== null,
    check: at('resolved'),
    followUp: at('closed'),
    handle: at('filed', 'dispatched', 'handling'),
    contact: !isOver(book),
    arrive: !isOver(book),
    acknowledge: !isOver(book),
    ruling: !isOver(book),
    review: row.flags.shelved === true,
    majorReport: row.flags.major !== undefined,
  });
  const running = new Set(open.map(({ kind }) => kind));
  const keys = open.map(({ kind, assignmentNo, stage }) => `${kind}/${assignmentNo}/${stage}`);
  const parts = open.filter(({ assignmentNo }) => assignmentNo !== null);
  return {
    ...Object.fromEntries(
      open.map((clock) => [`clock ${clock.kind} in ${book.status}`, mayRun(clock)]),
    ),
    'an unreceived report has its clock': !at('reported') || running.has('accept'),
    'what is to be dispatched has its clock': !at('filed') || running.has('dispatch'),
    'what is to be checked has its clock': !at('resolved') || running.has('check'),
    'one open clock of a kind': new Set(keys).size === keys.length,
    'nothing runs after the end':
      !(at('dismissed', 'merged') || book.archived) || open.length === 0,
    'paused while suspended only': book.suspended || open.every(({ state }) => state === 'running'),
    'suspended means the case clock stands still':
      !book.suspended ||
      open.every(({ kind, assignmentNo, state }) => kind !== 'handle' || assignmentNo !== null || state === 'paused'), // prettier-ignore
    'the clock of an order ends with it': parts.every(({ assignmentNo }) => {
      const order = book.orders.get(assignmentNo ?? 0);
      return order?.live === true && !order.ended;
    }),
    'clocks as the facts say': row.clocks.every(
      (clock) => book.clocks.get(clock.no)?.state === clock.state,
    ),
    'rungs as claimed': row.clocks.every((clock) => (book.rungs.get(clock.no) ?? 0) === clock.rung),
  };
}

function adopt(book: Book, row: Incident): void {
  book.status = row.status;
  book.level = row.level;
  book.place = row.place;
  book.room = row.roomUnitId;
  book.units = new Set(row.unitIds);
  book.asked = new Set(row.flags.help?.flatMap(({ toUnit }) => toUnit ?? []));
  book.members = new Set(row.memberIds);
  book.restricted = row.flags.restricted === true;
  book.mergedInto = row.mergedInto;
  book.suspended = row.flags.deferredUntil !== undefined || row.flags.shelved === true;
  book.archived = row.flags.archived === true;
  book.orders = new Map(
    row.assignments.map((each) => [
      each.no,
      {
        unit: each.unitId,
        isLead: each.role === 'lead',
        giver: each.orderedByUnit,
        live: each.returnedAt === undefined && each.recalledAt === undefined,
        signed: each.signedAt !== undefined,
        ended: each.doneAt !== undefined || each.waivedAt !== undefined,
      },
    ]),
  );
}

function sameSet<T>(list: readonly T[], set: ReadonlySet<T>): boolean {
  return list.length === set.size && list.every((each) => set.has(each));
}

const broken = (rules: Readonly<Record<string, boolean>>) =>
  Object.keys(rules).filter((rule) => !rules[rule]);
