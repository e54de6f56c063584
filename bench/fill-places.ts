// Where generated incidents lie and who handles them: the places of a seeded county, or invented ones.
import pg from 'pg';
import { yueqing } from '#modules/organization/index.ts';

export type FillVillage = Readonly<{
  id: number;
  name: string;
  unitId: number;
  gridIds: readonly number[];
  lng6: number;
  lat6: number;
}>;

export type FillTown = Readonly<{
  id: number;
  name: string;
  /** Share of the county's matters, relative. */
  weight: number;
  roomId: number;
  /** Branches and teams of the town. */
  unitIds: readonly number[];
  villages: readonly FillVillage[];
}>;

export type FillPlaces = Readonly<{
  countyId: number;
  /** Division code, the beginning of every number. */
  code: string;
  zone: string;
  centreId: number;
  departmentIds: readonly number[];
  towns: readonly FillTown[];
}>;

/** Ids of an invented county begin at its number times this. */
const IDS_PER_COUNTY = 100_000;
const GRIDS_PER_VILLAGE = 4;
const UNITS_PER_TOWN = 9;
const DEPARTMENTS = 36;

/** The names and centres of 乐清's towns and villages under invented ids: nothing needs to be in the database. */
export function inventedPlaces(countyId: number, code = '330382'): FillPlaces {
  const drawn = yueqing().places;
  let next = countyId * IDS_PER_COUNTY;
  const id = () => ++next;
  const centreId = id();
  const departmentIds = Array.from({ length: DEPARTMENTS }, id);
  const towns = drawn
    .filter((place) => place.level === 'town')
    .map((town, at) => ({
      id: id(),
      name: town.name,
      weight: 1 / (1 + at / 6),
      roomId: id(),
      unitIds: Array.from({ length: UNITS_PER_TOWN }, id),
      villages: drawn
        .filter((place) => place.level === 'village' && place.parentCode === town.code)
        .map((village) => ({
          id: id(),
          name: village.name,
          unitId: id(),
          gridIds: Array.from({ length: GRIDS_PER_VILLAGE }, id),
          lng6: village.centre[0],
          lat6: village.centre[1],
        })),
    }));
  return { countyId, code, zone: 'Asia/Shanghai', centreId, departmentIds, towns };
}

/** The places and units of a county as the database has them. */
export async function seededPlaces(url: string, countyId: number): Promise<FillPlaces> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const counties = await client.query<{ code: string; zone: string }>(
      'select code, zone from county where id = $1',
      [countyId],
    );
    const county = counties.rows[0];
    if (!county) throw new Error(`no county ${countyId}`);
    const { rows: places } = await client.query<{
      id: number;
      level: string;
      name: string;
      town_id: number;
      village_id: number;
      lng6: number;
      lat6: number;
    }>(
      `select id, level, name, town_id, village_id, centre_lng as lng6, centre_lat as lat6
       from jurisdiction where county_id = $1 and valid_to is null order by id`,
      [countyId],
    );
    const { rows: units } = await client.query<{ id: number; kind: string; place: number }>(
      'select id, kind, jurisdiction_id as place from unit where county_id = $1 order by id',
      [countyId],
    );
    const unitAt = (place: number, kind: string) =>
      units.find((unit) => unit.place === place && unit.kind === kind)?.id;
    const centreId = units.find((unit) => unit.kind === 'countyCentre')?.id ?? 0;
    const grids = Map.groupBy(
      places.filter((place) => place.level === 'grid'),
      (grid) => grid.village_id,
    );
    const towns = places
      .filter((place) => place.level === 'town')
      .map((town, at) => ({
        id: town.id,
        name: town.name,
        weight: 1 / (1 + at / 6),
        roomId: unitAt(town.id, 'commandRoom') ?? centreId,
        unitIds: units
          .filter((unit) => unit.place === town.id && unit.kind !== 'commandRoom')
          .map((unit) => unit.id),
        villages: places
          .filter((place) => place.level === 'village' && place.town_id === town.id)
          .map((village) => ({
            id: village.id,
            name: village.name,
            unitId: unitAt(village.id, 'village') ?? centreId,
            gridIds: (grids.get(village.id) ?? []).map((grid) => grid.id),
            lng6: village.lng6,
            lat6: village.lat6,
          })),
      }));
    const departmentIds = units
      .filter((unit) => unit.kind === 'department' || unit.kind === 'police')
      .map((unit) => unit.id);
    return { countyId, ...county, centreId, departmentIds, towns };
  } finally {
    await client.end();
  }
}
