import { describe, expect, it } from 'vitest';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { PlateText } from './contract.ts';
import { maskPlate, PLATE_ITEMS, plateMatters, surenessOf } from './plates.ts';

const reading = (reader: string, plate: string, confidence: number) => ({
  ...{ reader, plate, confidence },
});

describe('plates', () => {
  it('matter only in items that the catalogue has, and never where a matter is confined to some people', () => {
    const codes = new Set(shippedCatalog().items.map(({ code }) => code));
    for (const code of PLATE_ITEMS) expect(codes.has(code)).toBe(true);
    expect(plateMatters({ itemCode: '0501001', flags: {} })).toBe(true);
    expect(plateMatters({ itemCode: '0501001', flags: { restricted: true } })).toBe(false);
    expect(plateMatters({ itemCode: '0601001', flags: {} })).toBe(false);
    expect(plateMatters({ itemCode: null, flags: {} })).toBe(false);
  });

  it('are masked but for where they are from', () => {
    expect(maskPlate('浙C82F57')).toBe('浙C＊＊＊＊＊');
    expect(maskPlate('浙CD12345')).toBe('浙C＊＊＊＊＊＊');
    expect(maskPlate('')).toBe('');
  });

  it('are as sure as the less sure reader, and half as sure where the other says something else', () => {
    const both = [reading('ocr', '浙C12345', 0.9), reading('own', '浙C12345', 0.8)];
    expect(surenessOf({ readings: both, agreed: '浙C12345', reasons: [] })).toBe(0.8);
    const differ = [reading('ocr', '浙C12345', 1), reading('own', '浙C12346', 1)];
    expect(surenessOf({ readings: differ, likeliest: '浙C12345', reasons: [] })).toBe(0.5);
    expect(surenessOf({ readings: [], reasons: ['no-plate-found'] })).toBeNull();
  });

  it.each([
    ['浙c12345', '浙C12345'],
    [' 浙CD12345 ', '浙CD12345'],
    ['浙C1234学', '浙C1234学'],
    ['C12345', undefined],
    ['浙C123', undefined],
    ['<浙C12345>', undefined],
  ])('%s as a person writes it is %s', (text, plate) => {
    expect(PlateText.safeParse(text).data).toBe(plate);
  });
});
