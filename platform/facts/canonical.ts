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
  let make: Make | undefined = NAMELESS;
  let copy: Record<string, unknown> | undefined;
  for (const name in fields) {
    make = make.lastName === name ? make.last : makeWith(make, name);
    if (!make) return UNUSUAL;
    const field = fields[name];
    const one = inOrder(field, depth + 1);
    if (one === UNUSUAL) return UNUSUAL;
    if (one !== field) (copy ??= { ...fields })[name] = one;
  }
  const order = (make.order ??= orderOf(make));
  if (order === AS_THEY_ARE) return copy ?? fields;
  return order === UNUSUAL ? UNUSUAL : arranged(copy ?? fields, order);
}

function arranged(fields: Readonly<Record<string, unknown>>, order: readonly string[]): unknown {
  const copy: Record<string, unknown> = {};
  for (const name of order) copy[name] = fields[name];
  return copy;
}

/** The order of some names, that they are in it, or that an object would not keep it. */
type Order = readonly string[] | typeof AS_THEY_ARE | typeof UNUSUAL;
const AS_THEY_ARE = Symbol('in order');

/** Objects of one make have the same names in the same order: sorted once, found by walking along them. */
type Make = {
  readonly name: string;
  /** The same without its last name; undefined when it has none. */
  readonly before: Make | undefined;
  readonly next: Map<string, Make>;
  /** Where the walk before went on from here: mostly the next one goes there, too. */
  lastName: string | undefined;
  last: Make | undefined;
  order: Order | undefined;
};
/** Makes remembered; facts have some hundred. Whoever sends ever new names must not fill the memory. */
const MAKES_MAX = 10_000;
const NAMELESS = makeOf('', undefined);
let makes = 0;

function makeOf(name: string, before: Make | undefined): Make {
  return { name, before, next: new Map(), lastName: undefined, last: undefined, order: undefined };
}

/** The make with one name more; undefined when it is new and there are too many already. */
function makeWith(make: Make, name: string): Make | undefined {
  let next = make.next.get(name);
  if (!next) {
    if (makes >= MAKES_MAX) return undefined;
    makes++;
    make.next.set(name, (next = makeOf(name, make)));
  }
  make.lastName = name;
  make.last = next;
  return next;
}

/** Objects put numbers first, whatever the order, and take these names for something else. */
const OWN_MIND = /^(\d|__proto__$|toJSON$)/;

function orderOf(last: Make): Order {
  const names: string[] = [];
  for (let make = last; make.before; make = make.before) names.push(make.name);
  names.reverse();
  if (names.some((name) => OWN_MIND.test(name))) return UNUSUAL;
  const order = names.toSorted(byUnits);
  return order.every((name, at) => name === names[at]) ? AS_THEY_ARE : order;
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
