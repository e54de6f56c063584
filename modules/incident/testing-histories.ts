// Random histories for tests: people, verbs, inputs and pauses in any order, the likely ones more often.
import fc from 'fast-check';
import { ROLE_CODES, type Actor } from '#modules/identity/index.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import type { Incident } from './incident.ts';
import { VERB_NAMES, verbsFrom, type Verb } from './lifecycle.ts';
import { actorAs, ITEMS, MACHINE, MORNING, UNITS } from './testing.ts';

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
  resolve: [{ result: '已清', noEvidence: '无法取证' }],
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
  done: [{ noEvidence: '无法取证' }, { assignmentNo: 2 }, { assignmentNo: 3 }],
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

export type Step = Readonly<{
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

export const steps: fc.Arbitrary<Step> = fc.record({
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

export function verbOf({ anything, pick }: Step, incident: Incident): Verb {
  const verbs = (anything ? VERB_NAMES : verbsFrom(incident.status))
    .filter((verb) => !LEFT_OUT.includes(verb))
    .flatMap((verb) => (MAIN.includes(verb) ? Array<Verb>(MAIN_WEIGHT).fill(verb) : [verb]));
  return verbs[pick % verbs.length] ?? 'annotate';
}

export function inputOf({ pick, nonsense }: Step, verb: Verb, masterId: string): object {
  if (verb === 'merge') return { into: masterId };
  const inputs = INPUTS[verb] ?? [{}];
  // The pick has chosen the verb by its remainder; what is left of it chooses the input.
  return nonsense && pick % 7 === 0
    ? nonsense
    : (inputs[Math.floor(pick / 97) % inputs.length] ?? {});
}
