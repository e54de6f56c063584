// Outlines of places, kept in memory as the bytes that are sent: they change with a reorganisation,
// years apart, and are asked for with every move of a map.
import { createHash } from 'node:crypto';
import {
  jurisdictionsByIds,
  outlinesOf,
  ringToDegrees,
  type Outline,
} from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Clock, Instant } from '#platform/time/index.ts';
import type { Shapes } from './contract.ts';

export type ShapeLevel = 'town' | 'village' | 'grid';
/** GeoJSON text and the tag by which a browser asks whether it changed. */
export type KeptShapes = Readonly<{ json: string; etag: string }>;

/** Answers kept: a village's grids are some 4 kB, a county's towns 60 kB; about 20 MB in all. */
const KEPT_MAX = 1000;
/** How long another process's reorganisation may stay unseen. */
const FRESH_MS = 5 * 60_000;
/** Outlines of one level of one county while its answers are made: a hundred villages ask at once. */
const LEVELS_KEPT_MAX = 4;

export type ShapeStore = (level: ShapeLevel, parentId: number) => Promise<KeptShapes>;

export function shapeStore(db: Db, clock: Clock): ShapeStore {
  const answers = new Map<string, { until: Instant; shapes: Promise<KeptShapes> }>();
  const levels = new Map<string, { until: Instant; outlines: Promise<ByParent> }>();

  return (level, parentId) =>
    remembered(answers, `${level}/${parentId}`, KEPT_MAX, 'shapes', async () => {
      const parent = (await jurisdictionsByIds(db, [parentId])).get(parentId);
      if (!parent)
        throw new Refused('organization.jurisdiction-unknown', 'parent', { id: parentId });
      const { countyId } = parent;
      const outlines = await remembered(
        levels,
        `${countyId}/${level}`,
        LEVELS_KEPT_MAX,
        'outlines',
        async () =>
          Map.groupBy(await outlinesOf(db, countyId, level), (outline) => outline.parentId),
      );
      const json = JSON.stringify(collection(outlines.get(parentId) ?? []));
      return {
        json,
        etag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`,
      };
    });

  /** One entry made once for all who ask at the same time; the oldest goes when there are too many. */
  function remembered<K extends string, T>(
    kept: Map<string, { until: Instant } & Record<K, Promise<T>>>,
    key: string,
    most: number,
    field: K,
    make: () => Promise<T>,
  ): Promise<T> {
    const known = kept.get(key);
    if (known && known.until > clock.now()) return known[field];
    const making = make();
    kept.delete(key);
    kept.set(key, { until: clock.now() + FRESH_MS, [field]: making } as {
      until: Instant;
    } & Record<K, Promise<T>>);
    making.catch(() => kept.delete(key));
    const oldest = kept.keys().next();
    if (kept.size > most && !oldest.done) kept.delete(oldest.value);
    return making;
  }
}

type ByParent = ReadonlyMap<number | null, readonly Outline[]>;

function collection(outlines: readonly Outline[]): Shapes {
  return {
    type: 'FeatureCollection',
    features: outlines.map(({ id, rings, ...properties }) => ({
      type: 'Feature',
      id,
      properties,
      geometry: {
        type: 'MultiPolygon',
        coordinates: rings.map((ring) => [ringToDegrees(ring)]),
      },
    })),
  };
}
