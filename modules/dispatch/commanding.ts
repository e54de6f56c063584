// Which roles command the people on an order, and of which orders. Pure; the browser asks it, too.
import type { Role } from '#modules/identity/index.ts';

/** A room commands the orders it gave and those of its matters; the county's desk all of the county. */
export const COMMANDING_ROLES: Partial<Record<Role, 'room' | 'county'>> = {
  infoClerk: 'room',
  deputyDirector: 'room',
  countyDuty: 'county',
  countyCommander: 'county',
};
