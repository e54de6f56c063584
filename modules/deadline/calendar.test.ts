import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import type { BudgetUnit } from './budget.ts';
import type { CalendarDefinition } from './calendar-definition.ts';
import { CLOCK_24X7, dueInstant, isEstimated, workedBetween } from './calendar.ts';
import { compileCalendar } from './compile-calendar.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from './testing.ts';
import { naiveCalendar } from './testing-naive.ts';

const china = compileCalendar(aCalendarDefinition(REST_DAYS_2026));

/** `due('2026-03-02 09:00', 1, 'workDay')`, in the wall time of the county. */
function due(from: string, amount: number, unit: BudgetUnit): string {
  return wall(dueInstant({ amount, unit }, shanghai(from), china));
}
const shanghai = (text: string): Instant => Date.parse(`${text.replace(' ', 'T')}+08:00`);
const wall = (instant: Instant) =>
  new Date(instant + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ');

describe('wall time', () => {
  test('runs day and night, whatever the calendar says', () => {
    const from = shanghai('2026-02-17 23:50');
    expect(dueInstant({ amount: 30, unit: 'minute' }, from, CLOCK_24X7)).toBe(from + 30 * MINUTE);
    expect(dueInstant({ amount: 2, unit: 'hour' }, from, CLOCK_24X7)).toBe(from + 2 * HOUR);
    expect(workedBetween(from, from + 5, CLOCK_24X7)).toBe(5);
  });
});

describe('working hours', () => {
  test.each([
    ['within one shift', '2026-03-02 09:00', 2, '2026-03-02 11:00'],
    ['over noon', '2026-03-02 11:00', 2, '2026-03-02 15:00'],
    ['over the weekend', '2026-03-06 16:30', 2, '2026-03-09 09:30'],
    ['to the very close, not to the next opening', '2026-03-06 16:30', 1, '2026-03-06 17:30'],
    ['from a night, counted from the opening', '2026-03-03 22:00', 1, '2026-03-04 09:30'],
    ['from noon', '2026-03-03 13:00', 1, '2026-03-03 15:00'],
    ['in fractions', '2026-03-03 09:00', 0.5, '2026-03-03 09:30'],
  ])('%s', (_what, from, hours, expected) => {
    expect(due(from, hours, 'workHour')).toBe(expected);
  });
});

describe('working days', () => {
  test.each([
    ['end at the same time of day', '2026-03-02 10:00', 1, '2026-03-03 10:00'],
    ['leave the weekend out', '2026-03-05 10:00', 3, '2026-03-10 10:00'],
    ['begun at the opening, end at a close', '2026-03-02 08:30', 1, '2026-03-02 17:30'],
    ['begun before the opening, the same', '2026-03-02 06:00', 1, '2026-03-02 17:30'],
    ['begun after the close, begin with the next day', '2026-03-02 18:00', 1, '2026-03-03 17:30'],
    ['begun on a Saturday, begin on Monday', '2026-03-07 10:00', 2, '2026-03-10 17:30'],
    ['halves are halves of the hours', '2026-03-02 08:30', 0.5, '2026-03-02 12:00'],
    // 春节 15–23 February: the Saturdays before and after are worked.
    ['before the spring festival', '2026-02-13 10:00', 1, '2026-02-14 10:00'],
    ['over the spring festival', '2026-02-14 10:00', 1, '2026-02-24 10:00'],
    ['to the make-up day after it', '2026-02-27 10:00', 1, '2026-02-28 10:00'],
    ['a make-up day is not a Monday', '2026-02-28 10:00', 1, '2026-03-02 10:00'],
    // 国庆 1–7 October: Sunday 20 September and Saturday 10 October are worked.
    ['on the Sunday before the national day', '2026-09-18 10:00', 1, '2026-09-20 10:00'],
    ['over the national day', '2026-09-30 15:00', 1, '2026-10-08 15:00'],
    ['five days over it', '2026-09-30 15:00', 5, '2026-10-13 15:00'],
    ['begun in it', '2026-10-03 12:00', 3, '2026-10-10 17:30'],
  ])('%s', (_what, from, days, expected) => {
    expect(due(from, days, 'workDay')).toBe(expected);
  });

  test('a short day counts as a day, at the same share of its hours', () => {
    const calendar = compileCalendar(
      aCalendarDefinition({
        week: {
          ...aCalendarDefinition().week,
          friday: [{ from: '09:00', to: '12:30' }], // half of the other days
        },
      }),
    );
    const thursday = shanghai('2026-03-05 12:00'); // 3.5 of 7 hours used
    const oneDay = dueInstant({ amount: 1, unit: 'workDay' }, thursday, calendar);
    expect(wall(oneDay)).toBe('2026-03-06 10:45'); // 1.75 of 3.5 hours
    const twoDays = dueInstant({ amount: 2, unit: 'workDay' }, thursday, calendar);
    expect(wall(twoDays)).toBe('2026-03-09 12:00');
  });
});

describe('daylight saving', () => {
  const nightShift = [{ from: '00:00', to: '06:00' }];
  const newYork = compileCalendar(newYorkNights());
  function newYorkNights(): CalendarDefinition {
    const week = aCalendarDefinition().week;
    return aCalendarDefinition({
      zone: 'America/New_York',
      week: { ...week, sunday: nightShift },
    });
  }
  const night = (from: string, to: string) =>
    workedBetween(Date.parse(from), Date.parse(to), newYork);

  test('the night of the spring change has five hours, that of autumn seven', () => {
    expect(night('2026-03-08T00:00-05:00', '2026-03-08T12:00-04:00')).toBe(5 * HOUR);
    expect(night('2026-11-01T00:00-04:00', '2026-11-01T12:00-05:00')).toBe(7 * HOUR);
    expect(night('2026-03-15T00:00-04:00', '2026-03-15T12:00-04:00')).toBe(6 * HOUR);
  });

  test('the wall clock is kept over both changes', () => {
    const oneDay = { amount: 1, unit: 'workDay' } as const;
    const office = compileCalendar(aCalendarDefinition({ zone: 'America/New_York' }));
    expect(dueInstant(oneDay, Date.parse('2026-03-06T10:00-05:00'), office)).toBe(
      Date.parse('2026-03-09T10:00-04:00'),
    );
    expect(dueInstant(oneDay, Date.parse('2026-10-30T10:00-04:00'), office)).toBe(
      Date.parse('2026-11-02T10:00-05:00'),
    );
  });

  test('an opening inside the gap is the end of the gap; a shift within it is no shift', () => {
    const gap = compileCalendar(
      aCalendarDefinition({
        zone: 'America/New_York',
        week: {
          ...aCalendarDefinition().week,
          sunday: [
            { from: '02:00', to: '02:20' },
            { from: '02:30', to: '04:00' },
          ],
        },
      }),
    );
    const worked = (from: string, to: string) =>
      workedBetween(Date.parse(from), Date.parse(to), gap);
    expect(worked('2026-03-08T00:00-05:00', '2026-03-08T12:00-04:00')).toBe(HOUR);
    expect(worked('2026-03-15T00:00-04:00', '2026-03-15T12:00-04:00')).toBe(110 * MINUTE);
  });

  test('a change at midnight (Beirut) loses no day', () => {
    const day = [{ from: '00:00', to: '24:00' }];
    const week = {
      ...{ monday: day, tuesday: day, wednesday: day, thursday: day },
      ...{ friday: day, saturday: day, sunday: day },
    };
    const always = compileCalendar(aCalendarDefinition({ zone: 'Asia/Beirut', week }));
    fc.assert(
      fc.property(instants(), instants(), (a, b) => {
        expect(workedBetween(Math.min(a, b), Math.max(a, b), always)).toBe(Math.abs(a - b));
      }),
    );
  });
});

/** Whole minutes of 2026: what the minute-stepping oracle can stand on. */
function instants(): fc.Arbitrary<Instant> {
  return fc.integer({ min: 0, max: 365 * 24 * 60 }).map((m) => Date.UTC(2026, 0, 1) + m * MINUTE);
}

describe('against an oracle that steps from minute to minute', () => {
  const definitions = {
    china: aCalendarDefinition(REST_DAYS_2026),
    'new york, with Sunday nights and a short Friday': aCalendarDefinition({
      zone: 'America/New_York',
      week: {
        ...aCalendarDefinition().week,
        friday: [{ from: '09:00', to: '12:30' }],
        sunday: [{ from: '00:00', to: '06:00' }],
      },
      holidays: ['2026-07-03', '2026-11-26'],
      makeUpDays: ['2026-07-11'],
    }),
  };
  describe.each(Object.entries(definitions))('%s', (_name, definition) => {
    const calendar = compileCalendar(definition);
    const naive = naiveCalendar(definition, Date.UTC(2025, 11, 30), Date.UTC(2027, 1, 1));

    test('working hours', () => {
      const minutes = fc.integer({ min: 1, max: 40 * 60 });
      fc.assert(
        fc.property(instants(), minutes, (from, amount) => {
          const budget = { amount: amount / 60, unit: 'workHour' } as const;
          expect(dueInstant(budget, from, calendar)).toBe(naive.due(budget, from));
        }),
        { numRuns: 200 },
      );
    });

    test('working days', () => {
      fc.assert(
        fc.property(instants(), fc.integer({ min: 1, max: 8 }), (from, amount) => {
          const budget = { amount, unit: 'workDay' } as const;
          expect(dueInstant(budget, from, calendar)).toBe(naive.due(budget, from));
        }),
        { numRuns: 200 },
      );
    });

    test('time used', () => {
      fc.assert(
        fc.property(instants(), fc.integer({ min: 0, max: 20 * 24 * 60 }), (from, length) => {
          const to = from + length * MINUTE;
          expect(workedBetween(from, to, calendar)).toBe(naive.worked(from, to));
        }),
        { numRuns: 200 },
      );
    });
  });
});

describe('laws', () => {
  const anyInstant = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) });
  const hours = fc.integer({ min: 1, max: 2_000 * HOUR }).map((ms) => ms / HOUR);

  test('what is used by the due instant is exactly the budget, and one ms earlier it is less', () => {
    fc.assert(
      fc.property(anyInstant, hours, (from, amount) => {
        const end = dueInstant({ amount, unit: 'workHour' }, from, china);
        expect(workedBetween(from, end, china)).toBe(Math.round(amount * HOUR));
        expect(workedBetween(from, end - 1, china)).toBe(Math.round(amount * HOUR) - 1);
      }),
    );
  });

  test('later starts and larger budgets are never due earlier', () => {
    const units = fc.constantFrom<BudgetUnit>('workHour', 'workDay');
    const amounts = fc.integer({ min: 1, max: 100 });
    const delays = fc.integer({ min: 0, max: 3 * DAY });
    fc.assert(
      fc.property(anyInstant, delays, amounts, amounts, units, (from, delay, one, more, unit) => {
        const first = dueInstant({ amount: one, unit }, from, china);
        expect(first).toBeGreaterThan(from);
        expect(dueInstant({ amount: one, unit }, from + delay, china)).toBeGreaterThanOrEqual(
          first,
        );
        expect(dueInstant({ amount: one + more, unit }, from, china)).toBeGreaterThan(first);
      }),
    );
  });

  test('time used adds up, and none is used backwards', () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyInstant, (...instants) => {
        const [a, b, c] = instants.sort((x, y) => x - y) as [number, number, number];
        expect(workedBetween(a, b, china) + workedBetween(b, c, china)).toBe(
          workedBetween(a, c, china),
        );
        expect(workedBetween(c, a, china)).toBe(0);
      }),
    );
  });
});

describe('limits', () => {
  test('years without published rest days follow the week and say that they are estimated', () => {
    expect(due('2027-09-30 15:00', 1, 'workDay')).toBe('2027-10-01 15:00');
    expect(isEstimated(shanghai('2027-01-01 00:00'), china)).toBe(true);
    expect(isEstimated(shanghai('2026-12-31 23:59'), china)).toBe(false);
    expect(isEstimated(shanghai('2040-12-31 23:59'), CLOCK_24X7)).toBe(false);
  });

  test.each([0, -1, Number.NaN, Infinity, 501])(
    'a budget of %s working days is refused',
    (amount) => {
      expect(() =>
        dueInstant({ amount, unit: 'workDay' }, shanghai('2026-03-02 09:00'), china),
      ).toThrow('deadline.budget-not-positive');
    },
  );

  test('times before, after or beyond the compiled years are refused, not guessed', () => {
    const day = { amount: 10, unit: 'workDay' } as const;
    for (const from of ['1980-01-01 00:00', '2060-01-01 00:00', '2046-12-28 00:00'])
      expect(() => dueInstant(day, shanghai(from), china)).toThrow('deadline.outside-calendar');
    expect(() => dueInstant(day, Number.NaN, china)).toThrow('deadline.outside-calendar');
  });
});
