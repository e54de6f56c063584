// What is past its retention rule, and erasing it: sealed pieces, their keys and everything that was made
// of them to be found by. The facts stay as they are.
import { sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { SealedClass } from '../facts.ts';

export type RetentionRule = Readonly<{ class: SealedClass; daysAfterClosing: number }>;

export async function retentionRules(tx: Tx): Promise<RetentionRule[]> {
  const { rows } = await sql<RetentionRule>`
    select class, days_after_closing as "daysAfterClosing" from retention_rule
    order by class`.execute(tx);
  return rows;
}

export type Kept = Readonly<{ countyId: number; id: string }>;

/** Incidents closed before an instant of which something of the class is kept; locked, oldest first. */
export async function keptBeyond(
  tx: Tx,
  of: SealedClass,
  closedBefore: Instant,
  limit: number,
): Promise<Kept[]> {
  const erasedAt = ERASED_AT[of];
  const { rows } = await sql<Kept>`
    select county_id as "countyId", id from incident
    where closed_at < to_timestamp(${closedBefore} / 1000.0) and closed_at is not null
      and (${erasedAt} is null or ${erasedAt} < closed_at)
    order by closed_at limit ${limit} for no key update skip locked`.execute(tx);
  return rows;
}

const ERASED_AT = {
  person: sql.ref('person_erased_at'),
  words: sql.ref('words_erased_at'),
} as const;

/** Stands where a title was; a title is made from the words and goes with them. */
export const ERASED_TITLE = '（内容已按规定删除）';

/** Erases one class of some incidents. Returns how many sealed pieces were destroyed. */
export async function eraseClass(
  tx: Tx,
  of: SealedClass,
  incidents: readonly Kept[],
  now: Instant,
): Promise<number> {
  const these = sql`unnest(${incidents.map((each) => each.countyId)}::int[],
    ${incidents.map((each) => each.id)}::uuid[]) as these (county_id, id)`;
  const { numAffectedRows } = await sql`
    delete from vault v using ${these}
    where v.county_id = these.county_id and v.incident_id = these.id
      and v.class = ${of}`.execute(tx);
  // A key that seals nothing any more is destroyed too.
  await sql`
    delete from vault_key k using ${these}
    where k.county_id = these.county_id and k.incident_id = these.id and not exists (
      select from vault v where v.county_id = k.county_id and v.incident_id = k.incident_id)`.execute(
    tx,
  );
  if (of === 'person')
    await sql`delete from person_index p using ${these}
      where p.county_id = these.county_id and p.incident_id = these.id`.execute(tx);
  else
    await sql`delete from incident_text t using ${these}
      where t.county_id = these.county_id and t.incident_id = these.id`.execute(tx);
  await sql`
    update incident i set ${ERASED_AT[of]} = to_timestamp(${now} / 1000.0)
      ${of === 'words' ? sql`, title = ${ERASED_TITLE}` : sql``}
    from ${these} where i.county_id = these.county_id and i.id = these.id`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
