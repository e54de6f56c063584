// 责任清单: who leads, helps and supports a kind of matter in an area, with what they rest it on. One list of
// the county, and one of each town that settles more; a published version never changes. Pure; the
// schemas run in the browser too.
import { z } from 'zod';

/** Rows of one list: every item of a catalogue several times over. */
export const DUTY_ROWS_MAX = 1_000;
/** Items or groups of one row. */
export const DUTY_ITEMS_MAX = 100;

const Id = z.int().positive().max(2_147_483_647);
const words = (most: number) => z.string().trim().min(1).max(most);

/** 牵头, 配合, 支持. */
export const DUTY_PARTS = {
  lead: { zh: '牵头', en: 'Leads' },
  co: { zh: '配合', en: 'Helps' },
  support: { zh: '支持', en: 'Supports' },
} as const;
export const DutyPart = z.enum(['lead', 'co', 'support']);
export type DutyPart = z.infer<typeof DutyPart>;

/** One unit by its id, or the unit of a line (条) that serves the place of the matter. */
export const DutyHolder = z.union([
  z.strictObject({ unitId: Id }),
  z.strictObject({
    line: z.string().regex(/^[a-z][a-z-]{0,39}$/),
    at: z.enum(['village', 'town', 'county', 'nearest']),
  }),
]);
export type DutyHolder = z.infer<typeof DutyHolder>;

export const DutyRow = z.strictObject({
  no: z.int().min(1).max(100_000),
  /** Codes or beginnings of codes: two digits a major, four a sub, seven an item. */
  items: z
    .array(z.string().regex(/^(\d{2}|\d{4}|\d{7})$/))
    .min(1)
    .max(DUTY_ITEMS_MAX),
  /** A town, village or grid within the list's own place; null: all of it. */
  areaId: Id.nullable(),
  holder: DutyHolder,
  role: DutyPart,
  /** What exactly is to be done. */
  duty: z.strictObject({ zh: words(300), en: words(300) }),
  /** The law, plan or minutes it rests on. */
  basis: words(200),
});
export type DutyRow = z.infer<typeof DutyRow>;

export const DutyRows = z
  .array(DutyRow)
  .max(DUTY_ROWS_MAX)
  .refine((rows) => new Set(rows.map(({ no }) => no)).size === rows.length, {
    message: 'number twice',
  });

/** A published list; it never changes. */
export type DutyList = Readonly<{
  countyId: number;
  /** The jurisdiction whose list it is: the county's or a town's. */
  placeId: number;
  version: number;
  rows: readonly DutyRow[];
}>;

export type DutyQuestion = Readonly<{
  itemCode: string;
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
}>;

/** A row that holds for a matter, and the list it stands in. */
export type DutyMatch = Readonly<{ placeId: number; version: number; row: DutyRow }>;

/** The rows that hold for a matter, the most particular first. */
export type FindDuties = (question: DutyQuestion) => readonly DutyMatch[];

/** More codes than any catalogue has items. */
const ITEMS_REMEMBERED_MAX = 3_000;

/**
 * Makes lists fast: rows are found by item. The town's list goes before the county's, a narrower area
 * before a wider one, a longer code before a shorter, a lower number before a higher.
 */
export function findDutiesIn(lists: readonly DutyList[], countyPlaceId: number): FindDuties {
  const entries = lists.flatMap(({ placeId, version, rows }) =>
    rows.map((row) => ({ placeId, version, row })),
  );
  const byItem = new Map<string, readonly DutyMatch[]>();
  const ofItem = (itemCode: string): readonly DutyMatch[] => {
    const known = byItem.get(itemCode);
    if (known) return known;
    const rank = ({ placeId, row }: DutyMatch) => [
      placeId === countyPlaceId ? 1 : 0,
      row.areaId === null ? 1 : 0,
      -longestPrefix(row, itemCode),
      row.no,
    ];
    const fitting = entries
      .filter(({ row }) => row.items.some((prefix) => itemCode.startsWith(prefix)))
      .map((match) => ({ match, key: rank(match) }))
      .sort((a, b) => compare(a.key, b.key))
      .map(({ match }) => match);
    if (byItem.size < ITEMS_REMEMBERED_MAX) byItem.set(itemCode, fitting);
    return fitting;
  };
  return ({ itemCode, townId, villageId, gridId }) => {
    const isHere = (place: number) => place === townId || place === villageId || place === gridId;
    return ofItem(itemCode).filter(
      ({ placeId, row }) =>
        (placeId === countyPlaceId || placeId === townId) &&
        (row.areaId === null || row.areaId === countyPlaceId || isHere(row.areaId)),
    );
  };
}

function longestPrefix({ items }: DutyRow, itemCode: string): number {
  return Math.max(
    0,
    ...items.filter((prefix) => itemCode.startsWith(prefix)).map((prefix) => prefix.length),
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) if (value !== b[at]) return value - (b[at] ?? 0);
  return 0;
}
