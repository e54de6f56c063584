import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { eventText } from './event-stream.ts';
import { languageOf } from './language.ts';
import { JSON_DEPTH_MAX } from './limits.ts';
import { HTTP_REFUSALS } from './refusals.ts';
import { findUnstorable, isStorable } from './validation.ts';

/** Any UTF-16 code unit: control characters and halves of surrogate pairs too. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const anyText = fc.string({ unit });

test('a cursor comes back as it was, and nothing else comes in', () => {
  const Keys = z.tuple([z.int(), z.string()]);
  fc.assert(
    fc.property(fc.integer(), anyText.filter(isStorable), (serial, name) => {
      expect(decodeCursor(Keys, encodeCursor([serial, name]))).toEqual([serial, name]);
    }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      expect(() => decodeCursor(Keys, text)).toThrow('http.invalid-cursor');
    }),
  );
  expect(() => decodeCursor(Keys, encodeCursor([1, 'a\u0000']))).toThrow('http.invalid-cursor');
});

test('text that PostgreSQL cannot store is found wherever it hides', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: unit }), (json) => {
      const value: unknown = JSON.parse(json);
      const text = JSON.stringify(value);
      const isFine = !/\\u0000|\\ud[89a-f]/i.test(text);
      expect(findUnstorable(value) === undefined).toBe(isFine);
    }),
  );
  const deep = JSON.parse(
    '['.repeat(JSON_DEPTH_MAX + 2) + ']'.repeat(JSON_DEPTH_MAX + 2),
  ) as unknown;
  expect(findUnstorable(deep)).toMatchObject({ message: 'depth' });
});

test.each([
  [undefined, 'zh'],
  ['', 'zh'],
  ['en', 'en'],
  ['de, fr', 'zh'],
  ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en;q=nonsense,zh', 'zh'],
])('Accept-Language %s is answered in %s', (header, language) => {
  expect(languageOf(header === undefined ? {} : { 'accept-language': header })).toBe(language);
});

test('a link that downloads is answered in the language chosen on the page', () => {
  const ofBrowser = { 'accept-language': 'en-US,en' };
  const cookie = 'mb_session=abc; mb_language=zh';
  expect(languageOf({ ...ofBrowser, cookie })).toBe('zh');
  expect(languageOf({ 'accept-language': 'zh-CN', cookie: 'mb_language=en' })).toBe('en');
  for (const other of ['mb_language=fr', 'x_mb_language=zh', 'mb_session=mb_language=zh'])
    expect(languageOf({ ...ofBrowser, cookie: other })).toBe('en');
});

test('an event cannot be broken out of', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.jsonValue(), (id, event, data) => {
      const lines = eventText({ id, event, data }).split(/\r\n|\r|\n/);
      expect(lines).toHaveLength(5);
      expect(JSON.parse(lines[2]?.slice('data: '.length) ?? '')).toEqual(
        JSON.parse(JSON.stringify(data)),
      );
    }),
  );
});

test('every refusal of the door has both languages and names the same gaps', () => {
  const gaps = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const { zh, en } of Object.values(HTTP_REFUSALS)) {
    expect(zh).toMatch(/[\u4e00-\u9fff]|Idempotency/);
    expect(gaps(en)).toEqual(gaps(zh));
  }
});
