// The clocks of an incident: what starts, stops, pauses, regrades and voids them, and when they ring.
import { describe, expect, test } from 'vitest';
import { calendarsOf, compileCalendar } from '#modules/deadline/index.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from '#modules/deadline/testing.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import { fold } from './fold.ts';
import {
  aCatalog,
  aKnowledge,
  aMatter,
  aMatterAtWork,
  ITEMS,
  MACHINE,
  MORNING,
  PEOPLE,
  UNITS,
} from './testing.ts';

const { clerk, director, handler, team, otherHandler, commander } = PEOPLE;
const minutes = (matter: ReturnType<typeof aMatter>, kind: string) => {
  const clock = matter.clock(kind);
  return clock === undefined ? null : (clock.dueAt - MORNING) / MINUTE;
};

describe('1312', () => {
  test('filed as something else, it is not held to the minutes of a call', () => {
    const matter = aMatter({ itemCode: ITEMS.quarrel, source: 'police110' });
    matter.act(clerk, 'accept', { itemCode: ITEMS.rubbish });
    expect(['contact', 'arrive'].map((kind) => matter.clock(kind)?.state)).toEqual([
      'void',
      'void',
    ]);
  });

  test('accept, contact and arrive run from the moment our side received the call', () => {
    const matter = aMatter({ itemCode: ITEMS.quarrel, source: 'police110' });
    expect(['accept', 'contact', 'arrive'].map((kind) => minutes(matter, kind))).toEqual([
      1, 3, 10,
    ]);
    expect(matter.incident().clocks.every((clock) => clock.urgent)).toBe(true);
  });

  test('given it becomes known later that it is one, then they still run from the receipt', () => {
    const matter = aMatter({ source: 'police110' });
    matter.wait(2 * MINUTE);
    const guess = { value: ITEMS.quarrel, confidence: 0.95, reasons: [], rule: 'lexical-1' };
    matter.act(MACHINE, 'triage', { acts: ['item'], item: guess });
    expect(['contact', 'arrive'].map((kind) => minutes(matter, kind))).toEqual([3, 10]);
  });

  test('given its item is first named when it is accepted, then they run from the receipt, too', () => {
    const matter = aMatter({ source: 'police110' });
    matter.wait(MINUTE);
    matter.act(clerk, 'accept', { itemCode: ITEMS.quarrel });
    expect(['contact', 'arrive'].map((kind) => minutes(matter, kind))).toEqual([3, 10]);
    expect(matter.clock('dispatch')?.startedAt).toBe(MORNING + MINUTE);
    expect(matter.incident().clocks.filter(({ kind }) => kind === 'contact')).toHaveLength(1);
  });

  test('given the caller was called back before, then no clock asks for a second call', () => {
    const matter = aMatter({ source: 'police110' });
    matter.act(clerk, 'contact', { note: '已联系' });
    matter.act(clerk, 'accept', { itemCode: ITEMS.quarrel });
    expect(matter.clock('contact')).toBeUndefined();
    expect(minutes(matter, 'arrive')).toBe(10);
  });

  test('given it turns out to be something else, then its minutes bind nobody', () => {
    const matter = aMatter({ itemCode: ITEMS.quarrel, source: 'police110' });
    matter.act(clerk, 'amend', { itemCode: ITEMS.rubbish });
    expect(['contact', 'arrive'].map((kind) => matter.clock(kind)?.state)).toEqual([
      'void',
      'void',
    ]);
  });

  test('given the order comes back and goes to another team, then the ten minutes go on', () => {
    const matter = aMatter({ itemCode: ITEMS.noise, source: 'police110' });
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
    matter.act(handler, 'return', { reasonCode: 'not-ours' });
    matter.act(clerk, 'dispatch', { lead: UNITS.team });
    expect(matter.clock('arrive')).toMatchObject({
      state: 'running',
      dueAt: MORNING + 10 * MINUTE,
    });
  });

  test('feedback runs two hours from the team being done, said or shown by resolving', () => {
    const said = aMatterAtWork({ itemCode: ITEMS.noise, source: 'police110' });
    expect(said.clock('feedback')).toBeUndefined();
    const at = said.now();
    said.act(handler, 'done');
    expect(said.clock('feedback')?.dueAt).toBe(at + 2 * HOUR);
    said.act(handler, 'resolve', { noEvidence: '无法取证', result: '已劝离' });
    expect(said.clock('feedback')?.dueAt).toBe(at + 2 * HOUR);

    const shown = aMatterAtWork({ itemCode: ITEMS.noise, source: 'police110' });
    shown.act(handler, 'resolve', { noEvidence: '无法取证', result: '已劝离' });
    expect(shown.clock('feedback')?.state).toBe('running');
    shown.act(clerk, 'feedback', { note: '已回复报警人' });
    expect(shown.clock('feedback')?.state).toBe('stopped');
  });

  test('a co-handler that is done is not the team being done', () => {
    const matter = aMatterAtWork({
      itemCode: ITEMS.noise,
      source: 'police110',
      co: [UNITS.otherBureau],
    });
    matter.act(otherHandler, 'done');
    expect(matter.clock('feedback')).toBeUndefined();
  });

  test('the same item from another source is an ordinary matter', () => {
    expect(aMatter({ itemCode: ITEMS.quarrel, source: 'phone' }).clock('contact')).toBeUndefined();
  });
});

describe('budgets by level', () => {
  test('accepting takes 1 min, 5 min, 15 min or one working hour', () => {
    const due = ([1, 2, 3, 4] as const).map((level) => minutes(aMatter({ level }), 'accept'));
    expect(due).toEqual([1, 5, 15, 60]);
  });

  test('regrading keeps the start and claimed rungs', () => {
    const matter = aMatter({ level: 3 });
    matter.wait(16 * MINUTE);
    matter.act(MACHINE, 'ring');
    expect(matter.clock('accept')?.rung).toBe(1);
    matter.act(clerk, 'amend', { level: 2 });
    expect(matter.clock('accept')).toMatchObject({
      no: 1,
      rung: 1,
      startedAt: MORNING,
      dueAt: MORNING + 5 * MINUTE,
    });
  });

  test('correcting only the place moves no clock', () => {
    const matter = aMatterAtWork();
    matter.act(director, 'extend', { share: 0.5, reason: '雨' });
    const before = matter.clock('handle');
    matter.act(clerk, 'amend', { place: { townId: 10, villageId: null, gridId: null, lng6: null, lat6: null } }); // prettier-ignore
    expect(matter.clock('handle')).toEqual(before);
  });

  test('regrading keeps an extension in proportion, the suspensions, and the assignment of each', () => {
    const matter = aMatterAtWork({ co: [UNITS.team] });
    matter.act(director, 'extend', { share: 0.5, reason: '雨' });
    matter.act(director, 'defer', { until: MORNING + DAY, reasonCode: 'weather' });
    matter.act(director, 'resume');
    matter.act(clerk, 'amend', { itemCode: ITEMS.spill });
    const handles = matter.incident().clocks.filter((clock) => clock.kind === 'handle');
    expect(handles.map(({ assignmentNo, budget }) => [assignmentNo, budget.amount])).toEqual([
      [null, 3], // two working hours and half as much again
      [2, 1.6],
    ]);
    expect(handles.map((clock) => clock.suspensions.length)).toEqual([1, 1]);
  });
});

describe('the handling', () => {
  test('stands still while deferred, for the lead and for co-handlers', () => {
    const matter = aMatterAtWork({ co: [UNITS.team] });
    const due = matter.clock('handle')?.dueAt ?? 0;
    matter.act(director, 'defer', { until: MORNING + 5 * DAY, reasonCode: 'weather' });
    matter.act(team, 'done');
    matter.wait(2 * DAY);
    matter.act(director, 'resume');
    const [lead, co] = matter.incident().clocks.filter((clock) => clock.kind === 'handle');
    expect(lead?.state).toBe('running');
    expect(lead?.dueAt).toBeGreaterThan(due + DAY);
    expect(co?.state).toBe('stopped'); // done meanwhile: it does not begin to run again
  });

  test('never restarts when the order goes to another unit; that unit gets its own time to sign', () => {
    const matter = aMatterAtWork();
    const before = matter.clock('handle');
    matter.act(handler, 'return', { reasonCode: 'not-ours' });
    matter.act(clerk, 'dispatch', { lead: UNITS.otherBureau });
    const [theCase, own] = matter.incident().clocks.filter((clock) => clock.kind === 'handle');
    expect(theCase).toEqual(before);
    expect(own).toMatchObject({ assignmentNo: 2, state: 'running', budget: before?.budget });
    const signs = matter.incident().clocks.filter((clock) => clock.kind === 'sign');
    expect(signs.map((clock) => clock.state)).toEqual(['stopped', 'running']);
  });

  test('has half the time after a failed check, all of it after reopening', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' });
    matter.act(clerk, 'rework', { reason: '没有' });
    expect(matter.clock('handle')?.budget.amount).toBe(2);
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' });
    matter.act(clerk, 'close');
    matter.act(director, 'reopen', { reason: '抽查' });
    expect(matter.clock('handle')?.budget.amount).toBe(4);
  });
});

describe('after closing', () => {
  const closed = (source: 'citizen' | 'gridWorker') => {
    const matter = aMatterAtWork({ source });
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' });
    matter.act(clerk, 'close');
    return matter;
  };

  test('a citizen is called back within three working days, a grid worker is not', () => {
    expect(closed('citizen').clock('followUp')?.budget).toEqual({ amount: 3, unit: 'workDay' });
    expect(closed('gridWorker').clock('followUp')).toBeUndefined();
  });

  test('the call back is owed no more once it is made, and again after a second closing', () => {
    const matter = closed('citizen');
    matter.act(clerk, 'followUp', { reached: true, satisfied: false });
    expect(matter.clock('followUp')?.state).toBe('stopped');
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' });
    matter.act(clerk, 'close');
    expect(matter.clock('followUp')?.state).toBe('running');
  });
});

describe('ringing', () => {
  test('claims each rung once, however often it is asked', () => {
    const matter = aMatter({ level: 1 }); // one minute to accept
    const rungs = () =>
      matter.facts().flatMap((fact) => (fact.type === 'incident.rang' ? [fact.data.rung] : []));
    matter.act(MACHINE, 'ring');
    expect(rungs()).toEqual([]);
    matter.act(MACHINE, 'ring'); // one minute later: 100 %
    matter.act(MACHINE, 'ring'); // two minutes: 150 and 200 %
    matter.act(MACHINE, 'ring');
    expect(rungs()).toEqual([1, 2, 3]);
    expect(matter.clock('accept')?.nextAt).toBeNull();
  });

  test('makes a matter overdue when its handling is', () => {
    const matter = aMatterAtWork();
    matter.wait(2 * DAY);
    expect(matter.act(MACHINE, 'ring').flags.overdue).toBe(true);
  });

  test('is over for a void, a merged, an archived matter', () => {
    const matter = aMatterAtWork();
    matter.act(commander, 'void', { reasonCode: 'test' });
    expect(matter.incident().clocks.filter((clock) => clock.nextAt !== null)).toEqual([]);
  });
});

test('a new calendar moves open clocks, once, and leaves stopped ones', () => {
  const first = compileCalendar(aCalendarDefinition(REST_DAYS_2026));
  const second = compileCalendar(
    aCalendarDefinition({
      ...REST_DAYS_2026,
      holidays: [...REST_DAYS_2026.holidays, '2026-11-18'],
    }),
    { version: 2, id: 'v2' },
  );
  let calendars = calendarsOf([first]);
  const knowledge = aKnowledge({
    basis: () => ({ catalog: aCatalog(), calendars }),
  });
  const matter = aMatter({ itemCode: ITEMS.rubbish }, { knowledge });
  matter.act(clerk, 'accept');
  matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
  const due = matter.clock('handle')?.dueAt ?? 0;
  expect(matter.act(MACHINE, 'recalculate').version).toBe(3); // nothing published: nothing recorded
  calendars = calendarsOf([first, second]);
  matter.act(MACHINE, 'recalculate');
  expect(matter.facts().at(-1)?.data).toEqual({ calendarVersion: 2 });
  expect(matter.clock('handle')).toMatchObject({ calendarVersion: 2 });
  expect(matter.clock('handle')?.dueAt).toBeGreaterThan(due);
  expect(matter.clock('accept')?.calendarVersion).toBe(1);
  expect(matter.act(MACHINE, 'recalculate').version).toBe(4);
});

test('the incident is the fold of its facts, one by one', () => {
  const matter = aMatterAtWork({ co: [UNITS.team] });
  matter.act(team, 'done');
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' });
  matter.act(clerk, 'close');
  expect(fold(matter.facts())).toEqual(matter.incident());
  expect(() => fold(matter.facts().slice(1))).toThrow('does not begin with its report');
});
