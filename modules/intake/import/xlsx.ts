// A workbook as rows: the first visible sheet, its shared texts, and dates shown as dates. Read in one pass
// from the file itself, each part with a limit. (The streaming reader of exceljs keeps shared texts without
// limit and copies sheets into temporary files.)
import { Refused } from '#platform/errors/index.ts';
import type { ByteSource } from './byte-source.ts';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROW_CHARACTERS } from './report.ts';
import { xmlEvents, type XmlEvent } from './xml-tags.ts';
import { readEntry, zipEntries, type ZipEntry } from './zip.ts';

/** A sheet of a million rows is about 500 MB of XML; it is never held. */
export const MAX_SHEET_BYTES = 2 * 1024 * 1024 * 1024;
/** Shared texts are held while the sheet is read. */
export const MAX_SHARED_TEXT_BYTES = 96 * 1024 * 1024;
const MAX_SHARED_TEXTS = 2_000_000;
/** Names of sheets, relations, number formats. */
const MAX_PART_BYTES = 8 * 1024 * 1024;

const broken = () => new Refused('import.broken-xlsx', 'file');

/** Opens a workbook; the function that it returns reads the rows, as often as it is called. */
export async function xlsxRows(
  source: ByteSource,
): Promise<() => AsyncGenerator<string[], void, undefined>> {
  const entries = await zipEntries(source);
  const batches = (name: string, limit: number) => {
    const entry = entries.get(name);
    return entry && xmlEvents(readEntry(source, entry, limit));
  };
  const part = (name: string, limit: number) => {
    const found = batches(name, limit);
    return found && eachEvent(found);
  };
  const workbook = await readWorkbook(part('xl/workbook.xml', MAX_PART_BYTES));
  const path = await sheetPath(
    part('xl/_rels/workbook.xml.rels', MAX_PART_BYTES),
    workbook.relation,
  );
  const sheet = entries.get(path) ?? entries.get('xl/worksheets/sheet1.xml');
  if (!sheet) throw broken();
  const dateStyles = await readDateStyles(part('xl/styles.xml', MAX_PART_BYTES));
  const shared = await readSharedTexts(batches('xl/sharedStrings.xml', MAX_SHARED_TEXT_BYTES));
  return () => sheetRows(source, sheet, { shared, dateStyles, from1904: workbook.from1904 });
}

type Batches = AsyncIterable<readonly XmlEvent[]>;
type Events = AsyncIterable<XmlEvent> | undefined;

/** One by one, for the small parts. */
async function* eachEvent(batches: Batches): AsyncGenerator<XmlEvent> {
  for await (const events of batches) yield* events;
}

async function readWorkbook(events: Events): Promise<{ relation: string; from1904: boolean }> {
  if (!events) throw new Refused('import.unknown-format', 'file'); // some other ZIP
  let [relation, from1904]: [string | undefined, boolean] = [undefined, false];
  for await (const event of events) {
    if (event.kind !== 'open') continue;
    const { name, attributes } = event;
    if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
    if (name === 'sheet' && (attributes['state'] ?? 'visible') === 'visible')
      relation ??= attributes['r:id'];
  }
  return { relation: relation ?? '', from1904 };
}

async function sheetPath(events: Events, relation: string): Promise<string> {
  for await (const event of events ?? []) {
    if (event.kind !== 'open' || event.name !== 'Relationship') continue;
    const target = event.attributes['Target'] ?? '';
    if (event.attributes['Id'] === relation)
      return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  }
  return '';
}

async function readSharedTexts(batches: Batches | undefined): Promise<readonly string[]> {
  const texts: string[] = [];
  let [text, inText, inPhonetic] = ['', false, false];
  for await (const events of batches ?? []) {
    for (const event of events) {
      if (event.kind === 'text') {
        if (inText && !inPhonetic && text.length <= MAX_CELL_CHARACTERS) text += event.text;
      } else if (event.name === 't') inText = event.kind === 'open';
      else if (event.name === 'rPh') inPhonetic = event.kind === 'open';
      else if (event.name === 'si') {
        if (event.kind === 'close') texts.push(text);
        text = '';
      }
    }
    if (texts.length > MAX_SHARED_TEXTS) throw new Refused('import.xlsx-bomb', 'file');
  }
  return texts;
}

/** Which cell styles show a number as a date (ECMA-376 18.8.30: 14–22, 27–36, 45–47, 50–58 are built in). */
async function readDateStyles(events: Events): Promise<ReadonlySet<number>> {
  const dates = new Set<number>();
  const ownDateFormats = new Set<number>();
  let [inCellFormats, style] = [false, 0];
  for await (const event of events ?? []) {
    if (event.kind === 'text') continue;
    if (event.name === 'cellXfs') inCellFormats = event.kind === 'open';
    if (event.kind !== 'open') continue;
    if (event.name === 'numFmt') {
      const code = (event.attributes['formatCode'] ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
      if (/[ymdhs年月日]/i.test(code)) ownDateFormats.add(Number(event.attributes['numFmtId']));
    } else if (event.name === 'xf' && inCellFormats) {
      const format = Number(event.attributes['numFmtId'] ?? 0);
      const isBuiltIn =
        (format >= 14 && format <= 22) ||
        (format >= 27 && format <= 36) ||
        (format >= 45 && format <= 58);
      if (isBuiltIn || ownDateFormats.has(format)) dates.add(style);
      style += 1;
    }
  }
  return dates;
}

type Book = Readonly<{
  shared: readonly string[];
  dateStyles: ReadonlySet<number>;
  from1904: boolean;
}>;

async function* sheetRows(
  source: ByteSource,
  sheet: ZipEntry,
  book: Book,
): AsyncGenerator<string[], void, undefined> {
  const read = rowReader(book);
  for await (const events of xmlEvents(readEntry(source, sheet, MAX_SHEET_BYTES)))
    yield* read(events);
}

/** Gathers cells into rows, across batches of events. */
function rowReader(book: Book): (events: readonly XmlEvent[]) => Generator<string[]> {
  let row: string[] = [];
  let characters = 0;
  let cell = { column: 0, type: '', style: -1 };
  let [value, inValue] = ['', false];
  const put = (): void => {
    if (value === '') return;
    if (cell.column >= MAX_COLUMNS)
      throw new Refused('import.too-many-columns', 'file', { limit: MAX_COLUMNS });
    const text = cellText(value, cell, book);
    characters += text.length;
    if (characters > MAX_ROW_CHARACTERS) throw broken();
    while (row.length < cell.column) row.push('');
    row[cell.column] = text;
  };
  return function* (events) {
    for (const event of events) {
      if (event.kind === 'text') {
        if (inValue && value.length <= MAX_CELL_CHARACTERS) value += event.text;
        continue;
      }
      const isOpen = event.kind === 'open';
      if (event.name === 'v' || event.name === 't') inValue = isOpen;
      else if (event.name === 'row') {
        if (isOpen) [row, characters] = [[], 0];
        else yield row;
      } else if (event.name === 'c') {
        if (event.kind === 'open') {
          const { r, t, s } = event.attributes;
          cell = { column: columnOf(r) ?? row.length, type: t ?? 'n', style: Number(s ?? -1) };
          value = '';
        } else put();
      }
    }
  };
}

/** `AB12` → 27; undefined where a cell does not say where it stands. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(value: string, cell: { type: string; style: number }, book: Book): string {
  switch (cell.type) {
    case 's':
      return book.shared[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'e':
      return ''; // #N/A and its kin
    case 'n':
      if (!book.dateStyles.has(cell.style)) return plainNumber(value);
      return dateText(Number(value) + (book.from1904 ? 1462 : 0)) ?? value;
    default:
      return value;
  }
}

/** 1.23E+14 back to digits: long case numbers are often stored as numbers. */
function plainNumber(value: string): string {
  const number = Number(value);
  return /e/i.test(value) && Number.isSafeInteger(number) ? String(number) : value;
}

/** Day numbers from 1 (1900) to 2,958,465 (9999) as `2026-11-21 09:30:00`. */
function dateText(days: number): string | undefined {
  if (!(days > 0 && days < 2_958_466)) return undefined;
  const text = new Date(Math.round((days - 25_569) * 86_400) * 1000).toISOString();
  return text.slice(0, 19).replace('T', ' ');
}
