// Who is calling? The earlier matters that named this telephone, for the clerk who picks it up.
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inReading, sql } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { CallerMatters } from '../contract.ts';
import { rowsOf } from './list-rows.ts';
import { findByPhone, type SearchDeps } from './search.ts';
import type { z } from 'zod';

/** What a clerk can take in while the caller speaks. */
export const CALLER_MATTERS_MAX = 20;

/** The newest matters of a telephone within the actor's rights; compared by a keyed hash of its digits. */
export async function callerMatters(
  deps: SearchDeps,
  actor: Actor,
  phone: string,
  now: Instant,
): Promise<z.infer<typeof CallerMatters>> {
  return inReading(deps.db, reachOfActor(actor), async (tx) => {
    const hits = await findByPhone(tx, deps.keyring, actor, phone, CALLER_MATTERS_MAX, now);
    const picked = sql`select * from unnest(${hits.map((hit) => hit.countyId)}::int[],
      ${hits.map((hit) => hit.id)}::uuid[]) as hit (county_id, id)`;
    const found = await rowsOf(tx, picked, sql`order by i.id desc`, deps.names);
    return { items: found.map(({ row }) => row) };
  });
}
