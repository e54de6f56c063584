// What the holder of a receipt code may follow: stages and the words said to them, no names, no reasons
// of others; and whether a hash they noted belongs to the record.
import { RECEIPT_HOLDER, receiptHolder, type Actor } from '#modules/identity/index.ts';
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { RECEIPT_VERBS, type ReceiptVerb, type TrackView } from '../contract.ts';
import { verbsFor } from '../decide.ts';
import type { FactType } from '../facts.ts';
import type { Incident } from '../incident.ts';
import { receiptHash } from '../receive.ts';
import { findIncidents, type Ref } from '../store.ts';
import type { ReadDeps } from './detail.ts';
import { historyOf, type HistoryEntry } from './history.ts';

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
  'incident.followUpTried': [],
  'incident.reassigned': [],
  'incident.transferred': [],
  'incident.supported': [],
  'incident.urged': ['note'],
  'incident.joined': ['note'],
  'incident.rated': ['note'],
};

/** What reporters themselves do: their words are theirs alone. */
const OWN_WORDS: readonly FactType[] = ['incident.urged', 'incident.joined', 'incident.rated'];

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

/** Matters merged into one another, one after the other; nobody merges deeper by hand. */
const MERGED_DEPTH_MAX = 8;

/** The matter of a code and those into which it was merged; the last is where it goes on. */
async function lineOf(tx: Tx, found: Found): Promise<readonly Incident[]> {
  const line: Incident[] = [];
  for (let id: string | null = found.id; id !== null && line.length < MERGED_DEPTH_MAX;) {
    const ref: Ref = { countyId: found.countyId, id };
    const incident: Incident | undefined = (await findIncidents(tx, [ref])).get(id)?.incident;
    if (!incident) break;
    line.push(incident);
    id = incident.mergedInto;
  }
  return line;
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
    const stages: TrackView['stages'] = [];
    let from = 0;
    for (const incident of line) {
      const history = await historyOf(tx, deps.keyring, incident.countyId, incident.id);
      // Of the master only what came after the merger is this reporter's to know.
      const since = from;
      stages.push(
        ...history
          .filter(({ fact }) => fact.at >= since)
          .flatMap((entry) => stageOf(entry, incident, deps)),
      );
      from = incident.closedAt ?? from;
    }
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
      stages,
      headHash: found.headHash.toString('hex'),
      goesOnAs: last === first ? null : last.number,
      verbs: holding(last, line).verbs,
    };
  });
}

function stageOf(
  { fact, words }: HistoryEntry,
  incident: Incident,
  { names }: ReadDeps,
): TrackView['stages'] {
  const told = STAGES[fact.type];
  // That others reported the same is no stage of theirs.
  if (!told || (fact.type === 'incident.joined' && fact.data.from !== null)) return [];
  // What somebody else added to the same matter is not told; what the holder of a code said is.
  const isForeign =
    told.includes('note') && OWN_WORDS.includes(fact.type) && fact.by.id !== RECEIPT_HOLDER;
  const said = isForeign ? '' : told.flatMap((key) => words?.[key] ?? []).join('\n');
  const unit = fact.by.unitId;
  return [
    {
      type: fact.type,
      at: fact.at,
      unit: incident.flags.restricted || unit === undefined ? null : (names.unit(unit) ?? null),
      words: said || null,
    },
  ];
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
