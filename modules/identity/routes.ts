// The HTTP routes of identity, under /api/v1: signing in, accounts, policies, audit.
import type { Routes } from '#platform/http/index.ts';
import { accountRoutes } from './account-routes.ts';
import { auditRoutes, type AuditSurroundings } from './audit-routes.ts';
import type { Identity } from './identity.ts';
import { sessionRoutes } from './session-routes.ts';

export function identityRoutes(identity: Identity, surroundings: AuditSurroundings): Routes {
  return async (app) => {
    await app.register(sessionRoutes(identity));
    await app.register(accountRoutes(identity));
    await app.register(auditRoutes(identity, surroundings));
  };
}
