// The pieces an address is read in: a run of digits is one piece, every other character is one. Full-width
// forms and upper case are folded for reading only; offsets are those of the text as given. Pure.

/** What a piece looks like; the characters that end names of roads, houses, towns have a look of their own. */
export const LOOK = {
  outside: 0,
  digit: 1,
  digits2: 2,
  digits3: 3,
  digitsMany: 4,
  letter: 5,
  numeral: 6,
  dash: 7,
  mark: 8,
  han: 9,
  mixed: 10,
  firstKey: 11,
} as const;

const NUMERALS = '一二三四五六七八九十零〇两百';
/** Characters that end the name of a part, or say where something lies. */
const KEYS =
  '省市区县州盟旗镇乡街道村社庄屯组队路弄巷胡同线段里号幢栋座楼层单元室户房院园苑厦城场店厂司校馆所站中心期排门口旁侧边对面附近与交叉内后前上下东南西北角转桥塘山湖府邸庭湾坊公寓小';

export type Pieces = Readonly<{
  /** A number for what the piece says; equal numbers are equal pieces (up to folding). */
  codes: Int32Array;
  looks: Uint8Array;
  /** Exact digits of a run, else as `codes`. */
  exact: Int32Array;
  length: number;
}>;

const lookOfUnit = new Uint8Array(65_536).fill(LOOK.mark);
for (let unit = 0x3400; unit < 0xa000; unit++) lookOfUnit[unit] = LOOK.han;
for (let unit = 0xd800; unit < 0xe000; unit++) lookOfUnit[unit] = LOOK.han;
for (let unit = 97; unit < 123; unit++) lookOfUnit[unit] = LOOK.letter;
for (let unit = 48; unit < 58; unit++) lookOfUnit[unit] = LOOK.digit;
for (const one of NUMERALS) lookOfUnit[one.charCodeAt(0)] = LOOK.numeral;
for (const one of '-－—–~、/#') lookOfUnit[one.charCodeAt(0)] = LOOK.dash;
[...new Set(KEYS)].forEach((one, number) => {
  lookOfUnit[one.charCodeAt(0)] = LOOK.firstKey + number;
});

/** How many looks there are. */
export const LOOKS = LOOK.firstKey + new Set(KEYS).size;

/** Codes of pieces of several characters begin above the UTF-16 units. */
const MANY = 0x10000;

/** Reads words that are pieces already. */
export function piecesOf(words: readonly string[]): Pieces {
  const { length } = words;
  const codes = new Int32Array(length);
  const exact = new Int32Array(length);
  const looks = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const given = words[at] ?? '';
    const word = given.length === 1 && isPlain(given.charCodeAt(0)) ? given : fold(given);
    const unit = word.charCodeAt(0);
    if (word.length <= 1) {
      const code = word.length === 0 ? 0 : unit;
      const look = word.length === 0 ? LOOK.mark : (lookOfUnit[unit] ?? LOOK.mark);
      exact[at] = code;
      looks[at] = look;
      codes[at] = look === LOOK.digit ? MANY + 1 : code;
      continue;
    }
    exact[at] = hashOf(word);
    if (/^\d+$/.test(word)) {
      codes[at] = MANY + Math.min(word.length, 7);
      looks[at] = Math.min(word.length, LOOK.digitsMany);
    } else if (/^[\d\-—~、/]+$/.test(word)) {
      codes[at] = MANY + 10 + Math.min(word.length, 9);
      looks[at] = LOOK.mixed;
    } else if (/^[a-z]+$/.test(word)) {
      codes[at] = MANY + 30;
      looks[at] = LOOK.letter;
    } else {
      codes[at] = exact[at] ?? 0;
      looks[at] = /^[\u3400-\u9fff\ud800-\udfff]/.test(word) ? LOOK.han : LOOK.mark;
    }
  }
  return { codes, looks, exact, length };
}

/** A piece with its place in the text. */
export type PlacedPiece = Readonly<{ word: string; start: number; end: number }>;

/** Splits a text into pieces; white space separates and is no piece. */
export function splitPieces(text: string): PlacedPiece[] {
  const found: PlacedPiece[] = [];
  for (const { 0: word, index: start } of text.matchAll(PIECE))
    found.push({ word, start, end: start + word.length });
  return found;
}
const PIECE = /[0-9０-９]{1,12}|[^\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\ufeff]/gu;

/** Most characters of an address, by far: folding leaves them as they are. */
const isPlain = (unit: number) => unit >= 0x2e80 && unit < 0xa000;

/** Full width to half width, and lower case. */
function fold(word: string): string {
  let folded = '';
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at);
    folded += unit >= 0xff01 && unit <= 0xff5e ? String.fromCharCode(unit - 0xfee0) : word[at];
  }
  return folded.toLowerCase();
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return (hash & 0x3fffffff) | 0x40000000;
}
