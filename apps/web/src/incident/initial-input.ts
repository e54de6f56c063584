// What stands in the form of a verb before anybody has touched it. A guess that triage was not sure of is not
// among it: whoever submits by two keys would take for decided what was only asked. Pure.
import {
  isReopenable,
  type IncidentDetail,
  type IncidentRow,
  type Verb,
} from '#modules/incident/contract.ts';
import { DEFAULT_TRIAGE_POLICY, stanceOf } from '#modules/triage/contract.ts';
import type { Instant } from '#platform/time/index.ts';
import { VERB_FORMS, type Field } from './verbs.ts';

type Subject = IncidentRow | IncidentDetail;
type Inputs = Record<string, unknown>;

/** For one matter: what it says already, and what triage suggests. */
export function initialInput(verb: Verb, incident: Subject, now: Instant): Inputs {
  const input = chosenFirst(verb);
  for (const field of VERB_FORMS[verb]) {
    const only = onlyOne(field, incident);
    if (only !== undefined) input[field.name] = only;
  }
  // The second person confirms what was proposed; changed, it is a proposal of their own.
  const proposed = 'proposed' in incident ? incident.proposed : null;
  if (proposed?.verb === verb) {
    const { until, reasonCode, outcome } = proposed;
    Object.assign(input, { until, reasonCode, outcome });
  }
  const triage = 'triage' in incident ? incident.triage : null;
  if (verb === 'accept' || verb === 'amend') {
    const code = incident.item?.code ?? suggestedItem(incident);
    if (code !== undefined) input['itemCode'] = code;
    input['level'] = incident.level;
  }
  const lead = triage?.route?.lead;
  if (verb === 'dispatch' && lead && !hasReturned(incident, lead.id)) {
    input['lead'] = lead.id;
    input['co'] = triage?.route?.co.map((unit) => unit.id);
  }
  const choice = choiceNow(verb, incident, now);
  if (choice) input[choice.name] = choice.open[0];
  if (verb === 'restrict' && 'members' in incident && incident.members.length)
    input['members'] = incident.members.map((member) => member.id);
  return input;
}

/** What was sent but refused, to be mended: without the choice that is no longer offered. */
export function mendedInput(verb: Verb, incident: Subject, now: Instant, draft: Inputs): Inputs {
  const choice = choiceNow(verb, incident, now);
  if (!choice || choice.open.includes(String(draft[choice.name]))) return draft;
  const { [choice.name]: _gone, ...rest } = draft;
  return rest;
}

/** The choice of a verb of which this matter, as it stands, leaves only some open. */
export function choiceNow(
  verb: Verb,
  incident: Subject,
  now: Instant,
): Readonly<{ name: string; open: readonly string[] }> | undefined {
  if (verb === 'reportUp') return { name: 'stage', open: stagesToReport(incident) };
  if (verb === 'spotCheck') return { name: 'then', open: afterFailing(incident, now) };
  return undefined;
}

/** Who gave it back is not sent it again by two keys. */
function hasReturned(incident: Subject, unitId: number): boolean {
  return (
    'assignments' in incident &&
    incident.assignments.some(({ unit, returnedAt }) => unit.id === unitId && returnedAt !== null)
  );
}

/** 首报, once; 续报 as often as needed, and 终报. */
export function stagesToReport(incident: Subject): readonly string[] {
  const isBegun =
    'timeline' in incident && incident.timeline.some(({ type }) => type === 'incident.reportedUp');
  return isBegun ? ['followUp', 'final'] : ['first'];
}

/** What may follow a failed spot check: too late it is not handled again, and nobody would reply for what is archived. */
export function afterFailing(incident: Subject, now: Instant): readonly string[] {
  return [
    ...(isReopenable(incident.closedAt, now) ? ['reopen'] : []),
    ...(incident.flags.includes('archived') ? [] : ['supervise']),
    'record',
  ];
}

/** For several matters at once: nothing that is one matter's own, such as its item and its level. */
export function inputForSeveral(verb: Verb): Inputs {
  return chosenFirst(verb);
}

/** Whether an item has to be chosen before the verb can be done. */
export function needsItem(verb: Verb, incident: Subject): boolean {
  return verb === 'accept' && incident.item === null;
}

/** The code of the item that triage found likely enough to suggest; undefined where it only asks. */
export function suggestedItem(incident: Subject): string | undefined {
  const guess = 'triage' in incident ? incident.triage?.item : undefined;
  return guess && stanceOf(guess.confidence, DEFAULT_TRIAGE_POLICY) !== 'ask'
    ? guess.code
    : undefined;
}

function chosenFirst(verb: Verb): Inputs {
  const input: Inputs = {};
  for (const field of VERB_FORMS[verb])
    if (field.kind === 'choice' && field.initial) input[field.name] = field.initial;
  return input;
}

/** Where there is but one to choose, it is chosen. */
function onlyOne(field: Field, incident: Subject): number | undefined {
  if (!('help' in incident)) return undefined;
  const open =
    field.kind === 'help'
      ? incident.help.filter((one) => one.answeredAt === null)
      : field.kind === 'supervision'
        ? incident.supervisions.filter(
            (one) => (one.repliedAt !== null) === (field.replied === true) && one.struckAt === null,
          )
        : [];
  return open.length === 1 ? open[0]?.no : undefined;
}
