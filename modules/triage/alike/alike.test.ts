import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '#platform/time/index.ts';
import { fingerprintOf, TOKENS_MAX } from './fingerprint.ts';
import { CANDIDATES_MAX, gatherNeighbours, type Message } from './neighbours.ts';
import { eachPlace } from './places.ts';
import { countRarity, shippedSpeech, speechFile } from './rarity.ts';
import { sameMatter } from './same-matter.ts';
import { numberOf } from './tokens.ts';

const speech = shippedSpeech();
const NOISE = [
  {
    subject: '春晖家园旁搅拌站夜间噪音扰民',
    detail: '春晖家园小区东侧的搅拌站每天夜里运行，噪音很大，粉尘飘进家里。',
  },
  {
    subject: '投诉春晖家园附近搅拌站粉尘',
    detail: '我是春晖家园业主，搅拌站粉尘太大，不敢开窗，晚上噪音吵得睡不着。',
  },
];
const WATER = {
  subject: '春晖家园三幢停水两天',
  detail: '春晖家园三幢从昨天起停水，物业说水泵坏了，请尽快修好。',
};
const ROAD = {
  subject: '虹桥镇溪西路路灯不亮',
  detail: '虹桥镇溪西路一段路灯坏了半个月，晚上出行不安全。',
};

function gathered(texts: readonly Readonly<{ subject: string; detail: string }>[]) {
  const rarity = countRarity(speech);
  const messages = texts.map((text, day): Message => ({
    print: fingerprintOf(text, rarity),
    at: day * DAY,
    reporter: null,
    point: null,
    itemCode: null,
  }));
  for (const { print } of messages) rarity.count(print);
  const neighbours = gatherNeighbours(rarity);
  for (const message of messages) neighbours.add(message);
  const candidatesOf = (number: number) => {
    const entry = neighbours.entry(number);
    return neighbours.candidates(entry, entry.weighed, number);
  };
  return { neighbours, candidatesOf };
}

describe('neighbours', () => {
  it('finds what speaks of the same matter first', () => {
    const { neighbours, candidatesOf } = gathered([...NOISE, WATER, ROAD]);
    expect(candidatesOf(0)[0]?.number).toBe(1);
    const score = (a: number, b: number) => sameMatter(neighbours.entry(a), neighbours.entry(b));
    expect(score(0, 1)).toBeGreaterThan(score(0, 2));
    expect(score(0, 1)).toBeGreaterThan(0.5);
    expect(score(0, 3)).toBeLessThan(0.5);
  });

  it('finds a copy among many', () => {
    const many = Array.from({ length: 300 }, (_, at) => ({
      subject: `第${at}号村道路灯不亮`,
      detail: `${at}组到${at + 7}组之间的路灯坏了。`,
    }));
    const { neighbours, candidatesOf } = gathered([...NOISE, ...many, ...NOISE.slice(0, 1)]);
    expect(candidatesOf(0)[0]?.number).toBe(302);
    expect(sameMatter(neighbours.entry(0), neighbours.entry(302))).toBeGreaterThan(0.5);
    expect(candidatesOf(50).length).toBeLessThanOrEqual(CANDIDATES_MAX);
  });

  it('finds those of the same spot and days without a word in common', () => {
    const rarity = countRarity(speech);
    const neighbours = gatherNeighbours(rarity);
    const add = (detail: string, lng6: number, at: number) =>
      neighbours.add({
        print: fingerprintOf({ subject: '', detail }, rarity),
        at,
        reporter: null,
        point: { lng6, lat6: 28_100_000 },
        itemCode: null,
      });
    const first = add('黑烟', 120_950_000, 0);
    add('着火了', 120_950_400, DAY);
    add('树倒了', 120_950_400, 9 * DAY);
    add('水管爆裂', 120_990_000, 0);
    const entry = neighbours.entry(first);
    const found = neighbours.candidates(entry, entry.weighed, first);
    expect(found.map(({ number }) => number)).toEqual([1]);
  });
});

describe('fingerprintOf', () => {
  const rarity = countRarity(speech);

  it('takes any text, within a bounded size and time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (detail) => {
        const { tokens, counts } = fingerprintOf({ subject: detail, detail }, rarity);
        expect(tokens.length).toBe(counts.length);
        expect(tokens.length).toBeLessThanOrEqual(TOKENS_MAX);
        expect([...tokens]).toEqual([...new Set(tokens)].sort((a, b) => a - b));
      }),
    );
    const long = '🔥着火了！help 火 \u0000'.repeat(9000);
    const from = performance.now();
    fingerprintOf({ subject: long, detail: long }, rarity);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  it('of nothing is like nothing', () => {
    const { neighbours, candidatesOf } = gathered([
      { subject: '', detail: '' },
      { subject: '', detail: '！！！' },
      ...NOISE,
    ]);
    expect(candidatesOf(0)).toEqual([]);
    expect(sameMatter(neighbours.entry(0), neighbours.entry(1))).toBeLessThan(0.5);
  });

  it('knows a name of a place by its end', () => {
    const places = (text: string) => {
      const found: number[] = [];
      eachPlace(text, (token) => found.push(token));
      return found;
    };
    expect(places('我是春晖家园的业主')).toEqual([numberOf('@春晖家园')]);
    expect(places('我们的小区')).toEqual([]);
  });
});

it('the file of general speech comes back as it was written', () => {
  const file = speechFile(
    4,
    new Map([
      [9, 1],
      [3, 4],
    ]),
  );
  expect([...file]).toEqual([4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 16, 0]);
  expect(speech.messages).toBeGreaterThan(1000);
});
