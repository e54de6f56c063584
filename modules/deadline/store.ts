// The published calendars of each county: append-only versions, compiled once per process.
import type { Db, Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { CalendarDefinition } from './calendar-definition.ts';
import type { Calendars } from './calendar.ts';

/** The calendars of one county, every version. */
export async function loadCalendars(db: Db | Tx, countyId: number): Promise<Calendars> {
  throw new Error(`not written yet: ${String(db)} ${countyId}`);
}
/** The calendars of several counties in one round trip. */
export async function loadCountyCalendars(
  db: Db | Tx,
  countyIds: readonly number[],
): Promise<ReadonlyMap<number, Calendars>> {
  throw new Error(`not written yet: ${String(db)} ${countyIds.length}`);
}
/** Publishes the next version and returns its number. */
export async function publishCalendar(
  db: Db | Tx,
  countyId: number,
  definition: CalendarDefinition,
  by: string,
  at?: Instant,
): Promise<number> {
  throw new Error(`not written yet: ${String(db)} ${countyId} ${definition.zone} ${by} ${at}`);
}
/** Publishes a county's first calendar unless it has one; returns the newest version. */
export async function seedCalendar(
  db: Db | Tx,
  countyId: number,
  definition: CalendarDefinition,
): Promise<number> {
  throw new Error(`not written yet: ${String(db)} ${countyId} ${definition.zone}`);
}
