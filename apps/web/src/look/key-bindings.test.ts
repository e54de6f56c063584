// The list behind `?`: in the order of the screens, one line for each key.
import { expect, test } from 'vitest';
import { eachKeyOnce } from './key-bindings.ts';

const bound = (key: string, label: string) => ({ key, label, run: () => undefined });

test('keeps the order, and of a key taken twice what the newest screen does with it', () => {
  const all = [bound('d', '派遣'), bound('m', '看地图'), bound('j', '下一件'), bound('m', '消息')];
  expect(eachKeyOnce(all).map(({ label }) => label)).toEqual(['派遣', '看地图', '下一件']);
});
