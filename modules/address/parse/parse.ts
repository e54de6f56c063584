// An address in words, as its parts with their places in the text.
import { KIND_NAMES, type AddressKind } from './kinds.ts';
import { shippedParser } from './shipped.ts';
import { splitPieces } from './tokens.ts';

/** A part at `[start, end)` of the text as given. */
export type AddressPart = Readonly<{ kind: AddressKind; text: string; start: number; end: number }>;

/** What comes after this many characters is not read: no address is that long. */
export const ADDRESS_LENGTH_MAX = 300;

/** The parts from left to right; none for a text without anything to read. Never throws. */
export function parseAddress(text: string): AddressPart[] {
  const read = text.length > ADDRESS_LENGTH_MAX ? text.slice(0, ADDRESS_LENGTH_MAX) : text;
  const pieces = splitPieces(read);
  return shippedParser()(pieces.map((piece) => piece.word)).map(({ from, to, kind }) => {
    const start = pieces[from]?.start ?? 0;
    const end = pieces[to - 1]?.end ?? start;
    return { kind: KIND_NAMES[kind] ?? 'otherinfo', text: read.slice(start, end), start, end };
  });
}
