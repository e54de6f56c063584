// The tree that seals a county, streamed and at once; and the chain.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalText, chainHash, commitment, merkleAccumulator, merkleRoot } from './record.ts';

test('a streamed root is the root of all leaves, for any number of them', () => {
  const leaves = Array.from({ length: 70 }, () => randomBytes(52));
  for (let count = 0; count <= leaves.length; count += 1) {
    const streamed = merkleAccumulator();
    for (const leaf of leaves.slice(0, count)) streamed.add(leaf);
    expect(streamed.root()).toEqual(merkleRoot(leaves.slice(0, count)));
  }
});

test('a root tells order, number and content of its leaves, and leaves from nodes', () => {
  const leaves = ['a', 'b', 'c'].map((text) => Buffer.from(text));
  const root = merkleRoot(leaves).toString('hex');
  expect(merkleRoot([...leaves].reverse()).toString('hex')).not.toBe(root);
  expect(merkleRoot(leaves.slice(1)).toString('hex')).not.toBe(root);
  expect(merkleRoot([merkleRoot(leaves.slice(0, 2)), Buffer.from('c')]).toString('hex')).not.toBe(
    root,
  );
});

test('a chain depends on every entry before it, with SHA-256 and with SM3', () => {
  for (const algorithm of ['sha256', 'sm3'] as const) {
    const chain = (...texts: string[]) =>
      texts
        .reduce<Buffer | null>((head, text) => chainHash(head, text, algorithm), null)
        ?.toString('hex');
    expect(chain('a', 'b', 'c')).not.toBe(chain('a', 'x', 'c'));
    expect(chain('a', 'b')).not.toBe(chain('b', 'a'));
  }
});

test('canonical text orders keys, so that equal facts have equal bytes', () => {
  expect(canonicalText({ b: 1, a: { d: '二', c: [2, null] } })).toBe(
    '{"a":{"c":[2,null],"d":"二"},"b":1}',
  );
  expect(() => canonicalText(undefined)).toThrow('must be JSON');
});

test('a commitment is checked with its salt, and says nothing without', () => {
  const salt = Buffer.alloc(16, 1);
  expect(commitment(salt, '张三')).toBe(commitment(salt, '张三'));
  expect(commitment(Buffer.alloc(16, 2), '张三')).not.toBe(commitment(salt, '张三'));
});
