// JSON as rows: one object a line (JSONL, NDJSON) or one array of objects. Objects inside objects become
// columns `place.lat`; lists become their JSON text.
import { Refused } from '#platform/errors/index.ts';
import type { ByteSource } from './byte-source.ts';
import { columnName, MAX_COLUMNS, MAX_ROW_CHARACTERS, type Cells } from './report.ts';
import { decodedText, type TextEncoding } from './text-encoding.ts';

/** Objects nested deeper stay JSON text. */
const DEPTH = 3;
/** Not by its place, which differs from object to object. */
const NAMELESS = '列';

/** Each object as cells; undefined where a line is not a JSON object. Throws Refused where an array breaks. */
export async function* jsonObjects(
  source: ByteSource,
  encoding: TextEncoding,
): AsyncGenerator<Cells | undefined, void, undefined> {
  let isArray: boolean | undefined;
  let pending = '';
  const scan = arrayScanner();
  const split = lineSplitter();
  for await (const text of decodedText(source, encoding)) {
    if (isArray === undefined) {
      pending += text;
      const first = pending.trimStart();
      if (first === '') continue;
      isArray = first.startsWith('[');
      for (const piece of isArray ? scan(pending) : split(pending)) yield toCells(piece);
      continue;
    }
    for (const piece of isArray ? scan(text) : split(text)) yield toCells(piece);
  }
  for (const piece of isArray ? scan(null) : split(null)) yield toCells(piece);
}

/** Cuts text into lines; an overlong line is given as undefined and skipped. `null` ends the text. */
function lineSplitter() {
  let line = '';
  let tooLong = false;
  return function* (text: string | null): Generator<string | undefined> {
    const parts = text === null ? ['', ''] : text.split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        if (tooLong) yield undefined;
        else if (line.trim() !== '') yield line;
        [line, tooLong] = ['', false];
      }
      if (tooLong || line.length + part.length > MAX_ROW_CHARACTERS) [line, tooLong] = ['', true];
      else line += part;
    }
  };
}

/** Cuts the objects out of one array. `null` ends the text. */
function arrayScanner() {
  let [depth, inString, escaped, started, ended] = [0, false, false, false, false];
  let object = '';
  let row = 0;
  const broken = () => new Refused('import.broken-json', 'file', { row });
  return function* (text: string | null): Generator<string> {
    if (text === null) {
      if (!ended) throw broken();
      return;
    }
    let from = 0; // where the part of the current object begins in this text
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (character === '\\') escaped = true;
        else if (character === '"') inString = false;
      } else if (depth === 0) {
        if (character === '{' && started && !ended) [depth, from] = [1, at];
        else if (character === '[' && !started) started = true;
        else if (character === ']' && started && !ended) ended = true;
        else if (!/[\s,]/.test(character ?? '')) throw broken();
      } else if (character === '"') inString = true;
      else if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') {
        depth -= 1;
        if (depth > 0) continue;
        row += 1;
        yield object + text.slice(from, at + 1);
        object = '';
      }
    }
    if (depth > 0) object += text.slice(from);
    if (object.length > MAX_ROW_CHARACTERS) throw broken();
  };
}

function toCells(text: string | undefined): Cells | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const cells = new Map<string, string>();
  flatten(cells, '', value, 0);
  return cells.size > MAX_COLUMNS ? undefined : cells;
}

function flatten(cells: Map<string, string>, path: string, value: object, depth: number): void {
  for (const [key, entry] of Object.entries(value) as [string, unknown][]) {
    if (cells.size > MAX_COLUMNS) return;
    const within = path === '' ? key : `${path}.${key}`;
    const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    if (isObject && depth + 1 < DEPTH) {
      flatten(cells, within, entry, depth + 1);
      continue;
    }
    const name = columnName(within, NAMELESS, (other) => cells.has(other));
    if (entry === null || entry === undefined) cells.set(name, '');
    else cells.set(name, typeof entry === 'object' ? JSON.stringify(entry) : String(entry));
  }
}
