// Who is calling? The earlier matters that named this telephone, for the clerk who picks it up.
import type { Actor } from '#modules/identity/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { CallerMatters } from '../contract.ts';
import { searchByPhone, type SearchDeps } from './search.ts';
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
  const found = await searchByPhone(deps, actor, phone, CALLER_MATTERS_MAX, now);
  return { items: found.map(({ row }) => row) };
}
