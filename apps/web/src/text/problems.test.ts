// What a form says is wrong.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checked } from './problems.ts';

const Form = z.object({
  name: z.string().min(2),
  count: z.number().max(9),
  leads: z.array(z.string()).min(1),
  holder: z.object({ unitId: z.number() }),
  login: z.string().regex(/^[a-z]+$/, { error: '须为小写字母 / must be small letters' }),
});

test('what is empty is asked for, what is wrong is told as the server would, in the language chosen', () => {
  const empty = { name: '', count: null, leads: [], holder: { unitId: null } };
  const blank = checked(Form, empty, 'zh');
  expect(blank).toEqual({
    ok: false,
    problems: Object.fromEntries(
      ['name', 'count', 'leads', 'holder', 'login'].map((field) => [field, '请填写']),
    ),
  });
  const wrong = { name: 'x', count: 10, leads: ['a'], holder: { unitId: 1 }, login: 'A' };
  expect(checked(Form, wrong, 'zh')).toEqual({
    ok: false,
    problems: { name: '至少 2 个字符', count: '须不大于 9', login: '须为小写字母' },
  });
  expect(checked(Form, wrong, 'en')).toMatchObject({
    problems: { login: 'must be small letters' },
  });
  const right = { ...wrong, name: 'xy', count: 9, login: 'a' };
  expect(checked(Form, right, 'zh')).toEqual({ ok: true, value: right });
});
