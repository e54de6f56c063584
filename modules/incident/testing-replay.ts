// A small play for tests of the replay: matters of the ordinary people, each through the whole line, some
// of them late, so that clocks ring between the verbs.
import type { Incident } from './incident.ts';
import type { Play, PlayedMatter, Wish } from './replay/play.ts';
import { aReporting } from './testing-database.ts';
import { ITEMS, MACHINE, MORNING, PEOPLE, UNITS } from './testing.ts';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';

const { clerk, secondClerk, handler } = PEOPLE;

/** What is done about a matter, one after the other. */
export const WHOLE_LIFE: readonly Wish[] = [
  { verb: 'triage', input: { acts: [] }, actor: MACHINE },
  { verb: 'accept', input: {}, actor: clerk },
  { verb: 'dispatch', input: { lead: UNITS.bureau, co: [] }, actor: clerk },
  { verb: 'sign', input: {}, actor: handler },
  { verb: 'arrive', input: {}, actor: handler },
  {
    verb: 'resolve',
    input: { result: '', outcome: 'solved', noEvidence: '无法取证' },
    actor: handler,
  },
  { verb: 'close', input: {}, actor: secondClerk },
  { verb: 'followUp', input: { reached: true }, actor: clerk },
  { verb: 'archive', input: {}, actor: clerk },
];
/** The facts of such a life. */
export const WHOLE_LIFE_FACTS = [
  'incident.reported',
  'incident.triaged',
  'incident.filed',
  'incident.dispatched',
  'incident.signed',
  'incident.arrived',
  'incident.resolved',
  'incident.closed',
  'incident.followedUp',
  'incident.archived',
] as const;

/** An id that the same play gives every time. */
export function playedId(index: number): string {
  const time = MORNING.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

export function aPlayedMatter(
  index: number,
  wishes: readonly Wish[] = WHOLE_LIFE,
  { at = MORNING + index * MINUTE, pause = 20 * MINUTE }: { at?: Instant; pause?: number } = {},
): PlayedMatter {
  const number = `330382-20261118-${String(index).padStart(6, '0')}`;
  const report = aReporting({ itemCode: ITEMS.rubbish, words: {}, person: {}, occurredAt: at });
  let last = at;
  return {
    ...{ at, id: playedId(index), number, report },
    when: (_incident: Incident, asked: number) => (asked < wishes.length ? last + pause : null),
    what(_incident, asked, now) {
      last = now;
      const wish = wishes[asked];
      if (!wish) throw new Error('nothing is played beyond the end');
      return wish;
    },
  };
}

/** So many whole lives; every fifth takes days, so that its clocks ring. */
export function aPlay(count: number): Play {
  return playOf(
    Array.from({ length: count }, (_, index) =>
      aPlayedMatter(index, WHOLE_LIFE, { pause: index % 5 === 0 ? DAY + HOUR : 20 * MINUTE }),
    ),
  );
}

/** Matters in the order of their reports. */
export function playOf(matters: readonly PlayedMatter[]): Play {
  let next = 0;
  return { next: () => matters[next++] ?? null };
}
