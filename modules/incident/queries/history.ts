// The facts of one incident with what was sealed beside them, as far as it still exists.
import { sql, type Tx } from '#platform/db/index.ts';
import type { Keyring } from '#platform/facts/index.ts';
import type { Fact, SealedClass } from '../facts.ts';
import { readFact } from '../record/upcast.ts';
import { openSealed } from '../sealing.ts';

export type HistoryEntry = Readonly<{
  fact: Fact;
  hash: string;
  words: Readonly<Record<string, string>> | null;
  person: Readonly<Record<string, string>> | null;
}>;

/** Facts shown of one incident; a matter with more is a file for the archive. */
export const HISTORY_MAX = 500;

/** The last HISTORY_MAX facts in order, and the first one always. */
export async function historyOf(
  tx: Tx,
  keyring: Keyring,
  countyId: number,
  incidentId: string,
): Promise<readonly HistoryEntry[]> {
  const { rows } = await sql<{ body: string; hash: Buffer; seq: number }>`
    select seq, body, hash from fact
    where county_id = ${countyId} and incident_id = ${incidentId}
      and (seq = 1 or seq > (select max(seq) from fact
        where county_id = ${countyId} and incident_id = ${incidentId}) - ${HISTORY_MAX})
    order by seq`.execute(tx);
  const sealed = await openAll(tx, keyring, countyId, incidentId);
  return rows.map((row) => ({
    fact: readFact(row.body),
    hash: row.hash.toString('hex'),
    words: sealed.get(`${row.seq}/words`) ?? null,
    person: sealed.get(`${row.seq}/person`) ?? null,
  }));
}

async function openAll(tx: Tx, keyring: Keyring, countyId: number, incidentId: string) {
  const { rows } = await sql<{
    seq: number;
    class: SealedClass;
    salt: Buffer;
    sealed: Buffer;
    wrapped: Buffer;
  }>`
    select v.seq, v.class, v.salt, v.sealed, k.wrapped
    from vault v join vault_key k on k.county_id = v.county_id and k.incident_id = v.incident_id
    where v.county_id = ${countyId} and v.incident_id = ${incidentId}`.execute(tx);
  const wrapped = rows[0]?.wrapped;
  return wrapped ? openSealed(keyring, wrapped, countyId, incidentId, rows) : new Map();
}

/** What was said in the report itself, for many incidents at once: triage and the text index read it. */
export async function reportedWords(
  tx: Tx,
  keyring: Keyring,
  refs: readonly { countyId: number; id: string }[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  if (refs.length === 0) return new Map();
  const { rows } = await sql<{
    county_id: number;
    incident_id: string;
    seq: number;
    class: SealedClass;
    salt: Buffer;
    sealed: Buffer;
    wrapped: Buffer;
  }>`
    select v.county_id, v.incident_id, v.seq, v.class, v.salt, v.sealed, k.wrapped
    from unnest(${refs.map((ref) => ref.countyId)}::int[], ${refs.map((ref) => ref.id)}::uuid[])
      as r (county_id, id)
    join vault v on v.county_id = r.county_id and v.incident_id = r.id and v.seq = 1 and v.class = 'words'
    join vault_key k on k.county_id = v.county_id and k.incident_id = v.incident_id`.execute(tx);
  const words = new Map<string, Readonly<Record<string, string>>>();
  for (const row of rows) {
    const opened = openSealed(keyring, row.wrapped, row.county_id, row.incident_id, [row]);
    const said = opened.get('1/words');
    if (said) words.set(row.incident_id, said);
  }
  return words;
}
