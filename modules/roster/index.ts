// The door of the roster: who is on duty, what can be called, who answers for what.
export {
  dutiesAt,
  dutiesBetween,
  nextDuty,
  type DayChange,
  type Duty,
  type DutyPlan,
  type Shift,
} from './shift.ts';
export { dutiesNow, type DutyNow, type PersonOnDuty } from './queries/on-duty.ts';
export {
  RESOURCE_KINDS,
  ResourceKind,
  SKILLS,
  Skill,
  type Resource,
  type ResourceDraft,
  type ResourceState,
} from './resource.ts';
export { resourceList } from './queries/resources.ts';
export { mayRead as mayReadRoster } from './rights.ts';
export type { UnitsOnOrder } from './ports.ts';
export { ROSTER_REFUSALS, type RosterRefusal } from './refusals.ts';
export { seedRosters, type DutyPerson } from './seed.ts';
export {
  findDutiesIn,
  type DutyHolder,
  type DutyList,
  type DutyMatch,
  type DutyPart,
  type DutyRow,
  type FindDuties,
} from './duty-list.ts';
export { dutyLists, dutyListVersion } from './queries/duty-lists.ts';
export { seedDutyList } from './duty-list-seed.ts';
export {
  findStepsIn,
  STEPS_OF_MATTER_MAX,
  type FindSteps,
  type TaskList,
  type TaskStep,
} from './task-list.ts';
export { checkTaskList, taskListOf, type PublishedTaskList } from './task-list-store.ts';
export { seedTaskList } from './task-list-seed.ts';
export { requireKeeper as requireListKeeper } from './require.ts';
