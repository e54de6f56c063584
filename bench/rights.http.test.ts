// A sample of `npm run rights`: over real HTTP nobody is told what the rule does not allow, and no operation
// is served that the rule does not know.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '#platform/db/testing.ts';
import { judge, type Ask } from './rights-ask.ts';
import { rights } from './rights.ts';

const TIMEOUT_MS = 300_000;

test(
  'people of every role in two counties are told what they may know, and nothing else',
  async () => {
    const { url } = await testDatabase();
    const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-rights-'));
    try {
      const figures = await rights({ databaseUrl: url, dataDir, quick: true });
      expect(figures.unlisted, 'add a rule to bench/rights-routes.ts').toEqual([]);
      expect(figures.found).toEqual([]);
      expect(figures).toMatchObject({ leaks: 0, denied: 0, failed: 0 });
      expect(figures.pairs).toBeGreaterThan(1_000);
      expect(figures.looks).toBeGreaterThan(1_000);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);

test('an answer that tells too much, or too little, is noticed', () => {
  const ask: Ask = { op: 'GET /x', path: '/x', expect: 'shut', hidden: ['x.none'], about: '' };
  const answer = (status: number, text = '', code: string | null = null) => ({
    status,
    text,
    code,
  });
  expect(judge(ask, answer(403))).toBeNull();
  expect(judge(ask, answer(404, '', 'x.none'))).toBeNull();
  expect(judge(ask, answer(404, '', 'x.other'))?.kind).toBe('leak');
  expect(judge(ask, answer(200, '{}'))?.kind).toBe('leak');
  expect(judge(ask, answer(500))?.kind).toBe('failed');
  const open: Ask = { ...ask, expect: 'open', never: ['138'], always: ['330382'] };
  expect(judge(open, answer(200, '330382'))).toBeNull();
  expect(judge(open, answer(200, '330382 138'))?.kind).toBe('leak');
  expect(judge(open, answer(200, '{}'))?.kind).toBe('denied');
  expect(judge(open, answer(403))?.kind).toBe('denied');
});
