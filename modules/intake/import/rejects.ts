// The rows that were not taken, as a CSV that opens in any spreadsheet: row, field, reason, and the row as it
// was, so that it can be repaired and imported again. Warnings stand among them without their row: what was
// taken must not be taken twice when the file is imported again.
import { open, type FileHandle } from 'node:fs/promises';
import { refusalSentence } from '#platform/http/language.ts';
import type { RefusalText } from '#platform/http/refusal-text.ts';
import { IMPORT_REFUSALS } from './refusals.ts';
import type { Cells, Rejection, Warning } from './report.ts';

export interface RejectsFile {
  /** Appends rows; the first ones bring the header. Returns the bytes of the file. */
  append(rows: readonly ToldRow[]): Promise<number>;
  close(): Promise<void>;
}

export type RejectedRow = Readonly<{ rejection: Rejection; cells: Cells | undefined }>;
export type ToldRow = RejectedRow | Readonly<{ warning: Warning }>;

/** Opens the file of a run, cut to the `bytes` that are known to be whole. */
export async function openRejects(
  path: string,
  bytes: number,
  headers: readonly string[],
  texts: RefusalTable,
): Promise<RejectsFile> {
  let file: FileHandle | undefined;
  let size = bytes;
  return {
    async append(rows) {
      if (rows.length === 0) return size;
      if (!file) {
        file = await open(path, size === 0 ? 'w' : 'r+', 0o600);
        await file.truncate(size);
      }
      const lines = rows.map((row) => toldLine(row, headers, texts));
      // The mark tells old spreadsheets that this is UTF-8.
      if (size === 0)
        lines.unshift(
          '\ufeff' +
            csvLine([
              '数据行 data row',
              '结果 result',
              '字段 field',
              '代码 code',
              '原因',
              'reason',
              ...headers,
            ]),
        );
      const text = Buffer.from(lines.join(''));
      await file.write(text, 0, text.length, size);
      await file.datasync(); // the database is about to be told that these bytes exist
      size += text.length;
      return size;
    },
    async close() {
      await file?.close();
    },
  };
}

function toldLine(told: ToldRow, headers: readonly string[], texts: RefusalTable): string {
  const isWarning = 'warning' in told;
  const about = isWarning ? told.warning : told.rejection;
  const cells = isWarning ? undefined : told.cells;
  return csvLine([
    String(about.row),
    isWarning ? '提醒 warning' : '拒收 rejected',
    about.field,
    about.code,
    reasonOf(about, 'zh', texts),
    reasonOf(about, 'en', texts),
    ...(cells ? headers.map((header) => cells.get(header) ?? '') : []),
  ]);
}

export type RefusalTable = Readonly<Record<string, RefusalText>>;

/** Why a row was refused, as a sentence. */
export function reasonOf(
  { code, field, params }: Rejection,
  language: 'zh' | 'en',
  texts: RefusalTable,
): string {
  const own: RefusalTable = IMPORT_REFUSALS;
  const text = own[code] ?? texts[code] ?? IMPORT_REFUSALS['import.row.not-accepted'];
  const name = FIELD_NAMES[field]?.[language] ?? field;
  return refusalSentence(text, language, { reason: code, ...params, field: name });
}

const FIELD_NAMES: Readonly<Record<string, { zh: string; en: string }>> = {
  sourceKey: { zh: '编号', en: 'key' },
  occurredAt: { zh: '时间', en: 'time' },
  title: { zh: '标题', en: 'title' },
  text: { zh: '内容', en: 'text' },
  address: { zh: '地址', en: 'address' },
  lng: { zh: '经度', en: 'longitude' },
  lat: { zh: '纬度', en: 'latitude' },
  point: { zh: '经纬度', en: 'coordinates' },
  item: { zh: '类别', en: 'item' },
  reporterName: { zh: '姓名', en: 'name' },
  reporterPhone: { zh: '电话', en: 'phone' },
  reporterMode: { zh: '实名方式', en: 'reporter mode' },
  channel: { zh: '来源', en: 'channel' },
  dueAt: { zh: '期限', en: 'due time' },
  closedAt: { zh: '办结时间', en: 'closing time' },
};

/** A line of cells; one that a spreadsheet would run as a formula is made text (OWASP: CSV injection). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^'|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
