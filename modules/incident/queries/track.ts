// What the holder of a receipt code may follow, and whether a hash they noted belongs to the record.
import { RECEIPT_HOLDER, receiptHolder, type Actor } from '#modules/identity/index.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { RECEIPT_VERBS, type ReceiptVerb, type TrackView } from '../contract.ts';
import { verbsFor } from '../decide.ts';
import type { Incident } from '../incident.ts';
import { receiptHash } from '../receive.ts';
import type { ReadDeps } from './detail.ts';
import { lineOf, stagesOf } from './stages.ts';

type Found = Readonly<{ countyId: number; id: string; title: string; headHash: Buffer }>;

async function byReceipt(db: Db, code: string): Promise<Found> {
  return inTransaction(db, 'all', async (tx) => {
    const { rows } = await sql<Found>`
      select i.county_id as "countyId", i.id, i.title, i.head_hash as "headHash"
      from report r join incident i on i.county_id = r.county_id and i.id = r.incident_id
      where r.receipt_hash = decode(${receiptHash(code)}, 'hex')`.execute(tx);
    const found = rows[0];
    if (!found) throw new Refused('incident.receipt-unknown', 'code');
    return found;
  });
}

/**
 * Who acts by a receipt code, and on which matter: after a merger the reporter follows to the master.
 * @throws Refused when nobody was given that code.
 */
export async function holderOf(
  db: Db,
  code: string,
): Promise<{ actor: Actor; incidentId: string; verbs: readonly ReceiptVerb[] }> {
  const found = await byReceipt(db, code);
  const line = await inTransaction(db, [found.countyId], (tx) => lineOf(tx, found));
  const last = line.at(-1);
  if (!last) throw new Refused('incident.receipt-unknown', 'code');
  return { ...holding(last, line), incidentId: last.id };
}

function holding(last: Incident, line: readonly Incident[]) {
  const actor = receiptHolder(
    last.countyId,
    line.map(({ id }) => id),
  );
  const mine = verbsFor(last, actor);
  return { actor, verbs: RECEIPT_VERBS.filter((verb) => mine.includes(verb)) };
}

export async function trackByReceipt(deps: ReadDeps, code: string): Promise<TrackView> {
  const found = await byReceipt(deps.db, code);
  return inTransaction(deps.db, [found.countyId], async (tx) => {
    const line = await lineOf(tx, found);
    const [first] = line;
    const last = line.at(-1);
    if (!first || !last) throw new Refused('incident.receipt-unknown', 'code');
    const place = [first.place.townId, first.place.villageId]
      .flatMap((id) => (id === null ? [] : [deps.names.place(id) ?? '']))
      .join('');
    return {
      number: first.number,
      title: found.title,
      status: last.status,
      outcome: last.outcome,
      reportedAt: first.reportedAt,
      updatedAt: last.updatedAt,
      place: place || null,
      holder:
        last.flags.restricted || last.holderUnitId === null
          ? null
          : (deps.names.unit(last.holderUnitId) ?? null),
      stages: await stagesOf(deps, tx, line, RECEIPT_HOLDER),
      headHash: found.headHash.toString('hex'),
      goesOnAs: last === first ? null : last.number,
      verbs: holding(last, line).verbs,
    };
  });
}

/** Whether a hash noted earlier is a link of this record: nobody has rewritten what came before it. */
export async function checkReceiptHash(
  db: Db,
  code: string,
  hash: string,
): Promise<{ known: boolean; seq: number | null; at: Instant | null }> {
  const found = await byReceipt(db, code);
  return inTransaction(db, [found.countyId], async (tx) => {
    const { rows } = await sql<{ seq: number; at: Instant }>`
      select seq, at from fact where county_id = ${found.countyId} and incident_id = ${found.id}
        and hash = decode(${hash}, 'hex')`.execute(tx);
    const link = rows[0];
    return { known: link !== undefined, seq: link?.seq ?? null, at: link?.at ?? null };
  });
}
