// The first start's contents: two demonstration counties with their calendars, catalogue, places and
// people. Every step may run again; what is there stays as it is.
import { readFileSync } from 'node:fs';
import { DemoPlaces, placeDemoNames, savePlaceNames, type Area } from '#modules/address/index.ts';
import { seedCatalog } from '#modules/catalog/index.ts';
import { CalendarDefinition, seedCalendar } from '#modules/deadline/index.ts';
import { ROLE_CODES, seedAccounts, type DemoPerson, type Role } from '#modules/identity/index.ts';
import {
  baltimore,
  jurisdictionTree,
  jurisdictionsByCodes,
  loadGridShapes,
  seedCounty,
  servedLines,
  unitList,
  yueqing,
  type CountyDefinition,
} from '#modules/organization/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { buildCellIndex, NO_CELL } from '#platform/geo/index.ts';
import type { Instant } from '#platform/time/index.ts';

/** Published on the sign-in page; demo accounts answer on this machine only. */
export const DEMO_PASSWORD = 'Maple-bridge-2026';

export type DemoAccount = Readonly<{ login: string; name: string; role: Role; county: string }>;

const weekdays = (shifts: readonly { from: string; to: string }[]) => ({
  monday: shifts,
  tuesday: shifts,
  wednesday: shifts,
  thursday: shifts,
  friday: shifts,
  saturday: [],
  sunday: [],
});

const COUNTIES = [
  {
    definition: yueqing,
    holidays: 'holidays-cn.json',
    // 浙江 offices, summer half; a county sets its own on the calendar page.
    week: weekdays([
      { from: '08:30', to: '12:00' },
      { from: '14:00', to: '17:30' },
    ]),
    places: 'demo-places-330382.json',
  },
  {
    definition: baltimore,
    holidays: 'holidays-us.json',
    week: weekdays([{ from: '08:30', to: '16:30' }]),
    places: null,
  },
] as const;

/**
 * Loads the demonstration counties. Returns one account of each role to sign in with.
 * `tell` hears one line per step, because the first start takes some seconds.
 */
export async function seedDemo(
  db: Db,
  now: Instant,
  tell: (line: string) => void,
): Promise<readonly DemoAccount[]> {
  const shown: DemoAccount[] = [];
  const loaded: { countyId: number; definition: CountyDefinition }[] = [];
  for (const source of COUNTIES) {
    const definition = source.definition();
    tell(`载入 loading ${definition.county.nameZh} ${definition.county.nameEn}`);
    const { countyId, created } = await seedCounty(db, definition);
    await seedCalendar(
      db,
      countyId,
      CalendarDefinition.parse({
        ...readData('modules/deadline/data', source.holidays),
        zone: definition.county.zone,
        week: source.week,
      }),
    );
    if (created && source.places) await seedPlaces(db, countyId, source.places);
    loaded.push({ countyId, definition });
    shown.push(...shownAccounts(definition));
  }
  await seedCatalog(db, {
    countyIds: loaded.map(({ countyId }) => countyId),
    knownLines: await servedLines(db),
    now,
  });
  tell('开通演示账号 opening demo accounts');
  for (const { countyId, definition } of loaded) {
    const people = await postsOf(db, countyId, definition);
    await seedAccounts(db, people, { password: DEMO_PASSWORD, now });
  }
  return shown;
}

function shownAccounts(definition: CountyDefinition): DemoAccount[] {
  return definition.people
    .filter((person) => person.shown)
    .map(({ login, name, role }) => ({
      login,
      name,
      role: roleOf(role),
      county: definition.county.nameZh,
    }));
}

async function seedPlaces(db: Db, countyId: number, file: string): Promise<void> {
  const demo = DemoPlaces.parse(readData('modules/address/data', file));
  const shapes = await loadGridShapes(db, countyId);
  const owners = new Map(shapes.map((shape) => [shape.gridId, shape]));
  const index = buildCellIndex(shapes.map(({ gridId, ring }) => ({ id: gridId, ring })));
  const areas: Area[] = (await jurisdictionTree(db, countyId)).flatMap(
    ({ id, level, name, townId, centre }) =>
      (level === 'town' || level === 'village') && townId !== null
        ? [{ id, level, name, townId, centre }]
        : [],
  );
  const places = placeDemoNames(demo, areas, (lng6, lat6) => {
    const id = index.locate(lng6, lat6);
    return id === NO_CELL ? undefined : owners.get(id);
  });
  await inTransaction(db, [countyId], (tx) => savePlaceNames(tx, countyId, places));
}

/** The people of a definition with the ids that its codes got in this database. */
async function postsOf(
  db: Db,
  countyId: number,
  definition: CountyDefinition,
): Promise<DemoPerson[]> {
  const units = new Map((await unitList(db, { countyId })).map((unit) => [unit.code, unit.id]));
  const codes = definition.people.flatMap((person) => [
    ...(person.townCode ? [person.townCode] : []),
    ...(person.villageCode ? [person.villageCode] : []),
    ...person.gridCodes,
  ]);
  const places = await jurisdictionsByCodes(db, countyId, [...new Set(codes)]);
  const idOf = (code: string | null) => (code === null ? undefined : places.get(code)?.id);
  return definition.people.map((person) => {
    const townId = idOf(person.townCode);
    const villageId = idOf(person.villageCode);
    const gridIds = person.gridCodes.flatMap((code) => idOf(code) ?? []);
    return {
      login: person.login,
      name: person.name,
      role: roleOf(person.role),
      unitId: person.unitCode === null ? null : (units.get(person.unitCode) ?? null),
      line: person.line,
      place: {
        countyId,
        ...(townId === undefined ? {} : { townId }),
        ...(villageId === undefined ? {} : { villageId }),
        ...(gridIds.length ? { gridIds } : {}),
      },
    };
  });
}

function roleOf(text: string): Role {
  const role = ROLE_CODES.find((code) => code === text);
  if (!role) throw new Error(`no such role: ${text}`);
  return role;
}

function readData(folder: string, name: string): Record<string, unknown> {
  const file = new URL(`../../${folder}/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
