// Reading the audit log: for the audit administrator alone, and itself audited.
import { z } from 'zod';
import { Refused } from '#platform/errors/index.ts';
import {
  decodeCursor,
  encodeCursor,
  languageOf,
  type Language,
  type RefusalTable,
  type Routes,
} from '#platform/http/index.ts';
import { adminCounties } from './administration.ts';
import { auditCsv } from './audit-csv.ts';
import { audit } from './audit.ts';
import { AuditPage, AuditQuery } from './contract.ts';
import { auditedRequest } from './hooks.ts';
import type { Identity } from './identity.ts';
import { AUDIT_EXPORT_MAX_ROWS } from './limits.ts';
import { auditList, type AuditFilter, type AuditListItem } from './queries/audit.ts';
import { actorOf, signedInOf } from './request.ts';

const TAGS = ['identity'];
const Cursor = z.tuple([z.uuid()]);

export type AuditedSubject = Readonly<{ kind: string; id: string }>;
/** What these subjects are called, for a reader of this language who looks after these counties. */
export type NameSubjects = (
  counties: readonly number[],
  subjects: readonly AuditedSubject[],
  language: Language,
) => Promise<(subject: AuditedSubject) => string | undefined>;

/** What the log is told with. */
export type AuditSurroundings = Readonly<{
  nameSubjects: NameSubjects;
  /** The IANA zone of a county. */
  zoneOf: (countyId: number) => Promise<string>;
}>;

export function auditRoutes(
  identity: Identity,
  { nameSubjects, zoneOf }: AuditSurroundings,
): Routes {
  /** Entries with the names of what they are about: accounts are named by the query itself. */
  async function listNamed(filter: AuditFilter, language: Language): Promise<AuditListItem[]> {
    const rows = await auditList(identity.db, filter);
    const nameOf = await nameSubjects(filter.counties, rows.flatMap(subjectOf), language);
    return rows.map((row) => {
      const [subject] = subjectOf(row);
      return { ...row, subjectName: row.subjectName ?? (subject && nameOf(subject)) ?? null };
    });
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/audit',
      schema: {
        tags: TAGS,
        summary: 'The audit log, latest first',
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
      handler: async (request) => {
        const counties = adminCounties(actorOf(request), 'audit');
        const language = languageOf(request.headers);
        const { limit } = request.query;
        const filter = { ...filterOf(request.query, counties), limit: limit + 1 };
        const found = await listNamed(filter, language);
        await identity.auditQueue.add({
          ...auditedRequest(request, signedInOf(request)),
          action: 'identity.read-audit',
          success: true,
        });
        const items = found.slice(0, limit).map(itemIn(app.refusals, language));
        const last = items.at(-1);
        return { items, nextCursor: found.length > limit && last ? encodeCursor([last.id]) : null };
      },
    });

    app.route({
      method: 'GET',
      url: '/audit/export',
      schema: {
        tags: TAGS,
        summary: 'The audit log as a CSV file',
        querystring: AuditQuery.omit({ cursor: true, limit: true }),
      },
      handler: async (request, reply) => {
        const counties = adminCounties(actorOf(request), 'audit');
        const language = languageOf(request.headers);
        const limit = AUDIT_EXPORT_MAX_ROWS + 1;
        const rows = await listNamed({ ...filterOf(request.query, counties), limit }, language);
        if (rows.length > AUDIT_EXPORT_MAX_ROWS)
          throw new Refused('identity.export-too-long', undefined, {
            limit: AUDIT_EXPORT_MAX_ROWS,
          });
        // By one clock, as on the page: that of the county in which the reader's post is.
        const zone = await zoneOf(counties[0] ?? 0);
        // Recorded before it leaves, and after all that may be refused: neither stands without the other.
        const who = auditedRequest(request, signedInOf(request));
        const entry = { ...who, action: 'identity.export-audit', success: true } as const;
        const details = { rows: rows.length };
        await audit(identity.db, { ...entry, details }, identity.clock.now());
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="audit.csv"')
          .send(auditCsv(rows.map(itemIn(app.refusals, language)), { language, zone }));
      },
    });
  };
}

function subjectOf({ subjectKind: kind, subjectId: id }: AuditListItem): AuditedSubject[] {
  return kind === null || id === null ? [] : [{ kind, id }];
}

type Query = Omit<z.infer<typeof AuditQuery>, 'limit'>;

function filterOf(query: Query, counties: readonly number[]): Omit<AuditFilter, 'limit'> {
  const { success, cursor, ...rest } = query;
  return {
    ...rest,
    counties,
    ...(success === undefined ? {} : { success: success === 'true' }),
    ...(cursor === undefined ? {} : { beforeId: decodeCursor(Cursor, cursor)[0] }),
  };
}

/** An entry as it is told; of a refusal the sentence, without the figures that it had then. */
function itemIn(refusals: RefusalTable, language: Language) {
  return (row: AuditListItem) => {
    const text = refusals[String(row.details['code'])];
    const why = text ? text[language].replace(/\{\w+\}/g, '…') : null;
    return { ...row, details: { ...row.details }, why };
  };
}
