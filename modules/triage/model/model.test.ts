import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform/chance/index.ts';
import { SOME_ITEMS } from '../testing.ts';
import { bandOf, bandsOf, coverageAt, lowerShare } from './bands.ts';
import { DamagedModel, decodeModel, encodeModel } from './encode.ts';
import { trainItemModel } from './items.ts';
import { classifyWith, judgeOf } from './answer.ts';
import { crossValidate, trainLinear, type Example } from './train.ts';

/** Made-up messages: words of the topic among words that any message has. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  路灯: ['路灯不亮', '灯杆倾斜', '路灯坏了', '照明故障', '夜里漆黑'],
  噪声: ['噪音扰民', '半夜施工', '音响太吵', '睡不着觉', '广场舞吵闹'],
  学校: ['幼儿园学费', '老师补课', '学区划分', '校服收费', '中考报名'],
};
const FILLING = [
  '请领导关注',
  '我是小区居民',
  '多次反映没有结果',
  '希望尽快处理',
  '位于人民路旁边',
];

function madeUp(count: number, seed: number): Example[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.trunc(random() * list.length)] as T;
  return Array.from({ length: count }, () => {
    const label = pick(Object.keys(TOPICS));
    const words = TOPICS[label] ?? [];
    return { label, text: [pick(FILLING), pick(words), pick(FILLING), pick(words)].join('，') };
  });
}

const teaching = { examples: madeUp(300, 1), kind: 'test', version: 'v1', seed: 5 };
const model = trainLinear(teaching);

describe('a linear model', () => {
  it('learns a small made-up set', () => {
    const asked = madeUp(200, 2);
    const right = asked.filter(({ text, label }) => classifyWith(model, text)[0]?.label === label);
    expect(right.length).toBe(asked.length);
    expect(model.made).toEqual({ examples: 300, seed: 5, trials: 300, trialsRight: 300 });
  });

  it('gives as reasons words of the text that speak for the label', () => {
    const [best] = classifyWith(model, '我是小区居民，门前路灯不亮，希望尽快处理');
    expect(best).toMatchObject({ label: '路灯', band: 'act' });
    expect(best?.reasons[0]?.said).toContain('路灯');
    expect(best?.reasons.map((one) => one.said).join()).not.toContain('居民');
  });

  it('is the same from the same seed', () => {
    expect(encodeModel(trainLinear(teaching))).toEqual(encodeModel(model));
  });

  it('reads full width, capitals and signs as what they stand for', () => {
    const chances = (text: string) => [...(judgeOf(model).chances(text) ?? [])];
    expect(chances('路灯ＫＴＶ１不亮')).toEqual(chances('路、灯\u0000ktv 1🙂不亮'));
  });

  it('gives chances that sum to one, best first, for any text, and none where nothing is known', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(TOPICS).flat())),
        (text) => {
          const answers = classifyWith(model, text);
          expect([0, 3]).toContain(answers.length);
          const found = answers.map((one) => one.confidence);
          expect(found).toEqual([...found].sort((a, b) => b - a));
          if (found.length > 0) expect(found.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
          for (const { said } of answers.flatMap((one) => one.reasons))
            expect(text).toContain(said);
        },
      ),
    );
    for (const text of ['', '   ', '🙂🙂', '\u0000\u0007', 'qqqq', '的了是'])
      expect(classifyWith(model, text)).toEqual([]);
  }, 20_000);

  it('takes no longer for a hundred thousand characters than for one page', () => {
    const long = '人民路路灯不亮'.repeat(15_000);
    const milliseconds = [1, 2, 3, 4, 5].map(() => {
      const started = performance.now();
      classifyWith(model, long);
      return performance.now() - started;
    });
    expect(Math.min(...milliseconds)).toBeLessThan(20); // under 1 on an idle machine
    expect(classifyWith(model, long)[0]?.label).toBe('路灯');
  });

  it('never acts without trials, nor on too few', () => {
    for (const few of [{ folds: 0 }, { examples: madeUp(60, 3) }])
      expect(trainLinear({ ...teaching, ...few }).bands.act).toBeNull();
  });

  it('takes weak examples as lessons and not as trials', () => {
    const weak = madeUp(100, 4).map((one) => ({ ...one, isWeak: true }));
    const { made } = trainLinear({ ...teaching, examples: [...teaching.examples, ...weak] });
    expect(made).toMatchObject({ examples: 400, trials: 300 });
  });

  it('holds out a group as one', () => {
    // Only its twins could teach what a word of nobody's means: held out together, none is known.
    const twins = Array.from({ length: 40 }, (_, at): Example[] => {
      const text = String.fromCharCode(0x5000 + 3 * at, 0x5001 + 3 * at, 0x5002 + 3 * at);
      const label = at % 2 ? '路灯' : '噪声';
      return [0, 1, 2].map(() => ({ text, label, group: text }));
    }).flat();
    const rightOf = (examples: Example[]) =>
      crossValidate({ ...teaching, examples }).filter((one) => one.right).length / 120;
    expect(rightOf(twins)).toBeLessThan(0.65);
    expect(rightOf(twins.map(({ text, label }) => ({ text, label })))).toBeGreaterThan(0.75);
  });

  it('refuses to be taught nothing or everything', () => {
    expect(() => trainLinear({ ...teaching, examples: [] })).toThrow(RangeError);
    const labels = Array.from({ length: 513 }, (_, at) => String(at));
    expect(() => trainLinear({ ...teaching, labels })).toThrow(/1 to 512 labels/);
  });
});

describe('a model as bytes', () => {
  const bytes = encodeModel(model);

  it('answers after a round trip as before', () => {
    const back = decodeModel(bytes);
    expect(back).toEqual(model);
    for (const { text } of madeUp(50, 6))
      expect(classifyWith(back, text)).toEqual(classifyWith(model, text));
  });

  it('is refused when damaged, with the reason', () => {
    const changed = (at: number) => {
      const copy = bytes.slice();
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    /** Whole, but of somebody's own making. */
    const signed = (header: string) => {
      const content = Buffer.concat([Buffer.alloc(4), Buffer.from(header)]);
      content.writeUInt32LE(header.length);
      const digest = createHash('sha256').update(content).digest();
      return Buffer.concat([Buffer.from('MBLM'), digest, content]);
    };
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(), /not a model/],
      [new TextEncoder().encode('a photograph'), /not a model/],
      [bytes.slice(0, 300), /cut off/],
      [bytes.slice(0, bytes.length - 1), /not as it was written/],
      [changed(50), /not as it was written/],
      [changed(bytes.length - 9), /not as it was written/],
      [signed('{"format":1}'), /header is wrong: kind/],
      [signed('{"form'), /cannot be read/],
      [new Uint8Array(9 * 1024 * 1024), /larger/],
    ];
    for (const [damaged, reason] of cases) {
      expect(() => decodeModel(damaged)).toThrow(DamagedModel);
      expect(() => decodeModel(damaged)).toThrow(reason);
    }
  });
});

describe('bands', () => {
  const trials = (count: number, wrong: number, confidence: number) =>
    Array.from({ length: count }, (_, at) => ({ confidence, right: at >= wrong }));

  it('begin where the trials show it', () => {
    const sure = [...trials(400, 1, 0.9), ...trials(100, 15, 0.6), ...trials(50, 40, 0.2)];
    expect(bandsOf(sure)).toEqual({ act: 0.9, suggest: 0.2 });
    expect(bandsOf([...sure, ...trials(300, 250, 0.1)])).toEqual({ act: 0.9, suggest: 0.2 });
    expect(bandsOf(trials(400, 20, 0.9)).act).toBeNull();
    expect(bandsOf(trials(100, 0, 0.9))).toEqual({ act: null, suggest: 0.9 });
    expect(bandsOf([])).toEqual({ act: null, suggest: null });
  });

  it('are asked with a confidence', () => {
    const bands = { act: 0.9, suggest: 0.5 };
    expect([0.9, 0.6, 0.1].map((one) => bandOf(bands, one))).toEqual(['act', 'suggest', 'ask']);
    expect(bandOf({ act: null, suggest: null }, 1)).toBe('ask');
  });

  it('believe a share no further than chance allows', () => {
    expect([lowerShare(0, 0), lowerShare(0, 9)]).toEqual([0, 0]);
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (right, wrong) => {
        if (right + wrong === 0) return;
        const low = lowerShare(right, right + wrong);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(right / (right + wrong));
      }),
    );
  });

  it('coverage is the largest share that is right often enough', () => {
    const mixed = [...trials(49, 0, 0.9), ...trials(1, 1, 0.8), ...trials(10, 10, 0.5)];
    expect(coverageAt(mixed, 0.98)).toBeCloseTo(50 / 60);
    expect(coverageAt(trials(10, 5, 0.5), 0.98)).toBe(0);
    expect(coverageAt([], 0.98)).toBe(0);
  });
});

describe('a model of the items', () => {
  it('is taught with the catalogue and with what clerks decided', () => {
    const reports = [
      '河边有人钓鱼不听劝',
      '水库边上垂钓的人多',
      '有人在河里钓鱼',
      '钓鱼的人乱扔垃圾',
    ];
    const best = (corrections: readonly string[]) => {
      const taught = trainItemModel({
        items: SOME_ITEMS,
        corrections: corrections.map((text) => ({ text, itemCode: '0503002' })),
        version: 'v1',
        seed: 1,
      });
      expect(taught.labels).toEqual(SOME_ITEMS.map((item) => item.code));
      return classifyWith(taught, '桥下有人钓鱼')[0]?.label;
    };
    expect(best([])).not.toBe('0503002');
    expect(best(reports)).toBe('0503002');
  });
});
