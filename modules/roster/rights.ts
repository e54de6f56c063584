// Who may read and who may keep rosters, the resource register and the duty lists. A town's deputy
// director keeps what is the town's; the county's duty and commander keep what is the county's, and
// step in for a town. Pure.
import { covers, scopeFor, type Actor, type Reach, type Role } from '#modules/identity/index.ts';
import { ROSTER_READERS } from './readers.ts';

type Grants = Partial<Record<Role, Reach>>;

const KEEPERS: Grants = {
  deputyDirector: 'town',
  countyDuty: 'county',
  countyCommander: 'county',
};

/** Only a room that gives orders sees where a team is. */
const POSITION_READERS: Grants = {
  infoClerk: 'town',
  deputyDirector: 'town',
  countyDuty: 'county',
  countyCommander: 'county',
};

/** Who may be put on a roster: those whose work it is. */
export const DUTY_ROLES: readonly Role[] = [
  'infoClerk',
  'deputyDirector',
  'townLeader',
  'responseTeam',
  'enforcementOfficer',
  'deptHandler',
  'deptLead',
  'countyDuty',
  'countyCommander',
  'supervisor',
  'policeLiaison',
  'mediator',
];

/** Where something is kept: a town's, or (null) the county's own. */
export type KeptPlace = Readonly<{ countyId: number; townId: number | null }>;

export function mayRead(actor: Actor, countyId: number): boolean {
  if (actor.kind === 'system' || actor.kind === 'model') return true;
  return actor.posts.some(
    ({ role, place }) => place.countyId === countyId && ROSTER_READERS.includes(role),
  );
}

export const mayKeep = (actor: Actor, place: KeptPlace): boolean => reaches(actor, KEEPERS, place);

/** Whether the actor keeps anything in the county at all. */
export function isKeeperIn(actor: Actor, countyId: number): boolean {
  return actor.posts.some(
    ({ role, place }) => place.countyId === countyId && KEEPERS[role] !== undefined,
  );
}

export const maySeePosition = (actor: Actor, place: KeptPlace): boolean =>
  reaches(actor, POSITION_READERS, place);

/** A report of its position comes from the resource's own unit. */
export function isOfUnit(actor: Actor, countyId: number, unitId: number): boolean {
  return actor.posts.some((post) => post.unitId === unitId && post.place.countyId === countyId);
}

function reaches(actor: Actor, grants: Grants, { countyId, townId }: KeptPlace): boolean {
  return covers(
    scopeFor(actor, ({ role }) => grants[role]),
    {
      ...{ countyId, townId, villageId: null, gridId: null },
      ...{ unitIds: [], reporterId: null, restricted: false, memberIds: [] },
    },
  );
}
