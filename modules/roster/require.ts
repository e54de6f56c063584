// The rights of `rights.ts`, as refusals.
import type { Actor } from '#modules/identity/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { mayKeep, mayRead, type KeptPlace } from './rights.ts';

export function requireReader(actor: Actor, countyId: number): void {
  if (!mayRead(actor, countyId)) throw new Refused('roster.not-yours-to-read', 'countyId');
}

export function requireKeeper(actor: Actor, place: KeptPlace, field: string): void {
  if (!mayKeep(actor, place)) throw new Refused('roster.not-yours-to-keep', field);
}
