// The words under which an incident is found, and the marks that stand among them: where it lies, whose it is,
// when it was born, whether it is open. The words are written after triage, never on the way of a report, and
// erased with the words themselves; marks follow the incident within seconds.
import { inWriting, kept, sql, type Db, type Tx } from '#platform/db/index.ts';
import { searchTokens } from '#platform/text/index.ts';

export type IndexedText = Readonly<{ countyId: number; incidentId: string; text: string }>;

/** Texts of one statement; each gives up to 1,200 tokens. */
export const INDEX_TEXT_MAX = 500;

/** The marks of the incident `i`, as the database makes them (migration 0183). */
export const TEXT_MARKS = `maplebridge_text_marks(i.id, i.county_id, i.town_id, i.village_id, i.grid_id, i.unit_ids,
  i.reporter_id, i.closed_at is null)`;
const MARKS = sql.raw(TEXT_MARKS);

/** Writes the words of some incidents, in place of what was there. */
export async function indexText(tx: Tx, rows: readonly IndexedText[]): Promise<void> {
  for (let from = 0; from < rows.length; from += INDEX_TEXT_MAX) {
    const some = rows.slice(from, from + INDEX_TEXT_MAX).map((row) => ({
      county_id: row.countyId,
      incident_id: row.incidentId,
      words: textWords(row.text),
    }));
    // Whoever changes an incident meanwhile does not see these rows yet: its marks are looked at once more.
    await sql`
      with said as (
        select * from jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as r (county_id int, incident_id uuid,
          words text[])),
      due as (insert into incident_text_due (county_id, incident_id) select county_id, incident_id from said)
      insert into incident_text (county_id, incident_id, tokens)
      select said.county_id, said.incident_id, array_to_tsvector(said.words || ${MARKS})
      from said join incident as i on i.county_id = said.county_id and i.id = said.incident_id
      on conflict (county_id, incident_id) do update set tokens = excluded.tokens`.execute(tx);
  }
}

/** The words of a text: no telephone, no number of a card. */
export function textWords(text: string): string[] {
  return searchTokens(text, 'last');
}

/** Incidents whose marks are looked at in one commit. */
export const MARKED_MAX = 200;

/** One round at a time, whoever holds this lock: of two, the one that looked earlier could write last. */
const MARKS_LOCK = 7_031_009;

/** Looks at the marks of the next incidents that changed; returns how many were told of. */
export async function markTexts(db: Db, most = MARKED_MAX): Promise<number> {
  return inWriting(db, 'all', async (tx) => {
    // A statement of its own: what is read afterwards is what the round before left.
    const { rows: mine } = await kept(sql<{ ok: boolean }>`
      select pg_try_advisory_xact_lock(${MARKS_LOCK}) as ok`).execute(tx);
    if (!mine[0]?.ok) return 0;
    const { rows } = await kept(sql<{ told: number }>`
      with told as (
        delete from incident_text_due where id in (
          select id from incident_text_due order by id limit ${most})
        returning county_id, incident_id),
      marked as materialized (
        select t.county_id, t.incident_id, array_to_tsvector(array(
            select word from unnest(tsvector_to_array(t.tokens)) as word where word collate "C" !~ '^[A-Z]')
          || ${MARKS}) as tokens
        from (select distinct county_id, incident_id from told) as of
        join incident_text as t on t.county_id = of.county_id and t.incident_id = of.incident_id
        join incident as i on i.county_id = of.county_id and i.id = of.incident_id),
      written as (
        update incident_text as t set tokens = marked.tokens from marked
        where t.county_id = marked.county_id and t.incident_id = marked.incident_id
          and t.tokens <> marked.tokens)
      select count(*)::int as told from told`).execute(tx);
    return rows[0]?.told ?? 0;
  });
}
