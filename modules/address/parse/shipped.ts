// The parser as it is shipped: read from its files at the first question, then kept.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readLexicon, type Lexicon } from './lexicon.ts';
import { readModel } from './model.ts';
import { buildPieceParser, type PieceParser } from './parser.ts';

export const PARSE_MODEL_FILE = new URL('../data/address-parser.bin.gz', import.meta.url);
export const DIVISION_NAMES_FILE = new URL('../data/division-names.bin.gz', import.meta.url);

let parser: PieceParser | undefined;

/** Some 100 ms and 30 MB at the first call, nothing after. */
export function shippedParser(): PieceParser {
  parser ??= buildPieceParser(readModel(unpacked(PARSE_MODEL_FILE)), shippedLexicon());
  return parser;
}

export function shippedLexicon(): Lexicon {
  return readLexicon(unpacked(DIVISION_NAMES_FILE));
}

function unpacked(file: URL): Uint8Array {
  return gunzipSync(readFileSync(file));
}
