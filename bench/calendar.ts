// Working time: how many due instants a second one core finds on a real calendar, beside the goal of a
// million and beside a peer of the same run (walking from day to day, as calendars usually are asked).
import {
  calendarsOf,
  compileCalendar,
  dueInstant,
  startClock,
  workedBetween,
  type CalendarDefinition,
} from '#modules/deadline/index.ts';
import china from '#modules/deadline/data/holidays-cn.json' with { type: 'json' };
import { aCalendarDefinition } from '#modules/deadline/testing.ts';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';

const GOAL_PER_SECOND = 1_000_000;

export type CalendarFigures = Readonly<{
  dueWorkDaysPerSecond: number;
  dueWorkHoursPerSecond: number;
  workedBetweenPerSecond: number;
  /** Whole clocks: the due instant, the warning and two more rungs. */
  startClockPerSecond: number;
  ratioToGoal: number;
  peerPerSecond: number;
  ratioToPeer: number;
  compileMs: number;
  /** Due instants in working hours on which peer and calendar differ. */
  disagreements: number;
}>;

export function benchCalendar({ quick }: Readonly<{ quick: boolean }>): CalendarFigures {
  const { years, holidays, makeUpDays } = china;
  const definition = aCalendarDefinition({ years, holidays, makeUpDays });
  const compiledFrom = performance.now();
  const calendar = compileCalendar(definition);
  const compileMs = performance.now() - compiledFrom;
  const calendars = calendarsOf([calendar]);

  const count = quick ? 300_000 : 2_000_000;
  const rounds = quick ? 3 : 5;
  // Starts all over 2024–2026, budgets of 1–20 days or hours: what a replay asks for.
  const begin = Date.UTC(2024, 0, 1);
  const startOf = (at: number): Instant => begin + ((at * 7_919_000) % (1_000 * DAY));
  const amountOf = (at: number): number => 1 + (at % 20);
  const hours = (at: number) => ({ amount: amountOf(at), unit: 'workHour' }) as const;
  const days = (at: number) => ({ amount: amountOf(at), unit: 'workDay' }) as const;

  const dueWorkDays = best(rounds, count, (at) => dueInstant(days(at), startOf(at), calendar));
  const dueWorkHours = best(rounds, count, (at) => dueInstant(hours(at), startOf(at), calendar));
  const worked = best(rounds, count, (at) =>
    workedBetween(startOf(at), startOf(at) + amountOf(at) * DAY, calendar),
  );
  const clocks = best(rounds, count / 4, (at) => {
    const spec = { no: 1, kind: 'handle', budget: days(at), startedAt: startOf(at) } as const;
    return startClock(spec, calendars).dueAt;
  });

  const peer = dayWalker(definition);
  const peerCount = count / 20;
  const peerPerSecond = best(2, peerCount, (at) => peer(startOf(at), amountOf(at) * HOUR));
  let disagreements = 0;
  for (let at = 0; at < peerCount; at++)
    if (peer(startOf(at), amountOf(at) * HOUR) !== dueInstant(hours(at), startOf(at), calendar))
      disagreements++;

  const slower = Math.min(dueWorkDays, dueWorkHours);
  const figures = {
    dueWorkDaysPerSecond: Math.round(dueWorkDays),
    dueWorkHoursPerSecond: Math.round(dueWorkHours),
    workedBetweenPerSecond: Math.round(worked),
    startClockPerSecond: Math.round(clocks),
    ratioToGoal: round2(slower / GOAL_PER_SECOND),
    peerPerSecond: Math.round(peerPerSecond),
    ratioToPeer: round2(dueWorkHours / peerPerSecond),
    compileMs: Math.round(compileMs),
    disagreements,
  };
  console.log(
    `calendar: ${figures.dueWorkDaysPerSecond.toLocaleString('en')} due instants/s in working days,` +
      ` ${figures.dueWorkHoursPerSecond.toLocaleString('en')}/s in working hours on one core` +
      ` = ${figures.ratioToGoal} × the goal of 1,000,000; day by day ${figures.peerPerSecond.toLocaleString('en')}/s` +
      ` (${figures.ratioToPeer} ×); ${figures.startClockPerSecond.toLocaleString('en')} whole clocks/s;` +
      ` compiled in ${figures.compileMs} ms; ${disagreements} disagreements`,
  );
  return figures;
}

/** Walks from day to day, looking each up in the sets of holidays and make-up days; UTC+8 only. */
function dayWalker(definition: CalendarDefinition): (from: Instant, budget: number) => Instant {
  const holidays = new Set(definition.holidays);
  const makeUpDays = new Set(definition.makeUpDays);
  const shifts = definition.week.monday.map(
    ({ from, to }) => [wallTime(from), wallTime(to)] as const,
  );
  const isWorked = (midnight: number): boolean => {
    const day = new Date(midnight).toISOString().slice(0, 10);
    const weekday = new Date(midnight).getUTCDay();
    return !holidays.has(day) && ((weekday > 0 && weekday < 6) || makeUpDays.has(day));
  };
  return (from, budget) => {
    const wall = from + 8 * HOUR;
    let left = budget;
    for (let midnight = Math.floor(wall / DAY) * DAY; ; midnight += DAY) {
      if (!isWorked(midnight)) continue;
      for (const [opens, closes] of shifts) {
        const begins = Math.max(wall, midnight + opens);
        const length = Math.max(0, midnight + closes - begins);
        if (left <= length) return begins + left - 8 * HOUR;
        left -= length;
      }
    }
  };
}

function wallTime(text: string): number {
  return Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * MINUTE;
}

/** Calls per second of the best round; the sum keeps the calls from being optimised away. */
function best(rounds: number, count: number, call: (at: number) => number): number {
  let shortest = Infinity;
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    for (let at = 0; at < count; at++) sum += call(at);
    shortest = Math.min(shortest, performance.now() - from);
  }
  if (!Number.isFinite(sum)) throw new Error('a call gave no number');
  return (count / shortest) * 1000;
}

const round2 = (value: number): number => Math.round(value * 100) / 100;
