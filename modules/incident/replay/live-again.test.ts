// A replayed life is decided as a live one: the same facts, the same clocks, the same refusals.
import { describe, expect, test } from 'vitest';
import { canonicalText } from '#platform/facts/index.ts';
import { DAY, MINUTE } from '#platform/time/index.ts';
import { decide, type NewFact } from '../decide.ts';
import type { Fact } from '../facts.ts';
import { fold } from '../fold.ts';
import type { Incident } from '../incident.ts';
import { birth } from '../receive.ts';
import { COUNTY, aKnowledge, ITEMS, MORNING, PEOPLE } from '../testing.ts';
import { aPlay, aPlayedMatter, playedId, playOf, WHOLE_LIFE } from '../testing-replay.ts';
import { replay, type Life } from './live-again.ts';
import type { Play, Wish } from './play.ts';

const knowledge = aKnowledge();
const { clerk, handler } = PEOPLE;

/** Plays to the end; every fact by its incident, and the lives as they ended. */
function played(play: Play, until?: number) {
  const facts = new Map<string, Fact[]>();
  const times: number[] = [];
  const ended: Life[] = [];
  const run = replay(
    play,
    { countyId: COUNTY, knowledge },
    {
      fact(life, { fact }: NewFact) {
        times.push(fact.at);
        facts.set(life.matter.id, [...(facts.get(life.matter.id) ?? []), fact]);
      },
      ended: (life) => void ended.push(life),
    },
    until,
  );
  while (run.go(100));
  return { facts, times, ended, run };
}

describe('a replay', () => {
  test('given a life without delay, then its facts are those of deciding each verb live', () => {
    const matter = aPlayedMatter(0);
    const { facts } = played(playOf([matter]));
    const born = birth(matter.report, matter.number, knowledge, matter.at, matter.id);
    const live: Fact[] = [born.entry.fact];
    let incident: Incident = born.incident;
    WHOLE_LIFE.forEach((wish, index) => {
      const command = { ...wish, countyId: COUNTY, incidentId: matter.id };
      // Live inputs are checked; words that the replay leaves out are said here.
      const input =
        wish.verb === 'resolve' ? { result: '已清', noEvidence: '无法取证' } : wish.input;
      const now = MORNING + (index + 1) * 20 * MINUTE;
      const decided = decide(incident, { ...command, input }, knowledge, now);
      if ('refused' in decided) throw new Error(decided.refused);
      live.push(...decided.facts.map(({ fact }) => fact));
      incident = decided.after[0] ?? incident;
    });
    expect(facts.get(matter.id)).toEqual(live);
  });

  test('then many lives go on side by side in the order of time, and rows are the folds', () => {
    const { facts, times, ended, run } = played(aPlay(40));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(ended).toHaveLength(40);
    for (const { incident, asked, refused } of ended) {
      expect(incident).toEqual(fold(facts.get(incident.id) ?? []));
      expect([incident.flags.archived, asked, refused]).toEqual([true, WHOLE_LIFE.length, 0]);
    }
    expect(run.living()).toBe(0);
    // Eight of them took days.
    expect(run.tally.rings).toBeGreaterThan(8);
  });

  test('given nothing is done, then its clocks climb their ladder and it ends there', () => {
    const { facts } = played(playOf([aPlayedMatter(0, [])]));
    expect(facts.get(playedId(0))?.map(({ type }) => type)).toEqual([
      'incident.reported',
      ...Array<string>(3).fill('incident.rang'),
    ]);
  });

  test('then facts are made in the order in which they are hashed: nothing is sorted afterwards', () => {
    const { facts } = played(aPlay(3));
    for (const fact of [...facts.values()].flat())
      expect(JSON.stringify(fact)).toBe(canonicalText(fact));
  });

  test('given a wish that live work refuses, then it is refused here, counted, and life goes on', () => {
    const wishes: Wish[] = [
      { verb: 'sign', input: {}, actor: handler },
      { verb: 'accept', input: {}, actor: clerk },
    ];
    const { ended, run } = played(playOf([aPlayedMatter(0, wishes)]));
    expect([...run.tally.refusals]).toEqual([['sign incident.not-found', 1]]);
    expect(ended[0]).toMatchObject({ asked: 2, refused: 1, incident: { status: 'filed' } });
  });

  test('given one is merged into another, then both hear of it', () => {
    const into = playedId(0);
    const merge: Wish = { verb: 'merge', input: { into }, actor: clerk, others: [into] };
    const matters = [aPlayedMatter(0), aPlayedMatter(1, [merge], { pause: 1 })];
    const { facts } = played(playOf(matters));
    expect(facts.get(playedId(1))?.at(-1)).toMatchObject({ type: 'incident.merged' });
    expect(facts.get(into)?.map(({ type }) => type)).toContain('incident.joined');
  });

  test('given an end, then what would come after does not happen, and the living are told', () => {
    const { ended, times } = played(aPlay(5), MORNING + 30 * MINUTE);
    expect(Math.max(...times)).toBeLessThan(MORNING + 30 * MINUTE);
    expect(ended).toHaveLength(5);
  });

  test('given other rules, then the same play comes to other facts', () => {
    const { catalog, calendars } = knowledge.basis(1);
    const limits = {
      ...catalog.byCode.get(ITEMS.rubbish)?.limits,
      handle: { amount: 1, unit: 'minute' },
    };
    const item = { ...catalog.byCode.get(ITEMS.rubbish), limits } as never;
    const stricter = { ...catalog, byCode: new Map([...catalog.byCode, [ITEMS.rubbish, item]]) };
    const rings = (basis: ReturnType<typeof knowledge.basis>) => {
      const rules = { countyId: COUNTY, knowledge: { ...knowledge, basis: () => basis } };
      const run = replay(aPlay(10), rules, { fact: () => {}, ended: () => {} });
      while (run.go(DAY));
      return run.tally.rings;
    };
    expect(rings({ catalog: stricter, calendars })).toBeGreaterThan(rings({ catalog, calendars }));
  });
});
