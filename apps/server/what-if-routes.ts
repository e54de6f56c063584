// The API of 推演 (what if): ask, see how far it is and what came out, stop it.
import { actorOf, type Actor } from '#modules/identity/index.ts';
import { WhatIfQuery, WhatIfRequest, WhatIfState } from '#modules/incident/contract.ts';
import type { Routes } from '#platform/http/index.ts';
import type { WhatIfDesk } from './what-if-desk.ts';

const tags = ['what-if'];

export function whatIfRoutes(
  desk: WhatIfDesk,
  audit: (actor: Actor, countyId: number, details: Readonly<Record<string, number>>) => void,
): Routes {
  return async (app) => {
    app.get(
      '/what-if',
      {
        schema: {
          summary: 'How far the own what-if is, and what came out',
          tags,
          querystring: WhatIfQuery,
          response: { 200: WhatIfState },
        },
      },
      async (request) => desk.state(actorOf(request), request.query.countyId),
    );

    app.post(
      '/what-if',
      {
        schema: {
          summary: 'What would have been otherwise, had these limits been in force; writes nothing',
          tags,
          body: WhatIfRequest,
          response: { 200: WhatIfState },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { countyId, from, to, limits } = request.body;
        const state = desk.ask(actor, request.body);
        audit(actor, countyId, { from, to, changes: limits.length });
        return state;
      },
    );

    app.post(
      '/what-if/cancel',
      {
        schema: {
          summary: 'Stop the own what-if',
          tags,
          body: WhatIfQuery,
          response: { 200: WhatIfState },
        },
      },
      async (request) => desk.cancel(actorOf(request), request.body.countyId),
    );
  };
}
