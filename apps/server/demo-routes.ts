// Whom a newcomer may sign in as: the demonstration accounts with their published password. An
// installation without them answers an empty list.
import { DemoAccounts } from '#modules/identity/contract.ts';
import { demoAccounts, roleDefinition } from '#modules/identity/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { ReferenceStore } from './reference.ts';
import { DEMO_PASSWORD } from './seed.ts';

/** It signs in by token, not on this page. */
const WITHOUT_PASSWORD = 'serviceClient';

export function demoRoutes(db: Db, reference: ReferenceStore): Routes {
  return async (app) => {
    app.get(
      '/session/demo',
      { schema: { tags: ['identity'], response: { 200: DemoAccounts } } },
      async () => {
        const counties = new Map(
          (await reference.counties()).map((each) => [each.id, each.nameZh]),
        );
        const accounts = (await demoAccounts(db)).filter(({ role }) => role !== WITHOUT_PASSWORD);
        return {
          items: accounts.map(({ login, name, role, countyId }) => {
            const unit = counties.get(countyId);
            return {
              login,
              password: DEMO_PASSWORD,
              name,
              role: roleDefinition(role).name,
              ...(unit === undefined ? {} : { unit }),
            };
          }),
        };
      },
    );
  };
}
