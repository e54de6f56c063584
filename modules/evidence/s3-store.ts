// The other store: any S3-compatible service (MinIO, Ceph, cloud). Small blobs go in one request,
// larger ones in parts, so that memory holds one part per upload.
import { AwsClient } from 'aws4fetch';
import { Failure } from '#platform/errors/index.ts';
import { assertRef, BlobMissing, type BlobRef, type BlobStore } from './blob-store.ts';

export type S3Options = Readonly<{
  /** Address of the service, e.g. `https://s3.example.gov.cn`; path style (`/bucket/key`) is used. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Put before every key, e.g. `evidence/`. */
  prefix?: string;
}>;

/** The smallest part that S3 accepts (except the last). */
export const PART_BYTES = 5 * 1024 * 1024;
/** Sums to half a second of waiting; longer trouble is the caller's to retry. */
const RETRIES = 3;
const RETRY_START_MS = 60;
const REQUEST_TIMEOUT_MS = 60_000;

export function s3Store(options: S3Options): BlobStore {
  const client = new AwsClient({
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    region: options.region,
    service: 's3',
    retries: RETRIES,
    initRetryMs: RETRY_START_MS,
  });
  const urlOf = (ref: BlobRef): string => {
    assertRef(ref);
    return `${options.endpoint.replace(/\/$/, '')}/${options.bucket}/${options.prefix ?? ''}${ref}`;
  };

  async function request(url: string, init: RequestInit, missing?: BlobRef): Promise<Response> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      response = await client.fetch(url, { ...init, signal });
    } catch (cause) {
      throw new Failure('evidence.store-unreachable', cause);
    }
    if (response.ok) return response;
    const text = await response.text();
    if (response.status === 404 && missing !== undefined) throw new BlobMissing(missing);
    throw new Failure('evidence.store-refused', `${response.status} ${text.slice(0, 500)}`);
  }

  async function putInParts(url: string, first: Buffer, rest: AsyncGenerator<Buffer>) {
    const begun = await request(`${url}?uploads`, { method: 'POST' });
    const uploadId = tagged(await begun.text(), 'UploadId');
    const partUrl = (number: number) =>
      `${url}?partNumber=${number}&uploadId=${encodeURIComponent(uploadId)}`;
    try {
      const etags: string[] = [];
      let size = 0;
      const send = async (part: Buffer) => {
        const answer = await request(partUrl(etags.length + 1), {
          method: 'PUT',
          body: bodyOf(part),
        });
        await answer.arrayBuffer();
        etags.push(answer.headers.get('etag') ?? '');
        size += part.length;
      };
      await send(first);
      for await (const part of rest) await send(part);
      const list = etags
        .map(
          (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
        )
        .join('');
      const finished = await request(`${url}?uploadId=${encodeURIComponent(uploadId)}`, {
        method: 'POST',
        body: `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`,
      });
      // S3 may answer 200 and tell of the error in the body.
      const text = await finished.text();
      if (text.includes('<Error>')) throw new Failure('evidence.store-refused', text.slice(0, 500));
      return size;
    } catch (error) {
      await request(`${url}?uploadId=${encodeURIComponent(uploadId)}`, { method: 'DELETE' }).catch(
        () => {}, // the bucket's own rule clears parts that were given up
      );
      throw error;
    }
  }

  return {
    async put(ref, bytes) {
      const url = urlOf(ref);
      const parts = inParts(bytes);
      const first = (await parts.next()).value ?? Buffer.alloc(0);
      if (first.length === PART_BYTES) return putInParts(url, first, parts);
      const answer = await request(url, { method: 'PUT', body: bodyOf(first) });
      await answer.arrayBuffer();
      return first.length;
    },

    async get(ref, range) {
      if (range && range.start >= range.end) return nothing();
      const headers: Record<string, string> = range
        ? { range: `bytes=${range.start}-${range.end - 1}` }
        : {};
      const answer = await request(urlOf(ref), { headers }, ref);
      return answer.body ?? nothing();
    },

    async delete(ref) {
      const answer = await request(urlOf(ref), { method: 'DELETE' }, ref).catch(
        (error: unknown) => {
          if (error instanceof BlobMissing) return undefined;
          throw error;
        },
      );
      await answer?.arrayBuffer();
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Full parts, then what remains. */
async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pending.push(piece);
    size += piece.length;
    while (size >= PART_BYTES) {
      const joined = Buffer.concat(pending);
      yield joined.subarray(0, PART_BYTES);
      pending = [joined.subarray(PART_BYTES)];
      size = joined.length - PART_BYTES;
    }
  }
  if (size > 0) yield Buffer.concat(pending);
}

function tagged(xml: string, tag: string): string {
  const found = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1];
  if (found === undefined) throw new Failure('evidence.store-refused', xml.slice(0, 500));
  return found;
}

function bodyOf(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
