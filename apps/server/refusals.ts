// Every refusal that a person may read, by code: one table for HTTP and for the commands.
import { CATALOG_REFUSALS } from '#modules/catalog/index.ts';
import { DEADLINE_REFUSALS } from '#modules/deadline/index.ts';
import { DISPATCH_REFUSALS } from '#modules/dispatch/index.ts';
import { EVIDENCE_REFUSALS } from '#modules/evidence/index.ts';
import { EXCHANGE_REFUSALS } from '#modules/exchange/index.ts';
import { IDENTITY_REFUSALS } from '#modules/identity/index.ts';
import { INCIDENT_REFUSALS } from '#modules/incident/index.ts';
import { INSPECTION_REFUSALS } from '#modules/inspection/index.ts';
import { IMPORT_REFUSALS, INTAKE_REFUSALS } from '#modules/intake/index.ts';
import { NOTIFICATION_REFUSALS } from '#modules/notification/index.ts';
import { ORGANIZATION_REFUSALS } from '#modules/organization/index.ts';
import { ROSTER_REFUSALS } from '#modules/roster/index.ts';
import { TOPIC_REFUSALS } from '#modules/topic/index.ts';
import { MODEL_REFUSALS, PLATE_REFUSALS } from '#modules/triage/index.ts';
import { WHAT_IF_REFUSALS } from './what-if-refusals.ts';

export const REFUSALS = {
  ...ORGANIZATION_REFUSALS,
  ...CATALOG_REFUSALS,
  ...DEADLINE_REFUSALS,
  ...DISPATCH_REFUSALS,
  ...EVIDENCE_REFUSALS,
  ...EXCHANGE_REFUSALS,
  ...IDENTITY_REFUSALS,
  ...INCIDENT_REFUSALS,
  ...INSPECTION_REFUSALS,
  ...INTAKE_REFUSALS,
  ...IMPORT_REFUSALS,
  ...ROSTER_REFUSALS,
  ...NOTIFICATION_REFUSALS,
  ...MODEL_REFUSALS,
  ...PLATE_REFUSALS,
  ...TOPIC_REFUSALS,
  ...WHAT_IF_REFUSALS,
};
