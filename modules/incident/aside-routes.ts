// HTTP of what readers of the feed have set aside: the system administrator sees it and has it tried again.
import {
  actorOf,
  adminCounties,
  reachOfActor,
  requireAdmin,
  type Actor,
} from '#modules/identity/index.ts';
import { inReading, inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { asideEntries, askAgain } from './aside.ts';
import { AsideEntries, AsideRetry } from './contract.ts';

export type AsideRoutesDeps = Readonly<{
  db: Db;
  clock: Clock;
  audit: (
    actor: Actor,
    countyId: number,
    details: Readonly<Record<string, string | number>>,
  ) => void;
}>;

export function asideRoutes({ db, clock, audit }: AsideRoutesDeps): Routes {
  return async (app) => {
    const tags = ['record'];
    app.get(
      '/feed/aside',
      { schema: { tags, response: { 200: AsideEntries } } },
      async (request) => ({ items: await asideOf(db, actorOf(request)) }),
    );
    app.post(
      '/feed/aside/retry',
      { schema: { tags, body: AsideRetry, response: { 200: AsideEntries } } },
      async (request) => {
        const actor = actorOf(request);
        const { countyId, reader, position } = request.body;
        requireAdmin(actor, 'accounts', countyId);
        const isThere = await inTransaction(db, [countyId], (tx) =>
          askAgain(tx, request.body, clock.now()),
        );
        if (!isThere) throw new Refused('incident.nothing-aside', 'position');
        audit(actor, countyId, { reader, position });
        return { items: await asideOf(db, actor) };
      },
    );
  };
}

async function asideOf(db: Db, actor: Actor) {
  const counties = adminCounties(actor, 'accounts');
  return inReading(db, reachOfActor(actor), (tx) => asideEntries(tx, counties));
}
