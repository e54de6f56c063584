// What the search for duplicates knows of a county: its newest open matters with their words.
import {
  OPEN_STATUSES,
  reportedWords,
  type PerformDeps,
  type Ref,
} from '#modules/incident/index.ts';
import { kept, sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { printOfReport, type KnownMatter } from '../duplicates.ts';
import { textOfReport } from '../report-text.ts';

const OPEN = [...OPEN_STATUSES];

/** The newest open matters that are not confined to some people, at most `most`, newest first. */
export async function newestOpen(tx: Tx, countyId: number, most: number): Promise<string[]> {
  const { rows } = await kept(sql<{ id: string }>`
    select i.id from unnest(${OPEN}::text[]) as open (status)
    cross join lateral (
      select id from incident
      where county_id = ${countyId} and status = open.status and not restricted
      order by id desc limit ${most}
    ) i
    order by i.id desc limit ${most}`).execute(tx);
  return rows.map(({ id }) => id);
}

/** Which of these are open and not confined to some people. */
export async function openAmong(tx: Tx, refs: readonly Ref[]): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const { rows } = await kept(sql<{ id: string }>`
    select i.id from unnest(${refs.map((ref) => ref.countyId)}::int[],
      ${refs.map((ref) => ref.id)}::uuid[]) as r (county_id, id)
    join incident i on i.county_id = r.county_id and i.id = r.id
    where i.status = any (${OPEN}::text[]) and not i.restricted`).execute(tx);
  return new Set(rows.map(({ id }) => id));
}

type Row = Readonly<{
  id: string;
  itemCode: string | null;
  villageId: number | null;
  gridId: number | null;
  lng6: number | null;
  lat6: number | null;
  at: Instant;
}>;

/** These matters as they are compared; those whose words are gone are left out. */
export async function knownMatters(
  tx: Tx,
  keyring: PerformDeps['keyring'],
  countyId: number,
  ids: readonly string[],
): Promise<KnownMatter[]> {
  if (ids.length === 0) return [];
  const { rows } = await kept(sql<Row>`
    select id, item_code as "itemCode", village_id as "villageId", grid_id as "gridId", lng6, lat6,
      occurred_at as at
    from incident where county_id = ${countyId} and id = any (${[...ids]}::uuid[])
      and not restricted`).execute(tx);
  const words = await reportedWords(
    tx,
    keyring,
    rows.map(({ id }) => ({ countyId, id })),
  );
  return rows.flatMap(({ lng6, lat6, ...row }) => {
    const said = words.get(row.id);
    if (!said) return [];
    const point = lng6 === null || lat6 === null ? null : { lng6, lat6 };
    return [{ ...row, point, reporter: null, print: printOfReport(textOfReport(said)) }];
  });
}
