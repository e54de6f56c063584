// The door of identity: who acts, what their posts reach, and proof of both.
export {
  RECEIPT_HOLDER,
  receiptHolder,
  systemActor,
  type Actor,
  type Post,
  type PostPlace,
} from './actor.ts';
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
  postCovers,
  onlyCountyOf,
  reachOfActor,
  scopeFor,
  scopeOf,
  isOrderedTo,
  viewScopeOf,
  type Scope,
  type ScopeTerm,
  type Subject,
} from './scope.ts';
export { scopeWhere } from './scope-sql.ts';
export { ADMINISTRATORS, holdsAdminRight, mayHoldTogether } from './administrators.ts';
export {
  actorOf,
  findActor,
  requireAdmin,
  requireScope,
  signedInOf,
  type SignedIn,
} from './request.ts';
export { audit, type AuditDetail, type AuditEntry, type AuditQueue } from './audit.ts';
export type { AuditAction } from './audit-actions.ts';
export { auditPublication } from './audit-publication.ts';
export type { AuditedSubject, AuditSurroundings } from './audit-routes.ts';
export { auditedRequest, auditRefusal, installIdentity, SESSION_COOKIE } from './hooks.ts';
export { createIdentity, type Identity, type IdentityOptions } from './identity.ts';
export type { OutsideLoginSettings } from './outside-login.ts';
export { IDENTITY_REFUSALS, type IdentityRefusal } from './refusals.ts';
export { seedAccounts, type DemoPerson } from './seed.ts';
export { hasDemoAccounts } from './store.ts';
export { DEFAULT_POLICIES, type Policies } from './policies.ts';
export { accountNames } from './queries/account-names.ts';
export { colleagues } from './queries/colleagues.ts';
export { demoAccounts, type DemoAccount } from './queries/demo-accounts.ts';
export { demoActors } from './queries/demo-actors.ts';
export { staff, STAFF_MAX, type StaffMember } from './queries/staff.ts';
export { adminCounties } from './administration.ts';
