// What the API of the route table asks and answers. The browser uses these schemas too.
import { z } from 'zod';
import { ResourceKind, TaskStep, TaskSteps } from '#modules/roster/contract.ts';
import { RouteQuestion, RouteRow, RouteRows } from './route-table.ts';

export {
  At,
  Call110,
  RouteConditions,
  RoutedUnitKind,
  RouteQuestion,
  RouteRow,
  RouteRows,
  UnitSelector,
} from './route-table.ts';
export { ROUTE_FAULTS } from './check.ts';
export { DISPATCH_REASONS } from './guess.ts';
export { ADVICE_LACKS, ADVICE_REASONS } from './advice-reasons.ts';
export { COMMANDING_ROLES } from './commanding.ts';

const countyId = z.int().positive().max(2_147_483_647);
const version = z.int().positive().max(1_000_000);

/** Without a version: the table in force. */
export const RouteTableQuery = z.object({
  countyId: z.coerce.number().pipe(countyId),
  version: z.coerce.number().pipe(version).optional(),
});

export const RouteTableAnswer = z.object({
  countyId,
  version,
  publishedBy: z.string(),
  publishedAt: z.number(),
  note: z.string(),
  rows: z.array(RouteRow),
});

export const RouteFault = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const ValidateRequest = z.object({ countyId, rows: RouteRows });
export const ValidateAnswer = z.object({ faults: z.array(RouteFault) });

export const PublishRequest = z.object({
  countyId,
  rows: RouteRows,
  /** The version that was changed; 0 for a county's first table. */
  basedOn: z.int().min(0).max(1_000_000),
  note: z
    .string()
    .trim()
    .max(500)
    .regex(/^[^\u0000]*$/)
    .default(''),
});
export const PublishAnswer = z.object({ version, faults: z.array(RouteFault) });

const taskGround = z.object({
  unitId: z.int(),
  version: z.int(),
  row: z.int(),
  reason: z.object({ zh: z.string(), en: z.string() }),
  basis: z.string(),
});

const decision = z.object({
  version: z.int(),
  row: z.int(),
  lead: z.int(),
  co: z.array(z.int()),
  confidence: z.number(),
  reason: z.object({ zh: z.string(), en: z.string() }),
  /** The units that a duty list named, with the version and row of the list. */
  byDutyList: z.array(taskGround.extend({ placeId: z.int() })),
  /** The co-handlers that a step of the task list needs. */
  byTaskList: z.array(taskGround),
});

/** With `rows`: of a table not yet published; without: of the table in force. */
export const ExplainRequest = z.object({
  countyId,
  question: RouteQuestion,
  rows: RouteRows.optional(),
});
export const ExplainAnswer = z.object({
  decision: decision.nullable(),
  tried: z.array(z.object({ no: z.int(), failed: z.array(z.string()) })),
});

/** Matters of one dry run: a week of a busy town. */
export const DRY_RUN_MAX = 2000;

export const DryRunRequest = z.object({
  countyId,
  rows: RouteRows,
  /** The matters to try; without them the county's latest ones, as many as `latest` says. */
  matters: z
    .array(
      z.object({ id: z.string().max(80), question: RouteQuestion, leadThen: z.int().nullable() }),
    )
    .max(DRY_RUN_MAX)
    .optional(),
  latest: z.int().min(1).max(DRY_RUN_MAX).default(500),
});
export const DryRunAnswer = z.object({
  matters: z.int(),
  changed: z.int(),
  unrouted: z.int(),
  byRow: z.array(z.object({ row: z.int(), matters: z.int() })),
  /** The first of those that would go elsewhere. */
  differences: z.array(
    z.object({
      id: z.string(),
      /** Null for a matter that came with the question. */
      number: z.string().nullable(),
      /** Null also where the asker keeps the rules and does not see the matter. */
      title: z.string().nullable(),
      itemCode: z.string(),
      townId: z.int().nullable(),
      row: z.int(),
      leadThen: z.int(),
      leadNow: z.int(),
    }),
  ),
});
export type DryRunAnswer = z.infer<typeof DryRunAnswer>;

export const RulingsQuery = z.object({ countyId: z.coerce.number().pipe(countyId) });
/** 职责裁定: what the county ruled, as a row to be taken into the draft. */
export const RulingsAnswer = z.object({
  items: z.array(
    z.object({ incidentId: z.string(), number: z.string(), at: z.number(), row: RouteRow }),
  ),
});
export type RulingsAnswer = z.infer<typeof RulingsAnswer>;

/** With a kind: only what can be called of it, for a request for help. */
export const AdviceQuery = z.object({
  kind: ResourceKind.optional(),
});

const adviceReason = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
const microPoint = z.object({ lng6: z.int(), lat6: z.int() });

export const AdviceCandidate = z.object({
  unitId: z.int(),
  resourceId: z.string().nullable(),
  resources: z.array(
    z.object({ id: z.string(), name: z.string(), kind: z.string(), capacity: z.int() }),
  ),
  part: z.enum(['lead', 'co']),
  score: z.number(),
  meters: z.number().nullable(),
  minutes: z.number().nullable(),
  point: microPoint.nullable(),
  isMoving: z.boolean(),
  /** When it was seen there; null for a base. */
  seenAt: z.number().nullable(),
  reasons: z.array(adviceReason),
  missing: z.array(adviceReason),
});
export type AdviceCandidate = z.infer<typeof AdviceCandidate>;

/** Something of the register on the map, advisable or not. */
export const AdviceResourceSpot = microPoint.extend({
  id: z.string(),
  unitId: z.int(),
  name: z.string(),
  kind: ResourceKind,
  /** Whether somebody of its unit is on duty now; null where no roster is kept. */
  isOnDuty: z.boolean().nullable(),
  meters: z.number().nullable(),
  minutes: z.number().nullable(),
  seenAt: z.number().nullable(),
  /** Why it is not advisable; empty when nothing speaks against it. */
  missing: z.array(adviceReason),
});
export type AdviceResourceSpot = z.infer<typeof AdviceResourceSpot>;

/** Somebody who works on an order that the asker commands, and shares where that is. */
export const AdvicePerson = microPoint.extend({
  unitId: z.int(),
  name: z.string(),
  incidentId: z.string(),
  at: z.number(),
});
export type AdvicePerson = z.infer<typeof AdvicePerson>;

export const AdviceAnswer = z.object({
  at: z.number(),
  countyId,
  /** Where the matter is. */
  point: microPoint.nullable(),
  candidates: z.array(AdviceCandidate),
  /** What the register has nearest to it. */
  resources: z.array(AdviceResourceSpot),
  people: z.array(AdvicePerson),
});
export type AdviceAnswer = z.infer<typeof AdviceAnswer>;

/** Whole micro-degrees, CGCS2000. */
export const SharePositionRequest = z.strictObject({
  lng6: z.int().min(-180_000_000).max(180_000_000),
  lat6: z.int().min(-90_000_000).max(90_000_000),
});

export const PositionsAnswer = z.object({
  at: z.number(),
  items: z.array(
    microPoint.extend({
      assignmentNo: z.int(),
      unitId: z.int(),
      name: z.string(),
      at: z.number(),
    }),
  ),
});
export type PositionsAnswer = z.infer<typeof PositionsAnswer>;

/** What is expected of those at work on a matter. */
export const MatterSteps = z.object({
  /** Of the task list that was in force when the order was given; 0: there is none. */
  version: z.int(),
  steps: z.array(
    TaskStep.pick({ no: true, task: true, evidence: true, within: true, basis: true }).extend({
      /** Whose step it is at this place; null: the lead's. */
      unitId: z.int().nullable(),
      /** Whether a unit of the asker is to do it. */
      isMine: z.boolean(),
    }),
  ),
});
export type MatterSteps = z.infer<typeof MatterSteps>;

export const TryTaskListRequest = z.object({
  countyId,
  steps: TaskSteps,
  latest: z.int().min(1).max(DRY_RUN_MAX).default(500),
});
/** What a draft of the task list would do with past matters; nothing is changed. */
export const TryTaskListAnswer = z.object({
  matters: z.int(),
  /** For which no step is written down. */
  without: z.int(),
  /** For which other co-handlers would be proposed than by the list in force. */
  changed: z.int(),
  byItem: z.array(
    z.object({
      itemCode: z.string(),
      matters: z.int(),
      steps: z.int(),
      added: z.int(),
      dropped: z.int(),
    }),
  ),
});
export type TryTaskListAnswer = z.infer<typeof TryTaskListAnswer>;
