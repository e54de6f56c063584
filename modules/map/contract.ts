// What the map API takes and gives. Coordinates of incidents are whole micro-degrees, outlines are
// GeoJSON in degrees; both CGCS2000 (EPSG:4490).
import { z } from 'zod';
import { CountQuery } from '#modules/incident/contract.ts';
import { OutlineCollection } from '#modules/organization/contract.ts';

/** Clusters of one answer; a screen cannot show more. */
export const CLUSTERS_MAX = 2000;
/** Incidents looked at for one answer, the newest: a map of a million points shows no more than one of these. */
export const MAP_INCIDENTS_MAX = 20_000;
/** A cluster this small names its incidents, so that a click opens them. */
export const CLUSTER_IDS_MAX = 10;

const degrees = (limit: number) =>
  z.coerce.number().pipe(
    z
      .int()
      .min(-limit * 1_000_000)
      .max(limit * 1_000_000),
  );

/** A view of the map: its edges in micro-degrees, its zoom as web maps count it, and any list filter. */
export const MapQuery = CountQuery.omit({ q: true }).extend({
  west: degrees(180),
  south: degrees(90),
  east: degrees(180),
  north: degrees(90),
  zoom: z.coerce.number().min(0).max(24),
});
export type MapQuery = z.output<typeof MapQuery>;

export const Cluster = z.object({
  /** The middle of its incidents. */
  lng6: z.int(),
  lat6: z.int(),
  count: z.int(),
  /** The most urgent level in it. */
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  /** Named when they are few. */
  ids: z.array(z.uuid()).optional(),
});
export type Cluster = z.infer<typeof Cluster>;

export const Clusters = z.object({
  clusters: z.array(Cluster),
  /** True when older incidents were left out. */
  cut: z.boolean(),
});
export type Clusters = z.infer<typeof Clusters>;

export const ShapesQuery = z.object({
  level: z.enum(['town', 'village', 'grid']),
  /** The place whose children are asked for: a county for its towns, a town, a village. */
  parent: z.coerce.number().pipe(z.int().positive().max(2_147_483_647)),
});

export const Shapes = OutlineCollection.pick({ type: true, features: true });
export type Shapes = z.infer<typeof Shapes>;
