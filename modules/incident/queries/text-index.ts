// The words under which an incident is found. They are written after triage, never on the way of a
// report, and erased with the words themselves.
import { sql, type Tx } from '#platform/db/index.ts';
import { bornAt } from '#platform/ids/index.ts';
import { searchTokens } from '#platform/text/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';

export type IndexedText = Readonly<{ countyId: number; incidentId: string; text: string }>;

/** Texts of one statement; each gives up to 1,200 tokens. */
export const INDEX_TEXT_MAX = 500;

/** Writes the words of some incidents, in place of what was there. */
export async function indexText(tx: Tx, rows: readonly IndexedText[]): Promise<void> {
  for (let from = 0; from < rows.length; from += INDEX_TEXT_MAX) {
    const some = rows.slice(from, from + INDEX_TEXT_MAX).map((row) => ({
      county_id: row.countyId,
      incident_id: row.incidentId,
      tokens: textTokens(row),
    }));
    await sql`
      insert into incident_text (county_id, incident_id, tokens)
      select county_id, incident_id, array_to_tsvector(tokens)
      from jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as r (county_id int, incident_id uuid,
        tokens text[])
      on conflict (county_id, incident_id) do update set tokens = excluded.tokens`.execute(tx);
  }
}

/** The tokens of one text and those that say where and when the incident was born. */
export function textTokens(row: IndexedText): string[] {
  const week = weekOf(bornAt(row.incidentId));
  return [
    ...searchTokens(row.text, 'last'),
    ...WINDOWS.map((window) => windowToken(window, row.countyId, week)),
  ];
}

/** Weeks since 1970: how finely the word index is cut in time. */
export function weekOf(instant: Instant): number {
  return Math.floor(instant / (7 * DAY));
}

/** A week and eight: each incident stands in one window of every width. */
export type Window = Readonly<{ letter: string; weeks: number }>;
export const WINDOWS = [
  { letter: 'W', weeks: 1 },
  { letter: 'X', weeks: 8 },
] as const satisfies readonly Window[];

/**
 * Stands among the words of every incident of a county born in that window, so that the word index
 * itself answers "this word, this week" and a common word costs no more than a rare one. The letter is
 * a capital, which no word has, so it can never be one.
 */
export function windowToken({ letter, weeks }: Window, countyId: number, week: number): string {
  return `${letter}${countyId}-${Math.floor(week / weeks)}`;
}
