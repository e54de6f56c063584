// A sample of `npm run simulate`, and proof that its model would notice: each broken rule is found.
import { expect, test } from 'vitest';
import { decide, type Incident } from '#modules/incident/index.ts';
import { HOUR } from '#platform/time/index.ts';
import { simulate } from './simulate.ts';
import type { Decider } from './simulate-world.ts';

const TIMEOUT_MS = 60_000;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

test(
  'twelve weeks of anybody doing anything: every rule holds after every step',
  () => {
    const figures = simulate({ seeds: SEEDS, days: 7 });
    expect(figures.found, `seeds ${SEEDS.join(' ')}`).toEqual([]);
    expect(figures.violations).toBe(0);
    // A run that never got anywhere would prove nothing.
    expect(figures.done['close']).toBeGreaterThan(5);
    expect(figures.rang).toBeGreaterThan(100);
    for (const verb of ['split', 'followUp', 'spotCheck'])
      expect(figures.done[verb], verb).toBeGreaterThan(0);
    for (const code of ['not-found', 'not-permitted', 'not-now', 'input-invalid'])
      expect(figures.refused[`incident.${code}`], code).toBeGreaterThan(5);
  },
  TIMEOUT_MS,
);

test('the same seed lives the same week', () => {
  const [one, other] = [1, 2].map(() => simulate({ seeds: [7], days: 3 }));
  expect({ ...one, seconds: 0 }).toEqual({ ...other, seconds: 0 });
});

/** Decides on an incident that is not quite the one it was given. */
const about =
  (change: (incident: Incident) => Partial<Incident>): Decider =>
  (incident, command, ...rest) =>
    decide({ ...incident, ...change(incident) }, command, ...rest);

const ringing =
  (answer: Decider): Decider =>
  (incident, command, ...rest) =>
    (command.verb === 'ring' ? answer : decide)(incident, command, ...rest);

const MISTAKES: readonly (readonly [string, Decider, RegExp])[] = [
  [
    'whoever asks is let in',
    (incident, command, ...rest) =>
      decide(incident, { ...command, actor: { ...command.actor, kind: 'system' } }, ...rest),
    /^done although incident\.not-(found|permitted)$/,
  ],
  [
    'need-to-know is forgotten',
    about(({ flags }) => ({ flags: { ...flags, restricted: false } })),
    /^(done although|refused with .*, expected) incident\.not-found$/,
  ],
  [
    'a clock rings early',
    about(({ clocks }) => ({
      clocks: clocks.map((clock) => {
        const [due, half, twice] = clock.rungs;
        return { ...clock, rungs: [due - HOUR, half - HOUR, twice - HOUR] };
      }),
    })),
    /^never before its time$/,
  ],
  [
    'a clock does not ring',
    ringing((incident) => ({ after: [incident], facts: [], proposed: false })),
    /did not ring/,
  ],
  [
    'a rung is claimed again',
    ringing((incident, command, ...rest) =>
      decide(
        { ...incident, clocks: incident.clocks.map((clock) => ({ ...clock, rung: 0 })) },
        command,
        ...rest,
      ),
    ),
    /^a rung is claimed once, in order$/,
  ],
  [
    'one person is taken for two',
    about(({ flags }) => ({
      flags: { ...flags, proposed: { verb: 'void', by: 'nobody', at: 0 } },
    })),
    /^two persons void the highest levels$/,
  ],
  [
    'whoever closed it may check it',
    (incident, command, ...rest) =>
      command.verb === 'spotCheck'
        ? decide(incident, { ...command, input: { passed: true }, gathered: {} }, ...rest)
        : decide(incident, command, ...rest),
    /^(who handled or closed it|the handling unit) does not check it$/,
  ],
  [
    'the lead does not wait',
    about(({ assignments }) => ({
      assignments: assignments.map((each) => (each.role === 'co' ? { ...each, doneAt: 0 } : each)),
    })),
    /^the lead waits for its co-handlers$/,
  ],
  [
    'the row says more than its facts',
    (...given) => {
      const decided = decide(...given);
      if ('refused' in decided) return decided;
      return { ...decided, after: decided.after.map((each) => ({ ...each, number: 'x' })) };
    },
    /^row = fold$/,
  ],
  [
    'a decision changes what it was given',
    (incident, ...rest) => {
      (incident as { level: number }).level = 4;
      return decide(incident, ...rest);
    },
    /^threw TypeError/,
  ],
];

test.each(MISTAKES)(
  'noticed: %s',
  (_name, decider, rule) => {
    const noticed = new Set<string>();
    for (const seed of SEEDS) {
      const { broken } = simulate({ seeds: [seed], days: 4, decider });
      for (const each of Object.keys(broken)) noticed.add(each);
      if ([...noticed].some((each) => rule.test(each))) return;
    }
    expect.fail([...noticed].join('; ') || 'nothing was noticed');
  },
  TIMEOUT_MS,
);
