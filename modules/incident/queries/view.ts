// One stored incident as the API shows it: names for ids, lights for clocks, flags for facts.
import { lightOf, type RunningClock } from '#modules/deadline/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { nearestClock } from '../clocks.ts';
import type { AssignmentView, ClockView, FLAGS, IncidentRow } from '../contract.ts';
import type { Assignment, Incident } from '../incident.ts';
import { isLive } from '../incident.ts';
import type { Names } from '../names.ts';
import { proofOf } from '../proof.ts';
import { isSupervised } from '../store.ts';
import type { z } from 'zod';

/** Shown instead of the title of a restricted matter in lists that are not for its members. */
export const MASKED_TITLE = '＊＊＊';

export function rowView(incident: Incident, title: string, names: Names): IncidentRow {
  const clock = nearestClock(incident.clocks);
  const item =
    incident.itemCode === null ? undefined : names.item(incident.catalogVersion, incident.itemCode);
  return {
    id: incident.id,
    number: incident.number,
    version: incident.version,
    countyId: incident.countyId,
    title,
    status: incident.status,
    outcome: incident.outcome,
    source: incident.source,
    level: incident.level,
    item: incident.itemCode === null || !item ? null : { code: incident.itemCode, ...item },
    town: named(incident.place.townId, names.place),
    village: named(incident.place.villageId, names.place),
    grid: named(incident.place.gridId, names.place),
    lng6: incident.place.lng6,
    lat6: incident.place.lat6,
    holder: named(incident.holderUnitId, names.unit),
    room: named(incident.roomUnitId, names.unit),
    reportedAt: incident.reportedAt,
    occurredAt: incident.occurredAt,
    updatedAt: incident.updatedAt,
    closedAt: incident.closedAt,
    clock: clock && {
      kind: clock.kind,
      startedAt: clock.startedAt,
      warnAt: clock.warnAt,
      dueAt: clock.dueAt,
      state: 'running',
    },
    flags: flagsOf(incident),
  };
}

export function named(
  id: number | null,
  name: (id: number) => string | undefined,
): { id: number; name: string } | null {
  return id === null ? null : { id, name: name(id) ?? '—' };
}

export function flagsOf(incident: Pick<Incident, 'flags'>): (typeof FLAGS)[number][] {
  const { flags } = incident;
  const set: Record<(typeof FLAGS)[number], boolean> = {
    major: flags.major !== undefined,
    verifying: flags.verifying === true,
    deferred: flags.deferredUntil !== undefined,
    shelved: flags.shelved === true,
    asked: flags.asked !== undefined,
    proposed: flags.proposed !== undefined,
    disputed: flags.disputed === true,
    urged: (flags.urgeCount ?? 0) > 0,
    supervised: isSupervised(incident),
    escalated: flags.escalatedTo !== undefined,
    reinforced: flags.help?.some((each) => each.kind !== 'escalation') === true,
    external: flags.external !== undefined,
    overdue: flags.overdue === true,
    restricted: flags.restricted === true,
    archived: flags.archived === true,
    reworked: (flags.reworkCount ?? 0) > 0,
    reopened: (flags.reopenCount ?? 0) > 0,
    returned: (flags.returnCount ?? 0) > 0,
    joined: (flags.joined ?? 0) > 0,
    evidence: (flags.evidence ?? 0) > 0,
    unsatisfied: flags.dissatisfied === true,
  };
  return (Object.keys(set) as (typeof FLAGS)[number][]).filter((flag) => set[flag]);
}

export function clockView(clock: RunningClock, now: Instant): ClockView {
  return {
    no: clock.no,
    kind: clock.kind,
    stage: clock.stage,
    assignmentNo: clock.assignmentNo,
    startedAt: clock.startedAt,
    warnAt: clock.warnAt,
    dueAt: clock.dueAt,
    state: clock.state,
    stoppedAt: clock.stoppedAt,
    rung: clock.rung,
    light: clock.state === 'void' ? 'void' : lightOf(clock, now),
    budget: clock.budget,
  };
}

export function proofView(incident: Incident) {
  const proof = proofOf(incident);
  return { ...proof, excused: [...proof.excused] };
}

export function assignmentView(each: Assignment, names: Names): z.infer<typeof AssignmentView> {
  return {
    no: each.no,
    unit: { id: each.unitId, name: names.unit(each.unitId) ?? '—' },
    role: each.role,
    live: isLive(each),
    orderedAt: each.orderedAt,
    signedAt: each.signedAt ?? null,
    contactedAt: each.contactedAt ?? null,
    arrivedAt: each.arrivedAt ?? null,
    doneAt: each.doneAt ?? null,
    waivedAt: each.waivedAt ?? null,
    returnedAt: each.returnedAt ?? null,
    recalledAt: each.recalledAt ?? null,
    helpNo: each.helpNo ?? null,
    suggested: named(each.suggestedUnit ?? null, names.unit),
  };
}
