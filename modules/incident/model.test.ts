// Whatever anybody does in whatever order: random people, verbs, inputs and pauses, and what must then hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOpenClock } from './clocks.ts';
import { fold } from './fold.ts';
import { isLive, type Incident } from './incident.ts';
import { edgeOf, STATUSES, type Verb } from './lifecycle.ts';
import { inputOf, steps, verbOf } from './testing-histories.ts';
import { aMatter, ITEMS, type Matter } from './testing.ts';

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

test('random histories never throw and always stay sound', { timeout: 60_000 }, () => {
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
  for (const status of ['dispatched', 'handling', 'resolved', 'closed'] as const)
    expect(seen.get(status) ?? 0, status).toBeGreaterThan(0);
});
