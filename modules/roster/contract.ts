// What the API of rosters, resources and duty lists asks and answers. The browser uses these too.
import { z } from 'zod';
import { DutyRow, DutyRows } from './duty-list.ts';
import { Resource, ResourceDraft, ResourceKind, ResourceState, Skill } from './resource.ts';
import { TaskStep, TaskSteps } from './task-list.ts';
import { Day, DayChange, Shift, SHIFT_NAMES, Shifts } from './shift.ts';

export {
  CAPACITY_MAX,
  Resource,
  RESOURCE_KINDS,
  RESOURCE_STATES,
  ResourceDraft,
  ResourceKind,
  ResourceState,
  Skill,
  SKILL_CODES,
  SKILLS,
  SKILLS_MAX,
} from './resource.ts';
export { DUTY_PARTS, DUTY_ROWS_MAX, DutyHolder, DutyPart, DutyRow, DutyRows } from './duty-list.ts';
export { STEP_EVIDENCE, StepEvidence, TASK_STEPS_MAX, TaskStep, TaskSteps } from './task-list.ts';
export { ROSTER_READERS } from './readers.ts';
export { DayChange, OFFICERS_MAX, Shift, SHIFT_NAMES, Shifts, SHIFTS_MAX } from './shift.ts';

const Id = z.int().positive().max(2_147_483_647);
const QueryId = z.coerce.number().pipe(Id);
const Version = z.int().min(0).max(1_000_000);

/** Days shown at once: a month of a wall calendar. */
export const WEEK_DAYS_MAX = 31;

export const CountyQuery = z.object({ countyId: QueryId });

/** Which units' duties; without a day, from today. */
export const RosterQuery = z.object({
  countyId: QueryId,
  day: Day.optional(),
  days: z.coerce.number().int().min(1).max(WEEK_DAYS_MAX).default(7),
  /** Units that work in this town. */
  townId: QueryId.optional(),
  unitId: QueryId.optional(),
});

export const Duty = z.object({
  day: z.string(),
  shiftNo: z.int().nullable(),
  name: z.enum([...SHIFT_NAMES, 'extra']),
  /** Instants; on duty up to, not including, `to`. */
  from: z.number(),
  to: z.number(),
  leader: z.string().nullable(),
  officers: z.array(z.string()),
  changeId: z.string().nullable(),
});
export type Duty = z.infer<typeof Duty>;

export const UnitRoster = z.object({
  unitId: Id,
  version: z.int(),
  shifts: z.array(Shift),
  /** Of the days asked for. */
  duties: z.array(Duty),
  /** Kept changes of those days, whole days off among them. */
  changes: z.array(z.object({ id: z.string(), change: DayChange })),
  isOnDuty: z.boolean(),
  /** When the next duty begins while nobody is on duty. */
  nextFrom: z.number().nullable(),
  mayKeep: z.boolean(),
});
export type UnitRoster = z.infer<typeof UnitRoster>;

export const RosterAnswer = z.object({
  zone: z.string(),
  now: z.number(),
  today: z.string(),
  days: z.array(z.string()),
  /** Those on duty now first. */
  units: z.array(UnitRoster),
  people: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Units with a round-the-clock duty that keep no roster: a gap to be filled. */
  without: z.array(Id),
  /** Units of which the asker may begin a roster. */
  mayBegin: z.boolean(),
});
export type RosterAnswer = z.infer<typeof RosterAnswer>;

export const UnitParams = z.object({ unitId: QueryId });
export const ChangeParams = UnitParams.extend({ id: z.uuid() });

export const KeepRosterRequest = z.object({
  countyId: Id,
  /** The version that was changed; 0 for a unit's first roster. */
  basedOn: Version,
  /** None: no roster is kept any more. */
  shifts: Shifts,
});
export const KeepRosterAnswer = z.object({ version: z.int() });

export const ChangeRequest = z.object({ countyId: Id, change: DayChange });
export const ChangeAnswer = z.object({ id: z.string() });

const Slot = z.strictObject({ day: Day, shiftNo: z.int().min(1).max(99) });
export const SwapRequest = z.object({ countyId: Id, a: Slot, b: Slot });

export const StaffAnswer = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), unitId: Id })),
});

export const ResourceQuery = z.object({
  countyId: QueryId,
  kind: ResourceKind.optional(),
  skill: Skill.optional(),
  state: ResourceState.optional(),
  unitId: QueryId.optional(),
  /** Part of a name. */
  text: z.string().trim().max(60).optional(),
});
export const ResourceList = z.object({
  items: z.array(Resource),
  /** Units for which the asker may add an entry. */
  mayAdd: z.boolean(),
});

export const ResourceParams = z.object({ id: z.uuid() });
export const AddResourceRequest = ResourceDraft.extend({ countyId: Id });
export const ChangeResourceRequest = AddResourceRequest.extend({
  basedOn: z.int().min(1).max(1_000_000),
});
export const ResourceAnswer = z.object({ id: z.string(), version: z.int() });

export const PositionRequest = z.object({
  countyId: Id,
  lng6: z.int().min(-180_000_000).max(180_000_000),
  lat6: z.int().min(-90_000_000).max(90_000_000),
});

const DutyListHead = z.object({
  placeId: Id,
  version: z.int(),
  publishedBy: z.string(),
  publishedAt: z.number(),
  note: z.string(),
});
export const DutyListsAnswer = z.object({
  items: z.array(DutyListHead.extend({ rows: z.int() })),
  /** Places of which the asker may publish the list: the county's own or a town's. */
  mayKeep: z.array(Id),
});

export const PlaceParams = z.object({ placeId: QueryId });
/** Without a version: the list in force. */
export const DutyListQuery = CountyQuery.extend({
  version: z.coerce.number().int().min(1).max(1_000_000).optional(),
});
export const DutyListAnswer = DutyListHead.extend({
  countyId: Id,
  rows: z.array(DutyRow),
  /** The newest there is: an earlier version is shown, never changed. */
  newest: z.int(),
});
export type DutyListAnswer = z.infer<typeof DutyListAnswer>;

export const PublishDutyListRequest = z.object({
  countyId: Id,
  basedOn: Version,
  rows: DutyRows,
  note: z.string().trim().max(500).default(''),
});
export const PublishDutyListAnswer = z.object({ version: z.int() });

/** Without a version: the list in force. */
export const TaskListQuery = DutyListQuery;
export const TaskListAnswer = z.object({
  countyId: Id,
  /** 0 while none was published. */
  version: z.int(),
  publishedBy: z.string(),
  publishedAt: z.number(),
  note: z.string(),
  steps: z.array(TaskStep),
  newest: z.int(),
  mayKeep: z.boolean(),
});
export type TaskListAnswer = z.infer<typeof TaskListAnswer>;

export const PublishTaskListRequest = z.object({
  countyId: Id,
  basedOn: Version,
  steps: TaskSteps,
  note: z.string().trim().max(500).default(''),
});
export const PublishTaskListAnswer = z.object({ version: z.int() });
