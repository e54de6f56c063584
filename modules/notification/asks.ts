// Is what a message asked for still to be done? Acting stops reminding: this is asked whenever something
// happens to the matter. Pure.
import { isLive, isOpen, type Incident } from '#modules/incident/index.ts';
import type { Ask, Target } from './message.ts';

type Asked = Readonly<{ ask: Ask; askNo: number | null; target: Target }>;

/** Whether the incident, as it stands now, still needs what was asked. */
export function isStillAsked({ ask, askNo }: Asked, incident: Incident): boolean {
  const { status, flags } = incident;
  switch (ask) {
    case 'accept':
      return status === 'reported';
    case 'verify':
      return status === 'reported' && flags.verifying === true;
    case 'dispatch':
      return status === 'filed';
    case 'sign': {
      const own = incident.assignments.find((each) => each.no === askNo);
      return own !== undefined && isLive(own) && isUnsigned(own) && isOpen(status);
    }
    case 'handle':
      return status === 'dispatched' || status === 'handling';
    case 'check':
      return status === 'resolved';
    case 'decide':
      return flags.asked !== undefined;
    case 'second':
      return flags.proposed !== undefined;
    case 'reply': {
      const one = flags.supervisions?.find((each) => each.no === askNo);
      return one !== undefined && one.repliedAt === undefined;
    }
    case 'help': {
      const one = flags.help?.find((each) => each.no === askNo);
      return isOpen(status) && one !== undefined && isUnanswered(one);
    }
    case 'clock': {
      const clock = incident.clocks.find((each) => each.no === askNo);
      return clock?.state === 'running' || clock?.state === 'paused';
    }
    case 'attend':
      return isOpen(status);
    // Asked of a draw, never of one matter (draws.ts).
    case 'spotCheck':
    case 'nothing':
      return true;
  }
}

/** What whoever holds the matter has to do next, by its status. */
export function nextAsk(incident: Incident): Readonly<{ ask: Ask; askNo: number | null }> {
  switch (incident.status) {
    case 'reported':
      return { ask: 'accept', askNo: null };
    case 'filed':
      return { ask: 'dispatch', askNo: null };
    case 'dispatched': {
      const lead = incident.assignments.findLast((each) => each.role === 'lead' && isLive(each));
      return lead ? { ask: 'sign', askNo: lead.no } : { ask: 'handle', askNo: null };
    }
    case 'handling':
      return { ask: 'handle', askNo: null };
    case 'resolved':
      return { ask: 'check', askNo: null };
    default:
      return { ask: 'nothing', askNo: null };
  }
}

function isUnanswered(help: NonNullable<Incident['flags']['help']>[number]): boolean {
  return help.acknowledgedAt === undefined && help.answeredAt === undefined;
}

function isUnsigned(own: Incident['assignments'][number]): boolean {
  return own.signedAt === undefined && own.doneAt === undefined && own.waivedAt === undefined;
}
