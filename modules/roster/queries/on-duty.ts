// Are these units on duty at an instant, and who stands there? Asked by notification, by dispatch advice
// and by whoever has to call somebody: nobody off duty is called.
import { findCounty } from '#modules/organization/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { dayIn, type Instant } from '#platform/time/index.ts';
import { dutiesAt, nextDuty, type Duty, type DutyPlan } from '../shift.ts';
import { readChanges, readRosters } from '../store.ts';
import { dayAfter } from '../zone.ts';

/** Units asked about at once: all that keep a roster in the largest county. */
export const DUTY_UNITS_MAX = 1_000;
/** Changes are read so many days ahead, to tell when the next duty begins. */
const AHEAD_DAYS = 15;

export type PersonOnDuty = Readonly<{ accountId: string; as: 'leader' | 'officer' }>;

/** What a unit's roster says of an instant. */
export type DutyNow = Readonly<{
  /** Leaders first; empty: a roster is kept, and nobody is on duty. */
  people: readonly PersonOnDuty[];
  /** Until when somebody of those is there; null when nobody is. */
  until: Instant | null;
  /** When the next duty begins, while nobody is on duty; null when none is known. */
  nextFrom: Instant | null;
}>;

/** What the rosters of these units (all, if undefined) say of an instant; those that keep none are left out. */
export async function dutiesNow(
  db: Db,
  countyId: number,
  unitIds: readonly number[] | undefined,
  at: Instant,
): Promise<ReadonlyMap<number, DutyNow>> {
  const zone = await zoneOf(db, countyId);
  const today = dayIn(zone, at);
  const plans = await dutyPlans(db, countyId, unitIds, {
    from: dayAfter(today, -1),
    to: dayAfter(today, AHEAD_DAYS),
  });
  return new Map([...plans].map(([unitId, plan]) => [unitId, dutyNow(plan, zone, at)]));
}

/** Pure: what one plan says of an instant. */
export function dutyNow(plan: DutyPlan, zone: string, at: Instant): DutyNow {
  const running = dutiesAt(plan, zone, at);
  return {
    people: peopleOf(running),
    until: running.length === 0 ? null : Math.max(...running.map((duty) => duty.to)),
    nextFrom: running.length > 0 ? null : (nextDuty(plan, zone, at)?.from ?? null),
  };
}

function peopleOf(duties: readonly Duty[]): PersonOnDuty[] {
  const leaders = new Set(duties.flatMap(({ leader }) => (leader === null ? [] : [leader])));
  const officers = new Set(duties.flatMap((duty) => duty.officers));
  return [
    ...[...leaders].map((accountId) => ({ accountId, as: 'leader' as const })),
    ...[...officers]
      .filter((id) => !leaders.has(id))
      .map((accountId) => ({ accountId, as: 'officer' as const })),
  ];
}

/** The plans of units that keep a roster, with the changes of those days. */
export async function dutyPlans(
  db: Db,
  countyId: number,
  unitIds: readonly number[] | undefined,
  days: Readonly<{ from: string; to: string }>,
): Promise<ReadonlyMap<number, DutyPlan & Readonly<{ version: number }>>> {
  return inTransaction(db, [countyId], async (tx) => {
    const rosters = (await readRosters(tx, countyId, unitIds, DUTY_UNITS_MAX)).filter(
      ({ shifts }) => shifts.length > 0,
    );
    const changes = await readChanges(
      tx,
      countyId,
      rosters.map(({ unitId }) => unitId),
      days.from,
      days.to,
    );
    return new Map(
      rosters.map(({ unitId, version, shifts }) => [
        unitId,
        { version, shifts, changes: changes.get(unitId) ?? [] },
      ]),
    );
  });
}

export async function zoneOf(db: Db, countyId: number): Promise<string> {
  const county = await findCounty(db, countyId);
  if (!county) throw new Refused('roster.unit-unknown', 'countyId');
  return county.zone;
}
