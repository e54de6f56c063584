// What a schema found wrong, as the reader is told.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { issueSentence } from './issue-sentence.ts';

function said(schema: z.ZodType, value: unknown): readonly (string | undefined)[] {
  const issue = schema.safeParse(value, { reportInput: true }).error?.issues[0];
  return issue ? [issueSentence(issue, 'zh'), issueSentence(issue, 'en')] : [];
}

test('a rule of its own says what is expected in both languages', () => {
  const phone = z.string().regex(/^\d{5,}$/, '应为至少 5 位数字 / must be 5 digits or more');
  expect(said(phone, '村口小店')).toEqual(['应为至少 5 位数字', 'must be 5 digits or more']);
  expect(said(z.string().regex(/^a$/), 'b')).toEqual(['格式不正确', 'has a wrong format']);
});

test('what is missing, too long and unknown is told with its limit and name', () => {
  const form = z.strictObject({ name: z.string().max(3), n: z.int().min(2) });
  expect(said(form, { n: 2 })).toEqual(['必填', 'is required']);
  expect(said(form, { name: 'long', n: 2 })[0]).toBe('最多 3 个字符');
  expect(said(form, { name: 'a', n: 1 })[0]).toBe('须不小于 2');
  expect(said(form, { name: 'a', n: 2, more: 1 })[0]).toBe('含有未知字段：more');
});
