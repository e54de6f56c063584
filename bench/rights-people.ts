// The people of the rights matrix: in each of two counties one for every role at home, a second one in the
// next town, village, grid or department, and some with two posts, whose rights must not add up.
import { ROLE_CODES, type Actor, type Post, type Role } from '#modules/identity/index.ts';
import type { DemoPerson } from '#modules/identity/index.ts';
import type { Asker, Answer } from './rights-ask.ts';

/** Where the matrix plays in one county. */
export type Area = Readonly<{
  countyId: number;
  code: string;
  zone: string;
  /** Two towns; two villages in the first; two grids in the first of these. */
  home: Readonly<{ townId: number; villageId: number; gridId: number }>;
  otherGridId: number;
  otherVillage: Readonly<{ villageId: number; gridId: number }>;
  otherTown: Readonly<{ townId: number; villageId: number; gridId: number }>;
  centre: number;
  rooms: Readonly<{ home: number; other: number }>;
  /** Two departments, and two teams. */
  bureaus: readonly [number, number];
  teams: readonly [number, number];
}>;

export type Who = Readonly<{
  login: string;
  role: Role;
  /** home, away, two posts: what is told of a leak. */
  post: string;
  countyId: number;
  actor: Actor;
}>;

/** Somebody who can ask; `null` is nobody in particular. */
export type Person = Readonly<{ who: Who | null; ask: Asker }>;

type Held = Readonly<{ login: string; role: Role; post: string; posts: readonly Post[] }>;

/** Everybody of a county; `other` is the second county, for those with a post in both. */
export function peopleOf(area: Area, other: Area): readonly Held[] {
  const { countyId, home } = area;
  const homePost = (role: Role): Post => postAt(role, area, home, 0);
  const prefix = `rights-${area.code.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
  const one = (role: Role, post: string, posts: readonly Post[]): Held => ({
    login: `${prefix}-${role.toLowerCase()}-${post.replaceAll(' ', '-')}`,
    role,
    post,
    posts,
  });
  const next = { ...home, gridId: area.otherGridId };
  const village = { townId: home.townId, ...area.otherVillage };
  return [
    ...ROLE_CODES.map((role) =>
      one(
        role,
        'home',
        // A city's centre holds one post in each of its counties; only the first county has one.
        role === 'cityCentre' && countyId < other.countyId
          ? [homePost(role), postAt(role, other, other.home, 0)]
          : [homePost(role)],
      ),
    ),
    ...IN_AREAS.map((role) => one(role, 'other town', [postAt(role, area, area.otherTown, 1)])),
    one('gridWorker', 'other grid', [postAt('gridWorker', area, next, 0)]),
    one('villageCadre', 'other village', [postAt('villageCadre', area, village, 0)]),
    ...SECOND_PAIR.map((role) => one(role, 'second', [homePost(role)])),
    // Each post gives its rights where it is, and nowhere else.
    one('villageCadre', 'two posts', [
      postAt('villageCadre', area, home, 0),
      postAt('infoClerk', area, area.otherTown, 1),
    ]),
    ...(countyId < other.countyId
      ? [
          one('processAdmin', 'two counties', [
            homePost('processAdmin'),
            postAt('villageCadre', other, other.home, 0),
          ]),
          one('countyDuty', 'two counties', [
            homePost('countyDuty'),
            postAt('gridWorker', other, other.home, 0),
          ]),
        ]
      : []),
  ];
}

const IN_AREAS: readonly Role[] = [
  ...(['gridWorker', 'villageCadre', 'infoClerk', 'deputyDirector', 'townLeader'] as const),
  ...(['responseTeam', 'enforcementOfficer', 'deptHandler', 'deptLead', 'mediator'] as const),
];
/** Beside the one who is a member of the restricted matters and whose reports are its own. */
const SECOND_PAIR: readonly Role[] = ['citizen', 'countyDuty', 'npcDeputy'];

type Spot = Readonly<{ townId: number; villageId: number; gridId: number }>;

function postAt(role: Role, area: Area, spot: Spot, side: 0 | 1): Post {
  const { countyId } = area;
  const inTown = { countyId, townId: spot.townId };
  const inVillage = { ...inTown, villageId: spot.villageId };
  const room = side === 0 ? area.rooms.home : area.rooms.other;
  const at = (unitId: number | null, place: Post['place'] = { countyId }): Post => ({
    role,
    unitId,
    place,
    line: null,
  });
  switch (role) {
    case 'gridWorker':
      return at(null, { ...inVillage, gridIds: [spot.gridId] });
    case 'villageCadre':
      return at(null, inVillage);
    case 'infoClerk':
    case 'deputyDirector':
    case 'townLeader':
      return at(room, inTown);
    case 'responseTeam':
    case 'enforcementOfficer':
      return at(area.teams[side], inTown);
    case 'deptHandler':
    case 'deptLead':
    case 'mediator':
    case 'propertyManager':
    case 'policeLiaison':
    case 'expertReviewer':
      return at(area.bureaus[side]);
    case 'countyDuty':
    case 'countyCommander':
    case 'supervisor':
    case 'cityCentre':
      return at(area.centre);
    default:
      return at(null);
  }
}

/** The same people as accounts to be opened. */
export function accountsOf(people: readonly Held[]): DemoPerson[] {
  return people.flatMap(({ login, role, posts }) =>
    posts.map((post) => ({ login, name: `${role} ${login}`, ...post })),
  );
}

export type { Answer, Held };
