// What the API says about places and units; the browser reads with the same schemas.
import { z } from 'zod';
import { County, Jurisdiction, PlaceLevel, Unit, UnitKind } from './place.ts';

export { County, CountyKind, Jurisdiction, PlaceLevel, Unit, UnitKind } from './place.ts';

/** What an `int` column holds. */
const Id = z.coerce.number().int().positive().max(2_147_483_647);

export const CountyList = z.object({ items: z.array(County) });

/** The children of a place; or, with `county`, its tree down to the villages. */
export const JurisdictionQuery = z.union([z.object({ parent: Id }), z.object({ county: Id })]);
export const JurisdictionList = z.object({ items: z.array(Jurisdiction) });

export const UnitQuery = z.object({
  county: Id,
  kind: UnitKind.optional(),
  line: z.string().max(40).optional(),
  /** Units of exactly this place. */
  jurisdiction: Id.optional(),
  /** Part of a name. */
  text: z.string().trim().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const UnitList = z.object({ items: z.array(Unit) });

/** Units that serve a place on a line, nearest first. */
export const ServingQuery = z.object({ jurisdiction: Id, line: z.string().min(1).max(40) });

export const OutlineParams = z.object({ countyId: Id });
export const OutlineQuery = z.object({ level: PlaceLevel.default('town') });

const Position = z.tuple([z.number(), z.number()]);
/** GeoJSON (RFC 7946), degrees in CGCS2000. Borders marked `generated` are an illustration. */
export const OutlineCollection = z.object({
  type: z.literal('FeatureCollection'),
  mapNotice: z.object({ zh: z.string(), en: z.string() }),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.number().int(),
      properties: z.object({
        level: PlaceLevel,
        code: z.string(),
        name: z.string(),
        parentId: z.number().int().nullable(),
        generated: z.boolean(),
      }),
      geometry: z.object({
        type: z.literal('MultiPolygon'),
        coordinates: z.array(z.array(z.array(Position))),
      }),
    }),
  ),
});
export type OutlineCollection = z.infer<typeof OutlineCollection>;
