// Who is on duty when: the week of a unit, the days that differ from it, and what both say of an
// instant. A shift may cross midnight; hours are local, so a night of a clock change is an hour longer
// or shorter. Pure; the schemas run in the browser too.
import { z } from 'zod';
import { dayIn, type Instant } from '#platform/time/index.ts';
import { dayAfter, instantIn, weekdayOf } from './zone.ts';

/** Shifts of one unit: six people or groups taking turns on every day of the week. */
export const SHIFTS_MAX = 42;
/** People of one shift beside its leader: a response team at full strength. */
export const OFFICERS_MAX = 12;
/** Changes of one unit on one day. */
export const EXCEPTIONS_PER_DAY_MAX = 12;

/** 白班, 中班, 夜班, 全天, 办公时间. */
export const SHIFT_NAMES = ['day', 'evening', 'night', 'allDay', 'office'] as const;

const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2099-12-31';

const ShiftNo = z.int().min(1).max(99);
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** A real day of the calendar, in the century for which rosters are kept. */
export const Day = z.iso
  .date()
  .refine((day) => day >= FIRST_DAY && day <= LAST_DAY, { message: 'out of range' });
const people = {
  /** 带班领导. */
  leader: z.uuid().nullable(),
  /** 值班员. */
  officers: z.array(z.uuid()).max(OFFICERS_MAX),
};
const hasSomebody = ({ leader, officers }: { leader: string | null; officers: string[] }) =>
  leader !== null || officers.length > 0;
const nobody = { path: ['officers'], message: 'nobody' };

export const Shift = z
  .strictObject({
    no: ShiftNo,
    name: z.enum(SHIFT_NAMES),
    /** Weekdays on which it begins, 1 Monday … 7 Sunday. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: Time,
    /** At or before `from`: on the next day. Equal hours are a shift of a whole day. */
    to: Time,
    ...people,
  })
  .refine(hasSomebody, nobody);
export type Shift = z.infer<typeof Shift>;

export const Shifts = z
  .array(Shift)
  .max(SHIFTS_MAX)
  .refine((shifts) => new Set(shifts.map(({ no }) => no)).size === shifts.length, {
    message: 'number twice',
  });

/** One day that differs from the week. */
export const DayChange = z.discriminatedUnion('kind', [
  /** 停班: this shift, or all of the day. */
  z.strictObject({ kind: z.literal('off'), day: Day, shiftNo: ShiftNo.nullable() }),
  /** 替班: other people. */
  z
    .strictObject({ kind: z.literal('replace'), day: Day, shiftNo: ShiftNo, ...people })
    .refine(hasSomebody, nobody),
  /** 加班次: a shift more, in a storm or at a festival. */
  z
    .strictObject({ kind: z.literal('extra'), day: Day, from: Time, to: Time, ...people })
    .refine(hasSomebody, nobody),
]);
export type DayChange = z.infer<typeof DayChange>;

/** A change as it is kept; of two for one shift the later holds. */
export type KeptChange = DayChange & Readonly<{ id: string }>;

/** What one unit keeps. */
export type DutyPlan = Readonly<{ shifts: readonly Shift[]; changes: readonly KeptChange[] }>;

/** One shift of one day, in instants: on duty from `from` up to, not including, `to`. */
export type Duty = Readonly<{
  day: string;
  /** Null: a shift more than the week has. */
  shiftNo: number | null;
  name: Shift['name'] | 'extra';
  from: Instant;
  to: Instant;
  leader: string | null;
  officers: readonly string[];
  /** The change that made it so. */
  changeId: string | null;
}>;

/** The duties that touch the time from `from` up to `to`, in order of their beginning. */
export function dutiesBetween(plan: DutyPlan, zone: string, from: Instant, to: Instant): Duty[] {
  const duties: Duty[] = [];
  // A shift lasts a day at most, so what runs at `from` began on that day or the one before.
  const last = dayIn(zone, to);
  for (let day = dayAfter(dayIn(zone, from), -1); day <= last; day = dayAfter(day, 1))
    duties.push(...dutiesOfDay(plan, zone, day));
  return duties
    .filter((duty) => duty.from < to && duty.to > from)
    .sort((a, b) => a.from - b.from || (a.shiftNo ?? 100) - (b.shiftNo ?? 100));
}

/** The duties that run at an instant. */
export function dutiesAt(plan: DutyPlan, zone: string, at: Instant): Duty[] {
  return dutiesBetween(plan, zone, at, at + 1);
}

/** The duties that begin on a local day. */
export function dutiesOfDay(plan: DutyPlan, zone: string, day: string): Duty[] {
  const changes = plan.changes.filter((change) => change.day === day);
  const weekday = weekdayOf(day);
  const ofWeek = plan.shifts
    .filter((shift) => shift.days.includes(weekday))
    .flatMap((shift): Duty[] => {
      const change = changes.findLast(
        (each) =>
          (each.kind === 'replace' && each.shiftNo === shift.no) ||
          (each.kind === 'off' && (each.shiftNo === null || each.shiftNo === shift.no)),
      );
      if (change?.kind === 'off') return [];
      const { leader, officers } = change?.kind === 'replace' ? change : shift;
      const { no: shiftNo, name } = shift;
      const span = spanOf(zone, day, shift.from, shift.to);
      return [{ day, shiftNo, name, ...span, leader, officers, changeId: change?.id ?? null }];
    });
  const more = changes.flatMap((change): Duty[] => {
    if (change.kind !== 'extra') return [];
    const { leader, officers, id: changeId } = change;
    const span = spanOf(zone, day, change.from, change.to);
    return [{ day, shiftNo: null, name: 'extra', ...span, leader, officers, changeId }];
  });
  return [...ofWeek, ...more];
}

/** When the unit is on duty next after an instant at which it is not; undefined within `days`. */
export function nextDuty(
  plan: DutyPlan,
  zone: string,
  after: Instant,
  days = NEXT_DUTY_DAYS,
): Duty | undefined {
  let day = dayIn(zone, after);
  for (let count = 0; count <= days; count += 1, day = dayAfter(day, 1)) {
    const found = dutiesOfDay(plan, zone, day)
      .filter((duty) => duty.from > after)
      .sort((a, b) => a.from - b.from)[0];
    if (found) return found;
  }
  return undefined;
}
/** A week repeats itself; a holiday may empty one. */
const NEXT_DUTY_DAYS = 14;

/**
 * The two changes by which two shifts exchange their people (换班). Undefined when the week has no such
 * shift on that day, or one of them is off.
 */
export function swapOf(
  plan: DutyPlan,
  zone: string,
  a: Readonly<{ day: string; shiftNo: number }>,
  b: Readonly<{ day: string; shiftNo: number }>,
): readonly [DayChange, DayChange] | undefined {
  const dutyOf = ({ day, shiftNo }: typeof a) =>
    dutiesOfDay(plan, zone, day).find((duty) => duty.shiftNo === shiftNo);
  const [first, second] = [dutyOf(a), dutyOf(b)];
  if (!first || !second) return undefined;
  const takes = (slot: typeof a, { leader, officers }: Duty): DayChange => ({
    kind: 'replace',
    ...slot,
    leader,
    officers: [...officers],
  });
  return [takes(a, second), takes(b, first)];
}

function spanOf(zone: string, day: string, from: string, to: string) {
  const lastDay = to <= from ? dayAfter(day, 1) : day;
  return { from: instantIn(zone, day, from), to: instantIn(zone, lastDay, to) };
}
