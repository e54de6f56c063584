// The little of XML that a workbook needs: tags, attributes and text, one after another, in bounded memory.
// Document types (and with them entity bombs) are refused. Throws Refused on anything out of order.
import { Refused } from '#platform/errors/index.ts';

export type XmlEvent =
  /** `name` without its prefix. A tag closed in itself is told as open, then close. */
  | Readonly<{ kind: 'open'; name: string; attributes: Readonly<Record<string, string>> }>
  | Readonly<{ kind: 'close'; name: string }>
  | Readonly<{ kind: 'text'; text: string }>;

/** A tag of a sheet has a handful of attributes. */
const MAX_TAG_CHARACTERS = 16 * 1024;
/** Excel's longest cell, with every character written as an entity. */
const MAX_TEXT_CHARACTERS = 10 * 32_767;

const broken = () => new Refused('import.broken-xlsx', 'file');

/** Reads UTF-8 pieces as events, those of a piece together: awaiting each would cost more than reading it. */
export async function* xmlEvents(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<readonly XmlEvent[], void, undefined> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    const events: XmlEvent[] = [];
    let at = 0;
    for (;;) {
      const opening = rest.indexOf('<', at);
      const textEnd = opening < 0 ? rest.length : opening;
      if (textEnd - at > MAX_TEXT_CHARACTERS) throw broken();
      if (opening < 0) break;
      const end = endOfTag(rest, opening);
      if (end < 0) {
        if (rest.length - opening > MAX_TEXT_CHARACTERS) throw broken();
        break;
      }
      if (opening > at) events.push({ kind: 'text', text: plain(rest.slice(at, opening)) });
      pushEvents(events, rest.slice(opening, end));
      at = end;
    }
    rest = rest.slice(at);
    if (events.length > 0) yield events;
  }
  if (rest.includes('<')) throw broken();
}

/** Where the tag, comment or section that begins at `start` ends; negative: not yet here. */
function endOfTag(text: string, start: number): number {
  const after = (mark: string): number => {
    const found = text.indexOf(mark, start);
    return found < 0 ? -1 : found + mark.length;
  };
  if (text.length - start < 9 && !text.includes('>', start)) return -1;
  if (text.startsWith('<!--', start)) return after('-->');
  if (text.startsWith('<![CDATA[', start)) return after(']]>');
  if (text.startsWith('<?', start)) return after('?>');
  if (text.startsWith('<!', start)) throw broken();
  let quote = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
    if (at - start > MAX_TAG_CHARACTERS) throw broken();
  }
  return -1;
}

function pushEvents(events: XmlEvent[], tag: string): void {
  if (tag.startsWith('<!--') || tag.startsWith('<?')) return;
  if (tag.startsWith('<![CDATA[')) {
    events.push({ kind: 'text', text: tag.slice(9, -3) });
    return;
  }
  const [, closing, name, attributes = '', empty] =
    /^<(\/?)(?:[\w.-]+:)?([\w.-]+)([^]*?)(\/?)>$/.exec(tag) ?? [];
  if (name === undefined) throw broken();
  if (!closing) events.push({ kind: 'open', name, attributes: attributesOf(attributes) });
  if (closing || empty) events.push({ kind: 'close', name });
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  if (text === '') return NO_ATTRIBUTES;
  const found = text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  const entries = [...found].map(([, name = '', double, single]) => [
    name,
    plain(double ?? single ?? ''),
  ]);
  return Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(entries));
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {};
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (all, hex, decimal, name) => {
      if (typeof name === 'string') return ENTITIES[name] ?? all;
      const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : '\ufffd';
    },
  );
}
