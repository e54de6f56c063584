// Numbers that point at a person — telephone, ID card, bank card, number plate — found in free text,
// so that they can be masked in what is shown and kept out of what is indexed. Pure.

export type PersonalKind = 'phone' | 'idNumber' | 'bankCard' | 'plate';

/** What was found at `[start, end)` of the text. */
export type PersonalSpan = Readonly<{ kind: PersonalKind; start: number; end: number }>;

export type RedactOptions = Readonly<{
  /** Number plates too. Off by default: a plate is often the matter itself (违停). */
  plates?: boolean;
}>;

/** The text with every such number masked; all other characters keep their places. */
export function redact(text: string, options: RedactOptions = {}): string {
  let result = '';
  let from = 0;
  for (const span of personalSpans(text, options)) {
    result += text.slice(from, span.start) + mask(span.kind, text.slice(span.start, span.end));
    from = span.end;
  }
  return result + text.slice(from);
}

/** Where such numbers stand, in order, none overlapping another. */
export function personalSpans(text: string, options: RedactOptions = {}): PersonalSpan[] {
  // Most texts have no long number: then one cheap look is enough.
  if (!options.plates && !/[\d\uFF10-\uFF19][^\n]{5,}[\dXx\uFF10-\uFF19]/.test(text)) return [];
  const folded = foldWidth(text);
  const spans: PersonalSpan[] = [];
  for (const { kind, pattern, accepts } of PATTERNS) {
    if (kind === 'plate' && !options.plates) continue;
    for (const match of folded.matchAll(pattern)) {
      const span = { kind, start: match.index, end: match.index + match[0].length };
      const isTaken = spans.some((other) => span.start < other.end && other.start < span.end);
      if (!isTaken && (accepts?.(match[0]) ?? true)) spans.push(span);
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** Full-width Latin letters, digits and signs as their ASCII forms: one unit for one unit. */
export function foldWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E]/g, (unit) =>
    String.fromCharCode(unit.charCodeAt(0) - 0xfee0),
  );
}

type Pattern = Readonly<{
  kind: PersonalKind;
  pattern: RegExp;
  accepts?: (found: string) => boolean;
}>;

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';

/** In order of precedence: what is longer and better known first. */
const PATTERNS: readonly Pattern[] = [
  // ID card of 18 places (GB 11643): division, day of birth, serial, check character; or the old 15.
  {
    kind: 'idNumber',
    pattern:
      /(?<!\d)[1-9]\d{5} ?(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx](?!\d)/g,
  },
  {
    kind: 'idNumber',
    pattern: /(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)/g,
  },
  // Mobile, with or without country code and separators.
  { kind: 'phone', pattern: /(?<!\d)(?:\+?(?:00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g },
  // Land line with its area code, 400 and 800 numbers.
  { kind: 'phone', pattern: /(?<!\d)\(?0\d{2,3}\)?[- ]?[2-9]\d{6,7}(?:-\d{1,5})?(?!\d)/g },
  { kind: 'phone', pattern: /(?<!\d)[48]00-?\d{3,4}-?\d{3,4}(?!\d)/g, accepts: hasTenDigits },
  // A local number is one only when the words say so.
  {
    kind: 'phone',
    pattern: /(?<=(?:电话|手机|联系方式|号码|座机|tel|phone)[^\d\n]{0,4})[2-9]\d{6,7}(?!\d)/gi,
  },
  // Bank cards: 16 to 19 digits in one, or in groups with a right check digit (Luhn).
  { kind: 'bankCard', pattern: /(?<!\d)\d{16,19}(?!\d)/g },
  { kind: 'bankCard', pattern: /(?<!\d)\d{4}(?: \d{4}){3}(?: \d{1,3})?(?!\d)/g, accepts: isLuhn },
  {
    kind: 'plate',
    pattern: new RegExp(
      `[${PROVINCES}][A-HJ-NP-Z][·•\\- ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]`,
      'gi',
    ),
  },
];

/** `138******78`, `浙C****1`; cards and ID numbers keep nothing. Separators stay. */
function mask(kind: PersonalKind, found: string): string {
  const [head, tail] = kind === 'phone' ? [3, 2] : kind === 'plate' ? [2, 1] : [0, 0];
  return [...found]
    .map((unit, place) =>
      place < head || place >= found.length - tail || /[- ·•()]/.test(unit) ? unit : '*',
    )
    .join('');
}

function hasTenDigits(found: string): boolean {
  return found.replace(/\D/g, '').length === 10;
}

function isLuhn(found: string): boolean {
  const digits = [...found.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, place) => {
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
