// Which sources of a report a role may name. Pure; the form offers the same.
import { REPORT_ROLES, type SOURCES } from '#modules/incident/contract.ts';
import type { Role } from '#modules/identity/contract.ts';

type Source = (typeof SOURCES)[number];

/** Sources a role may name. Desks may name any of those that reach them by word of mouth or paper. */
const SOURCES_OF: Partial<Record<Role, readonly Source[]>> = {
  citizen: ['citizen'],
  npcDeputy: ['deputy'],
  gridWorker: ['gridWorker'],
  safetyOfficer: ['gridWorker'],
  villageCadre: ['gridWorker'],
  responseTeam: ['gridWorker'],
  enforcementOfficer: ['gridWorker'],
  propertyManager: ['citizen'],
  policeLiaison: ['police110'],
  serviceClient: [
    'hotline12345',
    'police110',
    'sensor',
    'video',
    'model',
    'otherSystem',
    'citizen',
  ],
};
/** The likeliest first. */
const DESK_SOURCES: readonly Source[] = [
  'phone',
  'hotline12345',
  'police110',
  'visit',
  'letter',
  'wechat',
  'assignedAbove',
  'leaderNote',
  'gridWorker',
  'citizen',
  'deputy',
  'otherSystem',
];

/** The sources that a role may name. */
export function sourcesOf(role: Role): readonly Source[] {
  return SOURCES_OF[role] ?? (REPORT_ROLES.includes(role) ? DESK_SOURCES : []);
}
