// One way of writing for the many in which the same address is written. Saying it twice changes nothing more.
// Pure.
import { plainCharacters } from './characters.ts';
import { chineseNumber } from './numerals.ts';

/** What comes after is not written anew: no address is that long. */
export const NORMALISED_LENGTH_MAX = 300;

/** Writings that let others follow settle in two rounds; more rounds than that are not needed. */
const ROUNDS_MAX = 6;

/** Half width, simplified, figures for numerals, one word for each unit and each relation. */
export function normaliseAddress(text: string): string {
  let written = text.slice(0, NORMALISED_LENGTH_MAX);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = written;
    written = writeOnce(before);
    if (written === before) return written;
  }
  return written;
}

function writeOnce(text: string): string {
  let written = plainCharacters(text)
    .replaceAll(/[\u200b-\u200f\ufeff\u007f]/g, '')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ ?([^ -~]) ?/g, '$1')
    .trim();
  written = written.replaceAll(NUMERAL_BEFORE_UNIT, (all: string, words: string) => {
    return chineseNumber(words) ?? all;
  });
  for (const [pattern, word] of WRITINGS) written = written.replaceAll(pattern, word);
  return written;
}

/** Only before a unit: 二七路 and 三里屯 are names. */
const NUMERAL_BEFORE_UNIT =
  /(?<![第一二三四五六七八九十百零两])([一二三四五六七八九十百零两]{1,6})(?=号|弄|幢|栋|座|单元|室|楼(?!下|上|村|街|路)|层|排|组|米|公里)/g;

/** Buildings, entrances, floors, rooms, then relations; each to the word that 乐清 writes. */
const WRITINGS: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d)#楼|(?<=[\dA-Z])(?:号楼|栋|座楼|橦)/g, '幢'],
  [/(?<=\d)座/g, '幢'],
  [/(?<=\d)#/g, '号'],
  [/(?<=\d幢\d{1,2})(?:号门|门栋|门)(?=\d)/g, '单元'],
  [/(?<=\d)(?:层楼|层|F)(?![A-Z])/g, '楼'],
  [/(?<=\d{3})(?:号房|房间|号室|房)/g, '室'],
  // 12-3-1001 is a building, an entrance and a room; 128-130号 is a pair of house numbers.
  [/(?<![\d-])(\d{1,3})-(\d{1,2})-(\d{3,4})(?![\d-]|号|弄)/g, '$1幢$2单元$3室'],
  [/(?:交叉路口|十字路口|交汇路口|交汇处|交汇口|交界处|交接处|路口交叉)/g, '交叉口'],
  [/(?:斜对面|正对面|对过|对门|马路对面)/g, '对面'],
  [/(?:旁边|边上|隔壁|旁侧|侧边)/g, '旁'],
  [/(?:周边|一带|左近|周围)/g, '附近'],
  [/(?<=[东南西北])(?:面|边)(?=\d|$|的)/g, '侧'],
  [/(?:向|朝)(?=[东南西北]{1,2}(?:方向)?约?\d+(?:\.\d+)?米)/g, '往'],
  [/(?<=往[东南西北]{1,2})(?:方向约|方向|约)(?=\d)/g, ''],
  [/(?<=\d)(?:公尺|M)(?![A-Z])/g, '米'],
];
