// A look at a file before anything is taken: its columns, a proposed mapping, the first rows as they would
// become reports, and what is in the way.
import { Refused, type Refusal } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { ByteSource } from './byte-source.ts';
import { guessMapping, translateItems, type ItemTranslation } from './guess-mapping.ts';
import { mappingProblems, type Mapping } from './mapping.ts';
import { readRow } from './read-row.ts';
import type { ImportedReport, Rejection, Warning } from './report.ts';
import { openTable, type Table } from './table.ts';

/** Rows shown. */
export const PREVIEW_ROWS = 20;
/** Rows looked at to guess. */
const SAMPLE_ROWS = 200;

export type PreviewRow = Readonly<{
  row: number;
  cells: Readonly<Record<string, string>> | null;
  report: ImportedReport | null;
  rejection: Rejection | null;
  warnings: readonly Warning[];
}>;

export type Preview = Readonly<{
  format: Table['format'];
  encoding: string | null;
  delimiter: string | null;
  headers: readonly string[];
  mapping: Mapping;
  rows: readonly PreviewRow[];
  problems: readonly Refusal[];
}>;

export type PreviewContext = Readonly<{
  fileName: string;
  county: Readonly<{ zone: string; country: string }>;
  now: Instant;
  /** Given: shown with this mapping; absent: with a guessed one. */
  mapping?: Mapping;
  items?: ItemTranslation;
}>;

/** Reads the first rows. Throws Refused when the file cannot be opened. */
export async function previewFile(source: ByteSource, context: PreviewContext): Promise<Preview> {
  const table = await openTable(source, context.fileName);
  const sample = [];
  const problems: Refusal[] = [];
  try {
    for await (const row of table.rows()) {
      sample.push(row);
      if (sample.length === SAMPLE_ROWS) break;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    problems.push(error.refusal);
  }
  if (sample.length === 0 && problems.length === 0) throw new Refused('import.empty', 'file');
  const cells = sample.flatMap((row) => (row.cells ? [row.cells] : []));
  const { fileName, county, now, items } = context;
  const guess = () => {
    const guessed = guessMapping(table.headers, cells, {
      sourceName: fileName,
      country: county.country,
    });
    return items ? translateItems(guessed, items) : guessed;
  };
  const mapping = context.mapping ?? guess();
  problems.push(...mappingProblems(mapping, table.headers));
  const rows = sample.slice(0, PREVIEW_ROWS).map((line): PreviewRow => {
    const { row } = line;
    if (!line.cells)
      return { row, cells: null, report: null, rejection: line.problem, warnings: [] };
    const shown = Object.fromEntries(line.cells);
    const result = readRow(mapping, line.cells, { row: line.row, now, zone: county.zone });
    return result.ok
      ? { row, cells: shown, report: result.report, rejection: null, warnings: result.warnings }
      : { row, cells: shown, report: null, rejection: result.rejection, warnings: [] };
  });
  const { format, encoding, delimiter, headers } = table;
  return { format, encoding, delimiter, headers, mapping, rows, problems };
}
