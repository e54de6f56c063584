// What the place search asks and answers over HTTP. The browser uses these schemas too.
import { z } from 'zod';
import { PlaceKind } from './place-name.ts';

export { PLACE_KINDS, PlaceKind, PlaceName } from './place-name.ts';

/** A list to choose from while typing; more would not be read. */
export const PLACES_FOUND_MAX = 20;

/** Characters of a question: a whole address with firm and room fits. */
export const PLACE_TEXT_MAX = 120;

export const PlaceSearchQuery = z.object({
  countyId: z.coerce.number().int().positive().max(2_147_483_647),
  text: z
    .string()
    .trim()
    .min(1)
    .max(PLACE_TEXT_MAX)
    .regex(/^[^\u0000]*$/),
  limit: z.coerce.number().int().min(1).max(PLACES_FOUND_MAX).default(PLACES_FOUND_MAX),
});
export type PlaceSearchQuery = z.infer<typeof PlaceSearchQuery>;

/** A town, village, road or landmark. Coordinates in degrees, CGCS2000. */
export const PlaceFound = z.object({
  level: z.enum(['town', 'village', 'place']),
  id: z.number().int(),
  name: z.string(),
  kind: PlaceKind.nullable(),
  townId: z.number().int(),
  villageId: z.number().int().nullable(),
  gridId: z.number().int().nullable(),
  point: z.object({ lng: z.number(), lat: z.number() }),
  /** Made for the demonstration, not surveyed: the screen says so. */
  generated: z.boolean(),
});
export type PlaceFound = z.infer<typeof PlaceFound>;

export const PlaceSearchAnswer = z.object({ places: z.array(PlaceFound) });
