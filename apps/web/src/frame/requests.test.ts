// What the first page is called, by who looks at it.
import { expect, test } from 'vitest';
import type { Me } from '../api/session.ts';
import { zh } from '../text/zh.ts';
import { navigationOf } from './pages.ts';
import { requestWordsOf, verbKeyOf } from './requests.ts';

const me = (...roles: string[]) =>
  ({
    posts: roles.map((role) => ({ role })),
    may: { view: true, report: true, import: false, admin: [] },
  }) as unknown as Me;
const first = (person: Me, phone: boolean) => {
  const [page] = navigationOf(person, phone).front;
  return page && zh[page.label];
};

test('a citizen has 我的诉求, a deputy 我的反映, whoever works here 待办', () => {
  for (const phone of [false, true]) {
    expect(first(me('citizen'), phone)).toBe('我的诉求');
    expect(first(me('npcDeputy'), phone)).toBe('我的反映');
    expect(first(me('npcDeputy', 'citizen'), phone)).toBe('我的反映');
    expect(first(me('infoClerk'), phone)).toBe('待办');
  }
  const named = (person: Me) => navigationOf(person, false).front.map(({ label }) => zh[label]);
  expect(named(me('citizen'))).toContain('我要反映');
  expect(named(me('infoClerk'))).toContain('登记');
});

test('a post in an office beside it makes it 待办 again, and nobody without a post is asked', () => {
  expect(requestWordsOf(me('citizen', 'deptHandler'))).toBeUndefined();
  expect(requestWordsOf(me())).toBeUndefined();
});

test('a verb has the words of whoever does it', () => {
  const name = (person: Me) => zh[verbKeyOf(person, 'join')];
  expect([name(me('citizen')), name(me('infoClerk')), name(me('citizen', 'infoClerk'))]).toEqual([
    ...['补充情况', '并入来件', '并入来件'],
  ]);
  expect(zh[verbKeyOf(me('citizen'), 'reopen')]).toBe('重办');
});
