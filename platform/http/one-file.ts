// A body that holds one file (multipart/form-data, field "file"), read piece by piece and never as a whole. A form that
// is none, or that breaks off, is the sender's fault, although the parser's errors carry no code that says so.
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '#platform/errors/index.ts';
import { MULTIPART_FIELDS_MAX, MULTIPART_HEADERS_MAX, MULTIPART_OVERHEAD_BYTES } from './limits.ts';
import type { HttpRefusal } from './refusals.ts';

/** Lets the routes of this scope take a form with one file of at most so many bytes. */
export async function acceptOneFile(app: FastifyInstance, maxBytes: number): Promise<void> {
  await app.register(multipart, {
    limits: {
      files: 1,
      fields: MULTIPART_FIELDS_MAX,
      parts: MULTIPART_FIELDS_MAX + 1,
      fileSize: maxBytes + 1,
      headerPairs: MULTIPART_HEADERS_MAX,
    },
    throwFileSizeLimit: false, // who reads the bytes refuses first, with the limit of their kind
  });
}

/** What such a route says of itself. */
export const oneFileRoute = (maxBytes: number) => ({
  bodyLimit: maxBytes + MULTIPART_OVERHEAD_BYTES,
  config: { streamsBody: true },
});

/**
 * Hands the bytes of the form's file, and the name that the sender gave it, to `use`, and answers what that answers.
 * @throws {Refused} `none` without a file; `http.broken-form` when the form is none or breaks off
 */
export async function oneFile<T>(
  request: FastifyRequest,
  none: string,
  use: (bytes: AsyncIterable<Uint8Array>, name: string | undefined) => Promise<T>,
): Promise<T> {
  const part = request.isMultipart() ? await request.file().catch(refuse) : undefined;
  if (!part) throw new Refused(none, 'file');
  try {
    return await use(unbroken(part.file.iterator({ destroyOnReturn: false })), part.filename);
  } finally {
    part.file.resume(); // what a refusal left unread, so that the answer can be read
  }
}

async function* unbroken(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    refuse(error);
  }
}

/** The plugin's own errors know their status; those of its parser are bare. */
function refuse(error: unknown): never {
  if (error instanceof Error && 'statusCode' in error) throw error;
  throw new Refused('http.broken-form' satisfies HttpRefusal, 'file');
}
