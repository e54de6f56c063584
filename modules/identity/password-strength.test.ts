import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passwordWeakness } from './password-strength.ts';

const who = { login: 'wang.wei', name: '王伟', minLength: 12 };

test.each([
  'Correct-Horse-7',
  'korrekt horse battery staple',
  '枫桥经验 Fengqiao 1963',
  'aB3$aB3$xyzq',
])('%s will do', (password) => {
  expect(passwordWeakness(password, who)).toBeUndefined();
});

test.each([
  ['Short-7', 'at least 12'],
  ['alllowercaseonly', 'three of'],
  ['aaaaaaaaaaaaaaaaaaaaaaaaa', 'repeats'],
  ['Aa1!Aa1!Aa1!', 'repeats'],
  ['Wang.Wei-2026!', 'login or name'],
  ['Maplebridge1963', 'too common'],
  [`Aa1!xyz${'q'.repeat(130)}`, 'at most'],
])('%s is too weak', (password, reason) => {
  expect(passwordWeakness(password, who)?.reasonEn).toContain(reason);
});

test('never fails, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (password, login) => {
      passwordWeakness(password, { ...who, login });
    }),
  );
});
