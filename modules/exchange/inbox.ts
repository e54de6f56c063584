// Messages come in: each number is kept once, answered with a receipt, then applied through the main path.
import { createHash } from 'node:crypto';
import { systemActor } from '#modules/identity/index.ts';
import {
  findIncidents,
  type Incident,
  type Outcome,
  type Reporting,
  type Status,
  type Verb,
} from '#modules/incident/index.ts';
import { inTransaction, isConnectionLoss } from '#platform/db/index.ts';
import { Failure, Refused } from '#platform/errors/index.ts';
import { canonicalText } from '#platform/facts/index.ts';
import type { Instant } from '#platform/time/index.ts';
import {
  CONTRACT_VERSION,
  Envelope,
  readMessage,
  type Message,
  type MessageOf,
  type Receipt,
} from './contract.ts';
import type { ExchangeDeps } from './deps.ts';
import { actFor, reportOf } from './incoming.ts';
import { AHEAD_MAX, APPLY_ROUND_MAX, GAP_WAIT_MAX_MS } from './limits.ts';
import { takeBack } from './give-up.ts';
import { catchUp } from './news.ts';
import type { Peer } from './peer.ts';
import { actorIdOf } from './peer.ts';
import { pauseAfter } from './pause.ts';
import {
  changeOrder,
  findBackup,
  findIn,
  findOrder,
  insertCall,
  insertOrder,
  keepIn,
  lockPeer,
  markApplied,
  missingIn,
  putOffIn,
  stepBackup,
  storedIn,
  type InRow,
  type KnownOrder,
} from './store.ts';

/** As whom the machine passes on what an outside system says. */
const actorOf = ({ system, name }: Peer) => ({
  ...systemActor(''),
  id: actorIdOf(system),
  name: name.zh,
});

/**
 * Keeps a message that came in under its number; the receipt says whether it is new. What cannot be
 * understood is kept as refused, so that its number leaves no gap.
 * @throws Refused('exchange.not-for-us' | 'exchange.seq-too-far') when nothing can be kept.
 */
export async function takeMessage(deps: ExchangeDeps, peer: Peer, raw: unknown): Promise<Receipt> {
  const read = Envelope.safeParse(raw);
  if (!read.success) {
    const [issue] = read.error.issues;
    const reason = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
    throw new Refused('exchange.not-for-us', issue?.path.join('.'), { reason });
  }
  const envelope = read.data;
  if (envelope.system !== peer.system || envelope.direction !== 'in')
    throw new Refused('exchange.not-for-us', 'system', { reason: 'system, direction' });
  const now = deps.clock.now();
  const message = readMessage(envelope);
  const text = canonicalText({ key: envelope.key, message: envelope.message ?? null });
  const digest = createHash('sha256').update(text).digest();
  const { seq, key } = envelope;
  const receipt = (result: Receipt['result'], code?: string): Receipt => ({
    contract: CONTRACT_VERSION,
    system: peer.system,
    direction: 'in',
    seq,
    key,
    result,
    ...(code === undefined ? {} : { code }),
    at: new Date(now).toISOString(),
  });
  return inTransaction(deps.db, [peer.countyId], async (tx) => {
    const standing = await lockPeer(tx, peer);
    const before = await findIn(tx, peer, seq);
    if (before?.state === 'givenUp') await takeBack(tx, peer, seq);
    else if (before) {
      if (!before.digest.equals(digest)) return receipt('refused', 'exchange.seq-reused');
      return before.state === 'refused'
        ? receipt('refused', before.problem ?? 'exchange.not-understood')
        : receipt('repeated');
    }
    if (seq > standing.inHighest + AHEAD_MAX)
      throw new Refused('exchange.seq-too-far', 'seq', { seq });
    const place = { countyId: peer.countyId, system: peer.system, direction: 'in', seq } as const;
    await keepIn(tx, peer, standing, {
      seq,
      key,
      kind: message?.kind ?? 'unknown',
      orderId: message && 'orderId' in message ? (message.orderId ?? null) : null,
      digest,
      sealed: deps.seal.seal(place, JSON.stringify(envelope.message ?? null)),
      sentAt: Date.parse(envelope.at),
      receivedAt: now,
      state: message ? 'stored' : 'refused',
      problem: message ? null : 'exchange.not-understood',
    });
    return message ? receipt('taken') : receipt('refused', 'exchange.not-understood');
  });
}

/** Applies what waits, in order; how many messages were ended. One round at a time for each system. */
export async function applyStored(deps: ExchangeDeps, peer: Peer): Promise<number> {
  const now = deps.clock.now();
  const { rows, firstGap } = await inTransaction(deps.db, [peer.countyId], async (tx) => ({
    rows: await storedIn(tx, peer, APPLY_ROUND_MAX),
    firstGap: (await missingIn(tx, peer))[0]?.[0] ?? Infinity,
  }));
  let ended = 0;
  const waiting = new Set<string>();
  for (const row of rows) {
    // What concerns one order is done in the order it was said; others need not wait for it.
    const thread = row.orderId ?? `${row.kind}/${row.seq}`;
    const isEarly =
      row.kind !== 'order' && row.seq > firstGap && now - row.receivedAt < GAP_WAIT_MAX_MS;
    if (waiting.has(thread) || isEarly || (row.nextAt ?? 0) > now) {
      waiting.add(thread);
      continue;
    }
    if (await applyOne(deps, peer, row, now, row.seq > firstGap)) ended += 1;
    else waiting.add(thread);
  }
  return ended;
}

/** False when it has to be tried again. */
async function applyOne(
  deps: ExchangeDeps,
  peer: Peer,
  row: InRow,
  now: Instant,
  isAfterGap: boolean,
): Promise<boolean> {
  const place = { countyId: peer.countyId, system: peer.system, direction: 'in' } as const;
  try {
    if (!row.sealed) throw new Failure('exchange.body-erased');
    const message = JSON.parse(deps.seal.open({ ...place, seq: row.seq }, row.sealed)) as Message;
    if (message.kind === 'order') await applyOrder(deps, peer, row, message, now);
    else await applyAbout(deps, peer, row, message, now, isAfterGap);
    return true;
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    deps.onFailure(error, `exchange ${peer.system} in ${row.seq}`);
    const problem = error instanceof Refused ? error.refusal.code : 'exchange.not-applied';
    await inTransaction(deps.db, [peer.countyId], (tx) =>
      putOffIn(tx, peer, row.seq, problem, now + pauseAfter(row.attempts)),
    );
    return false;
  }
}

async function applyOrder(
  deps: ExchangeDeps,
  peer: Peer,
  row: InRow,
  order: MessageOf<'order'>,
  now: Instant,
): Promise<void> {
  const { countyId, system } = peer;
  const known = await deps.knowledge.of(countyId);
  const { catalog } = known.basis(known.currentCatalog);
  const report = reportOf(order, peer, (code) => catalog.byCode.has(code), row.receivedAt);
  const prepared = await prepare(deps, countyId, report, order.place?.division, now);
  const given = { system, remoteId: order.orderId, sentAt: row.sentAt };
  const received = await deps.performer
    .receive({ ...prepared, actor: actorOf(peer), given })
    .catch((error: unknown) => {
      if (error instanceof Refused) return { ok: false as const, refusal: error.refusal };
      throw error;
    });
  if (!received.ok) {
    const isOther = received.refusal.code === 'incident.key-reused';
    if (!isOther) throw new Refused(received.refusal.code, received.refusal.field);
    return end(deps, peer, row, { problem: 'exchange.order-changed', state: 'refused' }, now);
  }
  const { incidentId } = received;
  await inTransaction(deps.db, [countyId], async (tx) => {
    if (!(await markApplied(tx, peer, row.seq, { ...APPLIED, incidentId }, now))) return;
    const link = { countyId, system, orderId: order.orderId, incidentId } as const;
    await insertOrder(tx, { ...link, givenBy: 'outside', sentAt: row.sentAt });
    await catchUp(tx, deps, peer, order.orderId, now);
  });
  deps.onQueued();
}

/**
 * Its point tells best where it is, then the division it names. Neither is a reason to leave an order lying:
 * its words stay, and triage and people find the place.
 */
async function prepare(
  deps: ExchangeDeps,
  countyId: number,
  report: ReturnType<typeof reportOf>,
  division: string | undefined,
  now: Instant,
): Promise<Reporting> {
  const { point, ...rest } = report;
  if (point) {
    const placed = await deps.prepare(countyId, report, now).catch((error: unknown) => {
      if (error instanceof Refused && error.refusal.field === 'point') return undefined;
      throw error;
    });
    if (placed) return placed;
  }
  const placeId = division === undefined ? undefined : await deps.placeOf(countyId, division);
  return deps.prepare(countyId, placeId === undefined ? rest : { ...rest, townId: placeId }, now);
}

const APPLIED = { state: 'applied', incidentId: null, problem: null } as const;

async function end(
  deps: ExchangeDeps,
  peer: Peer,
  row: InRow,
  change: Partial<typeof APPLIED> | { state: 'refused'; problem: string },
  now: Instant,
): Promise<void> {
  await inTransaction(deps.db, [peer.countyId], (tx) =>
    markApplied(tx, peer, row.seq, { ...APPLIED, ...change }, now),
  );
}

async function applyAbout(
  deps: ExchangeDeps,
  peer: Peer,
  row: InRow,
  message: Exclude<Message, { kind: 'order' }>,
  now: Instant,
  isAfterGap: boolean,
): Promise<void> {
  const { countyId } = peer;
  const language = await deps.language(countyId);
  const known = await inTransaction(deps.db, [countyId], async (tx) => {
    const orderId = 'orderId' in message ? message.orderId : undefined;
    const order = orderId === undefined ? null : await findOrder(tx, peer, orderId);
    const backup =
      message.kind === 'backupStep' ? await findBackup(tx, peer, message.backupId) : null;
    // 并案: what is said of an order that was merged concerns the matter it was merged into.
    const incidentId = order?.follows ?? order?.incidentId ?? backup?.incidentId;
    const found = incidentId === undefined ? [] : [{ countyId, id: incidentId }];
    const incident = (await findIncidents(tx, found)).get(incidentId ?? '')?.incident ?? null;
    return { order, backup, incident };
  });
  const act = actFor(message, known, peer.source, language);
  // Its order may be among what is missing: then it waits for it, however long.
  if (act.do === 'refuse' && act.code === 'exchange.unknown-order' && isAfterGap)
    throw new Refused(act.code);
  if (act.do === 'refuse')
    return end(deps, peer, row, { state: 'refused', problem: act.code }, now);
  const problem =
    act.do === 'verb' && known.incident
      ? await done(deps, peer, row, known.incident, act, message, language)
      : null;
  await inTransaction(deps.db, [countyId], async (tx) => {
    const incidentId = known.incident?.id ?? null;
    if (!(await markApplied(tx, peer, row.seq, { ...APPLIED, incidentId, problem }, now))) return;
    if (known.order)
      await changeOrder(
        tx,
        { ...peer, orderId: known.order.orderId },
        orderChange(message, known.order, known.incident?.status ?? 'closed', problem),
      );
    if (message.kind === 'backupStep' && known.backup)
      await stepBackup(tx, countyId, message.backupId, message.step, Date.parse(message.at));
    if (message.kind === 'call')
      await insertCall(tx, peer, {
        callId: message.callId,
        incidentId,
        how: message.how,
        startedAt: Date.parse(message.startedAt),
        endedAt: message.endedAt === undefined ? null : Date.parse(message.endedAt),
      });
  });
}

const AT_WORK: readonly Status[] = ['reported', 'filed', 'dispatched', 'handling'];

/** What a message changes of how an order stands between the houses. */
function orderChange(
  message: Message,
  order: KnownOrder,
  statusBefore: Status,
  problem: string | null,
): Readonly<{ state?: KnownOrder['state']; remoteNumber?: string }> {
  switch (message.kind) {
    case 'result':
      return { state: 'resultSent' };
    case 'answer':
      if (!message.accepted) return { state: 'open' };
      // Agreed to a result that was taken back here meanwhile: it goes on until there is another one.
      return problem !== null || AT_WORK.includes(statusBefore) ? {} : { state: 'ended' };
    case 'recall':
      return { state: 'ended' };
    case 'step':
      return order.givenBy === 'house' && message.number !== undefined
        ? { remoteNumber: message.number }
        : {};
    default:
      return {};
  }
}

/** Does the verb; where the matter does not allow it any more the words are written down instead. */
async function done(
  deps: ExchangeDeps,
  peer: Peer,
  row: InRow,
  incident: Incident,
  act: Readonly<{ verb: Verb; input: object }>,
  message: Message,
  language: 'zh' | 'en',
): Promise<string | null> {
  const outcome = await performOnce(deps, peer, row, act.verb, act.input, incident);
  if (outcome.ok) return null;
  const { code } = outcome.refusal;
  const input = act.input as { note?: string; reason?: string; instruction?: string };
  const note = input.note ?? input.reason ?? input.instruction ?? message.kind;
  if (act.verb === 'annotate') return code;
  const late = language === 'zh' ? `（未能执行）${note}` : `(not possible) ${note}`;
  const written = await performOnce(deps, peer, row, 'annotate', { note: late }, incident);
  return written.ok ? code : written.refusal.code;
}

/** The same message applied again is answered again, not done again. */
function performOnce(
  deps: ExchangeDeps,
  peer: Peer,
  row: InRow,
  verb: Verb,
  input: object,
  incident: Incident,
): Promise<Outcome> {
  return deps.performer
    .perform({
      countyId: peer.countyId,
      incidentId: incident.id,
      verb,
      input,
      actor: actorOf(peer),
      once: {
        accountId: actorIdOf(peer.system),
        key: `in/${peer.countyId}/${row.seq}/${verb}`,
        requestHash: row.digest,
      },
    })
    .catch((error: unknown): Outcome => {
      if (error instanceof Refused) return { ok: false, refusal: error.refusal };
      throw error;
    });
}
