// Numbers written in Chinese, as figures. Pure.

const DIGITS = '零一二三四五六七八九';
const HUNDRED = 100;
const TEN = 10;

/** The value of 一 … 九百九十九, of 一二三 read digit by digit, else undefined. */
export function chineseNumber(words: string): string | undefined {
  const text = words.replaceAll('两', '二').replaceAll('〇', '零');
  if (text.length === 0 || text.length > 6) return undefined;
  if (!/[十百]/.test(text)) {
    const digits = [...text].map((one) => DIGITS.indexOf(one));
    return digits.includes(-1) ? undefined : digits.join('');
  }
  const match =
    /^(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九]?)十)?([一二三四五六七八九]?)$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, hundreds, tens, ones] = match;
  const value = (one: string | undefined) => (one ? DIGITS.indexOf(one) : 0);
  const ten = tens === undefined ? 0 : tens === '' ? 1 : value(tens);
  return String(value(hundreds) * HUNDRED + ten * TEN + value(ones));
}
