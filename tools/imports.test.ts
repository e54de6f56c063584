import { describe, expect, it } from 'vitest';
import { DIRECTION_RULES } from './direction-rules.ts';
import {
  forbiddenImports,
  importRings,
  importsIn,
  loadsIn,
  resolveImport,
  waysTo,
} from './imports.ts';

describe('importsIn', () => {
  it('sees every form of import and no comments', () => {
    const text = `
      // import { a } from '@comment';
      /* export * from '@block'; */
      import '@side-effect';
      import one, { two, type Three } from "@one";
      import type {
        Four,
      } from '@four';
      export { five } from '@five';
      export * from '@six';
      import * as seven from '@seven';
      const eight = await import('@eight');
      const from = 'not an import';`;
    const names = ['side-effect', 'one', 'four', 'five', 'six', 'seven', 'eight'];
    expect(importsIn(text)).toEqual(names.map((name) => `@${name}`));
  });
});

describe('loadsIn', () => {
  it('leaves out what is gone with the types', () => {
    const text = `
      import type { A } from '@a';
      import { type B, type C } from '@b';
      import { type D, e } from '@d';
      import type F from '@f';
      export type { G } from '@g';
      export { h } from '@h';
      import '@i';
      const j = await import('@j');`;
    expect(loadsIn(text)).toEqual(['@d', '@h', '@i', '@j']);
  });
});

describe('waysTo', () => {
  it('names each forbidden thing that would be loaded, with the way to it', () => {
    const loads = new Map([
      ['page', ['contract', 'view']],
      ['view', ['contract']],
      ['contract', ['budget']],
      ['budget', ['catalog', 'node:fs']],
      ['catalog', ['node:fs', 'page']],
    ]);
    expect(waysTo(loads, ['page', 'view'], /^node:/)).toEqual([
      ['page', 'contract', 'budget', 'node:fs'],
    ]);
    expect(waysTo(loads, ['catalog'], /^pg$/)).toEqual([]);
  });
});

describe('resolveImport', () => {
  it.each([
    ['modules/a/b.ts', './c.ts', 'modules/a/c.ts'],
    ['modules/a/actions/b.ts', '../c.ts', 'modules/a/c.ts'],
    ['apps/x.ts', '#platform/db/index.ts', 'platform/db/index.ts'],
    ['apps/x.ts', 'zod', 'node_modules/zod'],
    ['apps/x.ts', 'node:fs', 'node:fs'],
    ['apps/web/x.ts', './w.mjs?worker&url', 'apps/web/w.mjs'],
  ])('%s, %s', (file, specifier, expected) =>
    expect(resolveImport(file, specifier)).toBe(expected),
  );
});

describe('the directions', () => {
  const broken = (from: string, to: string): string[] =>
    forbiddenImports(new Map([[from, [to]]]), DIRECTION_RULES).map((violation) => violation.rule);

  it.each([
    ['modules/incident/perform.ts', 'modules/deadline/index.ts'],
    ['modules/incident/perform.ts', 'modules/incident/store.ts'],
    ['modules/incident/perform.test.ts', 'modules/incident/index.ts'],
    ['modules/incident/contract.ts', 'modules/catalog/contract.ts'],
    ['modules/incident/routes.ts', 'platform/http/index.ts'],
    ['apps/server/main.mjs', 'modules/incident/routes.ts'],
    ['apps/web/src/a.tsx', 'modules/incident/contract.ts'],
    ['platform/db/index.ts', 'platform/errors/index.ts'],
  ])('allow %s → %s', (from, to) => expect(broken(from, to)).toEqual([]));

  it.each([
    ['modules/incident/perform.ts', 'modules/deadline/store.ts', 'modules-through-the-door'],
    ['modules/incident/perform.ts', 'modules/triage/index.ts', 'level-incident'],
    ['modules/triage/a.ts', 'modules/intake/index.ts', 'level-triage'],
    ['modules/incident/perform.ts', 'modules/incident/index.ts', 'nobody-enters-by-own-door'],
    ['modules/incident/actions/file.ts', 'modules/incident/store.ts', 'model-is-pure'],
    ['modules/incident/lifecycle.ts', 'platform/db/index.ts', 'model-is-pure'],
    ['modules/incident/contract.ts', 'node:crypto', 'contracts-run-in-the-browser'],
    ['modules/incident/routes.ts', 'apps/server/main.mjs', 'modules-know-no-adapters'],
    ['platform/db/index.ts', 'modules/incident/index.ts', 'platform-knows-no-business'],
    ['apps/server/main.mjs', 'modules/incident/store.ts', 'outsiders-through-the-door'],
    ['apps/web/src/a.tsx', 'modules/incident/index.ts', 'web-takes-contracts-only'],
    ['apps/web/src/a.tsx', 'platform/db/index.ts', 'web-takes-contracts-only'],
  ])('forbid %s → %s', (from, to, rule) => expect(broken(from, to)).toContain(rule));
});

describe('importRings', () => {
  it('finds a ring and names the files on it', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['b']],
      ['d', []],
    ]);
    expect(importRings(graph)).toEqual([['b', 'c']]);
    expect(
      importRings(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['c']],
          ['c', []],
        ]),
      ),
    ).toEqual([]);
  });
});
