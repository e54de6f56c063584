// Canonical JSON (RFC 8785) of what facts are made of: plain objects, lists, strings, numbers. A record is
// hashed millions of times in a replay, so the usual case is written here; anything else the library writes.
import canonicalize from 'canonicalize';

/** The canonical text of a JSON value: keys in order of their UTF-16 units, no blanks. */
export function canonicalJson(value: unknown): string | undefined {
  return written(value, 0) ?? canonicalize(value);
}

/** Deeper than any fact; what refers to itself ends here, and the library says so. */
const DEPTH_MAX = 20;

/** Undefined: not plain JSON, the library decides. */
function written(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : undefined;
  if (value === true) return 'true';
  if (value === false) return 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object' || depth > DEPTH_MAX) return undefined;
  return Array.isArray(value) ? list(value, depth) : object(value, depth);
}

function list(values: readonly unknown[], depth: number): string | undefined {
  let text = '[';
  for (let at = 0; at < values.length; at++) {
    const one = written(values[at], depth + 1);
    if (one === undefined) return undefined;
    text += at === 0 ? one : `,${one}`;
  }
  return `${text}]`;
}

function object(value: object, depth: number): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const { name, before } of fieldsOf(Object.keys(fields))) {
    const field = fields[name];
    // As JSON has it: what is undefined is not there.
    if (field === undefined) continue;
    const one = written(field, depth + 1);
    if (one === undefined || name === 'toJSON') return undefined;
    text += text.length === 1 ? before + one : `,${before}${one}`;
  }
  return `${text}}`;
}

/** A name of an object and its text up to the value. */
type Field = Readonly<{ name: string; before: string }>;

/** Objects of one make have the same names in the same order: sorted once, found by walking along them. */
type Make = { readonly next: Map<string, Make>; fields: readonly Field[] | null };
/** Makes remembered; facts have some hundred. */
const MAKES_MAX = 10_000;
const FIRST: Make = { next: new Map(), fields: null };
let makes = 0;

function fieldsOf(names: readonly string[]): readonly Field[] {
  let make = FIRST;
  for (const name of names) {
    let next = make.next.get(name);
    if (!next) {
      // Whoever sends objects of ever new names must not fill the memory.
      if (makes >= MAKES_MAX) return sorted(names);
      makes++;
      make.next.set(name, (next = { next: new Map(), fields: null }));
    }
    make = next;
  }
  return (make.fields ??= sorted(names));
}

function sorted(names: readonly string[]): readonly Field[] {
  return names.toSorted(byUnits).map((name) => ({ name, before: `${quoted(name)}:` }));
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Nothing that JSON escapes, nothing of which half could be missing. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new Error('half a character is not JSON');
  return JSON.stringify(text);
}
