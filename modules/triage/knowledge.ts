// What triage knows of a county, read from the database: grids, place names, catalogue, rooms. Read when
// the server starts and again when one of these changes; some 30 MB for 64,000 grids.
import { buildGazetteer, placeNamesOf, type Area } from '#modules/address/index.ts';
import { catalogOf } from '#modules/catalog/index.ts';
import {
  jurisdictionTree,
  loadGridShapes,
  unitList,
  type Jurisdiction,
} from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { buildCellIndex } from '#platform/geo/index.ts';
import { buildClassifier } from './classify.ts';
import type { PlaceKnowledge } from './locate.ts';
import { DEFAULT_TRIAGE_POLICY } from './policy.ts';
import type { TriageKnowledge } from './triage.ts';

/** All that is read once; `recent` and `route` are given for each report. */
export type CountyKnowledge = Omit<TriageKnowledge, 'recent' | 'route'> &
  Readonly<{ areas: readonly Area[]; catalogVersionId: number }>;

export async function loadKnowledge(db: Db, countyId: number): Promise<CountyKnowledge> {
  const [{ areas, ...places }, catalog, roomOf] = await Promise.all([
    loadPlaces(db, countyId),
    catalogOf(db, countyId),
    loadRooms(db, countyId),
  ]);
  return {
    ...places,
    areas,
    roomOf,
    policy: DEFAULT_TRIAGE_POLICY,
    classifier: buildClassifier(catalog.items),
    items: catalog.byCode,
    catalogVersionId: catalog.id,
  };
}

/** The point → grid index and the gazetteer of a county, with its towns and villages. */
export async function loadPlaces(
  db: Db,
  countyId: number,
): Promise<PlaceKnowledge & Readonly<{ areas: readonly Area[] }>> {
  const [shapes, tree, names] = await Promise.all([
    loadGridShapes(db, countyId),
    jurisdictionTree(db, countyId),
    placeNamesOf(db, countyId),
  ]);
  const areas = tree.flatMap((place) => areaOf(place) ?? []);
  return {
    areas,
    index: buildCellIndex(shapes.map(({ gridId: id, ring }) => ({ id, ring }))),
    grids: new Map(shapes.map(({ gridId, townId, villageId }) => [gridId, { townId, villageId }])),
    gazetteer: buildGazetteer(areas, names),
  };
}

function areaOf({ id, level, name, townId, centre }: Jurisdiction): Area | undefined {
  if ((level !== 'town' && level !== 'village') || townId === null) return undefined;
  return { id, level, name, townId, centre };
}

/** The command room of each town, and the county's centre. */
async function loadRooms(db: Db, countyId: number): Promise<TriageKnowledge['roomOf']> {
  const units = await unitList(db, { countyId, kinds: ['commandRoom', 'countyCentre'] });
  const centre = units.find((unit) => unit.kind === 'countyCentre')?.id;
  const rooms = new Map(
    units
      .filter((unit) => unit.kind === 'commandRoom')
      .map((unit) => [unit.jurisdictionId, unit.id]),
  );
  return (townId) => (townId === null ? centre : (rooms.get(townId) ?? centre));
}
