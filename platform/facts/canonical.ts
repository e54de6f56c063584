// Canonical JSON (RFC 8785) of what facts are made of: plain objects, lists, strings, numbers. A record is
// hashed millions of times in a replay, so the usual case is put in order here and written by the engine,
// whose numbers and strings are those of the standard; anything else the library writes.
import canonicalize from 'canonicalize';

/** The canonical text of a JSON value: keys in order of their UTF-16 units, no blanks. */
export function canonicalJson(value: unknown): string | undefined {
  const ordered = inOrder(value, 0);
  if (ordered === UNUSUAL || ordered === undefined) return canonicalize(value);
  const text = JSON.stringify(ordered);
  // Half a character is written as its escape, which only the library refuses.
  return text.includes('\\ud') ? canonicalize(value) : text;
}

/** Not plain JSON, or not to be put in order by making an object anew. */
const UNUSUAL = Symbol('unusual');
/** Deeper than any fact; what refers to itself ends here, and the library says so. */
const DEPTH_MAX = 20;

/** The value with the names of its objects in order: itself where they are, a copy where they are not. */
function inOrder(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNUSUAL;
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || depth > DEPTH_MAX) return UNUSUAL;
  return Array.isArray(value) ? listInOrder(value, depth) : objectInOrder(value, depth);
}

function listInOrder(list: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const one = inOrder(list[at], depth + 1);
    if (one === UNUSUAL || one === undefined) return UNUSUAL;
    if (one !== list[at]) (copy ??= [...list])[at] = one;
  }
  return copy ?? list;
}

function objectInOrder(object: object, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return UNUSUAL;
  const fields = object as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields);
  const order = orderOf(names);
  if (!order) return UNUSUAL;
  let copy: Record<string, unknown> | undefined = order === AS_THEY_ARE ? undefined : {};
  for (const name of order === AS_THEY_ARE ? names : order) {
    const field = fields[name];
    const one = inOrder(field, depth + 1);
    if (one === UNUSUAL) return UNUSUAL;
    if (order !== AS_THEY_ARE) (copy as Record<string, unknown>)[name] = one;
    else if (one !== field) (copy ??= { ...fields })[name] = one;
  }
  return copy ?? fields;
}

/** The order of some names, or that they are in it; null when an object would not keep it. */
type Order = readonly string[] | typeof AS_THEY_ARE | null;
const AS_THEY_ARE = Symbol('in order');

/** Objects of one make have the same names in the same order: sorted once, found by walking along them. */
type Make = { readonly next: Map<string, Make>; order?: Order };
/** Makes remembered; facts have some hundred. */
const MAKES_MAX = 10_000;
const FIRST: Make = { next: new Map() };
let makes = 0;

function orderOf(names: readonly string[]): Order {
  let make = FIRST;
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    let next = make.next.get(name);
    if (!next) {
      // Whoever sends objects of ever new names must not fill the memory.
      if (makes >= MAKES_MAX) return sorted(names);
      makes++;
      make.next.set(name, (next = { next: new Map() }));
    }
    make = next;
  }
  if (make.order === undefined) make.order = sorted(names);
  return make.order;
}

/** Objects put numbers first, whatever the order, and take these names for something else. */
const OWN_MIND = /^(\d|__proto__$|toJSON$)/;

function sorted(names: readonly string[]): Order {
  if (names.some((name) => OWN_MIND.test(name))) return null;
  const order = names.toSorted(byUnits);
  return order.every((name, at) => name === names[at]) ? AS_THEY_ARE : order;
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
