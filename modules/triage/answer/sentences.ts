// A text in sentences, as a reader would mark them. Pure.
import { foldWidth } from '#platform/text/index.ts';

/** Read of one text; what stands behind it is not looked at. */
export const TEXT_READ_MAX = 20_000;
/** Sentences of one text that are looked at. */
export const SENTENCES_MAX = 300;
/** A sentence longer than this is cut at its commas. */
const SENTENCE_LONG = 120;

/** `text` in half-width signs, to be read by rules; `said` the same as it was written, to be shown. */
export type Sentence = Readonly<{ text: string; said: string }>;

/** Behind an end of sentence, a line or 如下:, and before 1、 二、 (三). Nothing is taken away by it. */
const ENDS =
  /(?<=[。!?;…\n])|(?<=如下[::]?)(?![::])|(?<=[^\d\s])(?=[((]?[一二三四五六七八九十]{1,2}[))、.])|(?<=[^\d\s.\-/])(?=[((]?\d{1,2}(?:[))、]|\.(?!\d)))/u;

/** The sentences in order, without blanks around them; empty for a text of blanks and signs. */
export function sentencesOf(text: string): Sentence[] {
  const written = text
    .slice(0, TEXT_READ_MAX)
    // Control and invisible characters, lone surrogates among them, are no words.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, (sign) => (sign === '\n' ? '\n' : ' '.repeat(sign.length))); // prettier-ignore
  const sentences: Sentence[] = [];
  for (const sentence of piecesOf({ text: foldWidth(written), said: written }, ENDS))
    for (const part of sentence.text.length > SENTENCE_LONG ? cutLong(sentence) : [sentence]) {
      if (/[\p{L}\p{N}]/u.test(part.text)) sentences.push(trimmed(part));
      if (sentences.length === SENTENCES_MAX) return sentences;
    }
  return sentences;
}

/** Cut at a pattern that takes nothing away, such as a place behind a comma. */
export function piecesOf({ text, said }: Sentence, at: RegExp): Sentence[] {
  let from = 0;
  return text.split(at).map((piece) => {
    const to = from + piece.length;
    const part = { text: piece, said: said.slice(from, to) };
    from = to;
    return part;
  });
}

/** Both have the same length, and blanks at the same places. */
function trimmed({ text, said }: Sentence): Sentence {
  return { text: text.trim(), said: said.trim() };
}

function cutLong(sentence: Sentence): Sentence[] {
  const parts: Sentence[] = [];
  let part: Sentence = { text: '', said: '' };
  for (const clause of piecesOf(sentence, /(?<=[,:])/u)) {
    if (part.text !== '' && part.text.length + clause.text.length > SENTENCE_LONG) {
      parts.push(part);
      part = { text: '', said: '' };
    }
    part = { text: part.text + clause.text, said: part.said + clause.said };
  }
  // A text without any sign is cut where it has to be.
  while (part.text.length > SENTENCE_LONG * 2) {
    parts.push({
      text: part.text.slice(0, SENTENCE_LONG),
      said: part.said.slice(0, SENTENCE_LONG),
    });
    part = { text: part.text.slice(SENTENCE_LONG), said: part.said.slice(SENTENCE_LONG) };
  }
  parts.push(part);
  return parts;
}
