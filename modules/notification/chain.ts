// Who is asked, and who is next when nobody answers (预警回执, domain K-ack). Pure.
import type { Role } from '#modules/identity/index.ts';
import type { Incident } from '#modules/incident/index.ts';
import { MINUTE } from '#platform/time/index.ts';
import type { Target, Urgency } from './message.ts';

/** Those of a unit who hold its work; whoever else has a post there is not called. */
export const WORKER_ROLES: readonly Role[] = [
  'infoClerk',
  'countyDuty',
  'responseTeam',
  'enforcementOfficer',
  'deptHandler',
  'mediator',
  'policeLiaison',
  'propertyManager',
  'expertReviewer',
  'gridWorker',
  'villageCadre',
];
export const HEAD_ROLES: readonly Role[] = ['deptLead', 'deputyDirector', 'townLeader'];
/** Called only in the shift that a roster gives them (带班领导), never because they have a post there. */
export const ROSTERED_ONLY: readonly Role[] = ['townLeader'];
const ROOM_ROLES: readonly Role[] = ['infoClerk', 'deputyDirector', 'countyDuty'];
const VILLAGE_ROLES: readonly Role[] = ['gridWorker', 'villageCadre'];

/** Some people: holders of the roles in a unit, a village or the whole county, or named accounts. */
export type Circle = Readonly<
  | { kind: 'unit'; unitId: number; roles: readonly Role[] }
  | { kind: 'village'; villageId: number; roles: readonly Role[] }
  | { kind: 'county'; roles: readonly Role[] }
  | { kind: 'persons'; accountIds: readonly string[] }
>;

/**
 * The steps of a target's chain: its own people, their heads, the command room that receives the matter,
 * the county's duty desk, and the commander. A step that has nobody is skipped by whoever walks it.
 */
export function chainOf(target: Target, incident: Incident): readonly Circle[] {
  const steps = stepsOf(target, incident);
  // Of a restricted matter only members are ever told; where none of them is in the chain, they all are.
  return incident.flags.restricted && target.kind !== 'person'
    ? [...steps, { kind: 'persons', accountIds: incident.memberIds.filter(isAccountId) }]
    : steps;
}

/** The machine and outside parties have names instead, and no messages. */
export function isAccountId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function stepsOf(target: Target, incident: Incident): readonly Circle[] {
  const room = incident.roomUnitId;
  const county: Circle[] = [
    { kind: 'county', roles: ['countyDuty'] },
    { kind: 'county', roles: ['countyCommander'] },
  ];
  const aboveUnit = (unitId: number | null): Circle[] => [
    ...(room !== null && room !== unitId
      ? [{ kind: 'unit', unitId: room, roles: ROOM_ROLES } as const]
      : []),
    ...county,
  ];
  switch (target.kind) {
    case 'unit':
      return [
        { kind: 'unit', unitId: target.unitId, roles: WORKER_ROLES },
        { kind: 'unit', unitId: target.unitId, roles: HEAD_ROLES },
        ...aboveUnit(target.unitId),
      ];
    case 'heads':
      return [
        { kind: 'unit', unitId: target.unitId, roles: HEAD_ROLES },
        ...aboveUnit(target.unitId),
      ];
    case 'village':
      return [
        { kind: 'village', villageId: target.villageId, roles: VILLAGE_ROLES },
        ...aboveUnit(null),
      ];
    case 'roles':
      return target.roles.includes('countyCommander')
        ? [{ kind: 'county', roles: target.roles }]
        : [
            { kind: 'county', roles: target.roles },
            { kind: 'county', roles: ['countyCommander'] },
          ];
    case 'person':
      return [{ kind: 'persons', accountIds: [target.accountId] }];
  }
}

/** K-ack, domain defaults 3(c): 特急 within a minute, 紧急 within five. */
export const ANSWER_WITHIN_MS: Readonly<Record<1 | 2, number>> = { 1: MINUTE, 2: 5 * MINUTE };
/** A 110 call must be accepted within one minute ("1312"), so its receiver is given no longer. */
export const ANSWER_1312_WITHIN_MS = MINUTE;

type Graded = Pick<Incident, 'level' | 'source'>;

/** Matters whose orders ring: the two highest levels, and calls that 110 hands over. */
export function rings({ level, source }: Graded): boolean {
  return level <= 2 || source === 'police110';
}

/** How long a step of the chain is waited for; null where nobody has to answer. */
export function answerWithin(urgency: Urgency, { level, source }: Graded): number | null {
  if (urgency !== 'urgent') return null;
  if (source === 'police110') return ANSWER_1312_WITHIN_MS;
  return level === 1 ? ANSWER_WITHIN_MS[1] : ANSWER_WITHIN_MS[2];
}
