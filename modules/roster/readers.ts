// Who reads rosters, resources and duty lists: rooms, teams and departments of the county, and those who
// look after its rules. Pure; the browser asks it, too.
import type { Role } from '#modules/identity/index.ts';

export const ROSTER_READERS: readonly Role[] = [
  'infoClerk',
  'deputyDirector',
  'townLeader',
  'villageCadre',
  'responseTeam',
  'enforcementOfficer',
  'deptHandler',
  'deptLead',
  'countyDuty',
  'countyCommander',
  'supervisor',
  'cityCentre',
  'policeLiaison',
  'processAdmin',
];
