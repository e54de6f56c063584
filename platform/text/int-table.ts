// Two plain tables that make scanning of text fast: a hash table of integers without boxing, and an
// alphabet that numbers the UTF-16 units in use. Pure.

/** What `get` says for a key that was not put in. */
export const ABSENT = -1;

export type IntTable = Readonly<{ get(key: number): number }>;

/** An immutable table from keys (integers from 0 to 2^31 - 1) to values (integers from 0). */
export function buildIntTable(entries: ReadonlyMap<number, number>): IntTable {
  let capacity = 16;
  while (capacity < entries.size * 2) capacity *= 2;
  const mask = capacity - 1;
  const keys = new Int32Array(capacity).fill(ABSENT);
  const values = new Int32Array(capacity);
  const firstPlace = (key: number) => {
    const mixed = Math.imul(key, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & mask;
  };
  for (const [key, value] of entries) {
    let place = firstPlace(key);
    while (keys[place] !== ABSENT) place = (place + 1) & mask;
    keys[place] = key;
    values[place] = value;
  }
  return {
    get(key) {
      let place = firstPlace(key);
      for (;;) {
        const found = keys[place];
        if (found === key) return values[place] ?? ABSENT;
        if (found === ABSENT) return ABSENT;
        place = (place + 1) & mask;
      }
    },
  };
}

/** Numbers from 1 for the units in use, 0 for all others. */
export type Alphabet = Readonly<{ size: number; numberOf: Uint16Array }>;

export function buildAlphabet(texts: Iterable<string>): Alphabet {
  const numberOf = new Uint16Array(65_536);
  let size = 1;
  for (const text of texts)
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (numberOf[unit] === 0) numberOf[unit] = size++;
    }
  return { size, numberOf };
}
