// Words that are pasted in may be longer than a field takes: near its limit the field counts, so that nobody
// believes the end to be there. Pure.

/** From this share of the limit on. */
const NEAR_LIMIT = 0.9;

/** What a field of words is given for its limit, in characters. */
export function counted(words: string, max: number): { maxLength: number; showCount: boolean } {
  return { maxLength: max, showCount: words.length >= max * NEAR_LIMIT };
}
