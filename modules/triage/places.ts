// The places of a county as triage asks for them, read from the database. Read when the server starts and
// again when one of them changes; some 30 MB for 64,000 grids.
import { buildGazetteer, placeNamesOf, type Area, type GridAt } from '#modules/address/index.ts';
import { jurisdictionTree, loadGridShapes, type GridShape } from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { buildCellIndex, NO_CELL } from '#platform/geo/index.ts';
import type { PlaceKnowledge } from './locate.ts';

export type CountyPlaces = PlaceKnowledge & Readonly<{ areas: readonly Area[] }>;

/** The point → grid index and the gazetteer of a county, with its towns and villages. */
export async function loadPlaces(db: Db, countyId: number): Promise<CountyPlaces> {
  const [shapes, tree, names] = await Promise.all([
    loadGridShapes(db, countyId),
    jurisdictionTree(db, countyId),
    placeNamesOf(db, countyId),
  ]);
  const areas = tree.flatMap(({ id, level, name, townId, centre }): Area[] =>
    (level === 'town' || level === 'village') && townId !== null
      ? [{ id, level, name, townId, centre }]
      : [],
  );
  return { areas, gridAt: gridFinder(shapes), gazetteer: buildGazetteer(areas, names) };
}

/** Which of these grids owns a point. */
export function gridFinder(shapes: readonly GridShape[]): GridAt {
  const index = buildCellIndex(shapes.map(({ gridId: id, ring }) => ({ id, ring })));
  const grids = new Map(
    shapes.map(({ gridId, townId, villageId }) => [gridId, { gridId, townId, villageId }]),
  );
  return (lng6, lat6) => {
    const id = index.locate(lng6, lat6);
    return id === NO_CELL ? undefined : grids.get(id);
  };
}
