// Which units are there, and who serves a place?
import type { Db } from '#platform/db/index.ts';
import type { Unit, UnitKind } from '../place.ts';
import { tablesOf, UNIT_COLUMNS } from '../store.ts';

/** A county has fewer than 2,000 offices, teams and villages. */
export const UNITS_AT_MOST = 5_000;

export type UnitFilter = Readonly<{
  countyId: number;
  kinds?: readonly UnitKind[];
  line?: string;
  jurisdictionId?: number;
  /** Part of a name. */
  text?: string;
  limit?: number;
}>;

/** The units of a county that fit, in order of code. */
export async function unitList(db: Db, filter: UnitFilter): Promise<readonly Unit[]> {
  let query = tablesOf(db)
    .selectFrom('unit')
    .select(UNIT_COLUMNS)
    .where('unit.county_id', '=', filter.countyId);
  if (filter.kinds?.length) query = query.where('unit.kind', 'in', filter.kinds);
  if (filter.line !== undefined) query = query.where('unit.line', '=', filter.line);
  if (filter.jurisdictionId !== undefined)
    query = query.where('unit.jurisdiction_id', '=', filter.jurisdictionId);
  if (filter.text) query = query.where('unit.name', 'like', `%${escapeLike(filter.text)}%`);
  return query
    .orderBy('unit.code')
    .limit(Math.min(filter.limit ?? UNITS_AT_MOST, UNITS_AT_MOST))
    .execute();
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

export async function unitsByIds(
  db: Db,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Unit>> {
  if (ids.length === 0) return new Map();
  const rows = await tablesOf(db)
    .selectFrom('unit')
    .select(UNIT_COLUMNS)
    .where('unit.id', 'in', [...new Set(ids)].slice(0, UNITS_AT_MOST))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * The units that serve a place on a line (条), nearest first: of the village, then of the town, then
 * of the county. Without a line: the units that answer for everything there (块).
 */
export async function unitsServing(
  db: Db,
  jurisdictionId: number,
  line: string | null,
): Promise<readonly Unit[]> {
  return tablesOf(db)
    .selectFrom('jurisdiction as place')
    .innerJoin('jurisdiction as area', (join) =>
      join
        .onRef('area.county_id', '=', 'place.county_id')
        .on((on) =>
          on.or([
            on('area.id', '=', on.ref('place.id')),
            on('area.id', '=', on.ref('place.village_id')),
            on('area.id', '=', on.ref('place.town_id')),
            on('area.level', 'in', ['county', 'city']),
          ]),
        ),
    )
    .innerJoin('unit', 'unit.jurisdiction_id', 'area.id')
    .select(UNIT_COLUMNS)
    .where('place.id', '=', jurisdictionId)
    .where('unit.line', line === null ? 'is' : '=', line)
    .orderBy((by) =>
      by
        .case('area.level')
        .when('grid')
        .then(0)
        .when('village')
        .then(1)
        .when('town')
        .then(2)
        .when('county')
        .then(3)
        .else(4)
        .end(),
    )
    .orderBy('unit.id')
    .limit(50)
    .execute();
}
