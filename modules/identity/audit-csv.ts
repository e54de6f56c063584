// Audit entries as CSV that no spreadsheet will run as a formula. Pure.
import { stampIn } from '#platform/time/index.ts';
import type { Language } from '#platform/http/index.ts';
import { auditActionName } from './audit-actions.ts';
import type { AuditItem } from './contract.ts';

/** In whose language, and by the clocks of which zone. */
type Reader = Readonly<{ language: Language; zone: string }>;

const COLUMNS = [
  ['时间 time', (row, { zone }) => stampIn(zone, row.at)],
  ['账号 login', (row) => row.actorLogin ?? row.actorId],
  ['姓名 name', (row) => row.actorName ?? ''],
  ['操作 action', (row, { language }) => auditActionName(row.action)[language]],
  ['操作代码 action code', (row) => row.action],
  [
    '对象 subject',
    (row) => (row.subjectKind === null ? '' : `${row.subjectKind}:${row.subjectId}`),
  ],
  ['对象名称 name of subject', (row) => row.subjectName ?? ''],
  ['结果 result', (row) => (row.success ? '成功 done' : '被拒 refused')],
  ['原因 reason', (row) => row.why ?? ''],
  ['IP', (row) => row.ip ?? ''],
  ['请求 request', (row) => row.requestId ?? ''],
  ['说明 details', (row) => JSON.stringify(row.details)],
] as const satisfies readonly (readonly [string, (row: AuditItem, reader: Reader) => string])[];

/** The mark in front tells Excel that the text is UTF-8. */
export function auditCsv(rows: readonly AuditItem[], reader: Reader): string {
  const head = COLUMNS.map(([title]) => cell(title)).join(',');
  const lines = rows.map((row) => COLUMNS.map(([, text]) => cell(text(row, reader))).join(','));
  return `\uFEFF${[head, ...lines].join('\r\n')}\r\n`;
}

/** A cell that begins like a formula is made text by an apostrophe (OWASP, CSV injection). */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
