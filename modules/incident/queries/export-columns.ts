// What a list looks like as a table for a spreadsheet: no personal data, and no text that a spreadsheet
// would take for a formula. Pure.
import type { Language } from '#platform/http/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { IncidentRow } from '../contract.ts';
import { LEVEL_WORDS, OUTCOME_WORDS, SOURCE_WORDS, STATUS_WORDS } from '../labels.ts';

export type Cell = string | number | null;
/** Writes an instant as the county's own time. */
export type LocalTime = (countyId: number, at: Instant) => string;

type Column = Readonly<{
  zh: string;
  en: string;
  width: number;
  /** A workbook holds it as a date, so that it sorts and filters as one. */
  isTime?: true;
  cell: (row: IncidentRow, language: Language, local: LocalTime) => Cell;
}>;

const time = (
  zh: string,
  en: string,
  of: (row: IncidentRow) => Instant | null | undefined,
): Column => ({
  zh,
  en,
  width: 20,
  isTime: true,
  cell: (row, _language, local) => {
    const at = of(row);
    return at == null ? null : local(row.countyId, at);
  },
});

export const EXPORT_COLUMNS: readonly Column[] = [
  { zh: '编号', en: 'Number', width: 26, cell: (row) => row.number },
  { zh: '标题', en: 'Title', width: 40, cell: (row) => row.title },
  {
    ...{ zh: '状态', en: 'Status', width: 12 },
    cell: (row, language) => STATUS_WORDS[row.status][language],
  },
  {
    zh: '办理结果',
    en: 'Outcome',
    width: 12,
    cell: (row, language) => (row.outcome === null ? null : OUTCOME_WORDS[row.outcome][language]),
  },
  {
    zh: '来源',
    en: 'Source',
    width: 14,
    cell: (row, language) => SOURCE_WORDS[row.source][language],
  },
  { zh: '级别', en: 'Level', width: 6, cell: (row, language) => LEVEL_WORDS[row.level][language] },
  { zh: '事项代码', en: 'Item code', width: 10, cell: (row) => row.item?.code ?? null },
  { zh: '事项', en: 'Item', width: 24, cell: (row, language) => row.item?.[language] ?? null },
  { zh: '乡镇街道', en: 'Town', width: 14, cell: (row) => row.town?.name ?? null },
  { zh: '村社', en: 'Village', width: 14, cell: (row) => row.village?.name ?? null },
  { zh: '网格', en: 'Grid', width: 20, cell: (row) => row.grid?.name ?? null },
  { zh: '受理单位', en: 'Room', width: 24, cell: (row) => row.room?.name ?? null },
  { zh: '当前单位', en: 'Holder', width: 24, cell: (row) => row.holder?.name ?? null },
  time('上报时间', 'Reported', (row) => row.reportedAt),
  time('发生时间', 'Occurred', (row) => row.occurredAt),
  time('办结时间', 'Closed', (row) => row.closedAt),
  time('当前时限', 'Due', (row) => row.clock?.dueAt),
  {
    ...{ zh: '是否超期', en: 'Overdue', width: 10 },
    cell: (row, language) =>
      row.flags.includes('overdue') ? { zh: '是', en: 'yes' }[language] : null,
  },
  { zh: '经度', en: 'Longitude', width: 12, cell: (row) => degrees(row.lng6) },
  { zh: '纬度', en: 'Latitude', width: 12, cell: (row) => degrees(row.lat6) },
];

/** Asked for on purpose, for few rows: who reported. */
export const PERSON_COLUMNS = [
  { zh: '报事人', en: 'Reporter', width: 12 },
  { zh: '联系电话', en: 'Telephone', width: 16 },
] as const;

function degrees(micro: number | null): number | null {
  return micro === null ? null : micro / 1_000_000;
}

/**
 * Text that a spreadsheet shows as it is: what begins like a formula (= + - @, tab, carriage return)
 * gets an apostrophe before it (OWASP, CSV injection). Full-width signs count: some programs fold them.
 */
export function harmless(cell: Cell): Cell {
  return typeof cell === 'string' && /^\s*[=+\-@＝＋－＠\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** One line of CSV (RFC 4180). */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  const text = String(harmless(cell) ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
