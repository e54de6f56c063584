// HTTP of the record: the seals of a county, for whoever keeps copies of them elsewhere.
import { actorOf, requireAdmin } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Routes } from '#platform/http/index.ts';
import { SealPage, SEALS_MAX, SealsQuery } from '../contract.ts';
import { sealsAfter } from '../queries/seals.ts';

export function recordRoutes(db: Db): Routes {
  return async (app) => {
    app.get(
      '/record/seals',
      { schema: { tags: ['record'], querystring: SealsQuery, response: { 200: SealPage } } },
      async (request) => {
        const { countyId, after } = request.query;
        requireAdmin(actorOf(request), 'audit', countyId);
        const seals = await inTransaction(db, [countyId], (tx) =>
          sealsAfter(tx, countyId, after, SEALS_MAX),
        );
        return {
          items: seals.map((seal) => ({
            hour: seal.hour,
            heads: seal.heads,
            root: seal.root.toString('hex'),
            previous: seal.previous?.toString('hex') ?? null,
            statement: seal.statement,
            signature: seal.signature.toString('base64'),
            publicKey: seal.publicKey.toString('base64'),
          })),
          nextAfter: seals.length === SEALS_MAX ? (seals.at(-1)?.hour ?? null) : null,
        };
      },
    );
  };
}
