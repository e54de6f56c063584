import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CatalogDraft } from '#modules/catalog/index.ts';
import { VERB_INPUTS } from '#modules/incident/contract.ts';
import { HOUR } from '#platform/time/index.ts';
import { buildClassifier } from './classify.ts';
import { TriageResult } from './contract.ts';
import { bigramsOf, findDuplicates, likeness, type Recent } from './duplicates.ts';
import { proposeLevel } from './level.ts';
import { DEFAULT_TRIAGE_POLICY } from './policy.ts';
import { TRIAGE_REASONS } from './reasons.ts';
import { SOME_ITEMS, someKnowledge } from './testing.ts';
import { triage, type TriageInput } from './triage.ts';
import { triageVerbInput } from './verb-input.ts';

const catalog = CatalogDraft.parse(
  JSON.parse(readFileSync(new URL('../catalog/data/catalog-v1.json', import.meta.url), 'utf8')),
);
const classifier = buildClassifier(catalog.items);

describe('classify', () => {
  it.each([
    ['新光大道有人挂了违规横幅', '0503002'],
    ['KTV门口有人吵架,快打起来了', '0301001'],
    ['山上冒烟了', '0201001'],
    ['井盖不见了很危险', '0204003'],
    ['路灯不亮好几天了', '0601001'],
    ['老人走失了,八十四岁', '1202001'],
  ])('%s → %s', (text, code) => {
    const [best] = classifier.classify(text);
    expect(best?.code).toBe(code);
    expect(best?.confidence).toBeGreaterThan(DEFAULT_TRIAGE_POLICY.thresholds.suggest);
    expect(best?.reasons[0]?.params?.['words']).toBeTruthy();
  });

  it('asks where nothing speaks for an item', () => {
    const confidence = classifier.classify('今天天气不错')[0]?.confidence ?? 0;
    expect(confidence).toBeLessThan(DEFAULT_TRIAGE_POLICY.thresholds.suggest);
    expect(classifier.classify('')).toEqual([]);
    expect(classifier.classify('???')).toEqual([]);
  });

  it('gives probabilities, best first', () => {
    fc.assert(
      fc.property(fc.constantFrom(...catalog.items.flatMap((item) => item.phrases)), (phrase) => {
        const found = classifier.classify(phrase).map((one) => one.confidence);
        expect(found).toEqual([...found].sort((a, b) => b - a));
        expect(found.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1.001);
      }),
    );
  });

  it('recognises phrases that were held out, and is right where it would act', () => {
    let [right, all, acted, actedRight] = [0, 0, 0, 0];
    for (let fold = 0; fold < 3; fold++) {
      const model = buildClassifier(
        catalog.items.map((item) => ({
          ...item,
          phrases: item.phrases.filter((_, at) => at % 3 !== fold),
        })),
      );
      for (const item of catalog.items)
        for (const phrase of item.phrases.filter((_, at) => at % 3 === fold)) {
          const [best] = model.classify(phrase);
          const isRight = best?.code === item.code;
          all++;
          if (isRight) right++;
          if ((best?.confidence ?? 0) < DEFAULT_TRIAGE_POLICY.thresholds.act) continue;
          acted++;
          if (isRight) actedRight++;
        }
    }
    expect(right / all).toBeGreaterThan(0.8);
    expect(acted / all).toBeGreaterThan(0.2);
    expect(actedRight / acted).toBeGreaterThan(0.98);
  }, 60_000);
});

describe('level', () => {
  const cover = SOME_ITEMS.find((item) => item.code === '0204003');
  const levelOf = (text: string) => cover && proposeLevel(text, cover).value;

  it('is raised by the words of a rule, unless they are denied', () => {
    expect(levelOf('井盖不见了')).toBe(2);
    expect(levelOf('学校门口井盖不见了')).toBe(1);
    expect(levelOf('井盖破了,没有人受伤')).toBe(2);
    expect(levelOf('没有围栏,已有人受伤')).toBe(1);
  });
});

const NOW = Date.UTC(2026, 10, 21, 2);
const known = (overrides: Partial<Recent>): Recent => ({
  id: 'a',
  itemCode: '0601001',
  villageId: 11,
  gridId: 110,
  lng6: 120_811_000,
  lat6: 28_011_000,
  occurredAt: NOW - HOUR,
  bigrams: bigramsOf('新光大道路灯不亮'),
  ...overrides,
});

describe('duplicates', () => {
  const { duplicates: policy } = DEFAULT_TRIAGE_POLICY;
  const matter = { ...known({}), occurredAt: NOW, bigrams: bigramsOf('路灯不亮,新光大道很黑') };
  const find = (overrides: Partial<Recent>) => findDuplicates(matter, [known(overrides)], policy);

  it('are near, recent and of the same item', () => {
    const [found] = find({ lng6: 120_811_200 });
    expect(found?.reasons.map((reason) => reason.code)).toEqual([
      'triage.near',
      'triage.close-in-time',
      'triage.same-item',
      'triage.like-text',
    ]);
    expect(found?.score).toBeGreaterThan(0.7);
  });

  it('are not farther than the radius, older than the window, or another matter', () => {
    expect(find({ lng6: 120_812_000 })).toEqual([]);
    expect(find({ occurredAt: NOW - 25 * HOUR })).toEqual([]);
    expect(find({ itemCode: '0301001', bigrams: bigramsOf('有人喝酒吵架打人') })).toEqual([]);
  });

  it('without coordinates need like words', () => {
    const bare = { lng6: null, lat6: null };
    expect(find({ ...bare, bigrams: bigramsOf('新光大道的路灯全部不亮') })).toHaveLength(1);
    expect(find({ ...bare, bigrams: bigramsOf('有一盏灯坏了请来修理') })).toEqual([]);
    expect(find({ ...bare, gridId: null, villageId: 12 })).toEqual([]);
  });

  it('are likest to themselves', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), (a, b) => {
        const [one, other] = [bigramsOf(a), bigramsOf(b)];
        expect(likeness(one, other)).toBe(likeness(other, one));
        expect(likeness(one, other)).toBeLessThanOrEqual(1);
        if (one.size >= 4) expect(likeness(one, one)).toBe(1);
      }),
    );
  });
});

describe('triage', () => {
  const input: TriageInput = {
    text: '柳市镇新光大道金海岸KTV有人吵架打架',
    point: null,
    source: 'police110',
    occurredAt: NOW,
    itemCode: null,
    level: null,
    place: null,
  };

  it('says where, what, how urgent, known already and whose, each with reasons', () => {
    const knowledge = someKnowledge({
      recent: () => [
        known({
          id: 'b',
          villageId: 11,
          itemCode: '0301001',
          gridId: 110,
          bigrams: bigramsOf(input.text),
        }),
      ],
      route: ({ itemCode, place }) => ({
        value: { lead: 50 + (place.townId ?? 0), co: [], version: 3, row: 7 },
        confidence: 0.99,
        reasons: [{ code: 'dispatch.row', params: { itemCode } }],
        rule: 'route/3',
      }),
    });
    const result = triage(input, knowledge);
    expect(TriageResult.parse(result)).toEqual(result);
    expect(result.place.value.townId).toBe(1);
    expect(result.item?.value).toBe('0301001');
    expect(result.level?.value).toBe(2);
    expect(result.duplicates[0]?.id).toBe('b');
    expect(result.route?.value.lead).toBe(51);
    expect(result.route?.confidence).toBeLessThanOrEqual(result.item?.confidence ?? 0);
    expect(result.room?.value).toBe(901);
    const reasons = [
      result.place,
      result.item,
      result.level,
      result.room,
      ...result.duplicates,
    ].flatMap((guess) => guess?.reasons ?? []);
    for (const { code, params = {} } of reasons) {
      const text = TRIAGE_REASONS[code as keyof typeof TRIAGE_REASONS];
      for (const [, name = ''] of `${text.zh}${text.en}`.matchAll(/\{(\w+)\}/g))
        expect(params).toHaveProperty([name]);
    }
  });

  it('becomes the input of the verb: what is sure acts, but not over what was given', () => {
    const { policy } = someKnowledge();
    const nowhere = { townId: null, villageId: null, gridId: null, lng6: null, lat6: null };
    const verbInputOf = (more: Partial<TriageInput>, place = {}) =>
      triageVerbInput(
        triage({ ...input, ...more }, someKnowledge()),
        { itemCode: more.itemCode ?? null, place: { ...nowhere, ...place } },
        policy,
      );
    const found = verbInputOf({});
    expect(VERB_INPUTS.triage.parse(found)).toEqual(found);
    expect(found.acts).toContain('place');
    expect(verbInputOf({ text: '吵架' }).acts).not.toContain('place');
    const given = verbInputOf({ itemCode: '0601001', level: 1 });
    expect([given.item?.rule, given.level?.rule]).toEqual(['given', 'given']);
    expect(given.acts).not.toContain('item');
    // A village within the town of the desk that took the call; not one in another town.
    const townId = found.place?.value.townId ?? null;
    expect(verbInputOf({}, { townId }).acts).toContain('place');
    expect(verbInputOf({}, { townId: 99 }).acts).not.toContain('place');
    expect(verbInputOf({}, { townId, villageId: 98 }).acts).not.toContain('place');
  });

  it('leaves what a person gave as it is', () => {
    const result = triage({ ...input, itemCode: '0601001', level: 1 }, someKnowledge());
    expect([result.item?.value, result.item?.confidence]).toEqual(['0601001', 1]);
    expect(result.level).toMatchObject({ value: 1, rule: 'given' });
  });

  it('hands what it cannot place to the county centre', () => {
    const result = triage({ ...input, text: '有人吵架' }, someKnowledge());
    expect(result.room?.value).toBe(900);
  });

  it('is never at a loss for any text', () => {
    const knowledge = someKnowledge();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => TriageResult.parse(triage({ ...input, text }, knowledge))).not.toThrow();
      }),
    );
  });
});
