// The nouns of identity beside the actor: accounts, sessions, tokens. Pure.
import type { Instant } from '#platform/time/index.ts';
import type { Actor, Post, PostPlace } from './actor.ts';
import { ADMINISTRATORS, mayHoldTogether } from './administrators.ts';
import { roleDefinition, type Role } from './roles.ts';

export type AccountKind = 'person' | 'service';
export type AccountStatus = 'active' | 'locked' | 'closed';

export type Account = Readonly<{
  id: string;
  login: string;
  name: string;
  kind: AccountKind;
  status: AccountStatus;
  /** Whose system administrator looks after it; null at city level. */
  countyId: number | null;
  demo: boolean;
}>;

/** A post with its identity, as it is held at some instant. */
export type HeldPost = Post & Readonly<{ id: string }>;

/** Everything that a valid session or token says about who asks. */
export type Principal = Readonly<{
  account: Account;
  posts: readonly HeldPost[];
  /** The password has to be changed before anything else. */
  mustChangePassword: boolean;
  passwordChangedAt: Instant | null;
}>;

/** The actor that a principal is for all business. */
export function actorFrom({ account, posts }: Principal): Actor {
  const kind = account.kind === 'service' ? 'outside' : 'person';
  return {
    kind,
    id: account.id,
    name: account.name,
    posts: posts.map(({ role, unitId, place, line }) => ({ role, unitId, place, line })),
  };
}

/** A post as asked for, before it has an id. */
export type PostRequest = Readonly<{
  role: Role;
  unitId: number | null;
  place: PostPlace;
  line: string | null;
}>;

export type PostProblem =
  | { code: 'identity.roles-conflict' | 'identity.role-kind' }
  | { code: 'identity.post-incomplete'; field: string; params: { what: string; whatEn: string } };

/** Why this account, holding these posts, may not take another one; undefined when it may. */
export function postProblem(
  kind: AccountKind,
  held: readonly Post[],
  wanted: PostRequest,
): PostProblem | undefined {
  if ((kind === 'service') !== (wanted.role === 'serviceClient'))
    return { code: 'identity.role-kind' };
  if (!mayHoldTogether([...held.map(({ role }) => role), wanted.role]))
    return { code: 'identity.roles-conflict' };
  const missing = missingIn(wanted);
  return (
    missing && { code: 'identity.post-incomplete', field: missing.field, params: missing.params }
  );
}

/** A reach without the place or unit that it reaches would see nothing, silently. */
function missingIn({ role, unitId, place }: PostRequest) {
  const needs = (field: string, what: string, whatEn: string) => ({
    field,
    params: { what, whatEn },
  });
  switch (roleDefinition(role).view) {
    case 'town':
      return place.townId === undefined ? needs('place.townId', '乡镇', 'a town') : undefined;
    case 'village':
      return place.villageId === undefined || place.townId === undefined
        ? needs('place.villageId', '村社及其乡镇', 'a village and its town')
        : undefined;
    case 'grid':
      return place.gridIds?.length ? undefined : needs('place.gridIds', '网格', 'grids');
    case 'unit':
    case 'assigned':
      return unitId === null ? needs('unitId', '单位', 'a unit') : undefined;
    default:
      return undefined;
  }
}

/** Whether two factors are asked of someone with these posts. */
export function needsSecondFactor(posts: readonly Post[], everyone: boolean): boolean {
  return everyone || posts.some(({ role }) => roleDefinition(role).secondFactor);
}

export function isAdministrator(role: Role): boolean {
  return (ADMINISTRATORS as readonly Role[]).includes(role);
}
