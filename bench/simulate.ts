// `npm run simulate [-- --seeds N] [--days D] [--seed K]`: two counties in memory in which people of every
// role do whatever comes to their mind for a simulated week, while clocks ring, and after every step an
// independent model says whether everything that must hold does. Last line: one JSON object.
import { systemActor, type Actor } from '#modules/identity/index.ts';
import {
  decide,
  isOpen,
  REPORT_ROLES,
  VERB_NAMES,
  VERBS,
  verbsFrom,
  type Fact,
  type Incident,
  type Source,
  type Verb,
} from '#modules/incident/index.ts';
import { aReport } from '#modules/incident/testing.ts';
import { seededRandom, type Random } from '#platform/chance/index.ts';
import { DAY, MINUTE, type Instant } from '#platform/time/index.ts';
import { round, say } from './figures.ts';
import { ITEM_CODES, NOWHERE, twoCounties, uuidOf, type County } from './simulate-county.ts';
import { inputFor, SAID, type Known } from './simulate-input.ts';
import { mayUse } from './simulate-rights.ts';
import { DRAWS, newWorld, type Decider, type World } from './simulate-world.ts';
import { commandOptions } from './command-options.ts';

const SEEDS = 100;
const SEEDS_MAX = 1_000_000;
const DAYS = 7;
const DAYS_MAX = 60;
/** Violations told one by one. */
const TOLD_MAX = 20;
/** What differs between two breaches of the same rule. */
const IDS = /[0-9a-f-]{36}|\d[\dTZ:.-]*/g;

/** Wednesday 2026-11-18, 09:00 in Shanghai; a storm shuts the offices on the Monday after. */
const BEGIN: Instant = Date.UTC(2026, 10, 18, 1);

const CLOCK = systemActor('clock');
const TRIAGE: Actor = { kind: 'model', id: 'model:triage', name: 'triage', posts: [] };
const MACHINE = systemActor('simulation');
/** What no person does, or what the machine may do in a person's place. */
const BY_MACHINE: readonly Verb[] = [
  ...(['triage', 'ring', 'recalculate', 'resume', 'archive'] as const),
  ...(['accept', 'dispatch', 'mirror', 'join', 'annotate'] as const),
];

export type Violation = Readonly<{ seed: number; step: number; what: string; where: string }>;

export type SimulateFigures = Readonly<{
  seeds: number;
  days: number;
  steps: number;
  incidents: number;
  facts: number;
  /** Rungs of clocks that rang. */
  rang: number;
  done: Readonly<Record<string, number>>;
  refused: Readonly<Record<string, number>>;
  /** Verbs that never succeeded in the whole run: what they do was not looked at. */
  neverDone: readonly Verb[];
  /** Kinds of facts that the model has no rules for; a matter that has one is taken at its word. */
  unknownFacts: readonly string[];
  violations: number;
  /** How often each rule was broken. */
  broken: Readonly<Record<string, number>>;
  found: readonly Violation[];
  seconds: number;
}>;

export type SimulateOptions = Readonly<{
  seeds: readonly number[];
  days: number;
  /** What decides; a test gives one that is wrong. */
  decider?: Decider;
  /** Every step in words. */
  onStep?: (line: string) => void;
  onSeed?: (done: number) => void;
}>;

export function simulate(options: SimulateOptions): SimulateFigures {
  const { seeds, days, decider = decide, onStep, onSeed } = options;
  const began = performance.now();
  const tally = {
    steps: 0,
    incidents: 0,
    facts: 0,
    rang: 0,
    done: {} as Record<string, number>,
    refused: {} as Record<string, number>,
  };
  const found: Violation[] = [];
  const unknown = new Set<string>();
  const broken: Record<string, number> = {};
  let violations = 0;
  for (const [index, seed] of seeds.entries()) {
    const run = live(seed, days, decider, onStep);
    tally.steps += run.steps;
    tally.incidents += run.world.rows.size;
    tally.facts += run.world.facts();
    tally.rang += run.rang;
    for (const [key, count] of run.done) tally.done[key] = (tally.done[key] ?? 0) + count;
    for (const [key, count] of run.refused) tally.refused[key] = (tally.refused[key] ?? 0) + count;
    for (const type of run.world.strange()) unknown.add(type);
    violations += run.violations.length;
    for (const { what } of run.violations) {
      const rule = what.replace(IDS, '…');
      broken[rule] = (broken[rule] ?? 0) + 1;
    }
    found.push(...run.violations.slice(0, Math.max(0, TOLD_MAX - found.length)));
    onSeed?.(index + 1);
  }
  return {
    seeds: seeds.length,
    days,
    ...tally,
    neverDone: VERB_NAMES.filter((verb) => !tally.done[verb]),
    unknownFacts: [...unknown],
    violations,
    broken,
    found,
    seconds: round((performance.now() - began) / 1000, 1),
  };
}

type Life = Readonly<{
  world: World;
  steps: number;
  rang: number;
  done: ReadonlyMap<string, number>;
  refused: ReadonlyMap<string, number>;
  violations: readonly Violation[];
}>;

const COUNTIES = twoCounties();

/** One seed: what happens in the two counties in so many days. */
function live(
  seed: number,
  days: number,
  decider: Decider,
  onStep: ((line: string) => void) | undefined,
): Life {
  const random = seededRandom(seed);
  const world = newWorld(COUNTIES, BEGIN, decider);
  const until = BEGIN + days * DAY;
  const violations: Violation[] = [];
  const done = new Map<string, number>();
  const refused = new Map<string, number>();
  let now = BEGIN;
  let steps = 0;
  let rang = 0;
  let reports = 0;

  const note = (line: string, faults: readonly string[]) => {
    steps += 1;
    const where = `${new Date(now).toISOString()} ${line}`;
    onStep?.(`${steps} ${where}${faults.map((fault) => `\n  ! ${fault}`).join('')}`);
    for (const what of faults) violations.push({ seed, step: steps, what, where });
  };
  const act = (row: Incident, actor: Actor, verb: Verb, input: unknown, version?: number) => {
    const expected = version === undefined ? {} : { expectedVersion: version };
    const command = { countyId: row.countyId, incidentId: row.id, verb, input, actor, ...expected };
    let line = `${row.number} ${row.status}: ${actor.name} ${verb}`;
    if (onStep) line += ` ${JSON.stringify(input)}`;
    try {
      const told = world.act(command, now);
      if ('refused' in told) {
        refused.set(told.refused, (refused.get(told.refused) ?? 0) + 1);
        note(`${line} → ${told.refused}`, told.faults);
      } else {
        done.set(verb, (done.get(verb) ?? 0) + 1);
        rang += told.facts.filter((type) => type === 'incident.rang').length;
        note(`${line} → ${told.facts.join(' ')}`, told.faults);
      }
    } catch (error) {
      note(line, [`threw ${error instanceof Error ? (error.stack ?? error.message) : error}`]);
    }
  };
  const report = () => {
    const county = pick(COUNTIES, random);
    reports += 1;
    const { fact, actor } = aRandomReport(county, reports, now, random);
    note(`${actor.name} reports`, world.report(fact, actor, now));
    // Triage looks at most reports soon.
    const row = world.rows.get(fact.incidentId);
    if (row && random() < 0.7)
      act(row, TRIAGE, 'triage', inputFor('triage', knownOf(county), random));
  };
  const knownOf = (county: County): Known => ({
    now,
    incidents: world
      .of(county.id)
      .filter(({ status }) => isOpen(status) || random() < 0.1)
      .map(({ id }) => id),
    people: county.people.map(({ id }) => id),
    units: county.units,
    places: county.grids.map((grid) => ({ ...grid, ...pointOf(random) })),
    items: ITEM_CODES,
  });
  /** What the machine does whenever it wakes: rings what is due, ends deferrals, archives. */
  const machine = () => {
    for (const row of world.rows.values()) {
      if ((nextRing(row) ?? Infinity) <= now) act(row, CLOCK, 'ring', {});
      const { deferredUntil, archived } = world.rows.get(row.id)?.flags ?? {};
      if ((deferredUntil ?? Infinity) <= now) act(row, MACHINE, 'resume', {});
      if (
        row.closedAt !== null &&
        !archived &&
        row.closedAt < now - 30 * DAY &&
        row.status !== 'merged'
      )
        act(row, MACHINE, 'archive', {});
    }
    note('the machine has looked', world.neglected(now));
  };
  const somebody = () => {
    const rows = [...world.rows.values()];
    // Mostly what is not ended yet.
    const open = rows.filter((row) => isOpen(row.status));
    if (rows.length === 0) return;
    const waiting = rows.filter(({ flags }) => flags.proposed !== undefined);
    // What was closed is few, and much follows from it.
    const closed = rows.filter(({ status }) => status === 'closed');
    const most = random() < 0.04 && closed.length ? closed : random() < 0.85 && open.length ? open : rows; // prettier-ignore
    const row = pick(random() < 0.1 && waiting.length ? waiting : most, random);
    const county = COUNTIES.find(({ id }) => id === row.countyId);
    if (!county) return;
    const book = world.book(row.id);
    const stranger = pick(pick(COUNTIES, random).people, random);
    const isSensible = random() < 0.75;
    // What one person proposed another one often confirms.
    const proposed = random() < 0.3 ? row.flags.proposed?.verb : undefined;
    const called = row.status === 'closed' && random() < 0.4 ? pick(['followUp', 'spotCheck'] as const, random) : undefined; // prettier-ignore
    const verb = isSensible
      ? (proposed ?? called ?? likelyVerb(row, done, random))
      : pick(VERB_NAMES, random);
    const all = isSensible ? county.people.filter((each) => mayUse(each, verb, book)) : [];
    // Rooms have a hand in most matters; who checks them is mostly the supervision section.
    const apart = verb === 'spotCheck' && random() < 0.7 ? all.filter(isSupervisor) : [];
    const able = apart.length ? apart : all;
    const isByMachine = BY_MACHINE.includes(verb) && random() < 0.1;
    const actor = isByMachine ? MACHINE : able.length ? pick(able, random) : stranger;
    const version = random() < 0.1 ? row.version - (random() < 0.5 ? 1 : 0) : undefined;
    act(row, actor, verb, sayFor(row, verb, inputFor(verb, knownOf(county), random), random), version); // prettier-ignore
    if (random() < 0.2) note(`${stranger.name} looks`, world.verbsFor(row.id, stranger));
  };

  let isStormy = false;
  while (now < until) {
    const dice = random();
    if (dice < 0.05) report();
    else if (dice < 0.72) somebody();
    else {
      const next = [...world.rows.values()].reduce((min, row) => Math.min(min, nextRing(row) ?? Infinity), Infinity); // prettier-ignore
      const isNext = random() < 0.35 && next > now && next < until;
      now = isNext ? next : now + Math.ceil(random() * random() * 4 * 60) * MINUTE;
      // A machine's clock that is set back must not ring twice or lose anything.
      if (random() < 0.01) now -= Math.floor(random() * 2 * 60) * MINUTE;
      if (!isStormy && now > BEGIN + 2 * DAY) {
        isStormy = true;
        for (const county of COUNTIES) world.publishCalendar(county.id);
        for (const row of world.rows.values())
          if (VERBS.recalculate.from.some((status) => status === row.status))
            act(row, MACHINE, 'recalculate', {});
      }
      // Now and then somebody is quicker than the machine.
      if (random() < 0.05) somebody();
      machine();
    }
  }
  return { world, steps, rang, done, refused, violations };
}

const isSupervisor = ({ posts }: Actor) => posts.some(({ role }) => role === 'supervisor');

/** An input that now and then fits its occasion: exactly what was proposed; a demand without ground. */
function sayFor(row: Incident, verb: Verb, input: unknown, random: Random): unknown {
  const { proposed } = row.flags;
  if (typeof input !== 'object' || input === null || random() < 0.3) return input;
  if (proposed?.verb === verb) return { ...input, ...proposed.terms };
  // Handled and closed matters are few in a week; what follows them gets its occasion.
  if ((verb === 'resolve' || verb === 'done') && !('evidence' in input))
    return { ...input, noEvidence: SAID };
  if (verb === 'followUp' && random() < 0.5)
    return { ...input, reached: true, satisfied: false, unreasonable: true };
  // Now and then a draw named it, and what it found is told in full.
  if (verb === 'spotCheck')
    return {
      ...{ passed: random() < 0.5, reasons: ['notHandled'], note: SAID, ...input },
      ...(random() < 0.5 ? { draw: pick(DRAWS, random) } : {}),
    };
  return input;
}

/** The instant that the row is looked up by when clocks are due. */
function nextRing(row: Incident): Instant | null {
  const next = row.clocks.flatMap(({ state, nextAt }) =>
    state === 'running' ? (nextAt ?? []) : [],
  );
  return next.length ? Math.min(...next) : null;
}

/** The line from report to closing comes up more often, so that histories get far. */
const MAIN: readonly Verb[] = ['accept', 'dispatch', 'sign', 'resolve', 'close', 'done', 'coSign'];
const MAIN_SHARE = 0.5;

/** What has been done least so far is tried, too, so that rare verbs get their occasion. */
const CURIOUS_SHARE = 0.2;

function likelyVerb(row: Incident, done: ReadonlyMap<string, number>, random: Random): Verb {
  const verbs = verbsFrom(row.status);
  if (random() < CURIOUS_SHARE) {
    const times = (verb: Verb) => done.get(verb) ?? 0;
    const least = Math.min(...verbs.map(times));
    return pick(
      verbs.filter((verb) => times(verb) === least),
      random,
    );
  }
  const main = verbs.filter((verb) => MAIN.includes(verb));
  return pick(main.length && random() < MAIN_SHARE ? main : verbs, random);
}

function aRandomReport(
  county: County,
  serial: number,
  now: Instant,
  random: Random,
): { fact: Fact; actor: Actor } {
  const bySensor = random() < 0.2;
  const able = county.people.filter(({ posts }) =>
    posts.some(({ role }) => REPORT_ROLES.includes(role)),
  );
  const actor = bySensor ? systemActor('sensor') : pick(able, random);
  const post = actor.posts.find(
    ({ role, place }) => REPORT_ROLES.includes(role) && place.countyId === county.id,
  );
  const atDesk = post !== undefined && DESKS.includes(post.role);
  const grid = pick(county.grids, random);
  const dice = random();
  // Some reports say where, some only which town, some nothing: these stay with the desk (ADR 5).
  const place =
    dice < 0.7
      ? { ...grid, ...pointOf(random) }
      : dice < 0.85
        ? { ...NOWHERE, townId: grid.townId }
        : { ...NOWHERE, townId: post?.place.townId ?? null };
  const room = place.townId === null ? null : county.roomOf(place.townId);
  const bare = aReport(
    {
      number: `${county.divisionCode}-${String(serial).padStart(6, '0')}`,
      source: bySensor ? 'sensor' : pick(SOURCES, random),
      reporterId: bySensor || atDesk ? null : actor.id,
      itemCode: random() < 0.6 ? pick(ITEM_CODES, random) : null,
      level: pick([1, 2, 3, 4] as const, random),
      place,
      roomUnitId: room ?? (atDesk ? post.unitId : null),
      occurredAt: now,
    },
    now,
  );
  return {
    actor,
    fact: {
      ...bare,
      countyId: county.id,
      incidentId: uuidOf(`1${county.id}`, serial),
      by: {
        kind: actor.kind,
        id: actor.id,
        ...(post?.unitId == null ? {} : { unitId: post.unitId }),
        ...(post ? { role: post.role } : {}),
      },
    },
  };
}
const DESKS: readonly string[] = ['infoClerk', 'deputyDirector', 'countyDuty', 'cityCentre'];
const SOURCES: readonly Source[] = ['citizen', 'phone', 'police110', 'gridWorker', 'hotline12345'];

const pointOf = (random: Random) => ({
  lng6: 120_900_000 + Math.floor(random() * 10_000),
  lat6: 28_100_000 + Math.floor(random() * 10_000),
});

function pick<T>(list: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

if (import.meta.main) {
  const values = commandOptions('npm run simulate -- [--seeds N] [--days D] [--seed K]', {
    seeds: { type: 'string', default: String(SEEDS) },
    days: { type: 'string', default: String(DAYS) },
    seed: { type: 'string' },
  });
  const count = Number(values.seeds);
  const days = Number(values.days);
  const only = values.seed === undefined ? undefined : Number(values.seed);
  const isWhole = (value: number, max: number) =>
    Number.isInteger(value) && value >= 1 && value <= max;
  if (
    !isWhole(count, SEEDS_MAX) ||
    !isWhole(days, DAYS_MAX) ||
    (only !== undefined && !Number.isInteger(only))
  ) {
    say(`--seeds 1…${SEEDS_MAX}, --days 1…${DAYS_MAX}, --seed：整数 a whole number`);
    process.exit(2);
  }
  const figures = simulate({
    seeds: only === undefined ? Array.from({ length: count }, (_, at) => at + 1) : [only],
    days,
    ...(only === undefined ? {} : { onStep: say }),
    onSeed: (done) => done % 100 === 0 && say(`simulate: ${done} of ${count} seeds`),
  });
  for (const { seed, step, what, where } of figures.found)
    say(`simulate: seed ${seed}, step ${step}: ${what}\n  ${where}\n  replay: npm run simulate -- --days ${days} --seed ${seed}`); // prettier-ignore
  const { found: _told, ...last } = figures;
  console.log(JSON.stringify(last));
  process.exitCode = figures.violations > 0 ? 1 : 0;
}
