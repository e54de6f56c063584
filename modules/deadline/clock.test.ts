import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import type { Budget } from './budget.ts';
import { calendarsOf, workedBetween } from './calendar.ts';
import {
  claimRung,
  dueRungs,
  extendClock,
  lightOf,
  pauseClock,
  recomputeClock,
  remaining,
  resumeClock,
  startClock,
  stopClock,
  type RunningClock,
} from './clock.ts';
import { compileCalendar } from './compile-calendar.ts';
import { aCalendarDefinition, calendarsOfChina, REST_DAYS_2026 } from './testing.ts';

const calendars = calendarsOfChina();
const at = (text: string): Instant => Date.parse(`${text.replace(' ', 'T')}+08:00`);
const started = at('2026-03-02 09:00'); // a Monday

function aClock(budget: Budget, startedAt = started): RunningClock {
  return startClock({ no: 1, kind: 'handle', budget, startedAt }, calendars);
}

describe('starting', () => {
  test('knows its calendar, its due instant, its warning and its three rungs', () => {
    expect(aClock({ amount: 10, unit: 'minute' })).toEqual({
      no: 1,
      kind: 'handle',
      assignmentNo: null,
      stage: null,
      budget: { amount: 10, unit: 'minute' },
      calendar: 'clock24x7',
      calendarVersion: 1,
      startedAt: started,
      dueAt: started + 10 * MINUTE,
      warnAt: started + 8 * MINUTE,
      rungs: [started + 10 * MINUTE, started + 15 * MINUTE, started + 20 * MINUTE],
      rung: 0,
      nextAt: started + 10 * MINUTE,
      suspensions: [],
      state: 'running',
      stoppedAt: null,
      stoppedBy: null,
      urgent: true,
    });
  });

  test('its rungs are shares of working time, not of wall time', () => {
    const clock = aClock({ amount: 2, unit: 'workDay' }, at('2026-02-13 08:30'));
    expect(clock.calendar).toBe('workTime');
    expect(clock.rungs).toEqual([
      at('2026-02-14 17:30'), // a make-up Saturday
      at('2026-02-24 17:30'), // after the spring festival
      at('2026-02-25 17:30'),
    ]);
  });

  test('under a quarter of an hour it is urgent', () => {
    expect(aClock({ amount: 14.9, unit: 'minute' }).urgent).toBe(true);
    expect(aClock({ amount: 0.2, unit: 'hour' }).urgent).toBe(true);
    expect(aClock({ amount: 15, unit: 'minute' }).urgent).toBe(false);
    expect(aClock({ amount: 0.1, unit: 'workHour' }).urgent).toBe(false);
  });

  test('without time, or without a calendar, it is refused', () => {
    expect(() => aClock({ amount: 0, unit: 'minute' })).toThrow('deadline.budget-not-positive');
    const spec = { no: 1, kind: 'handle', startedAt: started } as const;
    const none = calendarsOf([]);
    const budget = { amount: 1, unit: 'workDay' } as const;
    expect(() => startClock({ ...spec, budget }, none)).toThrow('deadline.no-calendar');
    expect(startClock({ ...spec, budget: { amount: 1, unit: 'hour' } }, none).dueAt).toBe(
      started + HOUR,
    );
  });
});

describe('lights and time left', () => {
  const clock = aClock({ amount: 10, unit: 'minute' });
  test.each([
    [-5, 'green', 15],
    [0, 'green', 10],
    [7.9, 'green', 2.1],
    [8, 'yellow', 2],
    [10, 'yellow', 0],
    [10.1, 'red', -0.1],
  ])('after %s minutes', (minutes, light, left) => {
    const now = started + minutes * MINUTE;
    expect(lightOf(clock, now)).toBe(light);
    expect(remaining(clock, now)).toBeCloseTo(left * MINUTE, 5);
  });

  test('stopped in time it is done, stopped after it is late; neither changes any more', () => {
    const inTime = stopClock(clock, started + 10 * MINUTE);
    const late = stopClock(clock, started + 11 * MINUTE, 'replaced');
    expect(lightOf(inTime, started + DAY)).toBe('done');
    expect(lightOf(late, started + DAY)).toBe('late');
    expect(remaining(late, started + DAY)).toBe(-MINUTE);
    expect(late).toMatchObject({ state: 'stopped', stoppedBy: 'replaced', nextAt: null });
    expect(stopClock(late, started)).toBe(late);
    expect(pauseClock(late, started + DAY, 'x')).toBe(late);
    expect(resumeClock(late, started + DAY, calendars)).toBe(late);
    expect(extendClock(late, { amount: 1, unit: 'hour' }, calendars)).toBe(late);
    expect(recomputeClock(late, calendars)).toBe(late);
    expect(stopClock(clock, started, 'void').state).toBe('void');
  });
});

describe('suspension', () => {
  const clock = aClock({ amount: 4, unit: 'hour' });
  const paused = pauseClock(clock, started + HOUR, 'waiting for parts');

  test('stands still', () => {
    expect(paused).toMatchObject({ state: 'paused', nextAt: null });
    expect(lightOf(paused, started + DAY)).toBe('paused');
    expect(remaining(paused, started + DAY)).toBe(3 * HOUR);
    expect(dueRungs(paused, started + DAY)).toEqual([]);
    expect(pauseClock(paused, started + 2 * HOUR, 'again')).toBe(paused);
  });

  test('moves every instant on by what was suspended', () => {
    const resumed = resumeClock(paused, started + 6 * HOUR, calendars);
    expect(resumed).toMatchObject({
      state: 'running',
      dueAt: started + 9 * HOUR,
      nextAt: started + 9 * HOUR,
      rungs: [started + 9 * HOUR, started + 11 * HOUR, started + 13 * HOUR],
      suspensions: [{ from: started + HOUR, to: started + 6 * HOUR, reason: 'waiting for parts' }],
    });
  });

  test('what was reached before the suspension stays reached', () => {
    const late = pauseClock(clock, started + 5 * HOUR, 'too late');
    const resumed = resumeClock(late, started + 10 * HOUR, calendars);
    expect(resumed.rungs).toEqual([started + 4 * HOUR, started + 11 * HOUR, started + 13 * HOUR]);
    expect(lightOf(stopClock(late, started + DAY), started + DAY)).toBe('late');
  });

  test('stopping ends it, and counts only what was used before', () => {
    const stopped = stopClock(paused, started + DAY);
    expect(stopped.suspensions[0]?.to).toBe(started + DAY);
    expect(lightOf(stopped, started + DAY)).toBe('done');
    expect(remaining(stopped, started + 2 * DAY)).toBe(3 * HOUR);
  });

  test('a moved-back clock writes nothing before the last entry', () => {
    const early = pauseClock(clock, started - DAY, 'set back');
    expect(early.suspensions[0]?.from).toBe(started);
    const resumed = resumeClock(early, started - 2 * DAY, calendars);
    expect(resumed.suspensions[0]?.to).toBe(started);
    expect(resumed.dueAt).toBe(clock.dueAt);
    expect(stopClock(resumed, started - DAY).stoppedAt).toBe(started);
    expect(dueRungs(clock, started - DAY)).toEqual([]);
  });
});

describe('the ladder', () => {
  const clock = aClock({ amount: 4, unit: 'hour' });
  test('offers each rung until it is claimed, once', () => {
    expect(dueRungs(clock, started + 4 * HOUR - 1)).toEqual([]);
    expect(dueRungs(clock, started + 4 * HOUR)).toEqual([1]);
    const one = claimRung(clock, 1);
    expect(one).toMatchObject({ rung: 1, nextAt: started + 6 * HOUR });
    expect(dueRungs(one, started + 4 * HOUR)).toEqual([]);
    expect(dueRungs(one, started + 9 * HOUR)).toEqual([2, 3]);
    const three = claimRung(one, 3);
    expect(three).toMatchObject({ rung: 3, nextAt: null });
    expect(claimRung(three, 2)).toBe(three);
    expect(dueRungs(three, started + DAY)).toEqual([]);
  });

  test('falls silent when the clock stops', () => {
    expect(dueRungs(stopClock(clock, started + 9 * HOUR), started + DAY)).toEqual([]);
  });
});

describe('extension', () => {
  const days = (amount: number) => ({ amount, unit: 'workDay' }) as const;
  test('adds to the budget and keeps its unit', () => {
    const longer = extendClock(aClock(days(2)), days(1), calendars);
    expect(longer.dueAt).toBe(aClock(days(3)).dueAt);
    expect(longer.budget).toEqual(days(3));
    const half = extendClock(aClock(days(2)), { amount: 3.5, unit: 'workHour' }, calendars);
    expect(half.budget).toEqual(days(2.5));
    const minutes = extendClock(
      aClock({ amount: 10, unit: 'minute' }),
      { amount: 1, unit: 'hour' },
      calendars,
    );
    expect(minutes).toMatchObject({ dueAt: started + 70 * MINUTE, urgent: false });
  });

  test('claimed rungs stay claimed', () => {
    const claimed = claimRung(aClock(days(1)), 1);
    expect(extendClock(claimed, days(1), calendars)).toMatchObject({
      rung: 1,
      nextAt: aClock(days(3)).dueAt,
    });
  });

  test('does not mix wall time and working time', () => {
    expect(() => extendClock(aClock(days(1)), { amount: 1, unit: 'hour' }, calendars)).toThrow(
      'deadline.units-differ',
    );
  });
});

describe('a new calendar', () => {
  // The county closes on Tuesday 3 March for a flood.
  const flood = compileCalendar(
    aCalendarDefinition({
      ...REST_DAYS_2026,
      holidays: [...REST_DAYS_2026.holidays, '2026-03-03'],
    }),
    { id: 'flood', version: 2 },
  );
  const both = calendarsOf([calendars.get('workTime', 1), flood]);
  const clock = aClock({ amount: 2, unit: 'workDay' });

  test('moves open clocks, running or paused', () => {
    const moved = recomputeClock(clock, both);
    expect(moved).toMatchObject({ calendarVersion: 2, dueAt: at('2026-03-05 09:00') });
    const paused = pauseClock(clock, started + HOUR, 'x');
    expect(recomputeClock(paused, both)).toMatchObject({ state: 'paused', nextAt: null });
    expect(recomputeClock(moved, both)).toBe(moved);
  });

  test('until then a clock keeps the version it names', () => {
    const resumed = resumeClock(pauseClock(clock, started + HOUR, 'x'), started + 2 * HOUR, both);
    expect(resumed).toMatchObject({ calendarVersion: 1, dueAt: at('2026-03-04 10:00') });
  });

  test('leaves wall-time clocks as they are', () => {
    const wall = aClock({ amount: 4, unit: 'hour' });
    expect(recomputeClock(wall, both)).toBe(wall);
  });
});

describe('laws of the ledger', () => {
  const budgets = fc.oneof(
    fc.record({ amount: fc.integer({ min: 1, max: 90 }), unit: fc.constant('minute' as const) }),
    fc.record({ amount: fc.integer({ min: 1, max: 60 }), unit: fc.constant('workHour' as const) }),
    fc.record({ amount: fc.integer({ min: 1, max: 20 }), unit: fc.constant('workDay' as const) }),
  );
  const starts = fc.integer({ min: at('2026-01-01 00:00'), max: at('2026-06-01 00:00') });
  const steps = fc.array(fc.integer({ min: 0, max: 5 * DAY }), { maxLength: 8 });

  /** Pauses and resumes in turn after each step, and ends running. */
  function suspended(clock: RunningClock, waits: readonly number[]): RunningClock {
    let now = clock.startedAt;
    for (const wait of waits) {
      now += wait;
      clock =
        clock.state === 'paused'
          ? resumeClock(clock, now, calendars)
          : pauseClock(clock, now, 'wait');
    }
    return resumeClock(clock, now, calendars);
  }

  /** Calendar time between the start and an instant, without what was suspended. */
  function used(clock: RunningClock, until: Instant): number {
    const calendar = calendars.get(clock.calendar);
    return clock.suspensions.reduce(
      (sum, { from, to }) =>
        sum - workedBetween(Math.min(from, until), Math.min(to ?? until, until), calendar),
      workedBetween(clock.startedAt, until, calendar),
    );
  }

  test('suspensions at any points never change the budget used by each rung', () => {
    fc.assert(
      fc.property(budgets, starts, steps, (budget, startedAt, waits) => {
        const plain = aClock(budget, startedAt);
        const clock = suspended(plain, waits);
        for (const [index, rung] of clock.rungs.entries())
          expect(used(clock, rung)).toBe(used(plain, plain.rungs[index] ?? 0));
        expect(clock.dueAt).toBeGreaterThanOrEqual(plain.dueAt);
      }),
    );
  });

  test('start ≤ warning ≤ due = first rung < second < third; the next is the first unclaimed', () => {
    fc.assert(
      fc.property(budgets, starts, steps, fc.constantFrom(0, 1, 2, 3), (budget, from, waits, n) => {
        const clock = claimRung(suspended(aClock(budget, from), waits), n as 0 | 1 | 2 | 3);
        const [one, two, three] = clock.rungs;
        const inOrder = [clock.startedAt, clock.warnAt, one, two, three];
        expect(inOrder.toSorted((a, b) => a - b)).toEqual(inOrder);
        expect(new Set(inOrder).size).toBe(5);
        expect(clock.dueAt).toBe(one);
        expect(clock.nextAt).toBe([...clock.rungs, null][n]);
      }),
    );
  });

  test('recomputing on an equal calendar moves nothing', () => {
    const second = { ...calendars.get('workTime'), version: 2 };
    const same = calendarsOf([calendars.get('workTime'), second]);
    fc.assert(
      fc.property(budgets, starts, steps, (budget, startedAt, waits) => {
        const clock = suspended(aClock(budget, startedAt), waits);
        const { calendarVersion: _, ...moved } = recomputeClock(clock, same);
        expect(clock).toMatchObject(moved);
      }),
    );
  });

  test('whatever the order of times given, the ledger ascends', () => {
    fc.assert(
      fc.property(budgets, starts, fc.array(fc.integer()), (budget, startedAt, times) => {
        let clock = aClock(budget, startedAt);
        for (const offset of times) {
          const now = startedAt + (offset % (30 * DAY));
          clock =
            clock.state === 'paused'
              ? resumeClock(clock, now, calendars)
              : pauseClock(clock, now, 'x');
        }
        const entries = clock.suspensions.flatMap(({ from, to }) => [from, to ?? from]);
        expect(entries.toSorted((a, b) => a - b)).toEqual(entries);
        expect(entries.every((entry) => entry >= startedAt)).toBe(true);
      }),
    );
  });
});
