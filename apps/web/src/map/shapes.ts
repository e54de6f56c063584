// Outlines of places, level by level, as the map asks for them.
import { queryOptions } from '@tanstack/react-query';
import { Shapes } from '#modules/map/contract.ts';
import { OutlineCollection } from '#modules/organization/contract.ts';
import { HOUR } from '#platform/time/index.ts';
import { request } from '../api/request.ts';

/** The outline of a county, or its towns. */
export const outlineQuery = (countyId: number, level: 'county' | 'town') =>
  queryOptions({
    queryKey: ['outline', countyId, level],
    queryFn: ({ signal }) =>
      request(OutlineCollection, `/organization/outline/${countyId}`, { query: { level }, signal }),
    enabled: countyId > 0,
    staleTime: HOUR,
  });

/** The villages of a town or the grids of a village. */
export const shapesQuery = (level: 'village' | 'grid', parent: number) =>
  queryOptions({
    queryKey: ['shapes', level, parent],
    queryFn: ({ signal }) => request(Shapes, '/map/shapes', { query: { level, parent }, signal }),
    staleTime: HOUR,
  });

export type Bounds = Readonly<{ west: number; south: number; east: number; north: number }>;

/** The smallest box around the positions of some features, in degrees. */
export function boundsOf(features: Shapes['features']): Bounds {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (const { geometry } of features)
    for (const ring of geometry.coordinates.flat())
      for (const [lng, lat] of ring) {
        box.west = Math.min(box.west, lng);
        box.east = Math.max(box.east, lng);
        box.south = Math.min(box.south, lat);
        box.north = Math.max(box.north, lat);
      }
  return box;
}

export function overlap(a: Bounds, b: Bounds): boolean {
  return a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north;
}
