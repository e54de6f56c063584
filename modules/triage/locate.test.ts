import { describe, expect, it } from 'vitest';
import type { MicroPoint } from '#platform/geo/index.ts';
import { locate } from './locate.ts';
import { DEFAULT_TRIAGE_POLICY, stanceOf } from './policy.ts';
import { SOME_PLACE_KNOWLEDGE } from './testing.ts';

const where = (text: string, point: MicroPoint | null = null) => {
  const found = locate({ text, point }, SOME_PLACE_KNOWLEDGE);
  return {
    ...found,
    codes: found.reasons.map((reason) => reason.code),
    stance: stanceOf(found.confidence, DEFAULT_TRIAGE_POLICY),
  };
};
const inGrid110 = { lng6: 120_811_000, lat6: 28_011_000 }; // village 11 of town 1

describe('coordinates', () => {
  it('win, and say grid, village and town', () => {
    const found = where('路灯不亮', inGrid110);
    expect(found.value).toEqual({ townId: 1, villageId: 11, gridId: 110, ...inGrid110 });
    expect(found.stance).toBe('act');
  });

  it('are strengthened by words of the same town and doubted against others', () => {
    expect(where('柳市镇路灯不亮', inGrid110).codes).toContain('triage.words-agree');
    const doubted = where('城东街道后所社区路灯不亮', inGrid110);
    expect(doubted.value.townId).toBe(1);
    expect(doubted.codes).toContain('triage.words-differ');
    expect(doubted.stance).toBe('suggest');
  });

  it('outside the county or impossible give way to the words', () => {
    const outside = where('柳市镇东风社区', { lng6: 1_000_000, lat6: 1_000_000 });
    expect(outside.value.villageId).toBe(11);
    expect(outside.codes[0]).toBe('triage.point-outside');
    expect(where('东风社区', { lng6: 0, lat6: 0 }).codes[0]).toBe('triage.point-invalid');
  });
});

describe('place words', () => {
  it('name a village with its town: sure enough to act', () => {
    const found = where('柳市镇东风社区门口有横幅');
    expect(found.value).toMatchObject({ townId: 1, villageId: 11, gridId: null, lng6: null });
    expect(found.stance).toBe('act');
  });

  it('name a landmark: its grid and point', () => {
    const found = where('柳市新光大道有人挂横幅');
    expect(found.value).toMatchObject({ townId: 1, villageId: 12, gridId: 120 });
    expect(found.value.lng6).not.toBeNull();
    expect(found.codes).toEqual(
      expect.arrayContaining(['triage.place-named', 'triage.place-in-town']),
    );
  });

  it('of a town only: the town is proposed', () => {
    const found = where('柳市镇有人吵架');
    expect(found.value).toMatchObject({ townId: 1, villageId: null });
    expect(found.stance).toBe('suggest');
  });

  it('shared by several places stay doubtful, with the candidates', () => {
    const found = where('新塘村积水');
    expect(found.stance).toBe('ask');
    expect(found.candidates.map((one) => one.place.villageId).sort()).toEqual([13, 21]);
    expect(found.codes).toContain('triage.place-ambiguous');
  });

  it('shared by several places are settled by the town', () => {
    const found = where('城东街道新塘村积水');
    expect(found.value.villageId).toBe(21);
    expect(found.stance).toBe('act');
  });

  it('for two villages of one town: the town', () => {
    const found = where('东风社区和上园村之间的路灯不亮');
    expect(found.value).toMatchObject({ townId: 1, villageId: null });
    expect(found.codes).toContain('triage.places-many');
  });

  it('are known in traditional and wide characters, and told as they were written', () => {
    const found = where('柳市鎮東風社區的路燈不亮');
    expect(found.value).toMatchObject({ townId: 1, villageId: 11 });
    expect(found.reasons).toContainEqual({
      code: 'triage.village-named',
      params: { words: '東風社區' },
    });
  });

  it('that only begin a road of another place do not name the village', () => {
    expect(where('后所路上有人挂横幅').value.villageId).toBeNull();
    expect(where('城东街道后所社区路灯不亮').value.villageId).not.toBeNull();
  });

  it('say which number is meant, and that a landmark is only nearby', () => {
    expect(where('柳市镇新光大道128号有人挂横幅').reasons).toContainEqual({
      code: 'triage.place-number',
      params: { words: '新光大道128号' },
    });
    const beside = where('柳市镇新光大道附近有人挂横幅');
    expect(beside.codes).toContain('triage.place-beside');
    expect(beside.confidence).toBeLessThan(where('柳市镇新光大道有人挂横幅').confidence);
  });

  it('missing: nowhere, and a person is asked', () => {
    const found = where('我家楼下很吵');
    expect(found.value.townId).toBeNull();
    expect([found.confidence, found.codes]).toEqual([0, ['triage.no-place']]);
  });
});
