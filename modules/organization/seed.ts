// Loads a county: its places, then its units, each level in one statement. Safe to run at every
// start: a county that is there stays as it is.
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import type {
  CountyDefinition,
  DemoPerson,
  PlaceDefinition,
  UnitDefinition,
} from './counties/definition.ts';
import type { PlaceLevel } from './place.ts';
import { encodeRings } from './ring.ts';

export type SeededCounty = Readonly<{ countyId: number; created: boolean }>;

/** Loads `definition` unless a county of that code exists. About a second for 2,000 places. */
export async function seedCounty(db: Db, definition: CountyDefinition): Promise<SeededCounty> {
  return inTransaction(db, [], async (tx) => {
    const { county } = definition;
    const { rows } = await sql<{ id: number }>`
      insert into county (code, name_zh, name_en, kind, country, zone, locale, map_notice_zh,
        map_notice_en)
      values (${county.code}, ${county.nameZh}, ${county.nameEn}, ${county.kind},
        ${county.country}, ${county.zone}, ${county.locale}, ${county.mapNoticeZh},
        ${county.mapNoticeEn})
      on conflict (code) do nothing
      returning id`.execute(tx);
    const created = rows[0];
    if (!created) return { countyId: await countyIdOf(tx, county.code), created: false };
    for (const level of LEVELS_DOWN)
      await insertPlaces(
        tx,
        created.id,
        definition.validFrom,
        definition.places.filter((place) => place.level === level),
      );
    await insertUnits(tx, created.id, definition.units);
    return { countyId: created.id, created: true };
  });
}

/** A person with the ids that an appointment needs, in the shape of identity's `Post`. */
export type PlacedPerson = Readonly<{
  login: string;
  name: string;
  role: string;
  shown: boolean;
  unitId: number | null;
  line: string | null;
  place: Readonly<{ countyId: number; townId?: number; villageId?: number; gridIds?: number[] }>;
}>;

/** Turns the codes of people into the ids of the units and places that were loaded. */
export async function placePeople(
  db: Db,
  countyId: number,
  people: readonly DemoPerson[],
): Promise<readonly PlacedPerson[]> {
  const places = await sql<{ id: number; code: string }>`
    select id, code from jurisdiction where county_id = ${countyId} and valid_to is null`.execute(
    db,
  );
  const units = await sql<{ id: number; code: string }>`
    select id, code from unit where county_id = ${countyId}`.execute(db);
  const placeIds = new Map(places.rows.map(({ id, code }) => [code, id]));
  const unitIds = new Map(units.rows.map(({ id, code }) => [code, id]));
  return people.map(
    ({ login, name, role, shown, line, unitCode, townCode, villageCode, gridCodes }) => {
      const townId = placeIds.get(townCode ?? '');
      const villageId = placeIds.get(villageCode ?? '');
      const gridIds = gridCodes.flatMap((code) => placeIds.get(code) ?? []);
      return {
        ...{ login, name, role, shown, line },
        unitId: unitIds.get(unitCode ?? '') ?? null,
        place: {
          countyId,
          ...(townId === undefined ? {} : { townId }),
          ...(villageId === undefined ? {} : { villageId }),
          ...(gridIds.length === 0 ? {} : { gridIds }),
        },
      };
    },
  );
}

/** The lines (条) that some unit serves: a catalogue may name no other as lead. */
export async function servedLines(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ line: string }>`
    select distinct line from unit where line is not null`.execute(db);
  return new Set(rows.map(({ line }) => line));
}

const LEVELS_DOWN: readonly PlaceLevel[] = ['city', 'county', 'town', 'village', 'grid'];

async function countyIdOf(tx: Tx, code: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from county where code = ${code}`.execute(
    tx,
  );
  return rows[0]?.id ?? 0;
}

/** Places of one level: their parents are there already. Ids are drawn first, because a town is its own town. */
async function insertPlaces(
  tx: Tx,
  countyId: number,
  validFrom: string,
  places: readonly PlaceDefinition[],
): Promise<void> {
  if (places.length === 0) return;
  const rows = places.map(({ rings, centre: [lng, lat], ...place }) => ({
    ...place,
    lng,
    lat,
    outline: encodeRings(rings).toString('base64'),
  }));
  await sql`
    insert into jurisdiction (id, county_id, level, code, name, parent_id, town_id, village_id,
      centre_lng, centre_lat, outline, generated, boundary_version, valid_from)
    overriding system value
    select new.id, ${countyId}, new.level, new.code, new.name, parent.id,
      case new.level when 'town' then new.id else parent.town_id end,
      case new.level when 'village' then new.id when 'grid' then parent.village_id end,
      new.lng, new.lat, decode(new.outline, 'base64'), new.generated, 1, ${validFrom}::date
    from (
      select nextval('jurisdiction_id_seq')::int as id, place.*
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as place (level text, code text,
        name text, "parentCode" text, lng int, lat int, outline text, generated boolean)
    ) as new
    left join jurisdiction as parent
      on parent.county_id = ${countyId} and parent.code = new."parentCode"`.execute(tx);
}

/** All units at once, then who stands above whom. */
async function insertUnits(
  tx: Tx,
  countyId: number,
  units: readonly UnitDefinition[],
): Promise<void> {
  const json = JSON.stringify(units);
  await sql`
    insert into unit (county_id, code, kind, name, jurisdiction_id, line, duty24h)
    select ${countyId}, new.code, new.kind, new.name, place.id, new.line, new.duty24h
    from jsonb_to_recordset(${json}::jsonb)
      as new (code text, kind text, name text, "placeCode" text, line text, duty24h boolean)
    join jurisdiction as place on place.county_id = ${countyId} and place.code = new."placeCode"
  `.execute(tx);
  await sql`
    update unit set parent_id = parent.id
    from jsonb_to_recordset(${json}::jsonb) as new (code text, "parentCode" text)
    join unit as parent on parent.county_id = ${countyId} and parent.code = new."parentCode"
    where unit.county_id = ${countyId} and unit.code = new.code`.execute(tx);
}
