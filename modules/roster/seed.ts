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
const KEEP: readonly Unit['kind'][] = ['countyCentre', 'commandRoom', 'team', 'police'];
const LEADERS: readonly string[] = ['deputyDirector', 'townLeader', 'countyCommander'];
const OFFICERS: readonly string[] = ['infoClerk', 'countyDuty', 'responseTeam', 'policeLiaison'];

type Lacking = Readonly<{ rosters: ReadonlySet<number>; resources: boolean }>;

/** Whose roster, and whether the register, is there already. */
async function kept(tx: Tx, countyId: number): Promise<Lacking> {
  const { rows } = await sql<{ unitId: number | null }>`
    select unit_id as "unitId" from roster where county_id = ${countyId}
    union all (select null from resource where county_id = ${countyId} limit 1)`.execute(tx);
  const rosters = new Set(rows.flatMap(({ unitId }) => unitId ?? []));
  return { rosters, resources: rows.some(({ unitId }) => unitId === null) };
}

/**
 * Gives the units of a county that have no roster theirs, and the county its register where it has none: a
 * folder of an earlier version gets what was added since. `people`: who works in its units, those that come
 * first stand in the day shift.
 */
export async function seedRosters(
  db: Db,
  countyId: number,
  people: readonly DutyPerson[],
  now: Instant,
): Promise<void> {
  const [units, tree] = await Promise.all([
    unitList(db, { countyId }),
    jurisdictionTree(db, countyId),
  ]);
  const byUnit = Map.groupBy(people, ({ unitId }) => unitId);
  await inTransaction(db, [countyId], async (tx) => {
    const there = await kept(tx, countyId);
    for (const unit of units) {
      if (!KEEP.includes(unit.kind) || there.rosters.has(unit.id)) continue;
      const here = byUnit.get(unit.id) ?? [];
      const idsOf = (roles: readonly string[]) =>
        here.filter(({ role }) => roles.includes(role)).map(({ accountId }) => accountId);
      const shifts = roundTheClock(idsOf(OFFICERS), idsOf(LEADERS));
      if (shifts.length > 0) await writeRoster(tx, countyId, unit.id, shifts, 0, { by: SEED, now });
    }
    if (!there.resources) await seedResources(tx, countyId, units, tree, now);
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
