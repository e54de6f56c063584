// What the holder of a receipt code may follow: stages and the words said to them, no names, no reasons
// of others; and whether a hash they noted belongs to the record.
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { TrackView } from '../contract.ts';
import type { FactType } from '../facts.ts';
import type { Status } from '../lifecycle.ts';
import type { Outcome } from '../lifecycle.ts';
import { receiptHash } from '../receive.ts';
import { historyOf } from './history.ts';
import type { ReadDeps } from './detail.ts';
import type { Instant } from '#platform/time/index.ts';

/** Stages that concern the reporter, and which of their words were said to them. */
const STAGES: Partial<Record<FactType, readonly string[]>> = {
  'incident.reported': [],
  'incident.filed': [],
  'incident.dispatched': [],
  'incident.signed': [],
  'incident.contacted': [],
  'incident.arrived': [],
  'incident.fedBack': ['note'],
  'incident.resolved': ['result'],
  'incident.answered': ['reply'],
  'incident.selfHandled': ['result'],
  'incident.closed': [],
  'incident.dismissed': ['reason'],
  'incident.reopened': [],
  'incident.deferred': ['reason'],
  'incident.merged': [],
  'incident.followedUp': [],
};

type Found = Readonly<{
  countyId: number;
  id: string;
  number: string;
  title: string;
  status: Status;
  outcome: Outcome | null;
  reportedAt: Instant;
  updatedAt: Instant;
  townId: number | null;
  villageId: number | null;
  holderUnitId: number | null;
  restricted: boolean;
  headHash: Buffer;
}>;

async function byReceipt(db: Db, code: string): Promise<Found> {
  return inTransaction(db, 'all', async (tx) => {
    const { rows } = await sql<Found>`
      select i.county_id as "countyId", i.id, i.number, i.title, i.status, i.outcome,
        i.reported_at as "reportedAt", i.updated_at as "updatedAt", i.town_id as "townId",
        i.village_id as "villageId", i.holder_unit_id as "holderUnitId", i.restricted,
        i.head_hash as "headHash"
      from report r join incident i on i.county_id = r.county_id and i.id = r.incident_id
      where r.receipt_hash = decode(${receiptHash(code)}, 'hex')`.execute(tx);
    const found = rows[0];
    if (!found) throw new Refused('incident.receipt-unknown', 'code');
    return found;
  });
}

export async function trackByReceipt(deps: ReadDeps, code: string): Promise<TrackView> {
  const found = await byReceipt(deps.db, code);
  const history = await inTransaction(deps.db, [found.countyId], (tx) =>
    historyOf(tx, deps.keyring, found.countyId, found.id),
  );
  const place = [found.townId, found.villageId]
    .flatMap((id) => (id === null ? [] : [deps.names.place(id) ?? '']))
    .join('');
  return {
    number: found.number,
    title: found.title,
    status: found.status,
    outcome: found.outcome,
    reportedAt: found.reportedAt,
    updatedAt: found.updatedAt,
    place: place || null,
    holder:
      found.restricted || found.holderUnitId === null
        ? null
        : (deps.names.unit(found.holderUnitId) ?? null),
    stages: history.flatMap(({ fact, words }) => {
      const told = STAGES[fact.type];
      if (!told) return [];
      const said = told.flatMap((key) => words?.[key] ?? []).join('\n');
      return [
        {
          type: fact.type,
          at: fact.at,
          unit:
            found.restricted || fact.by.unitId === undefined
              ? null
              : (deps.names.unit(fact.by.unitId) ?? null),
          words: said || null,
        },
      ];
    }),
    headHash: found.headHash.toString('hex'),
  };
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
