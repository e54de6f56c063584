// The API of evidence: hand in a file, look at its copy, open the original. Files are answered so that a
// browser can do nothing with them but show them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { Readable } from 'node:stream';
import { actorOf, reachOfActor, roleDefinition, type Actor } from '#modules/identity/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { acceptOneFile, idempotencyKeyOf, oneFile, oneFileRoute } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { EvidenceParams, EvidenceSummary, UploadQuery } from './contract.ts';
import { MAX_UPLOAD_BYTES, type Evidence } from './evidence.ts';
import { openOriginal, openServed, openThumb, rangeOf, type Opened } from './open.ts';
import { findEvidenceRow } from './store.ts';
import { summaryOf } from './summary.ts';
import { uploadEvidence, type EvidenceKeeper } from './upload.ts';

export type EvidenceRoutesDeps = Readonly<{
  keeper: EvidenceKeeper;
  clock: Clock;
  /** Whether the actor may see the incident that holds this piece; asked for attached pieces only. */
  mayView(actor: Actor, row: Evidence): Promise<boolean>;
  /** Writes into the audit log, before the bytes leave, that somebody opened an original. */
  recordOpening(actor: Actor, row: Evidence, request: FastifyRequest): Promise<void>;
}>;

/** Neither scripts nor plug-ins nor anything from elsewhere, should a file be opened as a page. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox";

export function evidenceRoutes({
  keeper,
  clock,
  mayView,
  recordOpening,
}: EvidenceRoutesDeps): FastifyPluginAsyncZod {
  async function find(request: FastifyRequest, id: string): Promise<[Actor, Evidence]> {
    const actor = actorOf(request);
    const row = await inTransaction(keeper.db, reachOfActor(actor), (tx) =>
      findEvidenceRow(tx, id),
    );
    const isVisible =
      row !== undefined &&
      (row.incidentId === null ? row.uploadedBy === actor.id : await mayView(actor, row));
    if (!isVisible) throw new Refused('evidence.not-found');
    return [actor, row];
  }

  /**
   * An original tells where the sender stood and with which phone: for those who may see persons, by the
   * very post that shows them the matter.
   */
  async function mayOpenOriginal(actor: Actor, row: Evidence): Promise<boolean> {
    if (row.uploadedBy === actor.id) return true;
    const posts = actor.posts.filter(({ role, place }) => {
      const { view, personalData } = roleDefinition(role);
      return place.countyId === row.countyId && view !== 'own' && personalData !== 'masked';
    });
    return posts.length > 0 && mayView({ ...actor, posts }, row);
  }

  return async (app) => {
    await acceptOneFile(app, MAX_UPLOAD_BYTES);

    app.post(
      '/evidence',
      {
        ...oneFileRoute(MAX_UPLOAD_BYTES),
        schema: {
          summary: 'Hand in a picture, recording, clip or PDF (multipart/form-data, field "file")',
          tags: ['evidence'],
          consumes: ['multipart/form-data'],
          querystring: UploadQuery,
          response: { 201: EvidenceSummary },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const row = await oneFile(request, 'evidence.no-file', (bytes) =>
          uploadEvidence(keeper, bytes, {
            actor,
            countyId: request.query.countyId ?? onlyCounty(actor),
            class: request.query.class,
            now: clock.now(),
            claim: idempotencyKeyOf(request, actor.id),
          }),
        );
        return reply.code(201).send(summaryOf(row));
      },
    );

    app.get(
      '/evidence/:id',
      {
        schema: {
          summary: 'The copy for people (ranges for audio and video)',
          tags: ['evidence'],
          params: EvidenceParams,
        },
      },
      async (request, reply) => {
        const [, row] = await find(request, request.params.id);
        return sendFile(request, reply, row, 'served', (range) => openServed(keeper, row, range));
      },
    );

    app.get(
      '/evidence/:id/thumb',
      { schema: { summary: 'A thumbnail (WebP)', tags: ['evidence'], params: EvidenceParams } },
      async (request, reply) => {
        const [, row] = await find(request, request.params.id);
        return sendFile(request, reply, row, 'thumb', () => openThumb(keeper, row));
      },
    );

    app.get(
      '/evidence/:id/info',
      {
        schema: {
          summary: 'What a piece of evidence is, with the digest of its original',
          tags: ['evidence'],
          params: EvidenceParams,
          response: { 200: EvidenceSummary },
        },
      },
      async (request) => summaryOf((await find(request, request.params.id))[1]),
    );

    app.get(
      '/evidence/:id/original',
      {
        schema: {
          summary: 'The original as handed in; every opening is recorded',
          tags: ['evidence'],
          params: EvidenceParams,
        },
      },
      async (request, reply) => {
        const [actor, row] = await find(request, request.params.id);
        if (!(await mayOpenOriginal(actor, row)))
          throw new Refused('evidence.original-not-allowed');
        const file = openOriginal(keeper, row);
        await recordOpening(actor, row, request);
        const digest = Buffer.from(row.sha256, 'hex').toString('base64');
        reply.header('repr-digest', `sha-256=:${digest}:`);
        return sendFile(request, reply, row, 'original', () => file);
      },
    );
  };
}

function onlyCounty(actor: Actor): number {
  const reach = reachOfActor(actor);
  const [countyId] = reach === 'all' ? [] : reach;
  if (countyId === undefined || reach.length > 1)
    throw new Refused('evidence.county-needed', 'countyId');
  return countyId;
}

const EXTENSION: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/3gpp': '3gp',
  'video/3gpp': '3gp',
  'video/quicktime': 'mov',
};

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  row: Evidence,
  part: 'served' | 'thumb' | 'original',
  open: (range: ReturnType<typeof rangeOf>) => Opened,
): FastifyReply {
  // Rights are asked every time; bytes that have not changed need not travel again.
  const tag = `"${row.sha256.slice(0, 32)}-${part}"`;
  const isErased = row.erasedAt !== null;
  if (!isErased && part !== 'original' && request.headers['if-none-match'] === tag)
    return reply.code(304).header('etag', tag).send();
  const bytes = part === 'served' ? row.servedBytes : part === 'thumb' ? row.thumbBytes : row.bytes;
  const ifRange = request.headers['if-range'];
  const isSame = ifRange === undefined || ifRange === tag;
  const range = part !== 'thumb' && isSame ? rangeOf(request.headers.range, bytes ?? 0) : undefined;
  const file = open(range);
  const name = `${row.id}${part === 'served' ? '' : `-${part}`}.${EXTENSION[file.mime] ?? file.mime.split('/')[1]}`;
  // A PDF is a program for its reader: it is downloaded, never shown inside our origin.
  const isShown = part !== 'original' && row.kind !== 'document';
  reply.headers({
    'content-type': file.mime,
    'content-length': file.range.end - file.range.start,
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${name}"`,
    'content-security-policy': FILE_POLICY,
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': part === 'original' ? 'no-store' : 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: tag,
  });
  if (range) {
    reply
      .code(206)
      .header('content-range', `bytes ${range.start}-${range.end - 1}/${file.totalBytes}`);
  }
  return reply.send(Readable.from(file.stream, { objectMode: false }));
}
