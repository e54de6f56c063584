// The names of China's divisions as hashes: enough to say that a word may name a province, city, county or
// town, and far smaller than the names. A false yes is rare (hashes of 31 bits). Pure.

/** What a word may be, one bit each; the short ones lack their suffix (杭州, 余杭, 良渚). */
export const NAMED = {
  prov: 1,
  provShort: 2,
  city: 4,
  cityShort: 8,
  district: 16,
  districtShort: 32,
  town: 64,
  townShort: 128,
} as const;

/** In characters: the longest name of a county in China has fewer, and of the towns all but a few. */
export const NAME_LENGTH_MAX = 11;

export type Lexicon = Readonly<{
  /** The bits of the word whose settled hash is given; 0 when it names nothing. */
  bitsOf(hash: number): number;
}>;

/** The hash of a word grows by one UTF-16 unit. Begin with 0. */
export function growHash(hash: number, unit: number): number {
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + Math.imul(unit + 1, 0x9e3779b1)) | 0;
}

/** From a growing hash to what the table keeps: 31 well mixed bits. */
export function settle(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 1;
}

export function hashOfName(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = growHash(hash, name.charCodeAt(at));
  return settle(hash);
}

/** Settled hashes in rising order, each four bytes, with one byte of bits after each. */
export function writeLexicon(names: ReadonlyMap<number, number>): Uint8Array {
  const bytes = new Uint8Array(names.size * 5);
  const view = new DataView(bytes.buffer);
  [...names]
    .sort((a, b) => a[0] - b[0])
    .forEach(([hash, bits], at) => {
      view.setUint32(at * 5, hash, true);
      bytes[at * 5 + 4] = bits;
    });
  return bytes;
}

export function readLexicon(bytes: Uint8Array): Lexicon {
  const size = Math.floor(bytes.length / 5);
  let capacity = 1024;
  while (capacity < size * 3) capacity *= 2;
  const mask = capacity - 1;
  const hashes = new Int32Array(capacity).fill(-1);
  const bitsAt = new Uint8Array(capacity);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < size; at++) {
    const hash = view.getUint32(at * 5, true);
    let place = hash & mask;
    while (hashes[place] !== -1) place = (place + 1) & mask;
    hashes[place] = hash;
    bitsAt[place] = bytes[at * 5 + 4] ?? 0;
  }
  return {
    bitsOf(hash) {
      for (let place = hash & mask; ; place = (place + 1) & mask) {
        if (hashes[place] === hash) return bitsAt[place] ?? 0;
        if (hashes[place] === -1) return 0;
      }
    },
  };
}
