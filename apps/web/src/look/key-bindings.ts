// What a key does, and which of several that want the same key is told. Pure.

export type KeyGroup = 'here' | 'verbs' | 'everywhere';
/** `key` as typed: `j`, `?`, `Enter`; a capital letter means with Shift. */
export type KeyBinding = Readonly<{
  key: string;
  label: string;
  run: () => void;
  group?: KeyGroup;
}>;

/** In the order in which screens name them; a key that two of them take does what the newest says. */
export function eachKeyOnce(newestFirst: readonly KeyBinding[]): readonly KeyBinding[] {
  const taken = new Set<string>();
  return newestFirst.filter(({ key }) => !taken.has(key) && taken.add(key));
}
