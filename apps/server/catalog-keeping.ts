// Revising the catalogue, with what other modules know of it: rights, names, open matters, the lists that name items.
import type { PublicationRoutesDeps } from '#modules/catalog/routes.ts';
import type { CatalogReference, TryCatalogAnswer } from '#modules/catalog/contract.ts';
import { findRouteTable } from '#modules/dispatch/index.ts';
import {
  actorOf,
  auditPublication,
  holdsAdminRight,
  requireAdmin,
  type Actor,
} from '#modules/identity/index.ts';
import { openByItem } from '#modules/incident/index.ts';
import { servedLines } from '#modules/organization/index.ts';
import { dutyLists, taskListOf } from '#modules/roster/index.ts';
import { inReading } from '#platform/db/index.ts';
import type { House } from './house.ts';

export function catalogKeeping(
  house: House,
  mayRead: PublicationRoutesDeps['mayRead'],
): PublicationRoutesDeps {
  const { db, clock, reference } = house;
  return {
    ...{ db, clock, mayRead },
    mayKeep: (request, countyId) => keeps(actorOf(request), countyId),
    requireKeeper(request, countyId) {
      const actor = actorOf(request);
      requireAdmin(actor, 'catalog', countyId);
      return actor.id;
    },
    knownLines: () => servedLines(db),
    async namesOf(ids) {
      await reference.names.learnAccounts(ids);
      return reference.names.account;
    },
    touchedBy: (countyId, codes) => touchedBy(house, countyId, codes),
    recordPublication(tx, request, countyId, { number: version, note, ...published }) {
      const { added, changed, retired, effectiveAt } = published;
      const details = { added, changed, retired, effectiveAt };
      const action = 'catalog.published';
      const entry = { action, countyId, version, note, details } as const;
      return auditPublication(tx, request, entry, clock.now());
    },
    recordWithdrawal(tx, request, countyId, { number: version, reason: note }) {
      const entry = { action: 'catalog.withdrawn', countyId, version, note } as const;
      return auditPublication(tx, request, entry, clock.now());
    },
  };
}

function keeps({ posts, ...actor }: Actor, countyId: number): boolean {
  const here = posts.filter(({ place }) => place.countyId === countyId);
  return holdsAdminRight({ ...actor, posts: here }, 'catalog');
}

type Naming = Readonly<{ no: number; items: readonly string[] }>;

async function touchedBy(
  { db, reference }: House,
  countyId: number,
  codes: readonly string[],
): Promise<TryCatalogAnswer['touched']> {
  const [open, routes, duties, tasks, { places }] = await Promise.all([
    inReading(db, [countyId], (tx) => openByItem(tx, countyId, codes)),
    findRouteTable(db, countyId),
    dutyLists(db, countyId),
    taskListOf(db, countyId),
    reference.of(countyId),
  ]);
  const lists: readonly (Omit<CatalogReference, 'rows'> & { named: readonly Naming[] })[] = [
    {
      ...{ list: 'routes', place: '' },
      named: routes?.rows.map(({ no, when }) => ({ no, items: when.items ?? [] })) ?? [],
    },
    ...duties.map(({ placeId, rows }) => ({
      ...{ list: 'duty' as const, place: places.get(placeId)?.name ?? '', named: rows },
    })),
    { list: 'task', place: '', named: tasks?.steps ?? [] },
  ];
  const counts = new Map(open.map((each) => [each.code, each]));
  return codes.flatMap((code) => {
    const references = lists.flatMap(({ named, ...list }): CatalogReference[] => {
      const rows = named.filter(({ items }) => items.includes(code)).map(({ no }) => no);
      return rows.length > 0 ? [{ ...list, rows }] : [];
    });
    const { waiting, open: filed } = counts.get(code) ?? { waiting: 0, open: 0 };
    if (waiting + filed + references.length === 0) return [];
    return [{ code, waiting, open: filed, references }];
  });
}
