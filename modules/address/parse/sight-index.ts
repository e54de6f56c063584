// Numbers hashed sights while a parser is taught: an open table that grows, without boxing.

export type SightIndex = Readonly<{
  size(): number;
  /** Adds to the count (or number) of a hash. */
  add(hash: number, count: number): void;
  /** The count, or -1 for a hash never added. */
  get(hash: number): number;
  entries(): Generator<readonly [hash: number, count: number]>;
}>;

export function buildSightIndex(): SightIndex {
  let keys = new Int32Array(1 << 16).fill(-1);
  let counts = new Int32Array(keys.length);
  let size = 0;
  const placeOf = (hash: number) => {
    const mask = keys.length - 1;
    const mixed = Math.imul(hash, 0x9e3779b1);
    let place = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[place] !== -1 && keys[place] !== hash) place = (place + 1) & mask;
    return place;
  };
  const grow = () => {
    const [oldKeys, oldCounts] = [keys, counts];
    keys = new Int32Array(oldKeys.length * 2).fill(-1);
    counts = new Int32Array(keys.length);
    oldKeys.forEach((hash, at) => {
      if (hash === -1) return;
      const place = placeOf(hash);
      keys[place] = hash;
      counts[place] = oldCounts[at] ?? 0;
    });
  };
  return {
    size: () => size,
    add(hash, count) {
      let place = placeOf(hash);
      if (keys[place] === -1) {
        if (size * 2 >= keys.length) {
          grow();
          place = placeOf(hash);
        }
        keys[place] = hash;
        size++;
      }
      counts[place] = (counts[place] ?? 0) + count;
    },
    get(hash) {
      const place = placeOf(hash);
      return keys[place] === -1 ? -1 : (counts[place] ?? -1);
    },
    *entries() {
      for (let at = 0; at < keys.length; at++) {
        const hash = keys[at] ?? -1;
        if (hash !== -1) yield [hash, counts[at] ?? 0];
      }
    },
  };
}
