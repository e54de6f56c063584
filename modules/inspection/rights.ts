// Who may draw, and which draws somebody sees. The table is that of the verb itself (incident, spotCheck):
// whoever may check may draw in the same area. Pure.
import {
  scopeFor,
  type Actor,
  type Post,
  type Reach,
  type Role,
  type Scope,
} from '#modules/identity/index.ts';
import { VERB_RIGHTS } from '#modules/incident/index.ts';
import { Refused } from '#platform/errors/index.ts';

const reachOf = (post: Post): Reach | undefined =>
  VERB_RIGHTS.spotCheck[post.role as Role] ?? undefined;

/** Who checks, in the units where they have a post. */
export const CHECKING_ROLES = Object.keys(VERB_RIGHTS.spotCheck) as readonly Role[];

/** The matters that the actor may check. */
export const checkScopeOf = (actor: Actor): Scope => scopeFor(actor, reachOf);

/** The posts in that county by which the actor checks. @throws Refused('inspection.not-yours') for none. */
export function requireChecker(actor: Actor, countyId: number): readonly Post[] {
  const posts = actor.posts.filter(
    (post) => post.place.countyId === countyId && reachOf(post) !== undefined,
  );
  if (posts.length === 0) throw new Refused('inspection.not-yours', 'countyId');
  return posts;
}

/** By which post and where somebody draws; without a town: the whole county, or the town of the post. */
export type Drawing = Readonly<{ post: Post & { unitId: number }; townId: number | null }>;

export function requireDrawing(actor: Actor, countyId: number, townId?: number): Drawing {
  for (const post of requireChecker(actor, countyId)) {
    const { unitId } = post;
    if (unitId === null) continue;
    const isWide = reachOf(post) === 'county';
    const own = post.place.townId;
    if (isWide) return { post: { ...post, unitId }, townId: townId ?? null };
    if (own !== undefined && (townId === undefined || townId === own))
      return { post: { ...post, unitId }, townId: own };
  }
  throw new Refused('inspection.area-not-yours', 'townId');
}

/** The draws that somebody sees in a county: all of them, those of some towns, those that some units check. */
export type DrawTerms = Readonly<{
  whole: boolean;
  towns: readonly number[];
  units: readonly number[];
}>;

/** Of the own area, and what waits for the own unit. */
export function drawTermsOf(actor: Actor, countyId: number): DrawTerms {
  const posts = actor.posts.filter(({ place }) => place.countyId === countyId);
  return {
    whole: posts.some((post) => reachOf(post) === 'county'),
    towns: posts.flatMap((post) =>
      reachOf(post) === 'town' && post.place.townId !== undefined ? post.place.townId : [],
    ),
    units: unitsOf(actor, countyId),
  };
}

/** The units in whose name the actor checks. */
export const unitsOf = (actor: Actor, countyId: number): number[] =>
  actor.posts.flatMap((post) =>
    post.place.countyId === countyId && post.unitId !== null && reachOf(post) !== undefined
      ? post.unitId
      : [],
  );
