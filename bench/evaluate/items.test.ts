import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { evaluateItems, itemFigures, readFiled } from './items.ts';
import { MisusedCommand } from './options.ts';

const filed = readFiled(readFileSync(new URL('items.tsv', import.meta.url), 'utf8'));
const said = (code: string, confidence: number) => [{ code, confidence, reasons: [] }];

it('names each message once, with items that the catalogue has, and never its words', () => {
  const codes = new Set(shippedCatalog().items.map((item) => item.code));
  expect(filed).toHaveLength(770);
  expect(new Set(filed.map(({ file, id }) => `${file} ${id}`)).size).toBe(770);
  for (const { id, part, items } of filed) {
    expect(id).toMatch(/^\d+$/);
    expect(['dev', 'test', 'fresh']).toContain(part);
    for (const code of items) expect(codes).toContain(code);
  }
});

it('counts acting on a message that has no item as wrong', () => {
  const figures = itemFigures([
    { items: ['0601001', '1104002'], said: said('1104002', 0.9) },
    { items: ['0601001'], said: [...said('0402006', 0.6), ...said('0601001', 0.2)] },
    { items: [], said: said('1103001', 0.85) },
    { items: [], said: [] },
  ]);
  expect(figures).toMatchObject({ messages: 4, accuracy: 0.5, top3: 1, acted: 2, actRight: 0.5 });
  expect(figures).toMatchObject({ suggestShare: 0.25, suggestRight: 0, none: 2, noneActed: 1 });
});

it('says that it was skipped where the messages are not there, and what it was asked wrongly', () => {
  expect(evaluateItems(['--messages', '/nowhere'])).toEqual({ skipped: '/nowhere' });
  expect(() => evaluateItems(['--part', 'both'])).toThrow(MisusedCommand);
});
