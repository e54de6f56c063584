// The world of one simulated run: what has been reported and done so far, and what must hold after every
// step. It knows no chance; the one who moves it (simulate.ts) does.
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '#modules/identity/index.ts';
import {
  edgeOf,
  fold,
  isOpen,
  VERB_NAMES,
  verbsFor,
  type Command,
  type decide,
  type Decided,
  type Fact,
  type Incident,
  type Knowledge,
  type Verb,
} from '#modules/incident/index.ts';
import { withFirstClocks } from '#modules/incident/testing.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { compare, enter, isOver, leadOf, openBook, type Book } from './simulate-book.ts';
import { owed, wallClock, type WallClock } from './simulate-clocks.ts';
import { uuidOf, type County } from './simulate-county.ts';
import { SAID } from './simulate-input.ts';
import { isMachine, maySee, mayUse, reachWith } from './simulate-rights.ts';

export type Decider = typeof decide;
type Verdict = ReturnType<Decider>;

export type Told = Readonly<{ refused: string } | { facts: readonly string[] }>;

export type World = Readonly<{
  rows: ReadonlyMap<string, Incident>;
  book: (id: string) => Book;
  /** Matters of a county, in the order they were reported. */
  of: (countyId: number) => readonly Incident[];
  report: (bare: Fact, actor: Actor, now: Instant) => string[];
  /** Does a verb as `perform` would, and says what is wrong with how it went. */
  act: (command: Command, now: Instant) => Told & Readonly<{ faults: readonly string[] }>;
  /** Clocks that came due and did not ring, matters that nobody can move: after the machine's turn. */
  neglected: (now: Instant) => string[];
  publishCalendar: (countyId: number) => void;
  verbsFor: (id: string, actor: Actor) => string[];
  facts: () => number;
  strange: () => readonly string[];
}>;

/** The draws that ask for spot checks. */
export const DRAWS = [0, 1, 2, 3].map((serial) => uuidOf('d', serial));

/** They end a matter without its having been dealt with. */
const ENDING: readonly Verb[] = ['void', 'withdraw', 'merge'];

/** Budgets and pauses reach this far beyond the simulated days. */
const BEYOND = 250 * DAY;
const BEFORE = 5 * DAY;

export function newWorld(counties: readonly County[], from: Instant, decider: Decider): World {
  const rows = new Map<string, Incident>();
  const books = new Map<string, Book>();
  const told = new Map<string, Fact[]>();
  const strange = new Set<string>();
  const versions = new Map(counties.map((county) => [county.id, 1]));
  const everybody = counties.flatMap(({ people }) => people);
  let facts = 0;

  const book = (id: string): Book => {
    const found = books.get(id);
    if (!found) throw new Error(`no matter ${id}`);
    return found;
  };
  const countyOf = (id: number): County => {
    const found = counties.find((county) => county.id === id);
    if (!found) throw new Error(`no county ${id}`);
    return found;
  };
  const knowledgeOf = (countyId: number): Knowledge =>
    countyOf(countyId).knowledge(versions.get(countyId) ?? 1);
  const wallOf = (countyId: number): WallClock => wallFor(countyOf(countyId), from);

  const wholeOf = ({ data }: Fact): Book | undefined =>
    books.get((data as { parentId?: string }).parentId ?? '');

  const keep = (row: Incident) => rows.set(row.id, frozen(row));
  const learn = (fact: Fact, actor: Actor, verb: Verb, now: Instant): string[] => {
    const known = books.get(fact.incidentId) ?? openBook(fact, wholeOf(fact));
    books.set(fact.incidentId, known);
    // Only what can be written down counts: the record is text.
    const written = JSON.parse(JSON.stringify(fact)) as Fact;
    const history = told.get(fact.incidentId) ?? [];
    told.set(fact.incidentId, [...history, written]);
    facts += 1;
    const faults = enter(known, written, { actor, verb, now, wall: wallOf(fact.countyId) });
    if (known.strange) strange.add(fact.type);
    return JSON.stringify(fact).includes(SAID) ? [...faults, 'free words stand in a fact'] : faults;
  };
  const settled = (ids: Iterable<string>): string[] =>
    [...ids].flatMap((id) => {
      const row = rows.get(id);
      if (!row) return [`${id} has facts and no row`];
      return [
        ...compare(book(id), row),
        ...(isDeepStrictEqual(fold(told.get(id) ?? []), row) ? [] : ['row = fold']),
        ...joinedFaults(id),
        ...handsFaults(id),
      ];
    });

  /** Reporters follow their matter: a master counts everybody who came to it, also through others. */
  const joinedFaults = (id: string): string[] => {
    const count = (master: string): number =>
      [...books.values()]
        .filter((each) => each.mergedInto === master)
        .reduce((sum, each) => sum + 1 + count(each.id), book(master).calls);
    const faults: string[] = [];
    for (let at: string | null = id; at !== null; at = book(at).mergedInto) {
      const joined = rows.get(at)?.flags.joined ?? 0;
      const expected = count(at);
      if (joined !== expected) faults.push(`reporters joined: ${joined}, came: ${expected}`);
    }
    return faults;
  };

  /** An open matter is in somebody's hands: a person can move it on. */
  const handsFaults = (id: string): string[] => {
    const known = book(id);
    if (isOver(known)) return [];
    const moves = VERB_NAMES.filter((verb) => {
      const { from: statuses, to } = edgeOf(verb);
      const isMove = to !== undefined && !ENDING.includes(verb);
      // Whoever may name the members of a need-to-know matter brings those in who can move it.
      return (
        statuses.includes(known.status) && (isMove || (known.restricted && verb === 'restrict'))
      );
    });
    if (everybody.some((person) => moves.some((verb) => mayUse(person, verb, known)))) return [];
    return [
      `nobody can move on what is ${known.restricted ? 'restricted and ' : ''}${known.status}`,
    ];
  };

  /** What the house would read or take for one command alone. */
  // Far above the serials of reports.
  let born = 0xc0_00_00_00_00_00;
  const gatheredFor = (
    row: Incident,
    { verb, input }: Command,
  ): NonNullable<Command['gathered']> => {
    if (verb === 'close')
      return {
        openChildren: (row.flags.children ?? []).filter((id) => {
          const child = rows.get(id);
          return child !== undefined && isOpen(child.status);
        }).length,
      };
    if (verb === 'spotCheck') {
      const { enders, handlers, endingUnits } = book(row.id);
      const { units } = countyOf(row.countyId);
      // Each draw asks one unit, always the same.
      const drawn = DRAWS.flatMap((draw, at) => {
        const checkerUnitId = units[at % units.length];
        return checkerUnitId === undefined ? [] : [{ draw, checkerUnitId }];
      });
      return {
        hands: { persons: [...enders, ...handlers], units: [...endingUnits] },
        // Three matters of four were drawn.
        drawn: row.id.charCodeAt(row.id.length - 1) % 4 === 0 ? [] : drawn,
      };
    }
    const parts = verb === 'split' ? (input as { parts?: unknown } | null)?.parts : undefined;
    if (!Array.isArray(parts)) return {};
    const newborn = parts.map((_, at) => {
      const serial = (born += 1).toString(16).padStart(12, '0');
      return {
        id: `${row.id.slice(0, -12)}${serial}`,
        number: `${row.number}-${row.version}-${at}`,
      };
    });
    return { newborn };
  };

  return {
    rows,
    book,
    of: (countyId) => [...rows.values()].filter((row) => row.countyId === countyId),
    report(bare, actor, now) {
      const first = withFirstClocks(bare, knowledgeOf(bare.countyId));
      const faults = learn(first, actor, 'annotate', now);
      keep(fold([first]));
      return [...faults, ...settled([first.incidentId])];
    },
    act(command, now) {
      const row = rows.get(command.incidentId);
      if (!row) throw new Error(`no matter ${command.incidentId}`);
      const known = book(row.id);
      const asked = { ...command, gathered: gatheredFor(row, command) };
      const verdict = decider(row, asked, knowledgeOf(row.countyId), now, rows);
      const faults = judged(known, row, command, verdict);
      if ('refused' in verdict) return { refused: verdict.refused, faults };
      const touched = new Set([...verdict.after.map(({ id }) => id)]);
      for (const { fact } of verdict.facts) {
        touched.add(fact.incidentId);
        faults.push(...learn(fact, command.actor, command.verb, now));
      }
      for (const after of verdict.after) keep(after);
      faults.push(...settled(touched));
      return { facts: verdict.facts.map(({ fact }) => fact.type), faults };
    },
    neglected(now) {
      return [...books.values()].flatMap((known) => {
        const wall = wallOf(known.countyId);
        return [...known.clocks.values()].flatMap((clock) => {
          const claimed = (known.rungs.get(clock.no) ?? 0) as 0 | 1 | 2 | 3;
          return owed(clock, wall, claimed, now).map(
            (rung) => `${known.id}: ${clock.kind} ${clock.no} did not ring for the ${rung}. time`,
          );
        });
      });
    },
    publishCalendar: (countyId) => void versions.set(countyId, countyOf(countyId).calendars.length),
    verbsFor(id, actor) {
      const row = rows.get(id);
      const known = book(id);
      if (!row) return [];
      const offered = verbsFor(row, actor);
      const may = VERB_NAMES.filter(
        (verb) =>
          edgeOf(verb).from.includes(known.status) &&
          (!known.archived || verb === 'spotCheck') &&
          !ONLY_MACHINE.includes(verb) &&
          mayUse(actor, verb, known),
      );
      // A verb for which there is no occasion need not be offered; the main line always is, but for what
      // cannot be returned: what rests, and on the two highest levels what was signed (先行处置、后议职责).
      const isKept = known.suspended || (known.level <= 2 && leadOf(known)?.signed === true);
      return [
        ...offered
          .filter((verb) => !may.includes(verb) || (verb === 'return' && isKept))
          .map((verb) => `offers ${verb} to who may not`),
        ...may
          .filter((verb) => MAIN_LINE.includes(verb) && !offered.includes(verb))
          .filter((verb) => verb !== 'return' || !isKept)
          .filter((verb) => !OF_THE_LEAD.includes(verb) || isLeadsHand(actor, verb, known))
          .map((verb) => `does not offer ${verb} to who may`),
      ];
    },
    facts: () => facts,
    strange: () => [...strange],
  };
}

/** Domain defaults 3(b): no role triages, rings or recalculates; the machine does. */
const ONLY_MACHINE: readonly Verb[] = ['triage', 'ring', 'recalculate'];
const MAIN_LINE: readonly Verb[] = ['accept', 'dispatch', 'sign', 'resolve', 'close', 'return'];
const OF_THE_LEAD: readonly Verb[] = ['sign', 'resolve', 'return'];

/** Of the lead itself, or of those whose right is no order's: a co-handler does none of these. */
function isLeadsHand(actor: Actor, verb: Verb, known: Book): boolean {
  const lead = leadOf(known);
  return actor.posts.some((post) => {
    const reach = reachWith(post, verb, known);
    const isBound = reach === 'assigned' || reach === 'unit';
    return (
      mayUse({ ...actor, posts: [post] }, verb, known) && (!isBound || post.unitId === lead?.unit)
    );
  });
}

/** What is wrong with a decision as such: done or refused by right, status and version. */
function judged(known: Book, row: Incident, command: Command, verdict: Verdict): string[] {
  const { actor, verb, expectedVersion } = command;
  const edge = edgeOf(verb);
  const isAllowed = mayUse(actor, verb, known);
  const hindrance = !isAllowed
    ? maySee(actor, known)
      ? 'incident.not-permitted'
      : 'incident.not-found'
    : !edge.from.includes(known.status)
      ? 'incident.not-now'
      : known.archived && verb !== 'spotCheck'
        ? 'incident.archived'
        : expectedVersion !== undefined && expectedVersion !== known.version
          ? 'incident.changed-meanwhile'
          : null;
  if ('refused' in verdict) {
    const isWrong =
      hindrance === null
        ? verdict.refused === 'incident.not-found' && verdict.field === undefined
        : verdict.refused !== hindrance;
    return isWrong ? [`refused with ${verdict.refused}, expected ${hindrance ?? 'no such'}`] : [];
  }
  if (hindrance !== null) return [`done although ${hindrance}`];
  const after = verdict.after.find(({ id }) => id === row.id);
  const may: readonly (string | undefined)[] = verdict.proposed
    ? [row.status]
    : [edge.to ?? row.status, edge.may];
  return [
    ...(after && may.includes(after.status) ? [] : [`moved ${row.status} → ${after?.status}`]),
    ...(isMachine(actor) || verdict.facts.length > 0 ? [] : ['done and nothing recorded']),
    ...verdict.after
      .filter((each) => each.countyId !== row.countyId)
      .map((each) => `touched ${each.id} of another county`),
    ...unseen(actor, row, verdict),
  ];
}

/** Matters that a person's verb changed although the person may not see them. */
function unseen(actor: Actor, row: Incident, verdict: Decided): string[] {
  if (isMachine(actor)) return [];
  // Reporters who leave a matter leave it also when it has been closed to others since.
  const left = verdict.facts.flatMap(({ fact }) => (fact.type === 'incident.left' ? fact.incidentId : [])); // prettier-ignore
  return verdict.after
    .filter(({ id }) => !left.includes(id))
    .filter((each) => each.id !== row.id && isOpen(each.status))
    .filter((each) => each.flags.restricted === true && !each.memberIds.includes(actor.id))
    .map((each) => `changed the restricted ${each.id} of others`);
}

const walls = new Map<string, WallClock>();
/** Counted once for a county and a span; the tables are large. */
function wallFor(county: County, from: Instant): WallClock {
  const key = `${county.id}/${from}`;
  const known = walls.get(key) ?? wallClock(county.calendars, from - BEFORE, from + BEYOND);
  walls.set(key, known);
  return known;
}

/** A decision that changed what it was given would throw here. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) frozen(each);
  return value;
}
