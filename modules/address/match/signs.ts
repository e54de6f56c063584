// What speaks for and against two addresses being the same place, as numbers for the trees. Pure.
import { massOf, shareIn } from './rarity.ts';
import { SLOT_NAMES, type Reading, type Slot } from './reading.ts';

/** Longer texts are compared by their beginning: the table of common runs grows with both lengths. */
export const COMPARED_MAX = 120;

/** The signs of one pair; always as many. */
export function pairSigns(rarities: Uint8Array, a: Reading, b: Reading): number[] {
  const [one, other] = [a.bare.slice(0, COMPARED_MAX), b.bare.slice(0, COMPARED_MAX)];
  const signs: number[] = [one.length, other.length];
  for (let length = 1; length <= 3; length++)
    signs.push(shareIn(rarities, one, other, length), shareIn(rarities, other, one, length));
  signs.push(...commonRuns(rarities, one, other));
  const order = commonOrder(one, other);
  signs.push(order / (one.length || 1), order / (other.length || 1));
  signs.push(...nameSigns(rarities, a, b, 'place'), ...nameSigns(rarities, a, b, 'road'));
  for (const slot of ['village', 'town', 'district', 'city', 'zone'] as const)
    signs.push(...areaSigns(a, b, slot));
  for (const slot of ['roadno', 'house', 'cell', 'floor', 'room'] as const)
    signs.push(...numberSigns(a, b, slot));
  signs.push(...numbersOver(a.numbers, b.numbers));
  signs.push(...wordSigns(a), ...wordSigns(b));
  signs.push(
    shareIn(rarities, a.bracketed, other, 1),
    shareIn(rarities, b.bracketed, one, 1),
    ...placeTails(a, b),
    ...crossSigns(rarities, a, b),
  );
  return signs;
}

const joined = (words: readonly string[]) => words.join('|');

/** Names in free words: how much of each is said by the other, anywhere or in the same slot. */
function nameSigns(rarities: Uint8Array, a: Reading, b: Reading, slot: Slot): number[] {
  const [names, others] = [a.slots[slot], b.slots[slot]];
  let best = names.length > 0 && others.length > 0 ? 0 : -1;
  let bestCover = best;
  for (const name of names)
    for (const known of others) {
      best = Math.max(best, likeness(rarities, name, known));
      const cover = Math.max(shareIn(rarities, name, known, 1), shareIn(rarities, known, name, 1));
      bestCover = Math.max(bestCover, cover);
    }
  const [all, allOthers] = [joined(names), joined(others)];
  const [first = '', firstOther = ''] = [names[0], others[0]];
  return [
    best,
    bestCover,
    all.length,
    allOthers.length,
    shareIn(rarities, all, b.bare, 1),
    shareIn(rarities, allOthers, a.bare, 1),
    shareIn(rarities, all, b.bare, 2),
    shareIn(rarities, allOthers, a.bare, 2),
    first !== '' && b.bare.includes(first) ? 1 : 0,
    firstOther !== '' && a.bare.includes(firstOther) ? 1 : 0,
    massOf(rarities, allOthers) * (1 - shareIn(rarities, allOthers, a.bare, 1)),
    massOf(rarities, all) * (1 - shareIn(rarities, all, b.bare, 1)),
  ];
}

/** From 0 to 1: shared neighbours and characters, by worth. */
function likeness(rarities: Uint8Array, a: string, b: string): number {
  if (a === b) return 1;
  const mean = (length: number) =>
    (shareIn(rarities, a, b, length) + shareIn(rarities, b, a, length)) / 2;
  return 0.95 * (0.5 * mean(1) + 0.5 * mean(2));
}

/** 2 the same, 1 one within the other, 0 differing; missing on a side, said elsewhere on the other. */
function areaSigns(a: Reading, b: Reading, slot: Slot): number[] {
  const [names, others] = [a.slots[slot].map(stem), b.slots[slot].map(stem)];
  let state = names.length === 0 || others.length === 0 ? -1 : 0;
  for (const name of names)
    for (const known of others) {
      if (name === known) state = 2;
      else if (state < 1 && (name.includes(known) || known.includes(name))) state = 1;
    }
  const saidElsewhere = names.some((name) => b.bare.includes(name)) ? 1 : 0;
  const otherElsewhere = others.some((name) => a.bare.includes(name)) ? 1 : 0;
  return [
    state,
    names.length > 0 ? 1 : 0,
    others.length > 0 ? 1 : 0,
    saidElsewhere + 2 * otherElsewhere,
  ];
}

export function stem(name: string): string {
  const bare = name.replace(
    /(街道办事处|街道办|街道|社区居委会|居委会|村委会|社区|新村|省|市|区|县|镇|乡|村)$/,
    '',
  );
  return bare.length >= 2 ? bare : name;
}

/** 2 the same number, 1 the same letters beside another number, 0 differing, −1 missing on a side. */
function numberSigns(a: Reading, b: Reading, slot: Slot): number[] {
  const [numbers, others] = [a.slots[slot], b.slots[slot]];
  const figures = (text: string) => text.replaceAll(/[^0-9A-Z]/g, '');
  const mine = numbers.map(figures).filter((one) => one !== '');
  const known = others.map(figures).filter((one) => one !== '');
  const state =
    mine.length === 0 || known.length === 0 ? -1 : mine.some((one) => known.includes(one)) ? 2 : 0;
  let gap = -1;
  for (const one of mine)
    for (const two of known) {
      const apart = Math.abs(Number.parseInt(one, 10) - Number.parseInt(two, 10));
      if (!Number.isNaN(apart) && (gap < 0 || apart < gap)) gap = Math.min(apart, 9999);
    }
  const elsewhere = mine.some((one) => b.numbers.has(one)) ? 1 : 0;
  return [state, mine.length > 0 ? 1 : 0, known.length > 0 ? 1 : 0, gap, elsewhere];
}

function numbersOver(a: ReadonlySet<string>, b: ReadonlySet<string>): number[] {
  let both = 0;
  for (const number of a) if (b.has(number)) both++;
  return [both, a.size - both, b.size - both];
}

/** Relations and entrances: a candidate beside a place is not the place. */
function wordSigns({ text, slots }: Reading): number[] {
  return [
    /附近|对面|旁/.test(text) ? 1 : 0,
    /\d+米/.test(text) ? 1 : 0,
    /交叉口|路口/.test(text) ? 1 : 0,
    /\([^)]*门\d?\)?$/.test(text) ? 1 : 0,
    /\([^)]*(店|分公司|支行|分部|校区|院区)\)?$/.test(text) ? 1 : 0,
    slots.relation.length,
    slots.place.length,
  ];
}

const TAILS = '店司厦园区校院村场馆所中心站楼门城苑庭府寓室厂铺吧局社团桥组';

/** What the last places end with: a shop in a tower is not the tower. */
function placeTails(a: Reading, b: Reading): number[] {
  const tailOf = ({ slots }: Reading) => TAILS.indexOf(slots.place.at(-1)?.at(-1) ?? '-');
  const [mine, theirs] = [tailOf(a), tailOf(b)];
  const ends = a.slots.place.at(-1)?.slice(-2) === b.slots.place.at(-1)?.slice(-2) ? 1 : 0;
  return [mine, theirs, mine === theirs ? 1 : 0, ends];
}

/** Places said where the other says a village, and the last place of one anywhere in the other. */
function crossSigns(rarities: Uint8Array, a: Reading, b: Reading): number[] {
  const cross = (names: readonly string[], others: readonly string[]) => {
    let best = names.length > 0 && others.length > 0 ? 0 : -1;
    for (const name of names)
      for (const other of others)
        best = Math.max(best, likeness(rarities, stem(name), stem(other)));
    return best;
  };
  const [last, lastOther] = [a.slots.place.at(-1) ?? '', b.slots.place.at(-1) ?? ''];
  return [
    cross(a.slots.place, b.slots.village),
    cross(a.slots.village, b.slots.place),
    shareIn(rarities, last, b.bare, 1),
    shareIn(rarities, lastOther, a.bare, 1),
    shareIn(rarities, lastOther, a.bare, 2),
    likeness(rarities, last, lastOther),
    massOf(rarities, lastOther),
    SLOT_NAMES.filter((slot) => a.slots[slot].length > 0 && b.slots[slot].length > 0).length,
  ];
}

/** The longest common run and the next one: lengths, shares, worth, and where they end. */
function commonRuns(rarities: Uint8Array, a: string, b: string): number[] {
  const [size, toA, toB] = longestRun(a, b);
  const run = a.slice(toA - size, toA);
  const [next] = longestRun(
    `${a.slice(0, toA - size)}\u0001${a.slice(toA)}`,
    `${b.slice(0, toB - size)}\u0002${b.slice(toB)}`,
  );
  return [
    size,
    size / (a.length || 1),
    size / (b.length || 1),
    massOf(rarities, run),
    massOf(rarities, run.replaceAll(/\d/g, '')),
    toB === b.length ? 1 : 0,
    toA === a.length ? 1 : 0,
    toB - size === 0 ? 1 : 0,
    next,
  ];
}

function longestRun(a: string, b: string): [size: number, toA: number, toB: number] {
  let before = new Uint16Array(b.length + 1);
  let now = new Uint16Array(b.length + 1);
  let [size, toA, toB] = [0, 0, 0];
  for (let i = 1; i <= a.length; i++) {
    const unit = a.charCodeAt(i - 1);
    for (let j = 1; j <= b.length; j++) {
      const run = unit === b.charCodeAt(j - 1) ? (before[j - 1] ?? 0) + 1 : 0;
      now[j] = run;
      if (run > size) [size, toA, toB] = [run, i, j];
    }
    [before, now] = [now, before];
  }
  return [size, toA, toB];
}

/** Length of the longest common subsequence. */
function commonOrder(a: string, b: string): number {
  const row = new Uint16Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    const unit = a.charCodeAt(i - 1);
    let diagonal = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      row[j] = unit === b.charCodeAt(j - 1) ? diagonal + 1 : Math.max(above, row[j - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
