// How a file becomes evidence: sniff the beginning, seal while it streams in (never whole in memory, never
// plain on disk), look at the end, derive what is served, and only then a row. A refusal at any point
// leaves no bytes behind.
import { createHash } from 'node:crypto';
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import {
  answersBefore,
  claimOfBytes,
  doneBefore,
  doOnce,
  type IdempotencyClaim,
} from '#platform/http/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { gate, type Gate } from '#platform/jobs/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { blobRef, type BlobStore } from './blob-store.ts';
import {
  MAX_BYTES,
  MAX_UNATTACHED_PER_UPLOADER,
  PICTURES_AT_ONCE,
  UPLOADS_AT_ONCE,
  type Evidence,
  type EvidenceClass,
} from './evidence.ts';
import { HEAD_BYTES, isRefusal, refuseByTail, sniff, TAIL_BYTES, type Sniffed } from './kinds.ts';
import { readMovie } from './movie-boxes.ts';
import { derivePicture } from './pictures.ts';
import { collect, newDataKey, openSealed, seal, wrapKey, type DataKey } from './sealing.ts';
import { countUnattached, findEvidenceRow, insertEvidence } from './store.ts';

/** What evidence needs of the world; one per process. */
export type EvidenceKeeper = Readonly<{
  db: Db;
  store: BlobStore;
  /** 32 bytes; wraps the key of every piece. */
  masterKey: Uint8Array;
  uploads: Gate;
  pictures: Gate;
}>;

/** Waiting for a decoder costs nothing but patience: the bytes are already sealed in the store. */
const PICTURES_WAITING = 64;

export function evidenceKeeper(db: Db, store: BlobStore, masterKey: Uint8Array): EvidenceKeeper {
  return {
    db,
    store,
    masterKey,
    uploads: gate(UPLOADS_AT_ONCE, 0),
    pictures: gate(PICTURES_AT_ONCE, PICTURES_WAITING),
  };
}

export type UploadContext = Readonly<{
  actor: Actor;
  countyId: number;
  class: EvidenceClass;
  now: Instant;
  /** Sent again under the same key, with the same bytes, it is the same piece. */
  claim?: IdempotencyClaim | undefined;
}>;

/**
 * Takes in one file from a stream of its bytes. The actor must hold a post in the county.
 * Throws Refused (`evidence.*`, `http.idempotency-key-reused`); the stream may be left half read.
 */
export async function uploadEvidence(
  keeper: EvidenceKeeper,
  stream: AsyncIterable<Uint8Array>,
  context: UploadContext,
): Promise<Evidence> {
  const reach = reachOfActor(context.actor);
  if (reach !== 'all' && !reach.includes(context.countyId))
    throw new Refused('evidence.county-needed', 'countyId');
  return keeper.uploads.through(
    () => takeIn(keeper, stream, context),
    () => new Refused('evidence.busy', undefined, { seconds: 5 }),
  );
}

async function takeIn(
  keeper: EvidenceKeeper,
  stream: AsyncIterable<Uint8Array>,
  { actor, countyId, class: class_, now, claim }: UploadContext,
): Promise<Evidence> {
  const { db, store, masterKey } = keeper;
  const { waiting, isKnown } = await inTransaction(db, [countyId], async (tx) => ({
    waiting: await countUnattached(tx, actor.id),
    isKnown: (await answersBefore(tx, [claim], now)).some((found) => found !== undefined),
  }));
  if (!isKnown && actor.kind === 'person' && waiting >= MAX_UNATTACHED_PER_UPLOADER)
    throw new Refused('evidence.too-many-waiting', undefined, {
      limit: MAX_UNATTACHED_PER_UPLOADER,
    });

  const incoming = await peek(stream, HEAD_BYTES);
  const sniffed = await sniff(incoming.head);
  if (isRefusal(sniffed)) {
    await incoming.letGo();
    throw new Refused(sniffed.code, 'file', sniffed.params);
  }

  const id = uuidv7(now);
  const key = newDataKey();
  const refs = {
    original: blobRef(countyId, id, 'original'),
    served: blobRef(countyId, id, 'served'),
    thumb: blobRef(countyId, id, 'thumb'),
  };
  try {
    const counted = measure(incoming.all(), MAX_BYTES[sniffed.kind]);
    await store.put(refs.original, seal(key, counted.stream));
    const { bytes, sha256 } = counted.result();
    const exact = claim && claimOfBytes(claim, sha256);
    const before = await doneBefore<Taken>(db, exact, now);
    if (before) return await again(keeper, countyId, before.body, refs);
    const looks = await look(keeper, { key, ref: refs.original, bytes, sniffed });
    if (looks.served) await store.put(refs.served, seal(key, once(looks.served)));
    if (looks.thumb) await store.put(refs.thumb, seal(key, once(looks.thumb)));
    const row: Evidence = {
      countyId,
      id,
      incidentId: null,
      kind: looks.kind,
      class: class_,
      mime: looks.mime,
      bytes,
      sha256,
      width: looks.width,
      height: looks.height,
      durationMs: looks.durationMs,
      originalRef: refs.original,
      servedRef: looks.served ? refs.served : null,
      servedMime: looks.servedMime,
      servedBytes: looks.served?.length ?? bytes,
      thumbRef: looks.thumb ? refs.thumb : null,
      thumbBytes: looks.thumb?.length ?? null,
      blanks: looks.blanks,
      uploadedBy: actor.id,
      uploadedAt: now,
      wrappedKey: wrapKey(masterKey, key, id),
      erasedAt: null,
    };
    const { body, isRepeated } = await doOnce<Taken>(db, [countyId], exact, now, async (tx) => {
      await insertEvidence(tx, row);
      return { id };
    });
    return isRepeated ? await again(keeper, countyId, body, refs) : row;
  } catch (error) {
    await letBytesGo(store, refs);
    throw error;
  } finally {
    await incoming.letGo();
  }
}

/** What is kept for a key. */
type Taken = Readonly<{ id: string }>;
type Refs = Readonly<Record<string, string>>;

/** The piece that the same bytes became before; what has just been stored goes. */
async function again(
  { db, store }: EvidenceKeeper,
  countyId: number,
  { id }: Taken,
  refs: Refs,
): Promise<Evidence> {
  await letBytesGo(store, refs);
  const row = await inTransaction(db, [countyId], (tx) => findEvidenceRow(tx, id));
  if (!row) throw new Refused('evidence.not-found');
  return row;
}

/** Without a row the key is lost and the bytes are noise; whatever cannot be deleted now is only that. */
async function letBytesGo(store: BlobStore, refs: Refs): Promise<void> {
  await Promise.allSettled(Object.values(refs).map((ref) => store.delete(ref)));
}

type Looks = Pick<
  Evidence,
  'kind' | 'mime' | 'width' | 'height' | 'durationMs' | 'servedMime' | 'blanks'
> &
  Readonly<{ served: Buffer | null; thumb: Buffer | null }>;

/** Reads the sealed original back: its end, and what there is to see or hear in it. */
async function look(
  { store, pictures }: EvidenceKeeper,
  original: Readonly<{ key: DataKey; ref: string; bytes: number; sniffed: Sniffed }>,
): Promise<Looks> {
  const { key, ref, bytes, sniffed } = original;
  const read = async (start: number, end: number): Promise<Buffer> => {
    const blob = (from: number, to: number) => store.get(ref, { start: from, end: to });
    return collect(openSealed(key, blob, bytes, start, Math.min(end, bytes)));
  };
  const refusal = refuseByTail(sniffed, await read(Math.max(0, bytes - TAIL_BYTES), bytes));
  if (refusal) throw new Refused(refusal.code, 'file', refusal.params);

  const nothing = {
    width: null,
    height: null,
    durationMs: null,
    blanks: [],
    served: null,
    thumb: null,
  };
  if (sniffed.kind === 'image') {
    const derived = await pictures.through(
      async () => derivePicture(await read(0, bytes), sniffed.mime),
      () => new Refused('evidence.busy', undefined, { seconds: 10 }),
    );
    return { ...nothing, ...sniffed, ...derived };
  }
  if (BOXED.test(sniffed.mime)) {
    const movie = await readMovie(cached(read, bytes), bytes);
    if (!movie) throw new Refused('evidence.damaged', 'file');
    // Android's recorder and 3GP use one wrapper for sound and for moving pictures.
    const kind = movie.hasVideo ? 'video' : 'audio';
    const mime =
      sniffed.mime === 'video/quicktime' ? sniffed.mime : sniffed.mime.replace(/^\w+/, kind);
    const { durationMs, width, height, blanks } = movie;
    return { ...nothing, kind, mime, servedMime: mime, durationMs, width, height, blanks };
  }
  const durationMs = sniffed.mime === 'audio/wav' ? wavDurationMs(await read(0, 44), bytes) : null;
  return { ...nothing, ...sniffed, servedMime: sniffed.mime, durationMs };
}

const BOXED = /^(video|audio)\/(mp4|quicktime|3gpp)$/;

function wavDurationMs(head: Buffer, bytes: number): number | null {
  const bytesPerSecond = head.length === 44 ? head.readUInt32LE(28) : 0;
  return bytesPerSecond > 0 ? Math.round(((bytes - 44) / bytesPerSecond) * 1000) : null;
}

/** Box headers are a few bytes each: reads a stretch once and answers small reads from it. */
function cached(read: (start: number, end: number) => Promise<Buffer>, bytes: number) {
  const STRETCH = 64 * 1024;
  let from = 0;
  let held: Buffer = Buffer.alloc(0);
  return async (start: number, end: number): Promise<Buffer> => {
    if (end - start > STRETCH) return read(start, end);
    if (start < from || end > from + held.length) {
      from = start;
      held = await read(start, Math.min(start + STRETCH, bytes));
    }
    return held.subarray(start - from, end - from);
  };
}

/** Reads at least `size` bytes ahead (or all), and can still give the whole stream. */
async function peek(stream: AsyncIterable<Uint8Array>, size: number) {
  const iterator = stream[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let read = 0;
  while (read < size) {
    const { done, value } = await iterator.next();
    if (done) break;
    pieces.push(value);
    read += value.length;
  }
  const head = Buffer.concat(pieces);
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      yield value;
    }
  }
  return { head: head.subarray(0, size), all, letGo: async () => void (await iterator.return?.()) };
}

/** Counts and digests what passes; refuses as soon as there is too much of it. */
function measure(stream: AsyncIterable<Uint8Array>, maxBytes: number) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of stream) {
      bytes += piece.length;
      if (bytes > maxBytes)
        throw new Refused('evidence.too-large', 'file', { limit: maxBytes / 1024 / 1024 });
      hash.update(piece);
      yield piece;
    }
  }
  return { stream: counted(), result: () => ({ bytes, sha256: hash.digest('hex') }) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
