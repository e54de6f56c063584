// One sentence to know a matter by, without anybody's numbers in it. Pure.
import { redact } from '#platform/text/index.ts';

export const TITLE_MAX = 60;

const BLANKS = /[\s\u0000-\u001f]+/g;
/** Signs that turn the direction of writing: in a list they would turn what stands behind the title, too. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One sentence to know the matter by: the given title or the beginning of the text, numbers masked. */
export function titleOf(title: string | undefined, text: string): string {
  const source = (title?.trim() ? title : text).replace(TURNS, '').replace(BLANKS, ' ').trim();
  const sentence = /^.{4,}?[。！？!?；;]/u.exec(source)?.[0] ?? source;
  const masked = redact(title?.trim() ? source : sentence, { plates: false });
  const letters = [...masked.replace(/[。；;]$/u, '')];
  return letters.length <= TITLE_MAX
    ? letters.join('')
    : `${letters.slice(0, TITLE_MAX - 1).join('')}…`;
}
