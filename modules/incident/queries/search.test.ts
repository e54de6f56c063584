import { describe, expect, test } from 'vitest';
import { anIncident } from '../testing.ts';
import { csvLine, EXPORT_COLUMNS, harmless } from './export-columns.ts';
import { soughtBy } from './search.ts';
import { textWords } from './text-index.ts';
import { rowView } from './view.ts';

describe('what a typed text is taken for', () => {
  test.each([
    ['330382-20261118-000123', 'number'],
    ['330382-202611', 'number'],
    ['US-24510-2026', 'number'],
    ['13800000001', 'phone'],
    ['+86 138 0000 0001', 'phone'],
    ['０５７７－６１８８１２３４', 'phone'],
    ['33038219900101123X', 'idNumber'],
    ['7K2M-0000-AB12-ZZZ9', 'receipt'],
    ['7k2m0000ab12zzz9', 'receipt'],
    ['垃圾', 'words'],
    ['新光大道 12 号', 'words'],
    ['330382', 'words'],
    ['=1+1', 'words'],
  ])('%s is %s', (text, kind) => {
    expect(soughtBy(text).kind).toBe(kind);
  });

  test('the beginning of a number is a range of whole numbers', () => {
    expect(soughtBy('330382-202611')).toEqual({
      kind: 'number',
      from: '330382-20261100-000000',
      to: '330382-20261199-999999',
    });
    expect(soughtBy('us-24510-20261118-0001')).toEqual({
      kind: 'number',
      from: 'US-24510-20261118-000100',
      to: 'US-24510-20261118-000199',
    });
  });
});

test('a text is found by its words, and by no telephone', () => {
  const words = textWords('路边垃圾，电话 13800000001');
  expect(words).toEqual(expect.arrayContaining(['垃圾', '路边', '圾']));
  expect(words.join(' ')).not.toContain('138');
});

describe('a spreadsheet takes nothing for a formula', () => {
  test.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '＝1', '\r=1'])('%j', (text) => {
    expect(harmless(text)).toBe(`'${text}`);
  });

  test('what is harmless stays as it is, and quotes are doubled', () => {
    expect(csvLine(['a', -1, null, '说"好"', 'x,y'])).toBe('a,-1,,"说""好""","x,y"\r\n');
  });
});

test('a spreadsheet is told source, level and outcome in words, never in codes', () => {
  const incident = anIncident({ source: 'hotline12345', level: 2, outcome: 'solved' });
  const names = {
    ...{ unit: () => undefined, place: () => undefined, item: () => undefined },
    ...{ account: () => undefined, learnAccounts: async () => {} },
  };
  const cells = (language: 'zh' | 'en') =>
    EXPORT_COLUMNS.map(({ cell }) => cell(rowView(incident, '标题', names), language, () => ''));
  expect(cells('zh')).toEqual(expect.arrayContaining(['12345 热线', '紧急', '已解决']));
  expect(cells('en')).toEqual(expect.arrayContaining(['12345 hotline', 'Urgent', 'Solved']));
});
