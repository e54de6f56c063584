// A record lived again under its own rules is itself; under others it differs where the rules do, and what the
// core refuses is told.
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import type { Knowledge } from '../decide.ts';
import type { Fact } from '../facts.ts';
import { aPlay, aPlayedMatter, playedId, playOf, WHOLE_LIFE } from '../testing-replay.ts';
import {
  actorAs,
  aKnowledge,
  COUNTY,
  ITEMS,
  MACHINE,
  MORNING,
  PEOPLE,
  PLACE,
  UNITS,
} from '../testing.ts';
import type { RecordedMatter } from './from-record.ts';
import { replay } from './live-again.ts';
import type { Play, Wish } from './play.ts';
import { whatIf, type WhatIfQuestion } from './what-if.ts';

const knowledge = aKnowledge();
const UNTIL = MORNING + 40 * DAY;

/** What a play left on record. */
function recordOf(play: Play): RecordedMatter[] {
  const facts = new Map<string, Fact[]>();
  const run = replay(
    play,
    { countyId: COUNTY, knowledge },
    {
      fact: (life, { fact }) =>
        void facts.set(life.matter.id, [...(facts.get(life.matter.id) ?? []), fact]),
      ended: () => {},
    },
    UNTIL,
  );
  while (run.go(1_000));
  expect(run.tally.refused).toBe(0);
  return [...facts].map(([id, its]) => ({ id, facts: its }));
}

const asked = (matters: RecordedMatter[], more: Partial<WhatIfQuestion> = {}) =>
  whatIf({
    ...{ matters, own: knowledge, rules: { knowledge }, until: UNTIL },
    options: {
      ...{ countyId: COUNTY, divisionCode: '330382', zone: 'Asia/Shanghai' },
      placeOfUnit: () => ({ townId: PLACE.townId ?? 0, villageId: PLACE.villageId ?? 0 }),
    },
    ...more,
  });

function limited(share: number): Knowledge {
  const { catalog, calendars } = knowledge.basis(1);
  const item = catalog.byCode.get(ITEMS.rubbish);
  if (!item?.limits.handle) throw new Error('the item has a limit');
  const handle = { ...item.limits.handle, amount: item.limits.handle.amount * share };
  const stricter = { ...item, limits: { ...item.limits, handle } };
  const byCode = new Map([...catalog.byCode, [ITEMS.rubbish, stricter]]);
  return { ...knowledge, basis: () => ({ catalog: { ...catalog, byCode }, calendars }) };
}

describe('what if', () => {
  test('nothing were otherwise: then nothing is', async () => {
    const told = await asked(recordOf(aPlay(40)));
    expect(told).toMatchObject({
      ...{ matters: 40, elsewhere: 0, becameLate: 0, becameInTime: 0, endOtherwise: 0 },
      ...{ unlikeRecord: 0, rungOtherwise: 0, refusedThen: 0, refusedNow: 0 },
      ...{ leftOut: {}, isWhole: true },
      couldNotBeReplayed: [],
    });
    expect(told.lateThen).toBe(told.lateNow);
    expect(told.ringsThen).toBeGreaterThan(8);
    expect(told.asked).toBe(40 * WHOLE_LIFE.length);
  });

  test('a record that does not follow from its verbs is found to be unlike', async () => {
    const matters = recordOf(aPlay(3));
    const [one, ...rest] = matters as [RecordedMatter, ...RecordedMatter[]];
    const bent = one.facts.map((fact) =>
      fact.type === 'incident.dispatched'
        ? ({
            ...fact,
            clocks: fact.clocks?.map((clock) => ({ ...clock, rungs: [1, 1, 1] })),
          } as Fact)
        : fact,
    );
    const told = await asked([{ ...one, facts: bent }, ...rest]);
    expect(told).toMatchObject({ unlikeRecord: 1, unlikeExamples: ['330382-20261118-000000'] });
  });

  test('a limit were shorter: then more is late and rings, by item, unit and town, with numbers', async () => {
    const told = await asked(recordOf(aPlay(20)), { rules: { knowledge: limited(0.01) } });
    expect(told.lateNow).toBeGreaterThan(told.lateThen);
    expect(told.becameLate).toBe(told.lateNow - told.lateThen + told.becameInTime);
    expect(told.ringsNow).toBeGreaterThan(told.ringsThen);
    expect(told.byItem[0]).toMatchObject({ key: ITEMS.rubbish, matters: 20 });
    expect(told.byUnit[0]).toMatchObject({ key: UNITS.bureau, lateNow: told.lateNow });
    expect(told.byTown[0]?.examples[0]).toMatch(/^330382-/);
    expect(told).toMatchObject({ unlikeRecord: 0, refusedNow: 0, elsewhere: 0 });
  });

  test('the routes were others: then their orders go elsewhere, a choice of a person stays', async () => {
    const chosen = WHOLE_LIFE.map((wish): Wish =>
      wish.verb === 'dispatch' ? { ...wish, input: { lead: UNITS.team, co: [] } } : wish,
    ).slice(0, 3);
    const matters = recordOf(
      playOf([aPlayedMatter(0), aPlayedMatter(1), aPlayedMatter(2, chosen, { pause: 1 })]),
    );
    const routes = () => ({
      then: { lead: UNITS.bureau, co: [] },
      asked: { lead: UNITS.otherBureau, co: [] },
    });
    const told = await asked(matters, { rules: { knowledge, routes } });
    expect(told).toMatchObject({ matters: 3, elsewhere: 2, refusedNow: 0, endOtherwise: 0 });
    expect(told.byUnit.find(({ key }) => key === UNITS.bureau)?.elsewhere).toBe(2);
  });

  test('what the core refuses under the other rules is counted with its reason', async () => {
    const matters = recordOf(aPlay(6));
    const offices = { ...knowledge.offices, of: () => undefined };
    const told = await asked(matters, { rules: { knowledge: { ...knowledge, offices } } });
    expect(told.refusedThen).toBe(0);
    expect(told.refusedNow).toBeGreaterThan(6);
    expect(told.couldNotBeReplayed).toContainEqual({
      why: 'dispatch incident.unknown-unit',
      count: 6,
    });
    expect(told.endOtherwise).toBe(6);
  });

  test('what the other catalogue does not know cannot be born under it, and is told', async () => {
    const { catalog, calendars } = knowledge.basis(1);
    const byCode = new Map([...catalog.byCode].filter(([code]) => code !== ITEMS.rubbish));
    const other = { ...knowledge, basis: () => ({ catalog: { ...catalog, byCode }, calendars }) };
    const told = await asked(recordOf(aPlay(4)), { rules: { knowledge: other } });
    expect(told).toMatchObject({ matters: 0, isWhole: true });
    expect(told.couldNotBeReplayed).toEqual([{ why: 'report incident.unknown-item', count: 4 }]);
  });

  test('a merge beyond the period is left out and told, within it both are lived', async () => {
    const into = playedId(0);
    const merge: Wish = { verb: 'merge', input: { into }, actor: PEOPLE.clerk, others: [into] };
    const matters = recordOf(
      playOf([aPlayedMatter(0), aPlayedMatter(1, [merge], { at: MORNING + MINUTE, pause: 1 })]),
    );
    expect(await asked(matters)).toMatchObject({ unlikeRecord: 0, leftOut: {}, matters: 2 });
    expect(await asked(matters.slice(1))).toMatchObject({
      leftOut: { 'merged: the other matter lies outside the period': 1 },
      ...{ incomplete: 1, unlikeRecord: 0 },
    });
  });

  test('what the reporter of a merged matter did about this one is lived', async () => {
    const follower = { ...actorAs('citizen', {}, 'other'), receiptOf: [playedId(0)] };
    const urge: Wish = { verb: 'urge', input: {}, actor: follower };
    const told = await asked(recordOf(playOf([aPlayedMatter(0, [urge])])));
    expect(told).toMatchObject({ matters: 1, refusedThen: 0, unlikeRecord: 0, leftOut: {} });
  });

  test('what the engine cannot live is left out with why, and not held against the record', async () => {
    const [matter] = recordOf(aPlay(1)) as [RecordedMatter];
    const facts = matter.facts.map((fact) =>
      fact.type === 'incident.arrived' ? ({ ...fact, type: 'incident.levitated' } as never) : fact,
    );
    expect(await asked([{ ...matter, facts }])).toMatchObject({
      leftOut: { 'levitated: no verb is known for it': 1 },
      ...{ incomplete: 1, unlikeRecord: 0 },
    });
  });

  test('it stops when it is told to, and says so', async () => {
    const stop = new AbortController();
    stop.abort();
    const told = await asked(recordOf(aPlay(5)), { signal: stop.signal });
    expect(told).toMatchObject({ isWhole: false, matters: 0 });
  });

  test('facts of a machine are lived as those of a machine', async () => {
    const wishes: Wish[] = [
      { verb: 'triage', input: { acts: [] }, actor: MACHINE },
      { verb: 'accept', input: {}, actor: PEOPLE.clerk },
    ];
    const matters = recordOf(playOf([aPlayedMatter(0, wishes, { pause: HOUR })]));
    expect(await asked(matters)).toMatchObject({ unlikeRecord: 0, refusedThen: 0, asked: 2 });
  });
});
