// Audit entries as CSV that no spreadsheet will run as a formula. Pure.
import type { AuditItem } from './contract.ts';

const COLUMNS = [
  ['时间 time (UTC)', (row) => new Date(row.at).toISOString()],
  ['账号 login', (row) => row.actorLogin ?? row.actorId],
  ['姓名 name', (row) => row.actorName ?? ''],
  ['操作 action', (row) => row.action],
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
] as const satisfies readonly (readonly [string, (row: AuditItem) => string])[];

/** The mark in front tells Excel that the text is UTF-8. */
export function auditCsv(rows: readonly AuditItem[]): string {
  const head = COLUMNS.map(([title]) => cell(title)).join(',');
  const lines = rows.map((row) => COLUMNS.map(([, text]) => cell(text(row))).join(','));
  return `\uFEFF${[head, ...lines].join('\r\n')}\r\n`;
}

/** A cell that begins like a formula is made text by an apostrophe (OWASP, CSV injection). */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
