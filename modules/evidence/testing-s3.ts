// A small real S3-like server on a loopback port, for tests: checks that requests are signed with the
// right key, keeps objects in memory, knows ranges and uploads in parts.
import { createHmac, createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collect } from './sealing.ts';
import type { S3Options } from './s3-store.ts';

export type S3Server = Readonly<{
  options: S3Options;
  objects: Map<string, Buffer>;
  /** Method and path of every request. */
  requests: string[];
  /** Unfinished uploads in parts. */
  uploads: Map<string, Map<number, Buffer>>;
  /** Answers the next requests with 503. */
  failNext(times: number): void;
  close(): Promise<void>;
}>;

const SECRET = 'a-secret';

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: string[] = [];
  let failures = 0;

  const answer = async (request: IncomingMessage): Promise<[number, Buffer | string, string?]> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    const body = await collect(request);
    if (!isSigned(request, url)) return [403, '<Error><Code>SignatureDoesNotMatch</Code></Error>'];
    if (failures > 0) {
      failures -= 1;
      return [503, '<Error><Code>SlowDown</Code></Error>'];
    }
    const key = url.pathname;
    const uploadId = url.searchParams.get('uploadId');
    const parts = uploadId === null ? undefined : uploads.get(uploadId);
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      const id = `upload/${uploads.size + 1}=`;
      uploads.set(id, new Map());
      return [200, `<R><UploadId>${id}</UploadId></R>`];
    }
    if (uploadId !== null) {
      if (!parts) return [404, '<Error><Code>NoSuchUpload</Code></Error>'];
      if (request.method === 'PUT') {
        parts.set(Number(url.searchParams.get('partNumber')), body);
        return [200, '', `"part-${parts.size}"`];
      }
      uploads.delete(uploadId);
      if (request.method === 'DELETE') return [204, ''];
      const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)/g)].map((m) => Number(m[1]));
      objects.set(key, Buffer.concat(numbers.map((n) => parts.get(n) ?? Buffer.alloc(0))));
      return [200, '<CompleteMultipartUploadResult/>'];
    }
    if (request.method === 'PUT') {
      if (request.headers['content-length'] === undefined) return [411, 'MissingContentLength'];
      objects.set(key, body);
      return [200, ''];
    }
    if (request.method === 'DELETE') return objects.delete(key) ? [204, ''] : [404, ''];
    const object = objects.get(key);
    if (!object) return [404, '<Error><Code>NoSuchKey</Code></Error>'];
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range) return [200, object];
    if (Number(range[1]) >= object.length) return [416, 'InvalidRange'];
    return [206, object.subarray(Number(range[1]), Number(range[2]) + 1)];
  };

  const server = createServer((request, response) => {
    void answer(request).then(([status, body, etag]) => {
      response.writeHead(status, etag === undefined ? {} : { etag });
      response.end(body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    objects,
    requests,
    uploads,
    options: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'evidence',
      region: 'cn-east-1',
      accessKeyId: 'AKMAPLE',
      secretAccessKey: SECRET,
      prefix: 'test/',
    },
    failNext: (times) => void (failures = times),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Recomputes the signature (AWS Signature Version 4) from what arrived. */
function isSigned(request: IncomingMessage, url: URL): boolean {
  const { authorization = '' } = request.headers;
  const found =
    /^AWS4-HMAC-SHA256 Credential=AKMAPLE\/(\d{8})\/(\S+)\/s3\/aws4_request, SignedHeaders=(\S+), Signature=(\w+)$/.exec(
      authorization,
    );
  if (!found) return false;
  const [, day = '', region = '', signedHeaders = '', signature] = found;
  const header = (name: string) => String(request.headers[name] ?? '').trim();
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest();
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const canonical = [
    request.method,
    url.pathname,
    query,
    ...signedHeaders.split(';').map((name) => `${name}:${header(name)}`),
    '',
    signedHeaders,
    header('x-amz-content-sha256'),
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, hash(canonical)].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${SECRET}`, day), region));
  return hmac(key, text).toString('hex') === signature;
}
