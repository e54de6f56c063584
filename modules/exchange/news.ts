// Turns facts of the record into messages of the outbox, in the transaction of whoever read them.
import {
  findIncidents,
  historyOf,
  type HistoryEntry,
  type Incident,
} from '#modules/incident/index.ts';
import type { Tx } from '#platform/db/index.ts';
import { SECOND, type Instant } from '#platform/time/index.ts';
import type { ExchangeDeps } from './deps.ts';
import { backupOf, callOf, newsOf, orderOf, type Names } from './outgoing.ts';
import { actorIdOf, type Peer } from './peer.ts';
import {
  changeOrder,
  enqueue,
  findOrder,
  followOrders,
  insertBackup,
  insertCall,
  insertOrder,
  ordersOf,
  type Draft,
  type KnownOrder,
} from './store.ts';

/** The news of one fact of an incident. */
type Told = Readonly<{
  tx: Tx;
  deps: ExchangeDeps;
  incident: Incident;
  history: readonly HistoryEntry[];
  names: Names;
  now: Instant;
}>;

/** Tells facts one by one; each matter is read once for all of them. */
export type Teller = (countyId: number, incidentId: string, seq: number) => Promise<number>;

export function tellerIn(tx: Tx, deps: ExchangeDeps, now: Instant): Teller {
  const read = new Map<string, Promise<Told | null>>();
  return async (countyId, incidentId, seq) => {
    const key = `${countyId}/${incidentId}`;
    const reading = read.get(key) ?? readMatter(tx, deps, countyId, incidentId, now);
    read.set(key, reading);
    const told = await reading;
    const entry = told?.history.find(({ fact }) => fact.seq === seq);
    return told && entry ? tellFact(told, entry) : 0;
  };
}

async function readMatter(
  tx: Tx,
  deps: ExchangeDeps,
  countyId: number,
  incidentId: string,
  now: Instant,
): Promise<Told | null> {
  const found = await findIncidents(tx, [{ countyId, id: incidentId }]);
  const incident = found.get(incidentId)?.incident;
  if (!incident) return null;
  const history = await historyOf(tx, deps.keyring, countyId, incidentId);
  return { tx, deps, incident, history, names: await deps.names(countyId), now };
}

async function tellFact(told: Told, entry: HistoryEntry): Promise<number> {
  const { tx, incident } = told;
  const { fact } = entry;
  let count = 0;
  if (fact.type === 'incident.handedOver') return handOver(told, entry, fact.data.system);
  if (fact.type === 'incident.reinforceAsked')
    return fact.data.kind === 'police' ? askBackup(told, entry) : 0;
  if (fact.type === 'incident.called') return tellCall(told, fact);
  for (const order of await ordersOf(tx, incident.countyId, [incident.id]))
    count += await tellOrder(told, order, entry);
  // Its own end was told above; from here on its news are the other matter's.
  if (fact.type === 'incident.merged')
    await followOrders(tx, incident.countyId, incident.id, fact.data.into);
  if (fact.type === 'incident.unmerged')
    await followOrders(tx, incident.countyId, incident.id, null);
  return count;
}

const peerOf = (deps: ExchangeDeps, countyId: number, system: string): Peer | undefined =>
  deps.peers.find((peer) => peer.countyId === countyId && peer.system === system);

async function tellOrder(
  { tx, deps, incident, history, names, now }: Told,
  order: KnownOrder,
  entry: HistoryEntry,
): Promise<number> {
  const { fact } = entry;
  const peer = peerOf(deps, incident.countyId, order.system);
  if (!peer) return 0;
  // What it said or did itself it knows; that its order came in it wants to hear.
  if (fact.by.id === actorIdOf(order.system) && fact.type !== 'incident.reported') return 0;
  const isAnew = fact.type === 'incident.reopened' || fact.type === 'incident.appealed';
  if (order.state === 'ended' && !isAnew) return 0;
  const message = newsOf(order, incident, history, entry, names);
  if (!message) return 0;
  const count = await enqueue(
    tx,
    deps.seal,
    peer,
    [{ message, orderId: order.orderId, incidentId: incident.id, factSeq: fact.seq }],
    now,
  );
  const state = stateAfter(message);
  if (state) await changeOrder(tx, order, { state });
  return count;
}

/** How an order stands between the houses after we said this. */
function stateAfter(message: Draft['message']): KnownOrder['state'] | undefined {
  if (message.kind === 'result') return 'resultSent';
  if (message.kind === 'recall') return 'ended';
  if (message.kind === 'answer') return message.accepted ? 'ended' : 'open';
  if (message.kind === 'step' && message.step === 'reworked') return 'open';
  return undefined;
}

async function handOver(told: Told, entry: HistoryEntry, system: string): Promise<number> {
  const { tx, deps, incident, history, names, now } = told;
  const peer = peerOf(deps, incident.countyId, system);
  const [reported] = history;
  if (!peer || !reported) return 0;
  // Handed over again after a recall it is another order.
  const orderId = `${incident.number}-${entry.fact.seq}`;
  const { countyId, id: incidentId } = incident;
  const sentAt = entry.fact.at;
  await insertOrder(tx, { countyId, system, orderId, givenBy: 'house', incidentId, sentAt });
  const message = orderOf(orderId, incident, entry, reported, names);
  return enqueue(
    tx,
    deps.seal,
    peer,
    [{ message, orderId, incidentId, factSeq: entry.fact.seq }],
    now,
  );
}

/** A call with their desk: also of a matter that is not theirs (非警务警情 passed on by voice). */
async function tellCall(
  { tx, deps, incident, now }: Told,
  fact: Extract<HistoryEntry['fact'], { type: 'incident.called' }>,
): Promise<number> {
  const peer = deps.peers.find(
    (each) => each.countyId === incident.countyId && each.source === fact.data.party,
  );
  if (!peer || fact.by.id === actorIdOf(peer.system)) return 0;
  const orders = await ordersOf(tx, incident.countyId, [incident.id]);
  const order = orders.find(({ system }) => system === peer.system);
  const message = callOf(incident, fact, order?.orderId);
  if (!message) return 0;
  const { callId, how } = message;
  const startedAt = fact.data.startedAt;
  const endedAt = startedAt + fact.data.seconds * SECOND;
  await insertCall(tx, peer, { callId, incidentId: incident.id, how, startedAt, endedAt });
  return enqueue(
    tx,
    deps.seal,
    peer,
    [{ message, orderId: callId, incidentId: incident.id, factSeq: fact.seq }],
    now,
  );
}

async function askBackup(told: Told, entry: HistoryEntry): Promise<number> {
  const { tx, deps, incident, history, names, now } = told;
  const [reported] = history;
  const peer = deps.peers.find((each) => each.countyId === incident.countyId && each.asksBackup);
  if (!peer || !reported) return 0;
  const orders = await ordersOf(tx, incident.countyId, [incident.id]);
  const orderId = orders.find(({ system }) => system === peer.system)?.orderId;
  const helpNo =
    entry.fact.type === 'incident.reinforceAsked' ? (entry.fact.data.help?.no ?? null) : null;
  const backupId = backupIdOf(incident.id, entry.fact.seq);
  const { countyId, id: incidentId } = incident;
  await insertBackup(
    tx,
    countyId,
    { id: backupId, system: peer.system, incidentId, helpNo },
    entry.fact.at,
  );
  const message = backupOf(backupId, incident, entry, reported, orderId, names);
  return enqueue(
    tx,
    deps.seal,
    peer,
    [{ message, orderId: backupId, incidentId, factSeq: entry.fact.seq }],
    now,
  );
}

/** The incident's id with the fact's number in its last digits: the same whenever it is read again. */
function backupIdOf(incidentId: string, factSeq: number): string {
  const tail = factSeq.toString(16).padStart(4, '0').slice(-4);
  return `${incidentId.slice(0, -4)}${tail}`;
}

/**
 * What an order that has just come in has to be told: that it was received, and, when we were cut off
 * between taking it in and knowing whose it is, everything since.
 */
export async function catchUp(
  tx: Tx,
  deps: ExchangeDeps,
  peer: Peer,
  orderId: string,
  now: Instant,
): Promise<void> {
  const order = await findOrder(tx, peer, orderId);
  if (!order) return;
  const history = await historyOf(tx, deps.keyring, peer.countyId, order.incidentId);
  const tell = tellerIn(tx, deps, now);
  for (const { fact } of history) await tell(peer.countyId, order.incidentId, fact.seq);
}
