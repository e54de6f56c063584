// The first start's contents: two demonstration counties with their calendars, catalogue, places and
// people. Every step may run again; what is there stays as it is.
import { readFileSync } from 'node:fs';
import { seedPlaceNames } from '#modules/address/index.ts';
import { seedCatalog } from '#modules/catalog/index.ts';
import { CalendarDefinition, seedCalendar } from '#modules/deadline/index.ts';
import { seedRoutes } from '#modules/dispatch/index.ts';
import {
  hasDemoAccounts,
  ROLE_CODES,
  roleDefinition,
  seedAccounts,
  type DemoPerson,
  type Reach,
  type Role,
} from '#modules/identity/index.ts';
import {
  baltimore,
  placePeople,
  seedCounty,
  servedLines,
  yueqing,
  type CountyDefinition,
} from '#modules/organization/index.ts';
import { seedDutyList, seedTaskList } from '#modules/roster/index.ts';
import { loadPlaces } from '#modules/triage/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { reliefOf, seedDuty } from './demo/duty.ts';

/** Published on the sign-in page; demo accounts answer on this machine only. */
export const DEMO_PASSWORD = 'Maple-bridge-2026';

const weekdays = (shifts: readonly { from: string; to: string }[]) => ({
  monday: shifts,
  tuesday: shifts,
  wednesday: shifts,
  thursday: shifts,
  friday: shifts,
  saturday: [],
  sunday: [],
});

/** What each demonstration county has beside its places, by division code. */
const BESIDE: Readonly<Record<string, { holidays: string; week: unknown }>> = {
  '330382': {
    holidays: 'holidays-cn.json',
    // Offices in Zhejiang; a county publishes its own hours on the calendar page.
    week: weekdays([
      { from: '08:30', to: '12:00' },
      { from: '14:00', to: '17:30' },
    ]),
  },
  'US-24510': {
    holidays: 'holidays-us.json',
    week: weekdays([{ from: '08:30', to: '16:30' }]),
  },
};

/**
 * Loads the demonstration counties, once: the accounts come last, so that a start that was cut off is
 * made good by the next one. `tell` hears one line per step, because it takes some seconds.
 */
export async function seedDemo(db: Db, now: Instant, tell: (line: string) => void): Promise<void> {
  if (await hasDemoAccounts(db)) return;
  tell('载入演示县市 loading the demonstration counties');
  const counties = [yueqing(), baltimore()];
  const loaded: { countyId: number; definition: CountyDefinition }[] = [];
  for (const definition of counties) {
    const { countyId } = await seedCounty(db, definition);
    loaded.push({ countyId, definition });
    const beside = BESIDE[definition.county.code];
    if (!beside) continue;
    await seedCalendar(
      db,
      countyId,
      CalendarDefinition.parse({
        ...readHolidays(beside.holidays),
        zone: definition.county.zone,
        week: beside.week,
      }),
    );
    const { areas, gridAt } = await loadPlaces(db, countyId);
    await seedPlaceNames(db, { countyId, countyCode: definition.county.code, areas, gridAt });
  }
  await seedCatalog(db, {
    countyIds: loaded.map(({ countyId }) => countyId),
    knownLines: await servedLines(db),
    now,
  });
  for (const { countyId } of loaded) {
    await seedDutyList(db, countyId, now);
    await seedTaskList(db, countyId, now);
    await seedRoutes(db, countyId, now);
  }
  const people: DemoPerson[] = [];
  for (const { countyId, definition } of loaded) {
    const placed = await placePeople(db, countyId, definition.people);
    const relief = reliefOf(placed, definition.county.locale.startsWith('zh'));
    for (const person of [...placed, ...relief]) {
      const role = roleOf(person.role);
      // A small county has no mediator's office and so on; nobody is appointed to a unit that is not there.
      if (person.unitId !== null || !NEEDS_UNIT.includes(roleDefinition(role).view))
        people.push({ ...person, role });
    }
  }
  await seedAccounts(db, people, { password: DEMO_PASSWORD, now });
  await seedDuty(
    db,
    loaded.map(({ countyId }) => countyId),
    now,
  );
}

const NEEDS_UNIT: readonly (Reach | null)[] = ['unit', 'assigned'];

function roleOf(text: string): Role {
  const role = ROLE_CODES.find((code) => code === text);
  if (!role) throw new Error(`no such role: ${text}`);
  return role;
}

function readHolidays(name: string): Record<string, unknown> {
  const file = new URL(`../../modules/deadline/data/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
