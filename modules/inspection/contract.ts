// What the spot-check API takes and gives. Times are milliseconds since 1970.
import { z } from 'zod';
import { SOURCES, SPOT_CHECK_REASONS, STATUSES } from '#modules/incident/contract.ts';
import {
  DRAWS_PAGE_MAX,
  FIGURES_DAYS_MAX,
  REASONS_TOLD,
  ROWS_MAX,
  SAMPLE_MAX,
  SOURCES_MAX,
  STRATA_TOLD_MAX,
  WAITING_MAX,
} from './limits.ts';

export { DUE_DAYS_MAX, PERIOD_DAYS_MAX, POPULATION_MAX, SAMPLE_MAX } from './limits.ts';
export { SPOT_CHECK_REASONS };

const Id = z.int().positive().max(2_147_483_647);
const Instant = z.int().min(0).max(8_640_000_000_000_000);
const named = z.object({ id: Id, name: z.string() });
const Reason = z.enum(SPOT_CHECK_REASONS);

/** How a matter was closed: settled or answered without an order, or by a unit that had one. */
export const CLOSINGS = ['self', 'unit'] as const;
export const STRATA = ['town', 'item'] as const;

/** Which closed matters a draw chooses from; what is need-to-know is never among them. */
export const DrawFilter = z.strictObject({
  countyId: Id,
  closedFrom: Instant,
  closedTo: Instant,
  townId: Id.optional(),
  /** A code of the catalogue or its beginning: 大类 two digits, 小类 four, 事项 seven. */
  item: z
    .string()
    .regex(/^\d{2}(\d{2}(\d{3})?)?$/)
    .optional(),
  source: z.array(z.enum(SOURCES)).min(1).max(SOURCES_MAX).optional(),
  closing: z.enum(CLOSINGS).optional(),
  /** Handled by that unit. */
  unitId: Id.optional(),
  stratify: z.enum(STRATA).optional(),
  /** Who looks at them; absent: the unit of whoever draws. */
  checkerUnitId: Id.optional(),
});
export type DrawFilter = z.output<typeof DrawFilter>;

export const PopulationAnswer = z.object({
  count: z.int(),
  /** Beyond this a draw is refused; `count` then says only that there are more. */
  tooMany: z.boolean(),
  /** The largest strata; `key` is a town's id or the two digits of a class. */
  strata: z
    .array(z.object({ key: z.string(), name: z.string().nullable(), count: z.int() }))
    .max(STRATA_TOLD_MAX),
});
export type PopulationAnswer = z.infer<typeof PopulationAnswer>;

export const DrawRequest = DrawFilter.extend({
  size: z.int().min(1).max(SAMPLE_MAX),
  dueAt: Instant,
});
export type DrawRequest = z.output<typeof DrawRequest>;
export const DrawnAnswer = z.object({ id: z.uuid(), population: z.int(), drawn: z.int() });

/** Counted over what the asker may see. */
const Progress = z.object({ drawn: z.int(), checked: z.int(), failed: z.int() });

export const Draw = z.object({
  id: z.uuid(),
  countyId: Id,
  drawnAt: z.number(),
  drawnBy: z.string(),
  dueAt: z.number(),
  checker: named,
  town: named.nullable(),
  filter: DrawFilter,
  wanted: z.int(),
  population: z.int(),
  seed: z.string(),
  progress: Progress,
});
export type Draw = z.infer<typeof Draw>;

export const CountyQuery = z.object({ countyId: z.coerce.number().pipe(Id) });
export const DrawsQuery = CountyQuery.extend({
  limit: z.coerce.number().pipe(z.int().min(1).max(DRAWS_PAGE_MAX)).default(20),
  cursor: z.string().max(400).optional(),
});
export type DrawsQuery = z.output<typeof DrawsQuery>;
export const DrawsAnswer = z.object({
  items: z.array(Draw).max(DRAWS_PAGE_MAX),
  nextCursor: z.string().nullable(),
});
export type DrawsAnswer = z.infer<typeof DrawsAnswer>;

export const Verdict = z.object({
  passed: z.boolean(),
  reasons: z.array(Reason),
  /** What followed where it did not stand. */
  then: z.string().nullable(),
  at: z.number(),
});

export const Entry = z.object({
  drawId: z.uuid(),
  no: z.int(),
  dueAt: z.number(),
  incident: z.object({
    id: z.uuid(),
    number: z.string(),
    version: z.int(),
    /** Masked where the matter has been restricted since. */
    title: z.string(),
    status: z.enum(STATUSES),
    source: z.enum(SOURCES),
    level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    item: z.object({ zh: z.string(), en: z.string() }).nullable(),
    town: z.string().nullable(),
    closedAt: z.number().nullable(),
  }),
  /** Who had handled it; null: a grid worker settled it alone. */
  unit: named.nullable(),
  verdict: Verdict.nullable(),
  /** Closed, drawn for a unit of the asker, and not judged yet. */
  mayCheck: z.boolean(),
});
export type Entry = z.infer<typeof Entry>;

export const DrawParams = z.object({ id: z.uuid() });
export const DrawDetail = Draw.extend({ entries: z.array(Entry).max(SAMPLE_MAX) });
export type DrawDetail = z.infer<typeof DrawDetail>;

/** Drawn again by the same seed from what there was. */
export const DrawnAgain = z.object({
  same: z.boolean(),
  population: z.int(),
  numbers: z.array(z.string()).max(SAMPLE_MAX),
});
export type DrawnAgain = z.infer<typeof DrawnAgain>;

export const WaitingAnswer = z.object({
  items: z.array(Entry).max(WAITING_MAX),
  more: z.boolean(),
});
export type WaitingAnswer = z.infer<typeof WaitingAnswer>;

export const FiguresQuery = CountyQuery.extend({
  /** Draws of so many days up to now. */
  days: z.coerce.number().pipe(z.int().min(1).max(FIGURES_DAYS_MAX)).default(90),
});
export type FiguresQuery = z.output<typeof FiguresQuery>;

/** Of units and kinds of matter, never of a person. */
const FigureRow = z.object({
  drawn: z.int(),
  checked: z.int(),
  failed: z.int(),
  /** Of those checked; null where none was. */
  failedShare: z.number().nullable(),
  reasons: z.array(z.object({ reason: Reason, count: z.int() })).max(REASONS_TOLD),
});
export const FiguresAnswer = z.object({
  all: FigureRow,
  /** No unit: settled by grid workers alone. */
  byUnit: z.array(FigureRow.extend({ unit: named.nullable() })).max(ROWS_MAX),
  /** Classes of the catalogue (大类) by their two digits; none: without an item. */
  byItem: z.array(FigureRow.extend({ item: z.string().nullable() })).max(ROWS_MAX),
  /** True when older draws were left out. */
  more: z.boolean(),
});
export type FiguresAnswer = z.infer<typeof FiguresAnswer>;
