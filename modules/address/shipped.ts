// The demonstration's named places as they are shipped.
import { existsSync, readFileSync } from 'node:fs';
import type { Db } from '#platform/db/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { DemoPlaces, placeDemoNames, type GridAt } from './demo-places.ts';
import type { Area } from './place-name.ts';
import { savePlaceNames } from './store.ts';

/** Roads and landmarks for the county of that division code; undefined where none are shipped. */
export function shippedDemoPlaces(countyCode: string): DemoPlaces | undefined {
  const file = new URL(`data/demo-places-${countyCode.replace(/\W/g, '')}.json`, import.meta.url);
  return existsSync(file) ? DemoPlaces.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export type PlaceSeed = Readonly<{
  countyId: number;
  countyCode: string;
  areas: readonly Area[];
  gridAt: GridAt;
}>;

/** Saves the shipped places of a county and gives their number. Safe to run at every start. */
export async function seedPlaceNames(
  db: Db,
  { countyId, countyCode, areas, gridAt }: PlaceSeed,
): Promise<number> {
  const demo = shippedDemoPlaces(countyCode);
  const places = demo ? placeDemoNames(demo, areas, gridAt) : [];
  if (places.length > 0)
    await inTransaction(db, [countyId], (tx) => savePlaceNames(tx, countyId, places));
  return places.length;
}
