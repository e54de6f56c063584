// Who reads the versions of a county's model, and who switches them (defaults 3(b): models are configured by the
// model analyst; the system administrator keeps what runs). Pure.
import { holdsAdminRight, type Actor } from '#modules/identity/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { MODEL_READERS } from './contract.ts';

const inCounty = (actor: Actor, countyId: number): Actor => ({
  ...actor,
  posts: actor.posts.filter(({ place }) => place.countyId === countyId),
});

export function mayChangeModels(actor: Actor, countyId: number): boolean {
  const there = inCounty(actor, countyId);
  return holdsAdminRight(there, 'models') || holdsAdminRight(there, 'accounts');
}

export function requireModelReader(actor: Actor, countyId: number): void {
  if (!inCounty(actor, countyId).posts.some(({ role }) => MODEL_READERS.includes(role)))
    throw new Refused('triage.models-not-yours-to-read', 'countyId');
}

export function requireModelKeeper(actor: Actor, countyId: number): void {
  if (!mayChangeModels(actor, countyId))
    throw new Refused('triage.models-not-yours-to-change', 'countyId');
}
