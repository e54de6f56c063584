// Roads and landmarks for a demonstration county: names from a file, positions worked out so that each
// lies in its town. The same input gives the same places. Pure.
import { z } from 'zod';
import { toMicro } from '#platform/geo/index.ts';
import { formsOf } from './gazetteer.ts';
import { PlaceKind, type Area, type NewPlaceName } from './place-name.ts';

export const DemoPlaces = z.object({
  notice: z.string(),
  /** By the name of the town: `[kind, name]`. */
  towns: z.record(z.string(), z.array(z.tuple([PlaceKind, z.string().min(2).max(60)]))),
});
export type DemoPlaces = z.infer<typeof DemoPlaces>;

/** Which grid owns a point (micro-degrees), and to whom it belongs. */
export type GridAt = (
  lng6: number,
  lat6: number,
) => Readonly<{ gridId: number; villageId: number; townId: number }> | undefined;

/** Steps from a village's centre, in degrees: within some hundred metres. */
const SPREAD = 0.004;

/** The named places of every town that exists; towns of other names are left out. */
export function placeDemoNames(
  demo: DemoPlaces,
  areas: readonly Area[],
  gridAt: GridAt,
): NewPlaceName[] {
  const villages = areas.filter((area) => area.level === 'village');
  return areas
    .filter((area) => area.level === 'town')
    .flatMap((town) => {
      const within = villages.filter((village) => village.townId === town.id);
      return (demo.towns[town.name] ?? []).map(([kind, name]) =>
        placeOne(kind, name, town, within, gridAt),
      );
    });
}

function placeOne(
  kind: PlaceKind,
  name: string,
  town: Area,
  villages: readonly Area[],
  gridAt: GridAt,
): NewPlaceName {
  const seed = hashOf(name);
  const namesake = villages.find((village) =>
    formsOf(village).some(({ word, form }) => form === 'short' && name.startsWith(word)),
  );
  const centre = (namesake ?? villages[seed % Math.max(villages.length, 1)] ?? town).centre;
  const moved = {
    lng: centre.lng + SPREAD * (((seed >>> 8) % 100) / 100 - 0.5),
    lat: centre.lat + SPREAD * (((seed >>> 16) % 100) / 100 - 0.5),
  };
  for (const point of [moved, centre, town.centre]) {
    const { lng6, lat6 } = toMicro(point);
    const owner = gridAt(lng6, lat6);
    if (owner?.townId !== town.id) continue;
    const { townId, villageId, gridId } = owner;
    return { name, kind, point, townId, villageId, gridId, source: 'demo' };
  }
  return {
    name,
    kind,
    point: town.centre,
    townId: town.id,
    villageId: null,
    gridId: null,
    source: 'demo',
  };
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
