// The duties of a county's units over some days, with the people's names: the page 值班表.
import { accountNames, type Actor } from '#modules/identity/index.ts';
import { unitList } from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { dayIn, type Instant } from '#platform/time/index.ts';
import type { RosterAnswer, UnitRoster } from '../contract.ts';
import { mayKeep } from '../rights.ts';
import { dutiesBetween, type DutyPlan } from '../shift.ts';
import { dayAfter, instantIn } from '../zone.ts';
import { DUTY_UNITS_MAX, dutyNow, dutyPlans, zoneOf } from './on-duty.ts';
import { placedUnits, type PlacedUnit } from './unit-place.ts';

/** Units that should keep a roster and do not, shown at once. */
const WITHOUT_MAX = 200;
/** The next duty is looked for so many days ahead. */
const AHEAD_DAYS = 15;

export type RosterQuestion = Readonly<{
  countyId: number;
  day?: string | undefined;
  days: number;
  townId?: number | undefined;
  unitId?: number | undefined;
}>;

export async function rosterWeek(
  db: Db,
  actor: Actor,
  question: RosterQuestion,
  now: Instant,
): Promise<RosterAnswer> {
  const { countyId, townId, unitId } = question;
  const zone = await zoneOf(db, countyId);
  const today = dayIn(zone, now);
  const first = question.day ?? today;
  const days = Array.from({ length: question.days }, (_, at) => dayAfter(first, at));
  const last = days.at(-1) ?? first;
  const [plans, all] = await Promise.all([
    dutyPlans(db, countyId, unitId === undefined ? undefined : [unitId], {
      from: dayAfter(first < today ? first : today, -1),
      to: [last, dayAfter(today, AHEAD_DAYS)].sort().at(-1) ?? last,
    }),
    unitList(db, { countyId }),
  ]);
  const asked = all.filter(
    (unit) => (unitId === undefined || unit.id === unitId) && (plans.has(unit.id) || unit.duty24h),
  );
  const placed = await placedUnits(
    db,
    countyId,
    asked.map(({ id }) => id),
  );
  const here = [...placed.values()].filter(
    (each) => townId === undefined || each.townId === townId,
  );
  const span = {
    from: instantIn(zone, first, '00:00'),
    to: instantIn(zone, dayAfter(last, 1), '00:00'),
  };
  const units = here
    .flatMap(({ unit, townId: town }) => {
      const plan = plans.get(unit.id);
      return plan ? [{ unit, keeps: mayKeep(actor, { countyId, townId: town }), plan }] : [];
    })
    .slice(0, DUTY_UNITS_MAX)
    .map(({ unit, keeps, plan }) => unitRoster(unit.id, plan, zone, { ...span, days, now, keeps }));
  return {
    ...{ zone, now, today, days },
    units: units.toSorted(onDutyFirst(placed)),
    people: await namesOf(db, units),
    without: here
      .filter(({ unit }) => unit.duty24h && !plans.has(unit.id))
      .map(({ unit }) => unit.id)
      .slice(0, WITHOUT_MAX),
    mayBegin: here.some((each) => mayKeep(actor, { countyId, townId: each.townId })),
  };
}

type Frame = Readonly<{
  from: Instant;
  to: Instant;
  days: readonly string[];
  now: Instant;
  keeps: boolean;
}>;

function unitRoster(
  unitId: number,
  plan: DutyPlan & Readonly<{ version: number }>,
  zone: string,
  { from, to, days, now, keeps }: Frame,
): UnitRoster {
  const { people, nextFrom } = dutyNow(plan, zone, now);
  return {
    unitId,
    version: plan.version,
    shifts: plan.shifts.map((shift) => ({ ...shift })),
    duties: dutiesBetween(plan, zone, from, to).map((duty) => ({
      ...duty,
      officers: [...duty.officers],
    })),
    changes: plan.changes
      .filter(({ day }) => days.includes(day))
      .map(({ id, ...change }) => ({ id, change })),
    isOnDuty: people.length > 0,
    nextFrom,
    mayKeep: keeps,
  };
}

function onDutyFirst(placed: ReadonlyMap<number, PlacedUnit>) {
  // The county's own before the towns', each in order of their codes.
  const codeOf = ({ unitId }: UnitRoster) => {
    const found = placed.get(unitId);
    return `${found?.townId === null ? 0 : 1} ${found?.unit.code ?? ''}`;
  };
  return (a: UnitRoster, b: UnitRoster) =>
    Number(b.isOnDuty) - Number(a.isOnDuty) || codeOf(a).localeCompare(codeOf(b));
}

/** Names are asked for in parts of this size. */
const NAMES_AT_ONCE = 1_000;

async function namesOf(db: Db, units: readonly UnitRoster[]) {
  const ids = new Set<string>();
  for (const { shifts, duties } of units)
    for (const { leader, officers } of [...shifts, ...duties])
      for (const id of leader === null ? officers : [leader, ...officers]) ids.add(id);
  const names: { id: string; name: string }[] = [];
  for (let at = 0; at < ids.size; at += NAMES_AT_ONCE)
    for (const [id, name] of await accountNames(db, [...ids].slice(at, at + NAMES_AT_ONCE)))
      names.push({ id, name });
  return names;
}
