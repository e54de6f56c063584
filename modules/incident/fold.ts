// The incident as the fold of its facts: one fact applied at a time, nothing else ever changes it.
// Pure; a test rebuilds every row from its facts and compares.
import { changedClock, type RunningClock } from '#modules/deadline/index.ts';
import { FOLLOW_UP_SOURCES } from './clocks.ts';
import type { Fact, FactData, FactType } from './facts.ts';
import { isLive, type Assignment, type Flags, type Help, type Incident } from './incident.ts';
import type { Outcome, Status } from './lifecycle.ts';

/** Flags to set; undefined and false take one away. */
type FlagChange = { readonly [K in keyof Flags]?: Flags[K] | undefined };
type Change = Readonly<Partial<Omit<Incident, 'flags'>> & { flags?: FlagChange }>;
type Appliers = {
  [T in Exclude<FactType, 'incident.reported'>]: (
    incident: Incident,
    data: FactData[T],
    fact: Fact,
  ) => Change;
};

const nothing = (): Change => ({});
const status = (to: Status, outcome: Outcome | null = null): Change => ({ status: to, outcome });

const APPLY: Appliers = {
  'incident.triaged': (incident, data) => ({
    ...(data.place && data.acts.includes('place') ? { place: data.place.value } : {}),
    ...(data.item && data.acts.includes('item') ? { itemCode: data.item.value } : {}),
    ...(data.level && data.acts.includes('level') ? { level: data.level.value } : {}),
    ...(data.roomUnitId === undefined || incident.roomUnitId !== null
      ? {}
      : room(incident, data.roomUnitId)),
  }),
  'incident.amended': (incident, data) => ({
    itemCode: data.itemCode ?? incident.itemCode,
    level: data.level ?? incident.level,
    place: data.place ?? incident.place,
    catalogVersion: data.catalogVersion ?? incident.catalogVersion,
  }),
  'incident.verifyAsked': () => ({ flags: { verifying: true } }),
  'incident.verified': () => ({ flags: { verifying: false } }),
  'incident.filed': (incident, data, fact) => ({
    ...status('filed'),
    itemCode: data.itemCode,
    level: data.level,
    catalogVersion: data.catalogVersion,
    ...roomOfActor(incident, fact),
    flags: { verifying: undefined },
  }),
  'incident.answered': (incident, data, fact) => ({
    ...roomOfActor(incident, fact),
    ...end('closed', data.outcome, fact),
  }),
  'incident.selfHandled': (incident, _data, fact) => ({
    ...roomOfActor(incident, fact),
    ...end('closed', 'selfHandled', fact),
  }),
  'incident.dismissed': (_incident, data, fact) => end('dismissed', data.outcome, fact),
  'incident.appealed': (incident) => ({
    ...status('reported'),
    closedAt: null,
    holderUnitId: incident.roomUnitId,
    flags: { appealed: true },
  }),
  'incident.merged': (_incident, data, fact) => ({
    ...end('merged', null, fact),
    mergedInto: data.into,
  }),
  'incident.unmerged': (incident) => ({
    ...status('reported'),
    closedAt: null,
    mergedInto: null,
    holderUnitId: incident.roomUnitId,
  }),
  'incident.joined': (incident, data) => ({
    flags: {
      joined: (incident.flags.joined ?? 0) + (data.reports ?? 1),
      ...(data.followUp ? { followUpDue: true } : {}),
    },
  }),
  'incident.left': (incident, data) => ({
    flags: { joined: Math.max(0, (incident.flags.joined ?? 0) - (data.reports ?? 1)) || undefined },
  }),
  'incident.dispatched': (incident, data) => ({
    ...status('dispatched'),
    ...ordered(incident, data.assignments),
    flags: data.ruled ? { disputed: undefined } : {},
  }),
  'incident.reassigned': (incident, data, fact) => {
    const ended = incident.assignments.map((each) =>
      data.ended.includes(each.no) ? { ...each, recalledAt: fact.at } : each,
    );
    return {
      ...status('dispatched'),
      ...ordered({ ...incident, assignments: ended }, data.assignments),
      flags: { asked: undefined, ...(data.ruled ? { disputed: undefined } : {}) },
    };
  },
  'incident.coAssigned': (incident, data) => ordered(incident, data.assignments),
  'incident.transferred': (incident, data) => ({
    roomUnitId: data.to,
    holderUnitId: data.to,
    unitIds: union(withoutDesk(incident, data.from), [data.to]),
    ...(data.place ? { place: data.place } : {}),
  }),
  'incident.split': (incident, data) => ({
    flags: {
      children: [...(incident.flags.children ?? []), ...data.children.map(({ id }) => id)],
    },
  }),
  'incident.signed': (incident, data, fact) => {
    const signed = incident.assignments.find((each) => each.no === data.assignmentNo);
    return {
      ...(signed?.role === 'lead' ? status('handling') : {}),
      assignments: mark(incident, data.assignmentNo, { signedAt: fact.at, signedBy: fact.by.id }),
    };
  },
  'incident.contacted': (incident, data, fact) => ({
    assignments: mark(incident, data.assignmentNo, { contactedAt: fact.at }),
    ...(data.assignmentNo === null ? { flags: { contacted: true } } : {}),
  }),
  'incident.arrived': (incident, data, fact) => ({
    assignments: mark(incident, data.assignmentNo, { arrivedAt: fact.at }),
  }),
  'incident.done': (incident, data, fact) => ({
    assignments: mark(incident, data.assignmentNo, {
      ...workedBefore(incident, data.assignmentNo, fact.by.id),
      doneAt: fact.at,
      doneBy: fact.by.id,
      ...(data.excused ? { excused: data.excused } : {}),
    }),
  }),
  'incident.waived': (incident, data, fact) => ({
    assignments: mark(incident, data.assignmentNo, { waivedAt: fact.at }),
  }),
  'incident.fedBack': nothing,
  'incident.resolved': (incident, data, fact) => {
    const lead = incident.assignments.find((each) => each.no === data.assignmentNo);
    return {
      ...status('resolved', data.outcome),
      holderUnitId: lead?.orderedByUnit ?? incident.roomUnitId,
      assignments: mark(incident, data.assignmentNo, {
        ...workedBefore(incident, data.assignmentNo, fact.by.id),
        doneAt: lead?.doneAt ?? fact.at,
        doneBy: fact.by.id,
      }),
      flags: { asked: undefined },
    };
  },
  'incident.reworked': (incident) => ({
    ...backToLead(incident),
    flags: {
      reworkCount: (incident.flags.reworkCount ?? 0) + 1,
      proposed: undefined,
      ...anew(incident),
    },
  }),
  'incident.closed': (_incident, data, fact) => end('closed', data.outcome, fact),
  'incident.reopened': (incident, data) => ({
    ...backToLead(
      data.assignment
        ? { ...incident, assignments: [...incident.assignments, data.assignment] }
        : incident,
    ),
    closedAt: null,
    unitIds: union(incident.unitIds, data.assignment ? [data.assignment.unitId] : []),
    flags: {
      reopenCount: (incident.flags.reopenCount ?? 0) + 1,
      ...anew(incident),
      archived: undefined,
      overdue: false,
      proposed: undefined,
      ...(data.byCaller ? { reopenedByCaller: true } : {}),
    },
  }),
  'incident.returned': (incident, data, fact) => {
    // A co-handler's return ends its own part; the lead's brings the whole order back.
    if (incident.assignments.some((each) => each.no === data.assignmentNo && each.role === 'co'))
      return { assignments: mark(incident, data.assignmentNo, { returnedAt: fact.at }) };
    const returnCount = (incident.flags.returnCount ?? 0) + 1;
    return {
      ...status('filed'),
      holderUnitId: incident.roomUnitId,
      assignments: endLive(incident, { returnedAt: fact.at }).map((each) =>
        each.no === data.assignmentNo
          ? {
              ...each,
              returnCode: data.reasonCode,
              ...(data.suggestedUnit === undefined ? {} : { suggestedUnit: data.suggestedUnit }),
            }
          : each,
      ),
      // A second return is ruled upon by the county desk (职责裁定).
      flags: { returnCount, asked: undefined, ...(returnCount >= 2 ? { disputed: true } : {}) },
    };
  },
  'incident.recalled': (incident, _data, fact) => ({
    ...status('filed'),
    holderUnitId: incident.roomUnitId,
    assignments: endLive(incident, { recalledAt: fact.at }),
  }),
  'incident.proposed': (_incident, data, fact) => ({
    flags: {
      proposed: {
        verb: data.verb,
        by: fact.by.id,
        at: fact.at,
        ...(data.terms ? { terms: data.terms } : {}),
      },
    },
  }),
  'incident.asked': (_incident, data, fact) => ({
    flags: { asked: { what: data.what, until: data.until, by: fact.by.id } },
  }),
  'incident.deferred': (incident, data) => ({
    flags: {
      deferredUntil: data.until,
      deferCount: (incident.flags.deferCount ?? 0) + 1,
      asked: undefined,
      proposed: undefined,
    },
  }),
  'incident.resumed': () => ({
    flags: { deferredUntil: undefined, shelved: undefined, responsibleId: undefined },
  }),
  'incident.extended': (incident) => ({
    flags: { extendCount: (incident.flags.extendCount ?? 0) + 1, asked: undefined },
  }),
  'incident.shelved': (_incident, data) => ({
    flags: {
      shelved: true,
      asked: undefined,
      proposed: undefined,
      responsibleId: data.responsibleId,
    },
  }),
  'incident.reviewed': nothing,
  'incident.urged': (incident, _data, fact) => ({
    flags: { urgeCount: (incident.flags.urgeCount ?? 0) + 1, urgedAt: fact.at },
  }),
  'incident.supervised': (incident, data, fact) => ({
    flags: {
      supervisions: [
        ...(incident.flags.supervisions ?? []),
        {
          no: data.no,
          grade: data.grade,
          issuedBy: fact.by.id,
          ...(fact.by.unitId === undefined ? {} : { issuedByUnit: fact.by.unitId }),
          replyBy: data.replyBy,
        },
      ],
    },
  }),
  'incident.supervisionReplied': (incident, data, fact) => ({
    flags: {
      supervisions: (incident.flags.supervisions ?? []).map((each) =>
        each.no === data.no ? { ...each, repliedAt: fact.at } : each,
      ),
    },
  }),
  'incident.struckOff': (incident, data, fact) => ({
    flags: {
      supervisions: (incident.flags.supervisions ?? []).map((each) => {
        if (each.no !== data.no) return each;
        if (data.accepted) return { ...each, struckAt: fact.at };
        const { repliedAt: _, ...again } = each;
        return { ...again, replyBy: data.replyBy ?? each.replyBy };
      }),
    },
  }),
  'incident.escalated': (incident, data) => ({
    ...asked(incident, data.help),
    flags: { escalatedTo: data.to, help: helpWith(incident, data.help) },
  }),
  'incident.reinforceAsked': (incident, data, fact) => {
    // A request of before they were numbered was asked of nobody in particular.
    const help = data.help ?? {
      no: (incident.flags.help?.length ?? 0) + 1,
      kind: data.kind,
      fromUnit: fact.by.unitId ?? null,
      toUnit: null,
      askedBy: fact.by.id,
      askedAt: fact.at,
    };
    return { ...asked(incident, help), flags: { help: helpWith(incident, help) } };
  },
  'incident.acknowledged': (incident, data, fact) => ({
    flags: {
      help: incident.flags.help?.map((each) =>
        each.no === data.helpNo
          ? {
              ...each,
              acknowledgedAt: fact.at,
              // Whoever takes a hand by having seen it owes no further answer.
              ...(each.kind === 'escalation' ? { answeredAt: fact.at } : {}),
            }
          : each,
      ),
    },
  }),
  'incident.supported': (incident, data, fact) => ({
    ...ordered(incident, data.assignments),
    flags: { help: answered(incident, data.helpNo, 'sent', fact) },
  }),
  'incident.declined': (incident, data, fact) => ({
    flags: { help: answered(incident, data.helpNo, 'declined', fact) },
  }),
  'incident.handedOver': (_incident, data) => ({
    flags: { external: { system: data.system, remoteId: data.remoteId, step: null } },
  }),
  'incident.mirrored': (incident, data) => ({
    flags: {
      external: {
        system: incident.flags.external?.system ?? 'unknown',
        remoteId: incident.flags.external?.remoteId ?? null,
        step: data.step,
      },
    },
  }),
  'incident.followedUp': (incident, data) => ({
    flags: {
      followUps: (incident.flags.followUps ?? 0) + 1,
      followUpTries: undefined,
      triedAt: undefined,
      ...felt(data.satisfied),
    },
  }),
  'incident.followUpTried': (_incident, data, fact) => ({
    flags: { followUpTries: data.attempt, triedAt: fact.at },
  }),
  'incident.rated': (incident, data) => ({
    flags: {
      followUps: (incident.flags.followUps ?? 0) + 1,
      ...felt(data.satisfied),
    },
  }),
  'incident.setAside': () => ({ flags: { setAside: true, proposed: undefined } }),
  'incident.spotChecked': (incident, { draw, passed, reasons, then }, fact) =>
    draw === undefined
      ? {}
      : {
          flags: {
            spotChecks: [
              ...(incident.flags.spotChecks ?? []),
              {
                ...{ draw, passed, at: fact.at },
                ...(reasons ? { reasons } : {}),
                ...(then ? { then } : {}),
              },
            ],
          },
        },
  'incident.called': nothing,
  'incident.major': (incident, data) => ({
    flags: { major: { grade: data.grade, reports: incident.flags.major?.reports ?? 0 } },
  }),
  'incident.reportedUp': (incident, data) => ({
    flags: {
      major: {
        grade: incident.flags.major?.grade ?? 4,
        reports: data.no,
        ...(data.stage === 'final' ? { final: true } : {}),
      },
    },
  }),
  'incident.annotated': nothing,
  'incident.restricted': (_incident, data) => ({
    memberIds: data.members,
    flags: { restricted: data.restricted },
  }),
  'incident.archived': () => ({ flags: { archived: true } }),
  'incident.rang': (incident, data) => {
    const clock = incident.clocks.find((candidate) => candidate.no === data.clockNo);
    return clock?.kind === 'handle' || clock?.kind === 'arrive' ? { flags: { overdue: true } } : {};
  },
  'incident.recalculated': nothing,
};

/** The incident after one more fact. The first fact must be `incident.reported`. */
export function applyFact(incident: Incident | undefined, fact: Fact): Incident {
  if (fact.type === 'incident.reported') return withClocks(born(fact, fact.data), fact);
  if (!incident) throw new Error(`history of ${fact.incidentId} does not begin with its report`);
  // The table above is complete by its type; here its entry is called with the data of its own kind.
  const apply = APPLY[fact.type] as (i: Incident, data: unknown, fact: Fact) => Change;
  const change = apply(incident, fact.data, fact);
  const after: Incident = {
    ...incident,
    ...change,
    flags: flagsAfter(incident, change.flags, fact.data as Shown),
    version: fact.seq,
    updatedAt: fact.at,
  };
  return withClocks(after, fact);
}

function flagsAfter(
  incident: Incident,
  change: FlagChange | undefined,
  { evidence, papers = 0, sounds = 0 }: Shown,
): Flags {
  const flags = change ? flagsWith(incident.flags, change) : incident.flags;
  const shown = evidence?.length ?? 0;
  if (shown === 0) return flags;
  const pieces = piecesWith(incident, papers, sounds, shown);
  return { ...flags, evidence: (incident.flags.evidence ?? 0) + shown, pieces };
}

/** What is not so is left out, so that a folded and a stored incident compare equal. */
function flagsWith(flags: Flags, change: FlagChange): Flags {
  let after = flags;
  for (const each in change) {
    const name = each as keyof Flags;
    const value = change[name] === false ? undefined : change[name];
    if (after[name] === value) continue;
    after = value === undefined ? without(after, name) : { ...after, [name]: value };
  }
  return after;
}

function without(flags: Flags, name: keyof Flags): Flags {
  const { [name]: _gone, ...others } = flags;
  return others;
}

/** What facts of many kinds may show. */
type Shown = Readonly<{ evidence?: readonly string[]; papers?: number; sounds?: number }>;

/** The whole history folded. */
export function fold(facts: readonly Fact[]): Incident {
  let incident: Incident | undefined;
  for (const fact of facts) incident = applyFact(incident, fact);
  if (!incident) throw new Error('an incident has at least one fact');
  return incident;
}

function born(fact: Fact, data: FactData['incident.reported']): Incident {
  const { evidence, papers = 0, sounds = 0 } = data;
  const shown = evidence?.length ?? 0;
  const bare = { flags: {}, status: 'reported' } as const;
  return {
    countyId: fact.countyId,
    id: fact.incidentId,
    number: data.number,
    version: fact.seq,
    status: 'reported',
    outcome: null,
    source: data.source,
    reporterId: data.reporterId,
    reporterMode: data.reporterMode,
    itemCode: data.itemCode,
    level: data.level,
    catalogVersion: data.catalogVersion,
    place: data.place,
    roomUnitId: data.roomUnitId,
    holderUnitId: data.roomUnitId,
    unitIds: data.roomUnitId === null ? [] : [data.roomUnitId],
    memberIds: [],
    mergedInto: null,
    reportedAt: fact.at,
    occurredAt: data.occurredAt,
    updatedAt: fact.at,
    closedAt: null,
    assignments: [],
    clocks: [],
    flags: {
      ...(data.restricted ? { restricted: true } : {}),
      ...(data.given ? { given: data.given } : {}),
      ...(data.parentId ? { parentId: data.parentId } : {}),
      ...(FOLLOW_UP_SOURCES.includes(data.source) && !data.parentId ? { followUpDue: true } : {}),
      ...(shown ? { evidence: shown, pieces: piecesWith(bare, papers, sounds, shown) } : {}),
    },
  };
}

/**
 * Pictures count as taken before until the lead has signed, what the reporter sent among them: nobody is sent to
 * photograph again what is seen already. After that they count as taken after.
 */
function piecesWith(
  { flags: { pieces = {} }, status: at }: Pick<Incident, 'flags' | 'status'>,
  papers: number,
  sounds: number,
  all: number,
): NonNullable<Flags['pieces']> {
  const when = at === 'handling' || at === 'resolved' || at === 'closed' ? 'after' : 'before';
  const pictures = all - papers - sounds;
  return {
    ...pieces,
    ...(pictures ? { [when]: (pieces[when] ?? 0) + pictures } : {}),
    ...(papers ? { papers: (pieces.papers ?? 0) + papers } : {}),
  };
}

/** What was shown of an end that was none shows what was before the next one. */
function anew({ flags: { pieces } }: Incident): FlagChange {
  if (!pieces?.after) return {};
  const { after, before = 0, ...rest } = pieces;
  return { pieces: { ...rest, before: before + after } };
}

/** The incident with what a fact changes of its clocks: the second half of `applyFact`. */
function withClocks(incident: Incident, fact: Fact): Incident {
  if (!fact.clocks?.length) return incident;
  const clocks: RunningClock[] = [...incident.clocks];
  for (const change of fact.clocks) {
    const found = clocks.findIndex((clock) => clock.no === change.no);
    if (found < 0) clocks.push(changedClock(undefined, change));
    else clocks[found] = changedClock(clocks[found], change);
  }
  return { ...incident, clocks };
}

function end(to: Status, outcome: Outcome | null, fact: Fact): Change {
  return {
    ...status(to, outcome),
    closedAt: fact.at,
    holderUnitId: null,
    flags: {
      verifying: undefined,
      asked: undefined,
      proposed: undefined,
      deferredUntil: undefined,
      shelved: undefined,
      responsibleId: undefined,
    },
  };
}

function room(incident: Incident, unitId: number): Change {
  return {
    roomUnitId: unitId,
    holderUnitId: incident.holderUnitId ?? unitId,
    unitIds: union(incident.unitIds, [unitId]),
  };
}

/** An office that acts on what nobody had received yet has received it. */
function roomOfActor(incident: Incident, fact: Fact): Change {
  return incident.roomUnitId === null && fact.by.unitId !== undefined
    ? room(incident, fact.by.unitId)
    : {};
}

/** Back into the hands that had it: its lead's work is no longer done. */
function backToLead(incident: Incident): Change {
  const lead = incident.assignments.findLast((each) => each.role === 'lead' && isLive(each));
  return {
    ...status('handling'),
    holderUnitId: lead?.unitId ?? incident.roomUnitId,
    assignments: incident.assignments.map((each) => {
      if (each !== lead) return each;
      const { doneAt: _doneAt, doneBy: _doneBy, excused: _excused, ...again } = each;
      return { ...again, ...workedBefore(incident, each.no, null) };
    }),
  };
}

/** The newest verdict; a call that asked nothing leaves the one before. */
function felt(satisfied: boolean | undefined): FlagChange {
  return satisfied === undefined ? {} : { satisfied, dissatisfied: !satisfied };
}

/** With further orders; a lead among them holds the matter. */
function ordered(incident: Incident, assignments: readonly Assignment[]) {
  const lead = assignments.find(({ role }) => role === 'lead');
  return {
    assignments: [...incident.assignments, ...assignments],
    holderUnitId: lead?.unitId ?? incident.holderUnitId,
    unitIds: union(
      incident.unitIds,
      assignments.map(({ unitId }) => unitId),
    ),
  };
}

/** Whoever is asked for help may see what it is about. */
function asked(incident: Incident, help: Help | undefined): Change {
  return help?.toUnit == null ? {} : { unitIds: union(incident.unitIds, [help.toUnit]) };
}

function helpWith(incident: Incident, help: Help | undefined): readonly Help[] | undefined {
  return help ? [...(incident.flags.help ?? []), help] : incident.flags.help;
}

function answered(incident: Incident, no: number, answer: 'sent' | 'declined', { at }: Fact) {
  return incident.flags.help?.map((each) =>
    each.no === no
      ? { ...each, acknowledgedAt: each.acknowledgedAt ?? at, answeredAt: at, answer }
      : each,
  );
}

/** Whoever had done it stays known: the one who handled a matter does not check it. */
function workedBefore(incident: Incident, no: number, by: string | null): Partial<Assignment> {
  const each = incident.assignments.find((assignment) => assignment.no === no);
  return each?.doneBy === undefined || each.doneBy === by
    ? {}
    : { workedBy: [...new Set([...(each.workedBy ?? []), each.doneBy])] };
}

function mark(incident: Incident, no: number | null, change: Partial<Assignment>): Assignment[] {
  return incident.assignments.map((each) => (each.no === no ? { ...each, ...change } : each));
}

function endLive(incident: Incident, change: Partial<Assignment>): Assignment[] {
  return incident.assignments.map((each) => (isLive(each) ? { ...each, ...change } : each));
}

/** A desk that passed a matter on has nothing to do with it any more, but for an order or a request. */
function withoutDesk({ unitIds, assignments, flags }: Incident, desk: number | null): number[] {
  const stays =
    assignments.some(({ unitId }) => unitId === desk) ||
    flags.help?.some(({ toUnit }) => toUnit === desk);
  return unitIds.filter((unitId) => unitId !== desk || stays);
}

function union(before: readonly number[], more: readonly number[]): number[] {
  return [...new Set([...before, ...more])];
}
