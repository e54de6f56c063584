// The next version of what a county works by — a catalogue, a calendar, routes, a list — is on record with the
// commit that publishes it: who, what, which version, with which words.
import type { FastifyRequest } from 'fastify';
import type { Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { AuditAction } from './audit-actions.ts';
import { audit, type AuditEntry } from './audit.ts';
import { actorOf } from './request.ts';

export type AuditedPublication = Readonly<{
  action: AuditAction;
  countyId: number;
  /** Whose list it is; the county's own without it. */
  placeId?: number;
  version: number;
  /** What the publisher said of it. */
  note?: string;
  details?: AuditEntry['details'];
}>;

export function auditPublication(
  tx: Tx,
  request: FastifyRequest,
  { action, countyId, placeId, version, note = '', details }: AuditedPublication,
  now: Instant,
): Promise<void> {
  const about = placeId === undefined ? ['county', countyId] : ['jurisdiction', placeId];
  const said = note.replace(BLANKS, ' ');
  return audit(
    tx,
    {
      ...{ action, actorId: actorOf(request).id, countyId, success: true },
      ...{ subjectKind: String(about[0]), subjectId: String(about[1]) },
      ...{ ip: request.ip, requestId: request.id },
      details: { version, ...details, ...(said === '' ? {} : { note: said }) },
    },
    now,
  );
}

/** Lines and what cannot be seen: an entry is one line, and each of them would take the room of six characters. */
const BLANKS = /[\s\p{Cc}]+/gu;
