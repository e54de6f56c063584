// A list as a file: the same rights and the same rows as on the screen, streamed page by page so that
// fifty thousand rows need no more memory than one page.
import { PassThrough, Readable } from 'node:stream';
import { roleDefinition, reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inReading } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { encodeCursor, type Language } from '#platform/http/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { EXPORT_MAX, type IncidentRow, type ListQuery } from '../contract.ts';
import { countRows } from './count.ts';
import { revealReporter } from './detail.ts';
import {
  csvLine,
  EXPORT_COLUMNS,
  harmless,
  PERSON_COLUMNS,
  type Cell,
  type LocalTime,
} from './export-columns.ts';
import { listRows } from './list.ts';
import { searchCount, searchRows, soughtBy, type SearchDeps } from './search.ts';

export type ExportQuery = Readonly<
  ListQuery & {
    format: 'csv' | 'xlsx';
    /** Names and telephones too: for few rows, where each could be revealed one by one. */
    persons: boolean;
  }
>;

export type ExportDeps = SearchDeps &
  Readonly<{
    localTime: LocalTime;
    /** Written before the first byte leaves; an export that could not be logged is not given. */
    audit: (details: Readonly<Record<string, string | number | boolean>>) => Promise<void>;
  }>;

export type Export = Readonly<{ rows: number; cut: boolean; file: Readable }>;

/** More rows with names and telephones than this need an approval (PIPL art. 6: no more than needed). */
export const PERSONS_MAX = 100;
const PAGE = 500;

/**
 * The file of a list.
 * @throws Refused('identity.not-allowed') without a post that may export, and
 *   Refused('incident.export-approval') for more than `PERSONS_MAX` rows with personal data.
 */
export async function exportIncidents(
  deps: ExportDeps,
  person: Actor,
  query: ExportQuery,
  language: Language,
  now: Instant,
): Promise<Export> {
  // Only what is seen through the posts that may export leaves the house.
  const posts = person.posts.filter((post) => roleDefinition(post.role).export);
  if (posts.length === 0) throw new Refused('identity.not-allowed');
  const actor = { ...person, posts };
  const found = await countOf(deps, actor, query, now);
  const rows = Math.min(found, EXPORT_MAX);
  if (query.persons && rows > PERSONS_MAX)
    throw new Refused('incident.export-approval', 'persons', { max: PERSONS_MAX });
  await deps.audit({
    format: query.format,
    list: query.list,
    rows,
    persons: query.persons,
    // What was searched for may be a telephone: only its kind is kept.
    ...(query.q ? { sought: soughtBy(query.q).kind } : {}),
  });
  const lines = tableOf(deps, actor, query, language, now);
  const file = query.format === 'csv' ? csvFile(lines) : await excelFile(lines, language);
  return { rows, cut: found > EXPORT_MAX, file };
}

async function countOf(
  deps: ExportDeps,
  actor: Actor,
  query: ExportQuery,
  now: Instant,
): Promise<number> {
  if (query.q) return (await searchCount(deps, actor, query, now, Infinity)).count;
  const counted = await inReading(deps.db, reachOfActor(actor), (tx) =>
    countRows(tx, actor, query, now, EXPORT_MAX),
  );
  return counted.count + (counted.capped ? 1 : 0);
}

/** The header and the rows. */
async function* tableOf(
  deps: ExportDeps,
  actor: Actor,
  query: ExportQuery,
  language: Language,
  now: Instant,
): AsyncGenerator<Cell[]> {
  const persons = query.persons ? PERSON_COLUMNS : [];
  yield [...EXPORT_COLUMNS, ...persons].map((column) => column[language]);
  for await (const row of rowsFor(deps, actor, query, now)) {
    const cells = EXPORT_COLUMNS.map((column) => column.cell(row, language, deps.localTime));
    yield query.persons ? [...cells, ...(await personCells(deps, actor, row))] : cells;
  }
}

async function* rowsFor(
  deps: ExportDeps,
  actor: Actor,
  query: ExportQuery,
  now: Instant,
): AsyncGenerator<IncidentRow> {
  let left = query.persons ? PERSONS_MAX : EXPORT_MAX;
  let { cursor } = query;
  while (left > 0) {
    const page: ListQuery = { ...query, cursor, limit: Math.min(PAGE, left) };
    const found = await inReading(deps.db, reachOfActor(actor), (tx) =>
      query.q ? searchRows(tx, deps, actor, page, now) : listRows(tx, deps.names, actor, page, now),
    );
    const shown = found.slice(0, page.limit);
    for (const { row } of shown) yield row;
    const last = shown.at(-1);
    if (!last || found.length <= page.limit) return;
    left -= shown.length;
    cursor = encodeCursor(query.sort === 'due' && !query.q ? [last.id, last.due] : [last.id]);
  }
}

/** Empty where this person may not see who reported. */
async function personCells(deps: ExportDeps, actor: Actor, row: IncidentRow): Promise<Cell[]> {
  try {
    const reporter = await revealReporter(deps, actor, row.id);
    return [reporter.name, reporter.phone];
  } catch (error) {
    if (error instanceof Refused) return [null, null];
    throw error;
  }
}

/** Excel takes a file for UTF-8 only when it begins with this mark. */
const BYTE_ORDER_MARK = '\uFEFF';

function csvFile(lines: AsyncIterable<Cell[]>): Readable {
  async function* text() {
    let chunk = BYTE_ORDER_MARK;
    for await (const cells of lines) {
      chunk += csvLine(cells);
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  }
  return Readable.from(text());
}
const CHUNK_CHARACTERS = 32_000;

/** A workbook has no zones: the county's own time is written as if it were everybody's. */
const dateOf = (local: Cell): Date | null =>
  typeof local === 'string' ? new Date(`${local.replace(' ', 'T')}Z`) : null;

async function excelFile(lines: AsyncIterable<Cell[]>, language: Language): Promise<Readable> {
  // A large library that a start after a crash must not wait for.
  const { default: excel } = await import('exceljs');
  const file = new PassThrough();
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: file, useStyles: true });
  const sheet = book.addWorksheet({ zh: '事件', en: 'Incidents' }[language], {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  const isTime = EXPORT_COLUMNS.map((column) => column.isTime === true);
  sheet.columns = [...EXPORT_COLUMNS, ...PERSON_COLUMNS].map(({ width }, at) => ({
    width,
    ...(isTime[at] ? { style: { numFmt: 'yyyy-mm-dd hh:mm' } } : {}),
  }));
  const write = async () => {
    let rows = 0;
    for await (const cells of lines) {
      // Cells are typed texts and numbers, never formulas; the apostrophe is for those who save it as CSV.
      const isHead = rows === 0;
      sheet
        .addRow(cells.map((cell, at) => (isTime[at] && !isHead ? dateOf(cell) : harmless(cell))))
        .commit();
      // The writer has no back-pressure of its own: wait until what is ready has left.
      if (++rows % PAGE === 0 && file.writableNeedDrain)
        await new Promise((resolve) => file.once('drain', resolve));
    }
    await book.commit();
  };
  write().catch((error: unknown) => file.destroy(error instanceof Error ? error : undefined));
  return file;
}
