// CSV as it comes: comma, semicolon, tab or bar; quotes where needed; rows of any length.
import { parse, CsvError } from 'csv-parse';
import { finished } from 'node:stream/promises';
import { Refused } from '#platform/errors/index.ts';
import type { ByteSource } from './byte-source.ts';
import { MAX_ROW_CHARACTERS } from './report.ts';
import { decodedText, type TextEncoding } from './text-encoding.ts';

export const DELIMITERS = [',', '\t', ';', '|', '，'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Enough lines to tell; a header alone tells in most files. */
const SNIFF_LINES = 20;
const SNIFF_CHARACTERS = 64 * 1024;

/** The delimiter that cuts the first lines into the most columns, and into equally many. */
export async function sniffDelimiter(
  source: ByteSource,
  encoding: TextEncoding,
): Promise<Delimiter> {
  let sample = '';
  for await (const text of decodedText(source, encoding)) {
    sample += text;
    if (sample.length >= SNIFF_CHARACTERS) break;
  }
  const lines = unquotedLines(sample.slice(0, SNIFF_CHARACTERS)).slice(0, SNIFF_LINES);
  let [best, bestScore]: [Delimiter, number] = [',', 0];
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const usual = counts.toSorted((a, b) => a - b)[counts.length >> 1] ?? 0;
    const agreeing = counts.filter((count) => count === usual).length;
    const score = usual * (agreeing / Math.max(1, counts.length));
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

/** Non-empty lines with what stands in quotes taken out. */
function unquotedLines(text: string): string[] {
  return text
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');
}

/** Rows as lists of cells. Throws Refused when a quotation mark is never closed, after the rows before it. */
export async function* csvRows(
  source: ByteSource,
  encoding: TextEncoding,
  delimiter: Delimiter,
): AsyncGenerator<string[], void, undefined> {
  // Records are taken as they are made: a stream that ends in an error forgets those it still holds.
  let records: string[][] = [];
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_CHARACTERS,
    on_record: (record: string[]) => {
      records.push(record);
      return null;
    },
  });
  const ended = finished(parser.resume()).then(
    () => undefined,
    (error: unknown) => error,
  );
  const taken = (): string[][] => {
    const now = records;
    records = [];
    return now;
  };
  let row = -1; // the header is row 0
  try {
    for await (const text of decodedText(source, encoding)) {
      if (parser.destroyed) break;
      parser.write(text);
      for (const record of taken()) {
        row += 1;
        yield record;
      }
    }
    if (!parser.destroyed) parser.end();
    const error = await ended;
    for (const record of taken()) {
      row += 1;
      yield record;
    }
    if (error instanceof CsvError)
      throw new Refused('import.broken-csv', 'file', { row: Math.max(0, row) });
    if (error !== undefined) throw error;
  } finally {
    parser.destroy();
  }
}
