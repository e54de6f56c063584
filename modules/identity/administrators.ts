// The three administrators (三员): who opens accounts does not set policies, who sets policies does not
// read the audit log, and none of them handles business (MLPS level 3, GB/T 22239-2019 8.1.4). Pure.
import type { Actor } from './actor.ts';
import { roleDefinition, type AdminRight, type Role } from './roles.ts';

export const ADMINISTRATORS = [
  'sysAdmin',
  'secAdmin',
  'auditor',
] as const satisfies readonly Role[];

/** Whether any post of the actor carries an administrative right. */
export function holdsAdminRight(actor: Actor, right: AdminRight): boolean {
  return actor.posts.some((post) => roleDefinition(post.role).admin.includes(right));
}

/** Whether one person may hold these roles together: an administrator's role stands alone. */
export function mayHoldTogether(roles: readonly Role[]): boolean {
  const distinct = new Set(roles);
  return distinct.size <= 1 || !ADMINISTRATORS.some((role) => distinct.has(role));
}
