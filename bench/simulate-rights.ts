// Who may do what, said a second time for the simulation: an area is a chain of names from the county down
// to the grid, a post names one of them. Only the tables (role × reach) are the house's own.
import { ROLES, type Actor, type Post, type Reach, type Role } from '#modules/identity/index.ts';
import { VERB_RIGHTS, type Place, type Verb } from '#modules/incident/index.ts';

/** What rights look at in a matter, kept by the model from the facts alone. */
export type Matter = Readonly<{
  countyId: number;
  place: Place;
  units: ReadonlySet<number>;
  reporterId: string | null;
  restricted: boolean;
  members: ReadonlySet<string>;
}>;

/** Those who report where they happen to be see their own reports wherever these lie. */
const ON_THE_ROAD: readonly Role[] = [
  'gridWorker',
  'villageCadre',
  'responseTeam',
  'enforcementOfficer',
];

export const isMachine = (actor: Actor) => actor.kind === 'system' || actor.kind === 'model';

/** Whether the actor may see the matter at all. */
export function maySee(actor: Actor, matter: Matter): boolean {
  if (isMachine(actor)) return true;
  if (isShutOut(actor, matter)) return false;
  const isOwn = matter.reporterId === actor.id;
  return actor.posts.some(
    (post) =>
      reaches(actor, post, ROLES[post.role].view, matter) ||
      (isBounded(ROLES[post.role].view) && hasOrder(post, matter)) ||
      (isOwn && ON_THE_ROAD.includes(post.role)),
  );
}

/** Whether the actor may use the verb on the matter, whatever its status. */
export function mayUse(actor: Actor, verb: Verb, matter: Matter): boolean {
  if (isMachine(actor)) return true;
  if (isShutOut(actor, matter)) return false;
  return actor.posts.some((post) => reaches(actor, post, reachWith(post, verb, matter), matter));
}

/** A unit of an area works on its orders beyond it, with the rights of the order. */
export function reachWith(post: Post, verb: Verb, matter: Matter): Reach | null {
  const reach = reachOf(post, verb);
  const isBeyond =
    isBounded(reach) &&
    !postAreas(post, reach).some((area) => areaOf(matter).has(area)) &&
    OF_AN_ORDER.has(verb);
  return isBeyond && hasOrder(post, matter) ? 'assigned' : reach;
}

const OF_AN_ORDER: ReadonlySet<Verb> = new Set<Verb>([
  ...(['sign', 'coSign', 'return', 'coReturn', 'contact', 'arrive', 'done', 'resolve'] as const),
  ...(['feedback', 'annotate', 'ask', 'reinforce', 'replySupervision'] as const),
  ...(['acknowledge', 'support', 'decline'] as const),
]);

const isBounded = (reach: Reach | null): reach is 'grid' | 'village' | 'town' =>
  reach === 'grid' || reach === 'village' || reach === 'town';

const hasOrder = ({ unitId, place }: Post, { countyId, units }: Matter): boolean =>
  place.countyId === countyId && unitId !== null && units.has(unitId);

const reachOf = (post: Post, verb: Verb): Reach | null => VERB_RIGHTS[verb][post.role] ?? null;

/** Need-to-know matters open to their members only. */
const isShutOut = (actor: Actor, matter: Matter) =>
  matter.restricted && !matter.members.has(actor.id);

function reaches(actor: Actor, post: Post, reach: Reach | null, matter: Matter): boolean {
  if (reach === null) return false;
  if (reach === 'own') return matter.reporterId === actor.id;
  if (reach === 'assigned' || reach === 'unit')
    return (
      post.place.countyId === matter.countyId &&
      post.unitId !== null &&
      matter.units.has(post.unitId)
    );
  const within = areaOf(matter);
  return postAreas(post, reach).some((area) => within.has(area));
}

/** The names of all areas a matter lies in. */
function areaOf({ countyId, place }: Matter): ReadonlySet<string> {
  const names = { town: place.townId, village: place.villageId, grid: place.gridId };
  return new Set([
    `${countyId}`,
    ...Object.entries(names)
      .filter(([, id]) => id !== null)
      .map(([kind, id]) => `${countyId}/${kind}/${id}`),
  ]);
}

function postAreas({ place }: Post, reach: Reach): readonly string[] {
  const { countyId, townId, villageId, gridIds } = place;
  if (reach === 'county' || reach === 'city') return [`${countyId}`];
  if (reach === 'town') return townId === undefined ? [] : [`${countyId}/town/${townId}`];
  if (reach === 'village')
    return villageId === undefined ? [] : [`${countyId}/village/${villageId}`];
  return (gridIds ?? []).map((gridId) => `${countyId}/grid/${gridId}`);
}
