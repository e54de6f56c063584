// The duty lists in force, for routing.
import { inTransaction, type Db } from '#platform/db/index.ts';
import { dutyListsInForce, findDutyList } from '../duty-list-store.ts';
import type { DutyList } from '../duty-list.ts';

/** The list of the county and those of its towns, each in its newest version. */
export function dutyLists(db: Db, countyId: number): Promise<readonly DutyList[]> {
  return inTransaction(db, [countyId], (tx) => dutyListsInForce(tx, countyId));
}

/** One published version of one list; undefined when there is none. */
export function dutyListVersion(
  db: Db,
  countyId: number,
  placeId: number,
  version: number,
): Promise<DutyList | undefined> {
  return inTransaction(db, [countyId], (tx) => findDutyList(tx, countyId, placeId, version));
}
