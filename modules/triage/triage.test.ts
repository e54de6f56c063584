import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CatalogDraft } from '#modules/catalog/index.ts';
import { VERB_INPUTS } from '#modules/incident/contract.ts';
import { HOUR } from '#platform/time/index.ts';
import { buildClassifier } from './classify.ts';
import { TriageResult } from './contract.ts';
import { gatherKnown, printOfReport, type Matter } from './duplicates.ts';
import { proposeLevel } from './level.ts';
import { DEFAULT_TRIAGE_POLICY } from './policy.ts';
import { TRIAGE_REASONS } from './reasons.ts';
import { SOME_ITEMS, someKnowledge } from './testing.ts';
import { assess, matterOf, triage, type TriageInput } from './triage.ts';
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

  it('hears the matter, not the manner in which it is told', () => {
    const best = (text: string) => classifier.classify(text)[0]?.code;
    for (const manner of ['希望有关部门尽快查处', '咨询一下，请问谁来管', '投诉', '恳请领导解决'])
      expect(best(`${manner}小区里的群租房，一套房隔成八间`)).toBe('0303002');
    for (const ending of ['请问多久能弄好呀？', '啥时候来修啊，急！', '请问哪个部门负责？'])
      expect(best(`柳市镇东街社区路灯坏了，${ending}`)).toBe('0601001');
  });

  it('asks about what no item is for', () => {
    for (const text of ['学校周末违规补课还收补课费', '出租车司机拒载不打表', '养猪场气味很臭']) {
      const [best] = classifier.classify(text);
      expect(best?.confidence).toBeLessThan(DEFAULT_TRIAGE_POLICY.thresholds.suggest);
      expect(best?.reasons[0]?.code).toBe('triage.none-fits');
    }
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
    expect(right / all).toBeGreaterThan(0.9);
    expect(acted / all).toBeGreaterThan(0.4);
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

  it('is not raised by what nearly happened or is feared, where only what has happened counts', () => {
    const levelIn = (code: string, text: string) => {
      const item = catalog.items.find((one) => one.code === code);
      return item && proposeLevel(text, item).value;
    };
    const cases: [string, string, number][] = [
      ['0204003', '井盖没了，我昨晚差点掉进去', 2],
      ['0204003', '井盖没了，怕小孩掉进去', 2],
      ['0204003', '井盖没了，有个小孩掉进去了', 1],
      ['0204003', '幼儿园门口井盖没了，差点掉进去', 1],
      ['0201004', '楼道里飞线充电，很容易起火', 3],
      ['0201004', '电瓶车在楼道充电，有着火的隐患', 3],
      ['0201004', '楼道里的电瓶车可能着火了', 1],
      ['0201004', '电瓶车充电，冒烟了，怕起火', 1],
      ['0201003', '消防通道停满车，万一着火，消防车进不来', 3],
      ['0201003', '里面着火，消防车进不来', 2],
      ['1001001', '食堂的肉不新鲜，担心孩子中毒', 2],
      ['1001001', '孩子吃了午饭呕吐', 1],
      // A danger is a danger when it is feared.
      ['0503001', '广告牌怕要掉下来', 2],
      ['0601002', '配电箱裸露，差点触电', 2],
    ];
    for (const [code, text, level] of cases)
      expect([text, levelIn(code, text)]).toEqual([text, level]);
  });
});

const NOW = Date.UTC(2026, 10, 21, 2);
const matter = (text: string, overrides: Partial<Matter> = {}): Matter => ({
  print: printOfReport(text),
  at: NOW - HOUR,
  reporter: null,
  point: { lng6: 120_811_000, lat6: 28_011_000 },
  itemCode: '0601001',
  villageId: 11,
  gridId: 110,
  ...overrides,
});

describe('duplicates', () => {
  const { duplicates: policy } = DEFAULT_TRIAGE_POLICY;
  const find = (text: string, overrides: Partial<Matter> = {}) => {
    const known = gatherKnown();
    known.add({ ...matter(text, overrides), id: 'a' });
    return known.find(matter('路灯不亮,新光大道很黑', { at: NOW }), policy, policy.most);
  };
  const codes = (found: ReturnType<typeof find>) => found[0]?.reasons.map(({ code }) => code);

  it('are of one spot, these hours and the same item, whatever their words', () => {
    const here = { point: { lng6: 120_811_200, lat6: 28_011_000 } };
    expect(codes(find('灯坏了', here))).toEqual([
      'triage.near',
      'triage.close-in-time',
      'triage.same-item',
    ]);
    expect(find('灯坏了', { ...here, itemCode: '0301001' })).toEqual([]);
    expect(find('灯坏了', { point: { lng6: 120_812_000, lat6: 28_011_000 } })).toEqual([]);
    expect(find('灯坏了', { ...here, at: NOW - 25 * HOUR })).toEqual([]);
  });

  it('are what says the same of the same place, however long ago', () => {
    const months = NOW - 2000 * HOUR;
    const bare = { point: null, at: months, itemCode: null };
    const found = find('新光大道一段路灯不亮，晚上很黑', bare);
    expect(codes(found)).toEqual([
      'triage.same-grid',
      'triage.days-apart',
      'triage.same-names',
      'triage.like-text',
    ]);
    expect(find('新光大道烧烤摊油烟很大', { ...bare, itemCode: '0502004' })).toEqual([]);
    expect(find('山后村二组路灯不亮', { ...bare, gridId: 120, villageId: 12 })).toEqual([]);
  });

  it('never name the matter itself, nor what has been dropped', () => {
    const known = gatherKnown();
    const twice = matter('新光大道路灯不亮');
    for (const id of ['a', 'b', 'b']) known.add({ ...twice, id });
    expect(known.size).toBe(2);
    expect(known.find(twice, policy, 9, 'a').map(({ id }) => id)).toEqual(['b']);
    known.drop('b');
    expect(known.find(twice, policy, 9, 'a')).toEqual([]);
  });

  it('are told with likelihoods, best first, whatever is said', () => {
    const known = gatherKnown();
    for (let at = 0; at < 30; at++) known.add({ ...matter('新光大道路灯不亮'), id: String(at) });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const scores = known.find(matter(text), policy, policy.most).map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        expect(scores.length).toBeLessThanOrEqual(policy.most);
        for (const score of scores) expect(score).toBeLessThanOrEqual(1);
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
      route: ({ itemCode, place }) => ({
        value: { lead: 50 + (place.townId ?? 0), co: [], version: 3, row: 7 },
        confidence: 0.99,
        reasons: [{ code: 'dispatch.row', params: { itemCode } }],
        rule: 'route/3',
      }),
    });
    const assessment = assess(input, knowledge);
    const known = gatherKnown();
    known.add({ ...matterOf(input, assessment, knowledge.policy), id: 'b' });
    const { duplicates: policy } = knowledge.policy;
    const found = known.find(matterOf(input, assessment, knowledge.policy), policy, policy.most);
    const result = triage(input, knowledge, assessment, found);
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
