// The route table of a county with what it speaks of: units, items, places. Read for each question of
// the screen; the pipeline of triage keeps its own compiled table.
import { catalogOf } from '#modules/catalog/index.ts';
import { jurisdictionTree, unitList } from '#modules/organization/index.ts';
import { dutyLists, taskListOf, type TaskList } from '#modules/roster/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { assert, Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { checkRoutes, type RouteFault, type RouteSurroundings } from './check.ts';
import { compileRoutes, type CompiledRoutes } from './compile.ts';
import { defaultRouteRows } from './default-table.ts';
import type { RouteRow } from './route-table.ts';
import {
  findRouteTable,
  insertRouteTable,
  type PublishedTable,
  type RoutePublication,
} from './store.ts';

/** The table in force, or that version; refused when there is none. */
export async function getRouteTable(
  db: Db,
  countyId: number,
  version?: number,
): Promise<PublishedTable> {
  const table = await findRouteTable(db, countyId, version);
  if (!table) throw new Refused('dispatch.no-table');
  return table;
}

/** The table in force, compiled; or a draft (`rows`), as version 0. With a draft of the task list, if given. */
export async function compiledRoutes(
  db: Db,
  countyId: number,
  rows?: readonly RouteRow[],
  tasks?: TaskList,
): Promise<CompiledRoutes> {
  const table = rows ? { version: 0, rows } : await getRouteTable(db, countyId);
  const [{ units, countyPlaceId }, lists, taskList] = await Promise.all([
    surroundingsOf(db, countyId),
    dutyLists(db, countyId),
    tasks ?? taskListOf(db, countyId),
  ]);
  return compileRoutes(table, units, countyPlaceId, lists, taskList);
}

export async function routeFaults(
  db: Db,
  countyId: number,
  rows: readonly RouteRow[],
): Promise<RouteFault[]> {
  return checkRoutes(rows, await surroundingsOf(db, countyId));
}

/** Checks and publishes the next version; refused when it has errors or another came between. `work` joins the commit. */
export async function publishRoutes(
  db: Db,
  publication: RoutePublication,
  work?: (tx: Tx, version: number) => Promise<void>,
): Promise<{ version: number; faults: RouteFault[] }> {
  const { countyId, rows } = publication;
  const faults = await routeFaults(db, countyId, rows);
  const count = faults.filter((fault) => fault.severity === 'error').length;
  if (count > 0) throw new Refused('dispatch.table-faulty', 'rows', { count });
  const version = await inTransaction(db, [countyId], async (tx) => {
    const written = await insertRouteTable(tx, publication);
    await work?.(tx, written);
    return written;
  });
  return { version, faults };
}

/** Gives a county without a table the default one, made from its catalogue. Safe to run at every start. */
export async function seedRoutes(db: Db, countyId: number, now: Instant): Promise<void> {
  if (await findRouteTable(db, countyId)) return;
  const { items } = await catalogOf(db, countyId);
  const rows = defaultRouteRows(items);
  await publishRoutes(db, { countyId, rows, basedOn: 0, by: 'system:seed', now, note: '' });
}

async function surroundingsOf(db: Db, countyId: number): Promise<RouteSurroundings> {
  const [units, tree, { items }] = await Promise.all([
    unitList(db, { countyId }),
    jurisdictionTree(db, countyId),
    catalogOf(db, countyId),
  ]);
  const county = tree.find((place) => place.level === 'county');
  assert(county, `county ${countyId} has a place of its own`);
  return {
    units,
    countyPlaceId: county.id,
    itemCodes: items.map((item) => item.code),
    placeIds: new Set(tree.map((place) => place.id)),
  };
}
