// What an import makes of a row: a report ready for intake, or the reason why not. Pure.
import type { ReporterMode, Source } from '#modules/incident/index.ts';
import type { Refusal } from '#platform/errors/index.ts';
import type { Point } from '#platform/geo/index.ts';
import type { Instant } from '#platform/time/index.ts';

export type ImportedReport = Readonly<{
  /** The source's own number, or a digest of the row where it has none: makes a re-run harmless. */
  sourceKey: string;
  occurredAt: Instant;
  title: string;
  text: string;
  point?: Point;
  addressText?: string;
  /** Of our catalogue, by the mapping; absent: to be classified from the words. */
  itemCode?: string;
  reporter: Readonly<{ name?: string; phone?: string; mode: ReporterMode }>;
  channel: Source;
  /** What the source says of the course of the matter, where it does. */
  dueAt?: Instant;
  closedAt?: Instant;
  status?: string;
  unit?: string;
  /** Columns without a meaning here, as they were. */
  extras: Readonly<Record<string, string>>;
}>;

/** Why a row was not taken; `row` counts data rows from 1. Texts are in refusals.ts. */
export type Rejection = Readonly<{
  row: number;
  field: string;
  code: string;
  params?: NonNullable<Refusal['params']>;
}>;

/** What is worth saying of a row that is taken all the same, or was taken before. */
export type Warning = Rejection;

/** A row as the file has it: cells by header, all text. */
export type Cells = ReadonlyMap<string, string>;

/** Rows of one file: a county's ten years of hotline calls. */
export const MAX_ROWS = 1_000_000;
export const MAX_COLUMNS = 200;
export const MAX_COLUMN_NAME_CHARACTERS = 200;
/** Excel's own limit is 32,767 characters. */
export const MAX_CELL_CHARACTERS = 32_767;
/** One row of all cells together, so that a missing quotation mark cannot swallow the file into memory. */
export const MAX_ROW_CHARACTERS = 1_000_000;
/** Bytes of one file; more is split by the sender. */
export const MAX_FILE_BYTES = 1024 * 1024 * 1024;
export const MAX_TITLE_CHARACTERS = 200;
/** The longest of 4,326 real citizens' messages has 6,999 characters. */
export const MAX_TEXT_CHARACTERS = 10_000;
export const MAX_KEY_CHARACTERS = 120;
export const MAX_ADDRESS_CHARACTERS = 200;
export const MAX_NAME_CHARACTERS = 60;
/** Columns kept beside the report. */
export const MAX_EXTRAS = 40;
export const MAX_EXTRA_CHARACTERS = 500;

/** Control characters other than tab and line feed, and the mark of byte order. */
export const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g;

/**
 * What a column is called: its name without what no database and no screen can show, `nameless` where nothing
 * is left, with a number behind it where another has that name already.
 */
export function columnName(
  text: string,
  nameless: string,
  isTaken: (name: string) => boolean,
): string {
  const cut = (name: string, limit: number) => name.slice(0, limit).toWellFormed();
  const name = text.toWellFormed().replace(CONTROL, '').trim() || nameless;
  let unique = cut(name, MAX_COLUMN_NAME_CHARACTERS);
  for (let number = 2; isTaken(unique); number += 1) {
    const ending = ` (${number})`;
    unique = cut(name, MAX_COLUMN_NAME_CHARACTERS - ending.length) + ending;
  }
  return unique;
}
