// Rights as a question with two answers that must agree: `covers` for one incident in memory,
// `scopeWhere` (scope-sql.ts) for the WHERE of every query. A database test compares them. Pure.
import type { Actor, Post } from './actor.ts';
import { roleDefinition, type Reach, type Role } from './roles.ts';

/** One way in which an incident may fall within an actor's rights. */
export type ScopeTerm = Readonly<
  | { kind: 'all' }
  | { kind: 'county'; countyId: number }
  | { kind: 'town'; countyId: number; townId: number }
  | { kind: 'village'; countyId: number; villageId: number }
  | { kind: 'grid'; countyId: number; gridIds: readonly number[] }
  | { kind: 'unit'; countyId: number; unitId: number }
  | { kind: 'own'; accountId: string }
>;

/** What an actor may reach: any of the terms, and of the restricted ones only where it is a member. */
export type Scope = Readonly<{
  any: readonly ScopeTerm[];
  /** Whose membership opens restricted incidents; null: all of them (the machine itself). */
  memberId: string | null;
}>;

/** What the rights look at in an incident. */
export type Subject = Readonly<{
  countyId: number;
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
  /** Units that hold or held an assignment, or received the report. */
  unitIds: readonly number[];
  reporterId: string | null;
  restricted: boolean;
  memberIds: readonly string[];
}>;

/** What an actor may see. */
export function scopeOf(actor: Actor): Scope {
  const scope = viewScopeOf(actor, () => true);
  const { any } = scope;
  const reportsFromTheField = actor.posts.some(({ role }) => FIELD_ROLES.includes(role));
  return reportsFromTheField && !any.some(({ kind }) => kind === 'own')
    ? { ...scope, any: [...any, { kind: 'own', accountId: actor.id }] }
    : scope;
}

/**
 * What the posts that `counts` chooses may see: their area, and what their unit was asked or ordered to do
 * elsewhere. A room that is sent beyond its town, or to a matter that lies in none, must see to what.
 */
export function viewScopeOf(actor: Actor, counts: (post: Post) => boolean): Scope {
  const scope = scopeFor(actor, (post) => (counts(post) ? roleDefinition(post.role).view : null));
  const ordered = actor.posts.flatMap((post) => (counts(post) ? orderedTerms(actor, post) : []));
  return ordered.length ? { ...scope, any: [...scope.any, ...ordered] } : scope;
}

function orderedTerms(actor: Actor, post: Post): ScopeTerm[] {
  const { view } = roleDefinition(post.role);
  return view !== null && BOUNDED.includes(view) ? termsOf(actor, post, 'unit') : [];
}

/** Reaches that end at a boundary of the county, beyond which an order may lead. */
const BOUNDED: readonly Reach[] = ['grid', 'village', 'town'];

/** They report where they happen to be, and follow what they reported also outside their own area. */
const FIELD_ROLES: readonly Role[] = [
  'gridWorker',
  'villageCadre',
  'responseTeam',
  'enforcementOfficer',
];

/** What an actor may reach by posts to which `reachOf` gives a reach: for a verb, an export, a view. */
export function scopeFor(actor: Actor, reachOf: (post: Post) => Reach | null | undefined): Scope {
  if (actor.kind === 'system' || actor.kind === 'model')
    return { any: [{ kind: 'all' }], memberId: null };
  const any = actor.posts.flatMap((post) => {
    const reach = reachOf(post);
    return reach ? termsOf(actor, post, reach) : [];
  });
  return { any, memberId: actor.id };
}

/** Whether the post's own unit is, or was, asked or ordered to do something about a matter. */
export function isOrderedTo(actor: Actor, post: Post, subject: Subject): boolean {
  return postCovers(actor, post, 'unit', subject);
}

/** Whether one post's reach covers a matter: `covers` of `scopeFor` for it alone, asked with every verb. */
export function postCovers(actor: Actor, post: Post, reach: Reach, subject: Subject): boolean {
  if (actor.kind === 'system' || actor.kind === 'model') return true;
  if (subject.restricted && !subject.memberIds.includes(actor.id)) return false;
  return termsOf(actor, post, reach).some((term) => termCovers(term, subject));
}

function termsOf(actor: Actor, post: Post, reach: Reach): ScopeTerm[] {
  const { countyId, townId, villageId, gridIds } = post.place;
  switch (reach) {
    case 'own':
      return [{ kind: 'own', accountId: actor.id }];
    case 'assigned':
    case 'unit':
      return post.unitId === null ? [] : [{ kind: 'unit', countyId, unitId: post.unitId }];
    case 'grid':
      return gridIds?.length ? [{ kind: 'grid', countyId, gridIds }] : [];
    case 'village':
      return villageId === undefined ? [] : [{ kind: 'village', countyId, villageId }];
    case 'town':
      return townId === undefined ? [] : [{ kind: 'town', countyId, townId }];
    case 'county':
    case 'city': // a city centre holds one post in each of its counties
      return [{ kind: 'county', countyId }];
  }
}

export function covers(scope: Scope, subject: Subject): boolean {
  if (subject.restricted && scope.memberId !== null && !subject.memberIds.includes(scope.memberId))
    return false;
  return scope.any.some((term) => termCovers(term, subject));
}

function termCovers(term: ScopeTerm, subject: Subject): boolean {
  switch (term.kind) {
    case 'all':
      return true;
    case 'own':
      return subject.reporterId === term.accountId;
    case 'county':
      return subject.countyId === term.countyId;
    case 'town':
      return subject.countyId === term.countyId && subject.townId === term.townId;
    case 'village':
      return subject.countyId === term.countyId && subject.villageId === term.villageId;
    case 'grid':
      return (
        subject.countyId === term.countyId &&
        subject.gridId !== null &&
        term.gridIds.includes(subject.gridId)
      );
    case 'unit':
      return subject.countyId === term.countyId && subject.unitIds.includes(term.unitId);
  }
}

/** The counties an actor's transactions may touch (row-level security, the second barrier). */
export function reachOfActor(actor: Actor): readonly number[] | 'all' {
  if (actor.kind === 'system' || actor.kind === 'model') return 'all';
  return [...new Set(actor.posts.map((post) => post.place.countyId))];
}

/**
 * The county of an actor that works in one alone: under it stands in the audit log what cannot be put under a
 * county otherwise, because each auditor reads the own county's entries and those of none.
 */
export function onlyCountyOf(actor: Actor): { countyId?: number } {
  const reach = reachOfActor(actor);
  const [countyId] = reach === 'all' ? [] : reach;
  return countyId === undefined || reach.length > 1 ? {} : { countyId };
}
