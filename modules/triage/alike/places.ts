// The names of places, estates, roads, schools and firms in a text, found by their last words, each as a
// number. Where a name begins nobody can say without a dictionary; its end is enough to tell it again. Pure.
import { COMPARED_MAX, numberOf } from './tokens.ts';

/** Names begin with the two characters before these … */
const LAST_WORDS =
  '小区|社区|街道|新村|花园|家园|新城|新区|国际|广场|公园|庭院|公馆|华府|山庄|大厦|公寓|别墅|名苑|之城|时代|学校|' +
  '小学|中学|大学|学院|医院|公司|集团|市场|商场|工地|大道|公路|高速|高铁|地铁|车站|号线|水库|工业园|幼儿园|派出所|' +
  '安置区|开发区|停车场|搅拌站|垃圾站|变电站';
/** … or with the two before these single ones. */
const LAST_CHARACTERS = '苑湾府城郡路街巷桥站村镇乡组线湖河江山岛';
/** What stands before the last word but does not name: 的小区, 我们小区, 附近小区. */
const NO_NAME =
  /[的了我你他它们这那个本该在是有与和及到从对将被把给为于就都也还不很请问何什么怎哪每各多某其某两几旁边附近周前后上下内外]/;

const END = new RegExp(`(?=([\\u4e00-\\u9fff0-9a-z]{2})(${LAST_WORDS}|[${LAST_CHARACTERS}]))`, 'g');
/** Of one text. */
export const PLACES_MAX = 24;

/** Calls `found` for every name of a place, in order, with a number that no other token has on purpose. */
export function eachPlace(text: string, found: (token: number) => void): void {
  const said = text.slice(0, COMPARED_MAX).normalize('NFKC').toLowerCase();
  let count = 0;
  for (const [, head = '', last = ''] of said.matchAll(END)) {
    if (NO_NAME.test(head)) continue;
    if (++count > PLACES_MAX) return;
    found(numberOf(`@${head}${last}`));
  }
}
