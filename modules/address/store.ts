// The table of named places, and how its rows become nouns.
import type { Generated } from 'kysely';
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { fromMicro, toMicro } from '#platform/geo/index.ts';
import { searchTokens } from '#platform/text/index.ts';
import type { NewPlaceName, PlaceKind, PlaceName } from './place-name.ts';

export type AddressTables = {
  place_name: {
    id: Generated<number>;
    county_id: number;
    name: string;
    kind: PlaceKind;
    lng: number;
    lat: number;
    town_id: number;
    village_id: number | null;
    grid_id: number | null;
    source: 'demo' | 'import' | 'steward';
    tokens: string[];
  };
};

export const tablesOf = (db: Db) => db.withTables<AddressTables>();

export const PLACE_NAME_COLUMNS = [
  'id',
  'name',
  'kind',
  'lng',
  'lat',
  'town_id as townId',
  'village_id as villageId',
  'grid_id as gridId',
  'source',
] as const;

type PlaceNameRow = Omit<PlaceName, 'point'> & { lng: number; lat: number };

export function toPlaceName({ lng, lat, ...row }: PlaceNameRow): PlaceName {
  return { ...row, point: fromMicro({ lng6: lng, lat6: lat }) };
}

/** One statement takes this many rows. */
const ROWS_PER_INSERT = 2000;

/**
 * Adds named places of a county; those already there (same name, town and village) are moved to where
 * they are now said to be. Running it twice changes nothing.
 */
export async function savePlaceNames(
  tx: Tx,
  countyId: number,
  places: readonly NewPlaceName[],
): Promise<void> {
  for (let from = 0; from < places.length; from += ROWS_PER_INSERT) {
    const rows = places.slice(from, from + ROWS_PER_INSERT).map((place) => {
      const { lng6, lat6 } = toMicro(place.point);
      return { ...place, lng: lng6, lat: lat6, tokens: searchTokens(place.name) };
    });
    await sql`
      insert into place_name
        (county_id, name, kind, lng, lat, town_id, village_id, grid_id, source, tokens)
      select ${countyId}, name, kind, lng, lat, "townId", "villageId", "gridId", source, tokens
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row
        (name text, kind text, lng int, lat int, "townId" int, "villageId" int, "gridId" int,
         source text, tokens text[])
      on conflict on constraint place_name_unique do update set
        kind = excluded.kind, lng = excluded.lng, lat = excluded.lat, grid_id = excluded.grid_id,
        source = excluded.source`.execute(tx);
  }
}
