// Publishing a duty list: checked against the county's catalogue, units and places, then written as the
// next version.
import { catalogOf } from '#modules/catalog/index.ts';
import { jurisdictionsByIds, jurisdictionTree, unitList } from '#modules/organization/index.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { dutyFault, type DutySurroundings } from './duty-list-check.ts';
import type { DutyRow } from './duty-list.ts';
import { insertDutyList, type DutyPublication } from './duty-list-store.ts';

/** Whose list it is: the county's (no town) or a town's; refused for any other place. */
export async function listTown(
  db: Db,
  countyId: number,
  placeId: number,
): Promise<Readonly<{ townId: number | null }>> {
  const place = (await jurisdictionsByIds(db, [placeId])).get(placeId);
  if (place?.countyId !== countyId || (place.level !== 'county' && place.level !== 'town'))
    throw new Refused('roster.duty-place-unknown', 'placeId');
  return { townId: place.level === 'town' ? place.id : null };
}

/** Checks and writes the next version; refused with the first fault, by row. */
export async function publishDutyList(
  db: Db,
  publication: DutyPublication,
  write: (work: (tx: Tx) => Promise<number>) => Promise<number>,
): Promise<number> {
  const { countyId, placeId, rows } = publication;
  const fault = dutyFault(rows, await surroundingsOf(db, countyId, placeId, rows));
  if (fault) throw new Refused(fault.code, 'rows', fault.params);
  return write((tx) => insertDutyList(tx, publication));
}

async function surroundingsOf(
  db: Db,
  countyId: number,
  placeId: number,
  rows: readonly DutyRow[],
): Promise<DutySurroundings> {
  const [{ items }, units, tree, { townId }] = await Promise.all([
    catalogOf(db, countyId),
    unitList(db, { countyId }),
    jurisdictionTree(db, countyId),
    listTown(db, countyId, placeId),
  ]);
  // Grids are too many for the tree: those that are named are looked up.
  const inTree = new Set(tree.map(({ id }) => id));
  const areas = rows.flatMap(({ areaId }) =>
    areaId === null || inTree.has(areaId) ? [] : [areaId],
  );
  const grids = await jurisdictionsByIds(db, areas);
  const places = new Map([...tree.map((place) => [place.id, place] as const), ...grids]);
  return {
    itemCodes: items.map(({ code }) => code),
    unitIds: new Set(units.map(({ id }) => id)),
    lines: new Set(units.flatMap(({ line }) => (line === null ? [] : [line]))),
    isWithin(id) {
      const place = places.get(id);
      if (place?.countyId !== countyId) return false;
      return townId === null || place.townId === townId;
    },
  };
}
