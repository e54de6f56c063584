// Draws a county whose town, village and grid borders nobody publishes: places real towns around
// where they lie, gives each real village a part of its town, and cuts villages into grids. What it
// draws is an illustration (示意图) and is marked `generated`. The same plan gives the same map. Pure.
import { seededRandom } from '#platform/chance/index.ts';
import type { PlaceDefinition } from '../counties/definition.ts';
import type { Ring } from '../ring.ts';
import type { GridShape } from '../place.ts';
import { createMesh, type Loop } from './mesh.ts';
import { divideBySeeds, divideByWeights, type Style } from './partition.ts';
import { pointInside } from './shape.ts';

export type TownPlan = Readonly<{
  code: string;
  name: string;
  /** About where the town lies, in degrees, and how large it is. */
  near: readonly [lng: number, lat: number];
  squareKilometres: number;
  villages: readonly VillagePlan[];
}>;
/** `weight`: its size beside the other villages of its town. */
export type VillagePlan = Readonly<{ code: string; name: string; weight: number }>;

export type CountyPlan = Readonly<{
  code: string;
  name: string;
  outline: Ring;
  /** False where the outline itself was drawn by us. */
  outlineIsReal: boolean;
  towns: readonly TownPlan[];
  gridName(village: string, number: number): string;
  /** Chosen by looking at the maps that different seeds give. */
  seed: number;
}>;

/** A bend about every 150 m; towns take more trouble, since they are few and everybody looks at them. */
const TOWN_STYLE: Style = { grain: 1500, shortness: 0.8, directions: 8, offsets: 14 };
const CELL_STYLE: Style = { grain: 1500, shortness: 0.5, directions: 5, offsets: 7 };

/** Every place of the county, parents before children; neighbours share their borders exactly. */
export function drawCounty(plan: CountyPlan): PlaceDefinition[] {
  const mesh = createMesh();
  const random = seededRandom(plan.seed);
  const county = mesh.loopOf(plan.outline);
  const seeds = plan.towns.map(({ near: [lng, lat], squareKilometres }) => ({
    x: lng * 1e6,
    y: lat * 1e6,
    weight: squareKilometres,
  }));
  const towns = divideBySeeds(mesh, county, seeds, random, TOWN_STYLE);
  const villages = towns.map((town, i) => {
    const weights = (plan.towns[i]?.villages ?? []).map(({ weight }) => weight * (0.6 + random()));
    return divideByWeights(mesh, town, weights, random, CELL_STYLE);
  });
  const grids = villages.map((ofTown) =>
    ofTown.map((village) => {
      const weights = Array.from(
        { length: 2 + Math.floor(random() * 3) },
        () => 0.7 + random() * 0.6,
      );
      return divideByWeights(mesh, village, weights, random, CELL_STYLE);
    }),
  );

  // Only now do all borders have all their vertices.
  const shaped = (loop: Loop | undefined) => {
    const ring = mesh.ringOf(mesh.refreshed(loop ?? []));
    return { rings: [ring], centre: pointInside(ring) };
  };
  const countyPlace: PlaceDefinition = {
    level: 'county',
    ...named(plan.code, plan.name, null, null, null),
    ...shaped(county),
    generated: !plan.outlineIsReal,
  };
  const generated = true;
  const townPlaces = plan.towns.map((town, i): PlaceDefinition => ({
    level: 'town',
    ...named(town.code, town.name, plan.code, town.code, null),
    ...shaped(towns[i]),
    generated,
  }));
  const villagePlaces = plan.towns.flatMap((town, i) =>
    town.villages.map((village, j): PlaceDefinition => ({
      level: 'village',
      ...named(village.code, village.name, town.code, town.code, village.code),
      ...shaped(villages[i]?.[j]),
      generated,
    })),
  );
  const gridPlaces = plan.towns.flatMap((town, i) =>
    town.villages.flatMap((village, j) =>
      (grids[i]?.[j] ?? []).map((grid, k): PlaceDefinition => ({
        level: 'grid',
        ...named(
          village.code + String(k + 1).padStart(3, '0'),
          plan.gridName(village.name, k + 1),
          village.code,
          town.code,
          village.code,
        ),
        ...shaped(grid),
        generated,
      })),
    ),
  );
  return [countyPlace, ...townPlaces, ...villagePlaces, ...gridPlaces];
}

const named = (
  code: string,
  name: string,
  parentCode: string | null,
  townCode: string | null,
  villageCode: string | null,
) => ({ code, name, parentCode, townCode, villageCode });

/** Straight borders: the bench wants many cells, not a picture. */
const BENCH_STYLE: Style = { grain: Infinity, shortness: 0.5, directions: 3, offsets: 4 };
/** What a real county of that many grids has per village and per town. */
const GRIDS_PER_VILLAGE = 3;
const VILLAGES_PER_TOWN = 20;

/** `count` cells that cover an outline exactly, numbered from 1: for the bench of point → grid. */
export function generateGrids(outline: Ring, count: number, seed = 1): GridShape[] {
  const mesh = createMesh();
  const weights = new Array<number>(count).fill(1);
  const cells = divideByWeights(
    mesh,
    mesh.loopOf(outline),
    weights,
    seededRandom(seed),
    BENCH_STYLE,
  );
  return cells.map((cell, i) => ({
    gridId: i + 1,
    villageId: 1 + Math.floor(i / GRIDS_PER_VILLAGE),
    townId: 1 + Math.floor(i / (GRIDS_PER_VILLAGE * VILLAGES_PER_TOWN)),
    ring: mesh.ringOf(mesh.refreshed(cell)),
  }));
}
