// HTTP of the exchange: what outside systems send, signed; and the administrator's page.
import {
  actorOf,
  reachOfActor,
  requireAdmin,
  type Actor,
  type AuditAction,
} from '#modules/identity/index.ts';
import { visibleIncident } from '#modules/incident/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { Failure, Refused } from '#platform/errors/index.ts';
import type { Routes } from '#platform/http/index.ts';
import { MINUTE } from '#platform/time/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  GiveUpRequest,
  MESSAGE_BYTES_MAX,
  MessagesPage,
  MessagesQuery,
  OutsideView,
  PeerView,
  PeerViews,
  ReconcileRequest,
  RetryRequest,
  Standing,
  SystemCode,
} from './contract.ts';
import type { ExchangeDeps } from './deps.ts';
import { giveUp } from './give-up.ts';
import { applyStored, takeMessage } from './inbox.ts';
import { GIVE_UP_MAX, REQUESTS_PER_MINUTE_MAX, VIEW_ROWS_MAX } from './limits.ts';
import type { Peer } from './peer.ts';
import { messagePage, peerView, retryMessage } from './queries/peer-views.ts';
import { outsideOf } from './queries/outside-of.ts';
import {
  CLOCK_DIFFERENCE_MAX_MS,
  readSignature,
  requestFault,
  signAnswer,
  SIGNATURE_HEADER,
} from './signing.ts';
import { ourStanding, reconcile, takeStanding } from './standing.ts';
import { useNonce } from './store.ts';

export type ExchangeRoutesDeps = ExchangeDeps &
  Readonly<{
    audit: (
      actor: Actor,
      action: AuditAction,
      details: Readonly<Record<string, string | number>>,
    ) => void;
  }>;

const SystemPath = z.object({ system: SystemCode });

/** What outside systems call. Bodies are read as bytes: they are signed as they were sent. */
export function exchangeRoutes(deps: ExchangeDeps): Routes {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: MESSAGE_BYTES_MAX },
      (_request, body, done) => done(null, body),
    );
    const schema = { tags: ['exchange'], params: SystemPath, security: [] };
    const config = {
      crossSite: true,
      rateLimit: { max: REQUESTS_PER_MINUTE_MAX, timeWindow: MINUTE },
    };

    app.post('/exchange/:system/messages', { schema, config }, async (request, reply) => {
      const { peer, nonce, body } = await signedBy(deps, request);
      const receipt = await takeMessage(deps, peer, jsonOf(body));
      // What is kept is answered for; applying it is our own affair, tried again by the loop.
      await applyStored(deps, peer).catch((error: unknown) =>
        deps.onFailure(error, `exchange ${peer.system} apply`),
      );
      return answer(deps, reply, peer, nonce, receipt);
    });

    app.get('/exchange/:system/standing', { schema, config }, async (request, reply) => {
      const { peer, nonce } = await signedBy(deps, request);
      return answer(deps, reply, peer, nonce, await ourStanding(deps, peer));
    });

    app.post('/exchange/:system/standing', { schema, config }, async (request, reply) => {
      const { peer, nonce, body } = await signedBy(deps, request);
      const read = Standing.safeParse(jsonOf(body));
      if (!read.success || read.data.system !== peer.system || read.data.of !== 'outside')
        throw new Refused('exchange.not-for-us', undefined, { reason: 'standing' });
      return answer(deps, reply, peer, nonce, await takeStanding(deps, peer, read.data));
    });
  };
}

/** Which system sent a request, proven by its signature; each signature serves once. */
async function signedBy(
  deps: ExchangeDeps,
  request: FastifyRequest,
): Promise<{ peer: Peer; nonce: string; body: Uint8Array }> {
  const { system } = request.params as z.output<typeof SystemPath>;
  const header = request.headers[SIGNATURE_HEADER];
  const given = typeof header === 'string' ? header : undefined;
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const now = deps.clock.now();
  const signed = { method: request.method, path: request.url, body };
  // One system may serve several counties: its key tells for which one it speaks.
  const candidates = deps.peers.filter((peer) => peer.system === system);
  const faults = candidates.map((peer) => requestFault(peer.keys, given, signed, now));
  const peer = candidates[faults.indexOf(null)];
  const signature = readSignature(given);
  if (!peer || !signature) {
    deps.onFailure(new Failure('exchange.not-signed'), `exchange ${system} from ${request.ip}`);
    if (faults.includes('too-old'))
      throw new Refused('exchange.too-old', undefined, {
        minutes: CLOCK_DIFFERENCE_MAX_MS / MINUTE,
      });
    // Whether such a system exists is nobody's business who cannot sign.
    throw new Refused('exchange.not-signed');
  }
  if (!(await useNonce(deps.db, `${peer.countyId}/${system}`, signature.nonce, now)))
    throw new Refused('exchange.nonce-used');
  return { peer, nonce: signature.nonce, body };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new Refused('http.invalid-json');
  }
}

function answer(
  deps: ExchangeDeps,
  reply: FastifyReply,
  peer: Peer,
  nonce: string,
  value: unknown,
): FastifyReply {
  const body = JSON.stringify(value);
  const signature = signAnswer(peer.keys, { status: 200, nonce, body }, deps.clock.now());
  return reply
    .header(SIGNATURE_HEADER, signature)
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => payload as string)
    .send(body);
}

/** What people see: how each system stands (system administrators), and one matter's outside side. */
export function exchangeAdminRoutes(deps: ExchangeRoutesDeps): Routes {
  const peersOf = (actor: Actor): readonly Peer[] => {
    const reach = reachOfActor(actor);
    return deps.peers.filter(({ countyId }) => reach === 'all' || reach.includes(countyId));
  };
  const peerFor = (request: FastifyRequest, countyId: number): Peer => {
    const actor = actorOf(request);
    requireAdmin(actor, 'accounts');
    const { system } = request.params as z.output<typeof SystemPath>;
    const peer = peersOf(actor).find(
      (each) => each.system === system && each.countyId === countyId,
    );
    if (!peer) throw new Refused('exchange.unknown-system', 'system', { system });
    return peer;
  };
  return async (app) => {
    const tags = ['exchange'];
    app.get('/exchange', { schema: { tags, response: { 200: PeerViews } } }, async (request) => {
      const actor = actorOf(request);
      requireAdmin(actor, 'accounts');
      const now = deps.clock.now();
      const items = await Promise.all(peersOf(actor).map((peer) => peerView(deps.db, peer, now)));
      return { items };
    });

    app.get(
      '/exchange/:system/messages',
      {
        schema: {
          tags,
          params: SystemPath,
          querystring: MessagesQuery,
          response: { 200: MessagesPage },
        },
      },
      async (request) => {
        const { countyId, direction, troubled, before } = request.query;
        const peer = peerFor(request, countyId);
        const items = await inTransaction(deps.db, [countyId], (tx) =>
          messagePage(tx, peer, direction, { troubled, before }),
        );
        const last = items.at(-1);
        return { items, nextBefore: last && items.length === VIEW_ROWS_MAX ? last.seq : null };
      },
    );

    app.post(
      '/exchange/:system/retry',
      { schema: { tags, params: SystemPath, body: RetryRequest, response: { 200: PeerView } } },
      async (request) => {
        const { countyId, direction, seq } = request.body;
        const peer = peerFor(request, countyId);
        const now = deps.clock.now();
        const isTaken = await inTransaction(deps.db, [countyId], (tx) =>
          retryMessage(tx, peer, direction, seq, now),
        );
        if (!isTaken) throw new Refused('exchange.nothing-to-retry', 'seq', { seq });
        deps.audit(actorOf(request), 'exchange.retry', { system: peer.system, direction, seq });
        deps.onQueued();
        return peerView(deps.db, peer, now);
      },
    );

    app.post(
      '/exchange/:system/give-up',
      { schema: { tags, params: SystemPath, body: GiveUpRequest, response: { 200: PeerView } } },
      async (request) => {
        const { countyId, from, to, reason } = request.body;
        const peer = peerFor(request, countyId);
        if (to - from >= GIVE_UP_MAX)
          throw new Refused('exchange.too-many-missing', 'to', { max: GIVE_UP_MAX });
        const now = deps.clock.now();
        const count = await inTransaction(deps.db, [countyId], (tx) =>
          giveUp(tx, peer, [from, to], reason, now),
        );
        if (count === 0) throw new Refused('exchange.nothing-missing', 'from', { from, to });
        const details = { system: peer.system, from, to, count, reason };
        deps.audit(actorOf(request), 'exchange.give-up', details);
        deps.onQueued();
        return peerView(deps.db, peer, now);
      },
    );

    app.post(
      '/exchange/:system/reconcile',
      { schema: { tags, params: SystemPath, body: ReconcileRequest, response: { 200: PeerView } } },
      async (request) => {
        const peer = peerFor(request, request.body.countyId);
        await reconcile(deps, peer);
        deps.audit(actorOf(request), 'exchange.reconcile', { system: peer.system });
        return peerView(deps.db, peer, deps.clock.now());
      },
    );

    app.get(
      '/exchange/incidents/:id',
      {
        schema: { tags, params: z.object({ id: z.uuid() }), response: { 200: OutsideView } },
      },
      async (request) => {
        const actor = actorOf(request);
        const nameOf = (countyId: number) => (system: string) =>
          deps.peers.find((peer) => peer.countyId === countyId && peer.system === system)?.name ?? {
            zh: system,
            en: system,
          };
        return inTransaction(deps.db, reachOfActor(actor), async (tx) => {
          const { incident } = await visibleIncident(tx, actor, request.params.id);
          const { countyId, id } = incident;
          return outsideOf(tx, countyId, id, nameOf(countyId));
        });
      },
    );
  };
}
