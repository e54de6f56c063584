// In which encoding a text file is: UTF-8 with or without mark, UTF-16 with mark, or what else a Chinese
// office writes: GB18030 (of which GBK and GB2312 are parts).
import type { ByteSource } from './byte-source.ts';

export const TEXT_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/**
 * Finds the encoding by reading the whole file once: a list may well begin with pages of plain digits
 * before the first Chinese character tells.
 */
export async function detectEncoding(source: ByteSource): Promise<TextEncoding> {
  const head = await source.read(0, 2);
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of source.stream()) decoder.decode(piece, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

/** Decodes piece by piece; characters cut between pieces are kept whole, bytes without meaning shown as �. */
export async function* decodedText(
  source: ByteSource,
  encoding: TextEncoding,
): AsyncGenerator<string, void, undefined> {
  if (encoding === 'gb18030') {
    // Nothing is carried over inside the decoder: Node's throws, though not told to be strict, when the
    // next piece breaks off a character of four bytes that the last one began (Node 20 to 24).
    const decoder = new TextDecoder(encoding);
    for await (const piece of betweenCharacters(source.stream())) yield decoder.decode(piece);
    return;
  }
  const decoder = new TextDecoder(encoding); // drops the byte-order mark
  for await (const piece of source.stream()) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** What may be held while no place to cut is found: more than a row may have. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/**
 * Cuts anew, after a byte that is no part of a longer character: in GB18030 each below `0`, such as the
 * comma and the end of a line. A file without any (no table then) is cut where it happens.
 */
async function* betweenCharacters(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const piece of pieces) {
    const end = piece.findLastIndex((byte) => byte < 0x30) + 1;
    if (end > 0) {
      yield Buffer.concat([...held, piece.subarray(0, end)]);
      [held, heldBytes] = [[], 0];
    }
    held.push(piece.subarray(end));
    heldBytes += piece.length - end;
    if (heldBytes > MAX_HELD_BYTES) {
      yield Buffer.concat(held);
      [held, heldBytes] = [[], 0];
    }
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}
