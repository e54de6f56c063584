// The same bytes as the reference implementation, for any JSON; and what is not JSON is refused as there.
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical.ts';

const anyText = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());
const names = fc.oneof(
  fc.constantFrom('at', 'by', 'no', '__proto__', 'toJSON', 'é', 'é', '10', '9', '\u{1f600}', '﻿'),
  anyText,
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, undefined),
    anyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.array(tie('json').filter((value) => value !== undefined)),
    fc.dictionary(names, tie('json')),
  ),
}));

test('given any JSON, then its text is the one of the library', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
    { numRuns: 2_000 },
  );
});

test('given the same names in another order, then the same text', () => {
  expect(canonicalJson({ b: 1, a: -0 })).toBe('{"a":0,"b":1}');
  expect(canonicalJson({ a: 0, b: 1 })).toBe('{"a":0,"b":1}');
});

test('given more than plain JSON, then it is what the library makes of it', () => {
  const told = { toJSON: () => 'told' };
  for (const value of [new Date(0), told, [told], { at: new Date(0) }, Object('x'), () => 1])
    expect(canonicalJson(value)).toBe(canonicalize(value));
  const ring: unknown[] = [];
  ring.push(ring);
  const half = '\ud800';
  for (const value of [ring, NaN, { a: Infinity }, half, { [half]: 1 }])
    expect(() => canonicalJson(value)).toThrow();
  expect(canonicalJson(undefined)).toBeUndefined();
});
