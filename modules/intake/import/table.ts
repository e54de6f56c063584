// A file as a table: format found by content, headers named, rows one after another in bounded memory.
import { Refused } from '#platform/errors/index.ts';
import type { ByteSource } from './byte-source.ts';
import { csvRows, sniffDelimiter, type Delimiter } from './csv.ts';
import { jsonObjects } from './json-rows.ts';
import {
  columnName,
  MAX_CELL_CHARACTERS,
  MAX_COLUMNS,
  MAX_ROWS,
  type Cells,
  type Rejection,
} from './report.ts';
import { detectEncoding, type TextEncoding } from './text-encoding.ts';
import { xlsxRows } from './xlsx.ts';

export type FileFormat = 'csv' | 'jsonl' | 'xlsx';

/** A data row: its cells, or why it cannot be read at all. `row` counts from 1. */
export type TableRow =
  | Readonly<{ row: number; cells: Cells; problem?: never }>
  | Readonly<{ row: number; problem: Rejection; cells?: never }>;

export type Table = Readonly<{
  format: FileFormat;
  encoding: TextEncoding | null;
  delimiter: Delimiter | null;
  headers: readonly string[];
  /** Reads from the beginning; may be called again. Throws Refused where the file cannot be read on. */
  rows(): AsyncGenerator<TableRow, void, undefined>;
}>;

/** Rows looked at for the names of columns. */
const HEADER_SAMPLE = 200;
/** Offices put titles and notes above the header. */
const HEADER_WITHIN = 10;

/**
 * Opens a file of any supported format, found in its content; what its name promises and its content is not is
 * refused: nobody who sends a workbook means the text in its place. Throws Refused.
 */
export async function openTable(source: ByteSource, fileName: string): Promise<Table> {
  const head = await source.read(0, 4096);
  if (head.length === 0) throw new Refused('import.empty', 'file');
  if (head.subarray(0, 4).equals(ZIP_MARK)) return xlsxTable(source);
  if (head.subarray(0, 4).equals(OLD_OFFICE_MARK)) throw new Refused('import.old-excel', 'file');
  if (/\.xlsx$/i.test(fileName))
    throw new Refused('import.not-workbook', 'file', { name: fileName });
  const encoding = await detectEncoding(source);
  const start = new TextDecoder(encoding).decode(head, { stream: true }).trimStart();
  if (start.includes('\u0000') || start.startsWith('%PDF'))
    throw new Refused('import.unknown-format', 'file');
  if (MARKUP.test(start)) throw new Refused('import.web-page', 'file');
  if (start.startsWith('{') || /^\[\s*\{/.test(start)) return jsonTable(source, encoding);
  return csvTable(source, encoding);
}

const ZIP_MARK = Buffer.from('PK\u0003\u0004', 'latin1');
/** Old systems export web pages under the name of a table. */
const MARKUP = /^<(!doctype|\?xml|html|head|meta|table)\b/i;
const OLD_OFFICE_MARK = Buffer.from('d0cf11e0', 'hex');

async function csvTable(source: ByteSource, encoding: TextEncoding): Promise<Table> {
  const delimiter = await sniffDelimiter(source, encoding);
  const read = () => csvRows(source, encoding, delimiter);
  return { format: 'csv', encoding, delimiter, ...(await withHeader(read)) };
}

async function xlsxTable(source: ByteSource): Promise<Table> {
  const read = await xlsxRows(source);
  return { format: 'xlsx', encoding: null, delimiter: null, ...(await withHeader(read)) };
}

/** A table whose first row of at least two filled cells names the columns. */
async function withHeader(
  read: () => AsyncGenerator<readonly string[], void, undefined>,
): Promise<Pick<Table, 'headers' | 'rows'>> {
  const first: (readonly string[])[] = [];
  for await (const row of read()) {
    first.push(row);
    if (first.length === HEADER_WITHIN) break;
  }
  const isFilled = (row: readonly string[], count: number) =>
    row.filter((cell) => cell.trim() !== '').length >= count;
  let at = first.findIndex((row) => isFilled(row, 2));
  if (at < 0) at = first.findIndex((row) => isFilled(row, 1));
  const header = first[at];
  if (!header) throw new Refused('import.empty', 'file');
  const headers = nameColumns(header);
  return {
    headers,
    async *rows() {
      let index = -1;
      let row = 0;
      for await (const cells of read()) {
        index += 1;
        if (index <= at || !isFilled(cells, 1)) continue;
        row += 1;
        if (row > MAX_ROWS) throw new Refused('import.too-many-rows', 'file', { limit: MAX_ROWS });
        yield toRow(row, headers, cells);
      }
    },
  };
}

function toRow(row: number, headers: readonly string[], cells: readonly string[]): TableRow {
  const more =
    cells.length > headers.length && cells.slice(headers.length).some((cell) => cell.trim() !== '');
  if (more) {
    const params = { cells: cells.length, columns: headers.length };
    return { row, problem: { row, field: '', code: 'import.row.cells', params } };
  }
  return bounded(row, new Map(headers.map((header, index) => [header, cells[index] ?? ''])));
}

function bounded(row: number, cells: Cells): TableRow {
  for (const [field, value] of cells) {
    if (value.length > MAX_CELL_CHARACTERS) {
      const params = { field, limit: MAX_CELL_CHARACTERS };
      return { row, problem: { row, field, code: 'import.row.too-long', params } };
    }
  }
  return { row, cells };
}

function nameColumns(header: readonly string[]): string[] {
  let last = header.length;
  while (last > 0 && header[last - 1]?.trim() === '') last -= 1;
  if (last > MAX_COLUMNS)
    throw new Refused('import.too-many-columns', 'file', { limit: MAX_COLUMNS });
  const seen = new Set<string>();
  return header.slice(0, last).map((cell, index) => {
    const spaced = cell.replace(/\s+/g, ' ');
    const name = columnName(spaced, `列 ${index + 1}`, (other) => seen.has(other));
    seen.add(name);
    return name;
  });
}

async function jsonTable(source: ByteSource, encoding: TextEncoding): Promise<Table> {
  const read = () => jsonObjects(source, encoding);
  const names = new Set<string>();
  let sampled = 0;
  for await (const object of read()) {
    for (const name of object?.keys() ?? []) names.add(name);
    if (names.size > MAX_COLUMNS)
      throw new Refused('import.too-many-columns', 'file', { limit: MAX_COLUMNS });
    sampled += 1;
    if (sampled === HEADER_SAMPLE) break;
  }
  if (names.size === 0)
    throw new Refused(sampled === 0 ? 'import.empty' : 'import.unknown-format', 'file');
  return {
    format: 'jsonl',
    encoding,
    delimiter: null,
    headers: [...names],
    async *rows() {
      let row = 0;
      for await (const object of read()) {
        row += 1;
        if (row > MAX_ROWS) throw new Refused('import.too-many-rows', 'file', { limit: MAX_ROWS });
        if (object) yield bounded(row, object);
        else yield { row, problem: { row, field: '', code: 'import.row.json' } };
      }
    },
  };
}
