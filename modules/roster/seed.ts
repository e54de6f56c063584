// The rosters and the register of a demonstration county: rooms, teams and the centre around the clock in
// shifts, and what a county of that size would have to call. Safe to run at every start.
import {
  jurisdictionTree,
  unitList,
  type Jurisdiction,
  type Unit,
} from '#modules/organization/index.ts';
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { demoResources } from './demo-resources.ts';
import { insertResource } from './resource-store.ts';
import type { Shift } from './shift.ts';
import { writeRoster } from './store.ts';

/** Somebody who may be put on a roster. */
export type DutyPerson = Readonly<{ accountId: string; role: string; unitId: number }>;

const SEED = 'system:seed';

/** Units whose rosters stand around the clock in a demonstration. */
const KEEP: readonly Unit['kind'][] = ['countyCentre', 'commandRoom', 'team'];
const LEADERS: readonly string[] = ['deputyDirector', 'townLeader', 'countyCommander'];
const OFFICERS: readonly string[] = ['infoClerk', 'countyDuty', 'responseTeam'];

/** Whether the county has rosters already. */
export async function hasRosters(db: Db, countyId: number): Promise<boolean> {
  return inTransaction(db, [countyId], async (tx) => {
    const { rows } = await sql`
      select 1 from roster where county_id = ${countyId} limit 1`.execute(tx);
    return rows.length > 0;
  });
}

/**
 * Gives a county without rosters its rosters and its register. `people`: who works in its units, those
 * that come first stand in the day shift.
 */
export async function seedRosters(
  db: Db,
  countyId: number,
  people: readonly DutyPerson[],
  now: Instant,
): Promise<void> {
  if (await hasRosters(db, countyId)) return;
  const [units, tree] = await Promise.all([
    unitList(db, { countyId }),
    jurisdictionTree(db, countyId),
  ]);
  const byUnit = Map.groupBy(people, ({ unitId }) => unitId);
  await inTransaction(db, [countyId], async (tx) => {
    for (const unit of units) {
      if (!KEEP.includes(unit.kind)) continue;
      const here = byUnit.get(unit.id) ?? [];
      const idsOf = (roles: readonly string[]) =>
        here.filter(({ role }) => roles.includes(role)).map(({ accountId }) => accountId);
      const shifts = roundTheClock(idsOf(OFFICERS), idsOf(LEADERS));
      if (shifts.length > 0) await writeRoster(tx, countyId, unit.id, shifts, 0, { by: SEED, now });
    }
    await seedResources(tx, countyId, units, tree, now);
  });
}

const WORKDAYS = [1, 2, 3, 4, 5];
const WEEKEND = [6, 7];

/**
 * Three shifts of eight hours that change hands at the weekend; with two people two of twelve; with one
 * the hours of an office, because nobody is on duty all day and night.
 */
export function roundTheClock(officers: readonly string[], leaders: readonly string[]): Shift[] {
  const count = Math.min(officers.length, 3);
  const spans = (
    [
      [],
      [['office', '08:30', '17:30']],
      [
        ['day', '08:00', '20:00'],
        ['night', '20:00', '08:00'],
      ],
      [
        ['day', '08:00', '16:00'],
        ['evening', '16:00', '00:00'],
        ['night', '00:00', '08:00'],
      ],
    ] as const
  )[count];
  if (!spans) return [];
  const turn = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length];
  return spans.flatMap(([name, from, to], at): Shift[] =>
    (count === 1 ? [WORKDAYS] : [WORKDAYS, WEEKEND]).map((days, part) => {
      const officer = turn(officers, at + part);
      return {
        no: at * 2 + part + 1,
        ...{ name, from, to },
        days: [...days],
        leader: turn(leaders, at + part) ?? null,
        officers: officer === undefined ? [] : [officer],
      };
    }),
  );
}

async function seedResources(
  tx: Tx,
  countyId: number,
  units: readonly Unit[],
  tree: readonly Jurisdiction[],
  now: Instant,
): Promise<void> {
  for (const draft of demoResources(units, tree))
    await insertResource(tx, countyId, uuidv7(now), draft, { by: SEED, now });
}
