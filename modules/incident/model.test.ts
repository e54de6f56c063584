// Whatever anybody does in whatever order: random people, verbs, inputs and pauses, and what must then hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROLE_CODES, type Actor } from '#modules/identity/index.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import { isOpenClock } from './clocks.ts';
import { fold } from './fold.ts';
import { isLive, type Incident } from './incident.ts';
import { edgeOf, STATUSES, VERB_NAMES, verbsFrom, type Verb } from './lifecycle.ts';
import { actorAs, aMatter, ITEMS, MACHINE, MORNING, UNITS, type Matter } from './testing.ts';

const guess = (value: unknown) => ({ value, confidence: 1, reasons: [], rule: 'test' });
const { bureau, otherBureau, team } = UNITS;

/** Inputs that a form would send, a few per verb. */
const INPUTS: Partial<Record<Verb, readonly object[]>> = {
  accept: Object.values(ITEMS).map((itemCode) => ({ itemCode })),
  answer: [{ reply: '已核实' }],
  selfHandle: [{ result: '已清' }],
  dismiss: [{ reasonCode: 'other' }],
  appeal: [{ reason: '不服' }],
  dispatch: [
    { lead: bureau },
    { lead: team, co: [bureau] },
    { lead: bureau, co: [otherBureau, team] },
  ],
  resolve: [{ result: '已清' }],
  rework: [{ reason: '未清' }],
  reopen: [{ reason: '又有' }],
  return: [{ reasonCode: 'other' }],
  coReturn: [{ reasonCode: 'other' }, { reasonCode: 'other', assignmentNo: 2 }],
  void: [{ reasonCode: 'other' }],
  triage: [
    { acts: ['item'], item: guess(ITEMS.quarrel) },
    { acts: ['level'], level: guess(2), item: guess(ITEMS.spill) },
  ],
  amend: [{ itemCode: ITEMS.quarrel }, { itemCode: ITEMS.rubbish, level: 3 }, { level: 1 }, {}],
  verified: [{ real: true }, { real: true }, { real: false }],
  waive: [2, 3, 4].map((assignmentNo) => ({ assignmentNo, reason: '不需要' })),
  done: [{}, { assignmentNo: 2 }, { assignmentNo: 3 }],
  coSign: [{}, { assignmentNo: 2 }],
  feedback: [{ note: '已联系' }],
  ask: [{ what: 'defer', reason: '等材料' }],
  defer: [1, 30, 400].map((days) => ({ until: MORNING + days * DAY, reasonCode: 'other' })),
  extend: [
    { share: 0.25, reason: '雨' },
    { share: 1, reason: '雨' },
  ],
  shelve: [{ reasonCode: 'funds' }],
  supervise: [{ grade: 'key', replyBy: MORNING + 20 * DAY, note: '说明' }],
  replySupervision: [
    { no: 1, reply: '在办' },
    { no: 2, reply: '在办' },
  ],
  escalate: [
    { to: 'county', reason: '难' },
    { to: 'city', reason: '难' },
  ],
  reinforce: [{ kind: 'people', request: '两人' }],
  handOver: [{ system: 'law-enforcement' }],
  mirror: [{ step: '办理' }, { step: '办结', finished: true }],
  followUp: [{ reached: true, satisfied: false }, { reached: false }],
  annotate: [{ note: '阅' }],
};

/** Would shut most people out of the rest of the history. */
const LEFT_OUT: readonly Verb[] = ['restrict'];

type Step = Readonly<{
  actor: Actor;
  /** Most steps try what the status allows; some try anything at all. */
  anything: boolean;
  pick: number;
  nonsense: object | null;
  wait: number;
}>;

const somebody = fc
  .tuple(
    fc.constantFrom(...ROLE_CODES),
    fc.constantFrom('one', 'two'),
    fc.option(fc.constantFrom(bureau, otherBureau, team), { nil: undefined }),
  )
  .map(([role, name, unitId]) => actorAs(role, unitId === undefined ? {} : { unitId }, name));

const steps: fc.Arbitrary<Step> = fc.record({
  actor: fc.oneof(
    { arbitrary: fc.constant(MACHINE), weight: 1 },
    { arbitrary: somebody, weight: 2 },
  ),
  anything: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  pick: fc.nat(),
  nonsense: fc.option(fc.object({ maxDepth: 1 })),
  wait: fc.constantFrom(0, 0, 0, MINUTE, HOUR, DAY),
});

/** The main line comes up more often, so that histories get far. */
const MAIN: readonly Verb[] = [
  'accept',
  'dispatch',
  'sign',
  'resolve',
  'close',
  'reopen',
  'appeal',
];
const MAIN_WEIGHT = 8;

function verbOf({ anything, pick }: Step, incident: Incident): Verb {
  const verbs = (anything ? VERB_NAMES : verbsFrom(incident.status))
    .filter((verb) => !LEFT_OUT.includes(verb))
    .flatMap((verb) => (MAIN.includes(verb) ? Array<Verb>(MAIN_WEIGHT).fill(verb) : [verb]));
  return verbs[pick % verbs.length] ?? 'annotate';
}

function inputOf({ pick, nonsense }: Step, verb: Verb, masterId: string): object {
  if (verb === 'merge') return { into: masterId };
  const inputs = INPUTS[verb] ?? [{}];
  // The pick has chosen the verb by its remainder; what is left of it chooses the input.
  return nonsense && pick % 7 === 0
    ? nonsense
    : (inputs[Math.floor(pick / 97) % inputs.length] ?? {});
}

/** What is wrong with an incident, whatever has happened; empty when it is sound. */
function faults(before: Incident, after: Incident, matter: Matter, verb: Verb): string[] {
  const { status } = after;
  const own = matter.facts().filter((fact) => fact.incidentId === after.id);
  const open = after.clocks.filter(isOpenClock);
  const live = after.assignments.filter(isLive);
  const suspended = after.flags.deferredUntil !== undefined || after.flags.shelved === true;
  const { from, to, may } = edgeOf(verb);
  const leads = live.filter((each) => each.role === 'lead').length;
  const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;
  const rules: Record<string, boolean> = {
    'one of eight statuses': STATUSES.includes(status),
    'moves along an edge':
      status === before.status || (from.includes(before.status) && [to, may].includes(status)),
    'version is the number of facts': after.version === own.length,
    'facts are numbered one by one': own.every((fact, index) => fact.seq === index + 1),
    'times never run backwards': own.every(
      (fact, i) => i === 0 || fact.at >= (own[i - 1]?.at ?? 0),
    ),
    'clocks are numbered uniquely': distinct(after.clocks.map((clock) => clock.no)),
    'one open clock per kind, assignment and stage': distinct(
      open.map((clock) => `${clock.kind}/${clock.assignmentNo}/${clock.stage}`),
    ),
    'paused only while suspended': suspended || !open.some((clock) => clock.state === 'paused'),
    'suspended only while handled': !suspended || status === 'handling',
    'nothing rings after the end':
      !(status === 'dismissed' || status === 'merged' || after.flags.archived) || !open.length,
    'an order has one lead':
      leads === (['dispatched', 'handling', 'resolved'].includes(status) ? 1 : 0) ||
      (status === 'closed' && leads <= 1) ||
      (status === 'dismissed' && leads <= 1),
    'units with orders may find it': live.every((each) => after.unitIds.includes(each.unitId)),
    'ended has its time': (after.closedAt !== null) === ['closed', 'dismissed', 'merged'].includes(status), // prettier-ignore
    'an end has its outcome': after.outcome !== null || !['closed', 'dismissed'].includes(status),
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}

/** Histories made in one run; the seed of a failing one is printed. */
const RUNS = 60;

test('random histories never throw and always stay sound', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(steps, { maxLength: 120, size: 'max' }),
      fc.constantFrom('citizen', 'police110', 'gridWorker'),
      (history, source) => {
        const others = new Map<string, Incident>();
        const master = aMatter({}, { others });
        const matter = aMatter({ source, itemCode: ITEMS.rubbish }, { others });
        for (const step of history) {
          matter.wait(step.wait);
          const before = matter.incident();
          const verb = verbOf(step, before);
          const input = inputOf(step, verb, master.incident().id);
          const refused = matter.refusal(step.actor, verb, input);
          if (refused === null) matter.act(step.actor, verb, input);
          const after = matter.incident();
          seen.set(after.status, (seen.get(after.status) ?? 0) + 1);
          const wrong = faults(before, after, matter, verb);
          if (refused !== null && after !== before) wrong.push('a refusal changes nothing');
          if (wrong.length) throw new Error(`${before.status} ${verb}: ${wrong.join('; ')}`);
        }
        const own = matter.facts().filter((fact) => fact.incidentId === matter.incident().id);
        expect(fold(own)).toEqual(matter.incident());
      },
    ),
    { numRuns: RUNS },
  );
  console.log(`statuses passed through: ${JSON.stringify(Object.fromEntries(seen))}`);
  // A run that never got anywhere would prove nothing.
  for (const status of STATUSES) expect(seen.get(status) ?? 0, status).toBeGreaterThan(0);
});
