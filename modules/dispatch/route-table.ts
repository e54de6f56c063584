// The nouns of routing: an ordered decision table. The first row whose conditions hold, and whose lead
// exists at that place, decides who is proposed. Pure; the schemas run in the browser too.
import { z } from 'zod';

/** Rows of one table: some thirty by default; a person must still be able to read it. */
export const ROUTE_ROWS_MAX = 500;
/** Values of one condition: all grids of a town fit. */
export const CONDITION_VALUES_MAX = 500;
/** Co-handlers of one order (the limit of the verb `dispatch`). */
export const CO_HANDLERS_MAX = 12;

const placeId = z.int().positive().max(2_147_483_647);
const someOf = <T extends z.ZodType>(value: T) =>
  z.array(value).min(1).max(CONDITION_VALUES_MAX).optional();

/** How far up to look for the unit: `nearest` is the village, then the town, then the county. */
export const At = z.enum(['village', 'town', 'county', 'nearest']);
export type At = z.infer<typeof At>;

export const RoutedUnitKind = z.enum([
  'countyCentre',
  'commandRoom',
  'department',
  'branch',
  'team',
  'village',
  'police',
  'supervision',
  'outside',
]);

/**
 * Which unit: one by its id, the one of a line (条) or kind that serves the place, or whom the duty list
 * (责任清单) names for the item and area in that part.
 */
export const UnitSelector = z.union([
  z.strictObject({ unitId: placeId }),
  z.strictObject({ line: z.string().regex(/^[a-z][a-z-]{0,39}$/), at: At }),
  z.strictObject({ kind: RoutedUnitKind, at: At }),
  z.strictObject({ dutyList: z.enum(['lead', 'co', 'support']) }),
]);
export type UnitSelector = z.infer<typeof UnitSelector>;

/** 110 hand-over: rule A, the command room orders the departments; rule B, the police go first. */
export const Call110 = z.enum(['A', 'B']);
export type Call110 = z.infer<typeof Call110>;

/** All conditions that are given must hold; a condition that is left out always holds. */
export const RouteConditions = z.strictObject({
  townIds: someOf(placeId),
  villageIds: someOf(placeId),
  gridIds: someOf(placeId),
  /** Codes or beginnings of codes: two digits a major, four a sub, seven an item. */
  items: someOf(z.string().regex(/^(\d{2}|\d{4}|\d{7})$/)),
  levels: someOf(z.int().min(1).max(4)),
  sources: someOf(z.string().regex(/^[A-Za-z0-9-]{1,40}$/)),
  /** Within the work time of the county's calendar, or outside it. */
  time: z.enum(['working', 'off']).optional(),
  call110: Call110.optional(),
});
export type RouteConditions = z.infer<typeof RouteConditions>;

export const RouteRow = z.strictObject({
  /** Rows are tried by their number. */
  no: z.int().min(1).max(100_000),
  when: RouteConditions,
  /** The lead: the first of these that exists at the place. */
  lead: z.array(UnitSelector).min(1).max(6),
  /** Co-handlers: each that exists at the place. */
  co: z.array(UnitSelector).max(CO_HANDLERS_MAX).default([]),
  /** How sure the row is of itself; below the triage policy's `act` it only proposes. */
  confidence: z.number().min(0).max(1),
  /** Why, as a person is told. */
  reason: z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
});
export type RouteRow = z.infer<typeof RouteRow>;

export const RouteRows = z.array(RouteRow).min(1).max(ROUTE_ROWS_MAX);

/** A published table; it never changes. */
export type RouteTable = Readonly<{
  countyId: number;
  version: number;
  rows: readonly RouteRow[];
}>;

/** What is asked: the place, the matter, the source and the hour. */
export const RouteQuestion = z.object({
  townId: placeId.nullable(),
  villageId: placeId.nullable(),
  gridId: placeId.nullable(),
  itemCode: z.string().regex(/^\d{7}$/),
  level: z.int().min(1).max(4),
  source: z.string().max(40),
  isWorkTime: z.boolean(),
  call110: Call110.nullable(),
});
export type RouteQuestion = z.infer<typeof RouteQuestion>;
