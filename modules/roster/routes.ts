// The API of duty: rosters, the resource register and the duty lists.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { dutyListRoutes } from './duty-list-routes.ts';
import { resourceRoutes, type ResourceRoutesDeps } from './resource-routes.ts';
import { rosterRoutes } from './roster-routes.ts';
import { taskListRoutes } from './task-list-routes.ts';

export function dutyRoutes(deps: ResourceRoutesDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(rosterRoutes(deps));
    await app.register(resourceRoutes(deps));
    await app.register(dutyListRoutes(deps));
    await app.register(taskListRoutes(deps));
  };
}
