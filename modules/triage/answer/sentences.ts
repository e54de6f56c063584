// A text in sentences, as a reader would mark them. Pure.

/** Read of one text; what stands behind it is not looked at. */
export const TEXT_READ_MAX = 20_000;
/** Sentences of one text that are looked at. */
export const SENTENCES_MAX = 300;
/** A sentence longer than this is cut at its commas, and shown by its beginning. */
const SENTENCE_LONG = 120;

/** The sentences in order, without blanks around them; empty for a text of blanks and signs. */
export function sentencesOf(text: string): string[] {
  const read = text
    .slice(0, TEXT_READ_MAX)
    .normalize('NFKC')
    // Control and invisible characters, lone surrogates among them, are no words.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, (sign) => (sign === '\n' ? '\n' : ' '));
  const sentences: string[] = [];
  for (const piece of read.split(
    /(?<=[。!?;…])|(?<=如下[::]?)(?![::])|\n+|(?<=[^\d\s])(?=[((]?[一二三四五六七八九十]{1,2}[))、.])|(?<=[^\d\s.\-/])(?=[((]?\d{1,2}(?:[))、]|\.(?!\d)))/u,
  )) {
    for (const part of piece.length > SENTENCE_LONG ? cutLong(piece) : [piece]) {
      const sentence = part.trim();
      if (/[\p{L}\p{N}]/u.test(sentence)) sentences.push(sentence);
      if (sentences.length === SENTENCES_MAX) return sentences;
    }
  }
  return sentences;
}

function cutLong(piece: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const clause of piece.split(/(?<=[,:,])/u)) {
    if (part !== '' && part.length + clause.length > SENTENCE_LONG) {
      parts.push(part);
      part = '';
    }
    part += clause;
  }
  // A text without any sign is cut where it has to be.
  for (; part.length > SENTENCE_LONG * 2; part = part.slice(SENTENCE_LONG))
    parts.push(part.slice(0, SENTENCE_LONG));
  parts.push(part);
  return parts;
}
