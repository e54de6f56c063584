// What becomes of a demonstration matter: from what it is now, who does what next, and when. Its fate is
// fixed by its number, so a restart goes on where the people were. Pure.
import { isLive, isOpen, type Assignment, type Incident } from '#modules/incident/index.ts';
import { DAY, HOUR, type Instant } from '#platform/time/index.ts';
import { peopleOf, type DemoWorld, type Maybe, type People, type Step } from './people.ts';

/** Shares of matters that go this way. */
const FATE = {
  merge: 0.7,
  dismiss: 0.05,
  answer: 0.8,
  selfHandle: 0.3,
  verify: 0.06,
  wrongUnit: 0.07,
  urge: 0.08,
  supervise: 0.06,
  reply: 0.7,
  defer: 0.06,
  extend: 0.04,
  reinforce: 0.2,
  rework: 0.07,
  dissatisfied: 0.08,
} as const;

/** What is done next and when; undefined when nothing more is. */
export function nextStep(incident: Incident, world: DemoWorld, now: Instant): Step | undefined {
  const steps = stepsOf(incident, world, now).filter((step) => step !== undefined);
  return steps.reduce<Step | undefined>(
    (first, step) => (first === undefined || step.at < first.at ? step : first),
    undefined,
  );
}

function stepsOf(incident: Incident, world: DemoWorld, now: Instant): readonly Maybe[] {
  const people = peopleOf(incident, world, now);
  switch (incident.status) {
    case 'reported':
      return [contactStep(people), reportedStep(people)];
    case 'filed':
      return [contactStep(people), dispatchStep(people)];
    case 'dispatched':
      return [contactStep(people), ...dispatchedSteps(people), ...coSteps(people)];
    case 'handling':
      return [contactStep(people), ...handlingSteps(people), ...coSteps(people)];
    case 'resolved':
      return [feedbackStep(people), ...resolvedSteps(people)];
    case 'closed':
      return [feedbackStep(people), followUpStep(people)];
    default:
      return [];
  }
}

/** 1312: the caller is contacted within three minutes, whatever else goes on. */
function contactStep({ running, step, soon, incident, clerks, says }: People): Maybe {
  return (
    running('contact') &&
    step('contact', soon(incident.reportedAt, 2), clerks, { note: says('contact') })
  );
}

function feedbackStep({ running, step, soon, clerks, says }: People): Maybe {
  const clock = running('feedback');
  return clock && step('feedback', soon(clock.startedAt, 25), clerks, { note: says('feedback') });
}

function reportedStep(people: People): Maybe {
  const { incident, world, fate, step, due, soon, clerks, grid, says } = people;
  const at = due('accept', incident.reportedAt);
  if (incident.flags.verifying)
    return step('verified', soon(incident.updatedAt, 18), [...grid, ...clerks], {
      real: fate('real') < 0.8,
    });
  const item = world.item(incident.itemCode);
  const code = incident.itemCode ?? world.meant(incident.id) ?? '1103001';
  const twin = fate('merge') < FATE.merge ? world.twin(incident) : undefined;
  if (twin) return step('merge', at, clerks, { into: twin });
  if (incident.source === 'gridWorker' && item?.selfHandle && fate('self') < FATE.selfHandle)
    return step('selfHandle', at, grid, { result: says('selfHandle') });
  if (/^11/.test(code) && fate('answer') < FATE.answer)
    return step('answer', at, clerks, { reply: says('answer') });
  if (incident.level >= 3 && fate('dismiss') < FATE.dismiss)
    return step('dismiss', at, clerks, { reasonCode: 'not-ours', reason: says('dismiss') });
  const wasVerified = incident.clocks.some(({ kind }) => kind === 'verify');
  if (incident.level >= 3 && !wasVerified && fate('verify') < FATE.verify)
    return step('verify', soon(incident.reportedAt, 4), clerks, {});
  return step('accept', at, clerks, { itemCode: code });
}

function dispatchStep(people: People): Maybe {
  const { incident, world, now, fate, step, due, running, clerks, says } = people;
  const since = running('dispatch')?.startedAt ?? incident.updatedAt;
  const route = world.route(incident, now);
  const room = incident.roomUnitId;
  const isWrong = goesWrong(people) && room !== null && route?.lead !== room;
  const order = isWrong ? { lead: room, co: [] } : route;
  if (!order)
    return room === null
      ? undefined
      : step('dispatch', due('dispatch', since), clerks, { lead: room });
  return step('dispatch', due('dispatch', since), clerks, {
    lead: order.lead,
    co: fate('joint') < 0.4 ? order.co.slice(0, 2) : [],
    instruction: says('instruction'),
    ...(isWrong || !route ? {} : { route: { version: route.version, row: route.row } }),
  });
}

/** The first order of some matters goes to the wrong unit and comes back. */
function goesWrong({ incident, fate }: People): boolean {
  return (incident.flags.returnCount ?? 0) === 0 && fate('wrong') < FATE.wrongUnit;
}

function dispatchedSteps(people: People): readonly Maybe[] {
  const { incident, world, fate, step, due, soon, lead, clerks, says } = people;
  if (!lead) return [];
  const team = [...world.cast.ofUnit(lead.unitId), ...clerks];
  const at = due('sign', lead.orderedAt);
  if (goesWrong(people) && lead.unitId === incident.roomUnitId)
    return [
      step('return', soon(lead.orderedAt, 9), team, {
        reasonCode: 'not-our-duty',
        reason: says('return'),
      }),
    ];
  const isUrged = fate('urge') < FATE.urge && !incident.flags.urgeCount;
  return [
    step('sign', at, team),
    isUrged ? step('urge', (lead.orderedAt + at) / 2, clerks, { note: says('urge') }) : undefined,
  ];
}

function handlingSteps(people: People): readonly Maybe[] {
  const { incident, world, fate, step, due, soon, lead, running, clerks, chiefs, says } = people;
  if (!lead) return [];
  const { flags, level } = incident;
  const team = [...world.cast.ofUnit(lead.unitId), ...clerks];
  const commanders = [
    ...world.cast.inTown('deputyDirector', incident.place.townId),
    ...world.cast.of('countyCommander'),
  ];
  const again = (flags.reworkCount ?? 0) + (flags.reopenCount ?? 0) + (flags.deferCount ?? 0) > 0;
  const since = again ? incident.updatedAt : (lead.signedAt ?? lead.orderedAt);
  if (flags.deferredUntil !== undefined)
    return [step('resume', soon(incident.updatedAt, 80), commanders, { note: says('resume') })];
  const unanswered = flags.supervisions?.find(({ repliedAt }) => repliedAt === undefined);
  const replied = flags.supervisions?.find((each) => each.repliedAt && !each.struckAt);
  return [
    running('arrive') ||
    (world.item(incident.itemCode)?.limits.arrive && lead.arrivedAt === undefined)
      ? step('arrive', soon(since, 4 + 8 * fate('arrive')), team)
      : undefined,
    fate('supervise') < FATE.supervise && !flags.supervisions?.length
      ? step('supervise', soon(since, 25), world.cast.of('supervisor'), {
          grade: 'ordinary',
          replyBy: soon(since, 25) + 6 * HOUR,
          note: says('supervise'),
        })
      : undefined,
    unanswered && fate('reply') < FATE.reply
      ? step('replySupervision', soon(unanswered.replyBy - 6 * HOUR, 60), team, {
          no: unanswered.no,
          reply: says('reply'),
        })
      : undefined,
    replied?.repliedAt
      ? step('strikeOff', soon(replied.repliedAt, 30), world.cast.of('supervisor'), {
          no: replied.no,
          accepted: true,
        })
      : undefined,
    supportStep(people),
    level === 4 && fate('defer') < FATE.defer && !flags.deferCount
      ? step('defer', soon(since, 30), commanders, {
          until: soon(since, 30) + 3 * DAY,
          reasonCode: 'weather',
          reason: says('defer'),
        })
      : undefined,
    level === 4 && fate('extend') < FATE.extend && !flags.extendCount
      ? step('extend', soon(since, 40), commanders, { share: 0.5, reason: says('extend') })
      : undefined,
    level <= 2 && fate('reinforce') < FATE.reinforce && !flags.help?.length
      ? step('reinforce', soon(since, 10), team, {
          kind: fate('police') < 0.5 ? 'police' : 'people',
          request: says('reinforce'),
        })
      : undefined,
    coAtWork(incident).length === 0
      ? step('resolve', due('handle', since), [...team, ...chiefs], {
          result: says('result'),
          noEvidence: says('noEvidence'),
        })
      : undefined,
  ];
}

/** Whoever was asked for help comes with its own people. */
function supportStep({ incident, world, step, soon, says }: People): Maybe {
  const asked = incident.flags.help?.find(({ answeredAt }) => answeredAt === undefined);
  if (!asked || asked.toUnit === null) return undefined;
  return step('support', soon(asked.askedAt, 2), world.cast.ofUnit(asked.toUnit), {
    helpNo: asked.no,
    units: [asked.toUnit],
    instruction: says('support'),
  });
}

function coAtWork({ assignments }: Incident): readonly Assignment[] {
  return assignments.filter(
    (each) =>
      each.role === 'co' &&
      isLive(each) &&
      each.doneAt === undefined &&
      each.waivedAt === undefined,
  );
}

function coSteps(people: People): readonly Maybe[] {
  const { incident, world, step, soon, fate, clerks, says } = people;
  return coAtWork(incident).map((co) => {
    const { no, unitId, orderedAt, signedAt } = co;
    const team = world.cast.ofUnit(unitId);
    const late = 10 * fate(`co-${no}`);
    if (team.length === 0)
      return step('waive', soon(orderedAt, 20), clerks, {
        assignmentNo: no,
        reason: says('waive'),
      });
    if (signedAt === undefined)
      return step('coSign', soon(orderedAt, 6 + late), team, { assignmentNo: no });
    // A co-handler's part is done while the lead is at work.
    return incident.status === 'handling'
      ? step('done', soon(signedAt, 20 + 2 * late), team, {
          assignmentNo: no,
          note: says('opinion'),
        })
      : undefined;
  });
}

function resolvedSteps(people: People): readonly Maybe[] {
  const { incident, fate, step, due, soon, running, checkers, chiefs, says } = people;
  const since = running('check')?.startedAt ?? incident.updatedAt;
  const { proposed, reworkCount = 0 } = incident.flags;
  if (proposed)
    return [
      step(
        'close',
        soon(proposed.at, 7),
        chiefs.filter(({ id }) => id !== proposed.by),
        { note: says('close') },
      ),
    ];
  if (fate('rework') < FATE.rework && reworkCount === 0)
    return [step('rework', due('check', since), checkers, { reason: says('rework') })];
  return [step('close', due('check', since), checkers, { note: says('close') })];
}

function followUpStep({ incident, running, step, due, fate, clerks }: People): Maybe {
  const since = incident.closedAt;
  if (!running('followUp') || since === null) return undefined;
  const satisfied = fate('satisfied') >= FATE.dissatisfied;
  return step('followUp', due('followUp', since), clerks, { reached: true, satisfied });
}

/** Too many are open: this one goes through what is left of its life at once. */
export function hurried(step: Step, incident: Incident, now: Instant): Step {
  return isOpen(incident.status) ? { ...step, at: Math.min(step.at, now) } : step;
}
