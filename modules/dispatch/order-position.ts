// Where somebody is while working on an order: what is taken, how long it may be kept, and which rooms see
// it. Nobody's position is read without an order that runs, and none outlives it. Pure.
import type { Actor } from '#modules/identity/index.ts';
import { distanceMeters, fromMicro, isValidPoint, type MicroPoint } from '#platform/geo/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import { COMMANDING_ROLES } from './commanding.ts';

/** Older than this a position says nothing about where somebody is, and is deleted. */
export const ORDER_POSITION_KEPT_MS = 5 * MINUTE;
/** Shown at once: more people than one room ever has under way. */
export const ORDER_POSITIONS_MAX = 300;
/** Nobody works on an order so far from the matter: the device is wrong, or somebody makes it up. */
export const ORDER_POSITION_FAR_METERS = 200_000;

export type OrderPosition = Readonly<{
  incidentId: string;
  assignmentNo: number;
  accountId: string;
  unitId: number;
  lng6: number;
  lat6: number;
  at: Instant;
}>;

/** Which orders somebody commands: those of whole counties, and those that these rooms gave. */
export type Command = Readonly<{
  counties: readonly number[];
  rooms: readonly Readonly<{ countyId: number; unitId: number }>[];
}>;

/** Machines and outside parties command nobody. */
export function commandOf(actor: Actor): Command {
  const posts = actor.kind === 'person' ? actor.posts : [];
  return {
    counties: posts.flatMap(({ role, place }) =>
      COMMANDING_ROLES[role] === 'county' ? [place.countyId] : [],
    ),
    rooms: posts.flatMap(({ role, unitId, place }) =>
      COMMANDING_ROLES[role] === 'room' && unitId !== null
        ? [{ countyId: place.countyId, unitId }]
        : [],
    ),
  };
}

/** Whether the actor commands anything in the county: who does not, asks for no position at all. */
export function commandsIn(actor: Actor, countyId: number): boolean {
  const { counties, rooms } = commandOf(actor);
  return counties.includes(countyId) || rooms.some((room) => room.countyId === countyId);
}

/** Whether it can be where somebody is who works on a matter at `scene`. */
export function isPlausible(here: MicroPoint, scene: MicroPoint | null): boolean {
  const point = fromMicro(here);
  if (!isValidPoint(point)) return false;
  return scene === null || distanceMeters(point, fromMicro(scene)) <= ORDER_POSITION_FAR_METERS;
}
