// The door of identity: who acts, what their posts reach, and proof of both.
export { systemActor, type Actor, type Post, type PostPlace } from './actor.ts';
export {
  ROLE_CODES,
  ROLES,
  roleDefinition,
  type AdminRight,
  type PersonalDataRight,
  type Reach,
  type Role,
  type RoleDefinition,
} from './roles.ts';
export {
  covers,
  reachOfActor,
  scopeFor,
  scopeOf,
  type Scope,
  type ScopeTerm,
  type Subject,
} from './scope.ts';
export { ADMINISTRATORS, holdsAdminRight, mayHoldTogether } from './administrators.ts';
export { actorOf, findActor, requireAdmin, signedInOf, type SignedIn } from './request.ts';
export { scopeWhere } from './scope-sql.ts';
