// The nouns of the address module: areas and named places, and what a word in a text may mean.
// Pure; the schemas run in the browser too.
import { z } from 'zod';

export const PLACE_KINDS = {
  road: { zh: '道路', en: 'Road' },
  estate: { zh: '小区', en: 'Housing estate' },
  market: { zh: '市场', en: 'Market' },
  park: { zh: '公园', en: 'Park' },
  square: { zh: '广场', en: 'Square' },
  school: { zh: '学校', en: 'School' },
  hospital: { zh: '医院', en: 'Hospital' },
  station: { zh: '车站', en: 'Station' },
  entertainment: { zh: '娱乐场所', en: 'Entertainment' },
  scenic: { zh: '景区', en: 'Scenic area' },
  factory: { zh: '园区企业', en: 'Industrial site' },
  water: { zh: '河湖水库', en: 'Water' },
  bridge: { zh: '桥梁', en: 'Bridge' },
  office: { zh: '机关单位', en: 'Public office' },
} as const;

export const PlaceKind = z.enum(
  Object.keys(PLACE_KINDS) as [keyof typeof PLACE_KINDS, ...(keyof typeof PLACE_KINDS)[]],
);
export type PlaceKind = z.infer<typeof PlaceKind>;

/** A road or landmark. Coordinates in degrees, CGCS2000. */
export const PlaceName = z.object({
  id: z.number().int(),
  name: z.string(),
  kind: PlaceKind,
  point: z.object({ lng: z.number(), lat: z.number() }),
  townId: z.number().int(),
  villageId: z.number().int().nullable(),
  gridId: z.number().int().nullable(),
  /** `demo` places are generated for the demonstration and say so on the screen. */
  source: z.enum(['demo', 'import', 'steward']),
});
export type PlaceName = z.infer<typeof PlaceName>;

/** A place before it has an id. */
export type NewPlaceName = Omit<PlaceName, 'id'>;

/** A town or village, as the organization knows it (`jurisdictionTree`). */
export type Area = Readonly<{
  id: number;
  level: 'town' | 'village';
  name: string;
  townId: number;
  centre: Readonly<{ lng: number; lat: number }>;
}>;
