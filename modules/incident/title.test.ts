// What a matter is called in every list.
import { expect, test } from 'vitest';
import { titleOf } from './title.ts';

test('the given title, else the first sentence', () => {
  expect(titleOf('路灯不亮。', '柳市镇溪西路路灯不亮。已经半个月了。')).toBe('路灯不亮');
  expect(titleOf(' ', '柳市镇溪西路路灯不亮。已经半个月了。')).toBe('柳市镇溪西路路灯不亮');
});

test('it turns no other words of a list around, and holds no line', () => {
  expect(titleOf(undefined, '路灯\u202e不亮\u2066了\u200f\n好几天')).toBe('路灯不亮了 好几天');
});
