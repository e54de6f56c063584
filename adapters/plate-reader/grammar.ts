// 机动车号牌: what a Chinese number plate can say. Pure.
// Source: GA 36-2018 中华人民共和国机动车号牌; 36-2007 for plates from before. I and O are not given out, so that
// nobody takes them for 1 and 0.

/** The 31 provinces in the order of GA 36. */
export const PROVINCES = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新';
export const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
export const DIGITS = '0123456789';
const SIGNS = LETTERS + DIGITS;

/** What kinds there are, by what is written on them. Colour says more (large, small), and is not read here. */
export const PLATE_KINDS = {
  ordinary: { zh: '普通', rows: [[PROVINCES, LETTERS, SIGNS, SIGNS, SIGNS, SIGNS, SIGNS]] },
  newEnergy: {
    zh: '新能源',
    rows: [
      // Small cars begin with a letter (D A B C E electric, F G H J K not only), large ones end with D or F.
      [PROVINCES, LETTERS, 'ABCDEFGHJK', SIGNS, DIGITS, DIGITS, DIGITS, DIGITS],
      [PROVINCES, LETTERS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, 'DF'],
    ],
  },
  police: { zh: '警', rows: [[PROVINCES, LETTERS, SIGNS, SIGNS, SIGNS, SIGNS, '警']] },
  learner: { zh: '学', rows: [[PROVINCES, LETTERS, SIGNS, SIGNS, SIGNS, SIGNS, '学']] },
  trailer: { zh: '挂', rows: [[PROVINCES, LETTERS, SIGNS, SIGNS, SIGNS, SIGNS, '挂']] },
  embassy: {
    zh: '使',
    rows: [
      ['使', DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS],
      [DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, '使'],
    ],
  },
  consulate: { zh: '领', rows: [[PROVINCES, LETTERS, DIGITS, DIGITS, DIGITS, DIGITS, '领']] },
  hongKongMacao: { zh: '港澳', rows: [['粤', 'Z', SIGNS, SIGNS, SIGNS, SIGNS, '港澳']] },
} as const satisfies Record<string, { zh: string; rows: readonly (readonly string[])[] }>;

export type PlateKind = keyof typeof PLATE_KINDS;

/** A number that the grammar allows, without separators. */
export type Plate = string & { readonly __plate: true };

export type ParsedPlate = Readonly<{ plate: Plate; kind: PlateKind }>;

/** Longest text looked at; anything longer is no plate. */
const PLATE_TEXT_MAX = 32;
/** GA 36-2018 lets at most two letters stand among the five signs. */
const ORDINARY_LETTERS_MAX = 2;

type Row = Readonly<{ kind: PlateKind; places: readonly string[] }>;

export const ROWS: readonly Row[] = (Object.keys(PLATE_KINDS) as PlateKind[]).flatMap((kind) =>
  PLATE_KINDS[kind].rows.map((places) => ({ kind, places })),
);

/**
 * The plate that a text says, as people and machines write it (dot, hyphen, blanks, full width, small letters), or
 * undefined. O and I are read as 0 and 1 where a digit may stand.
 */
export function parsePlate(text: string): ParsedPlate | undefined {
  if (text.length > PLATE_TEXT_MAX) return undefined;
  const bare = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•・.:\-_]/gu, '');
  const characters = [...bare].map((each, at) =>
    at < 2 ? each : each === 'O' ? '0' : each === 'I' ? '1' : each,
  );
  const row = ROWS.find(
    ({ places }) =>
      places.length === characters.length &&
      places.every((allowed, at) => allowed.includes(characters[at] as string)),
  );
  return row && isGivenOut(row.kind, characters)
    ? { plate: characters.join('') as Plate, kind: row.kind }
    : undefined;
}

/** GA 36-2018 lets at most two letters stand among the five signs. */
export function isGivenOut(kind: PlateKind, characters: readonly string[]): boolean {
  if (kind !== 'ordinary') return true;
  const letters = characters.slice(2).filter((each) => LETTERS.includes(each)).length;
  return letters <= ORDINARY_LETTERS_MAX;
}

/** Where a reading may go on: which rows of the grammar still fit what was read so far. */
export type GrammarState = Readonly<{ length: number; rows: number; letters: number }>;

export const GRAMMAR_START: GrammarState = { length: 0, rows: 2 ** ROWS.length - 1, letters: 0 };

/** The state behind one more character, or undefined where the grammar does not allow it. */
export function grammarStep(state: GrammarState, character: string): GrammarState | undefined {
  const letters = state.letters + (state.length > 1 && LETTERS.includes(character) ? 1 : 0);
  let rows = 0;
  ROWS.forEach(({ kind, places }, at) => {
    const fits =
      (state.rows >> at) & 1 &&
      places[state.length]?.includes(character) &&
      (kind !== 'ordinary' || letters <= ORDINARY_LETTERS_MAX);
    if (fits) rows |= 1 << at;
  });
  return rows === 0 ? undefined : { length: state.length + 1, rows, letters };
}

/** Whether what was read so far is a whole plate. */
export function isWhole(state: GrammarState): boolean {
  return ROWS.some(({ places }, at) => (state.rows >> at) & 1 && places.length === state.length);
}
