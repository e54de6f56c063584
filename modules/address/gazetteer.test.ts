import { describe, expect, it } from 'vitest';
import { placeDemoNames } from './demo-places.ts';
import { buildGazetteer, formsOf } from './gazetteer.ts';
import { shippedDemoPlaces } from './shipped.ts';
import { SOME_AREAS, SOME_PLACES } from './testing.ts';

const gazetteer = buildGazetteer(SOME_AREAS, SOME_PLACES);
const read = (text: string) =>
  gazetteer
    .findPlaceWords(text)
    .map(({ word, meanings }) => `${word}:${meanings.map((m) => `${m.id}${m.form[0]}`).join('/')}`);

describe('findPlaceWords', () => {
  it('knows towns and villages with and without their suffix', () => {
    expect(read('柳市镇东风社区门口')).toEqual(['柳市镇:1f', '东风社区:11f']);
    expect(read('柳市东风那边')).toEqual(['柳市:1s', '东风:11s']);
    expect(read('上园村委会、上园村、上园')).toEqual(['上园村委会:12f', '上园村:12f', '上园:12s']);
  });

  it('gives every meaning of an ambiguous name', () => {
    expect(read('新塘村积水')).toEqual(['新塘村:13f/21f']);
    expect(read('人民路积水')).toEqual(['人民路:104f/105f']);
  });

  it('knows roads and landmarks, whatever the case of their letters', () => {
    expect(read('新光大道有横幅')).toEqual(['新光大道:101f']);
    expect(read('金海岸ktv吵架')).toEqual(['金海岸ktv:102f']);
  });

  it('takes an everyday word for a village only with its suffix', () => {
    expect(read('希望大家和平相处')).toEqual([]);
    expect(read('和平村有人吵架')).toEqual(['和平村:23f']);
  });

  it('says where the words stand', () => {
    const text = '在柳市镇新光大道';
    for (const { word, start, end } of gazetteer.findPlaceWords(text))
      expect(text.slice(start, end)).toBe(word);
  });
});

describe('formsOf', () => {
  it('leaves out short forms of one character', () => {
    expect(formsOf({ level: 'village', name: '林村' }).map((form) => form.word)).toEqual([
      '林村委会',
    ]);
    expect(formsOf({ level: 'town', name: '乐成街道' }).map((form) => form.word)).toEqual([
      '乐成街道',
      '乐成',
    ]);
  });
});

describe('placeDemoNames', () => {
  const demo = shippedDemoPlaces('330382') ?? { notice: '', towns: {} };

  it('puts every place into its town', () => {
    const gridAt = (lng6: number) => {
      const village = Math.trunc((lng6 / 1e6 - 120.8) * 1000 + 0.5);
      const area = SOME_AREAS.find((one) => one.id === village);
      return area && { gridId: area.id * 10, villageId: area.id, townId: area.townId };
    };
    const places = placeDemoNames(demo, SOME_AREAS, gridAt);
    expect(places.length).toBe(
      (demo.towns['柳市镇']?.length ?? 0) + (demo.towns['城东街道']?.length ?? 0),
    );
    for (const place of places) {
      const town = demo.towns[place.townId === 1 ? '柳市镇' : '城东街道'];
      expect(town?.map(([, name]) => name)).toContain(place.name);
      expect(place.source).toBe('demo');
    }
    expect(places.find((place) => place.name === '上园小区')?.villageId).toBe(12);
    expect(placeDemoNames(demo, SOME_AREAS, gridAt)).toEqual(places);
  });

  it('has the roads that the stories name', () => {
    expect(demo.towns['柳市镇']?.map(([, name]) => name)).toContain('新光大道');
    expect(Object.values(demo.towns).flat().length).toBeGreaterThanOrEqual(100);
  });
});
