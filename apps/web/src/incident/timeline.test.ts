// What the history says of an order that was at once the county's ruling.
import { expect, test } from 'vitest';
import { translate } from '../text/language.tsx';
import { sentenceOf } from './timeline.tsx';

test('an order that ruled whose it is says so', () => {
  const say = (data: object) =>
    sentenceOf((key, params) => translate('zh', key, params), 'zh', 'dispatched', { ...data }, 0);
  const units = [{ name: '市政中心', role: 'lead' }];
  expect(say({ units })).toBe('派遣给 市政中心');
  expect(say({ units, ruled: true })).toBe('裁定责任单位，派遣给 市政中心');
});
