import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '#platform/time/index.ts';
import { findTopics, inOrder, printOf } from './find.ts';
import { heatOf } from './heat.ts';
import { knit, type Tie } from './knit.ts';
import { fromBytes, toBytes } from './print-bytes.ts';
import { cleanSubject, placeOf, thingOf, TITLE_MAX } from './title.ts';

const MATTERS = [
  ['春晖家园旁搅拌站噪音扰民', '春晖家园东侧的搅拌站夜里运行，噪音大，粉尘多，业主睡不着。'],
  ['虹桥镇溪西路路灯不亮', '虹桥镇溪西路一段路灯坏了半个月，晚上出行不安全，盼望修好。'],
  ['云澜府捆绑销售车位', '云澜府开发商要求买房的人必须同时购买车位，不买车位不签合同。'],
] as const;
const WAYS = ['请领导重视', '多次反映没有结果', '希望尽快解决', '已经打过电话'];

/** Four messages on each of three matters, worded a little differently. */
const MESSAGES = MATTERS.flatMap(([subject, detail], matter) =>
  WAYS.map((way, at) => ({
    id: `${matter}-${at}`,
    matter,
    subject: at % 2 ? `投诉${subject}` : subject,
    detail: `${detail}${way}。`,
    at: (matter * 5 + at) * HOUR,
  })),
);

function found(messages: readonly (typeof MESSAGES)[number][]): string[] {
  const ordered = inOrder(messages);
  const { groups } = findTopics(
    ordered.map((one) => ({
      ...{ print: printOf(one), at: one.at, reporter: one.id },
      ...{ point: null, itemCode: null },
    })),
  );
  return groups.map((group) => group.map((number) => ordered[number]?.id).join(' '));
}

/** Five kilometres from one to the next. */
const VILLAGES = [...'甲乙丙丁戊己庚辛壬癸'].map((name) => `上${name}村`);

describe('findTopics', () => {
  it('puts the messages of one matter together and leaves others apart', () => {
    expect(found(MESSAGES)).toEqual(['0-0 0-1 0-2 0-3', '1-0 1-1 1-2 1-3', '2-0 2-1 2-2 2-3']);
  });

  it('finds the same in whatever order they came', () => {
    const expected = found(MESSAGES);
    fc.assert(
      fc.property(fc.shuffledSubarray(MESSAGES, { minLength: MESSAGES.length }), (shuffled) => {
        expect(found(shuffled)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  it('takes one village and set phrases for no matter, the same trouble there for one', () => {
    const troubles =
      '井盖不见了/红绿灯坏了/饭店油烟直排/老板拖欠工资/广场舞太吵/一楼被水淹/路灯不亮/有人偷倒渣土'.split(
        '/',
      );
    const ends = ['附近居民意见较大', '已经有两天了，希望有人来看看', '希望处理后回个电话'];
    const short = (village: string, trouble: string, at: number, item: number) => ({
      print: printOf({ subject: '', detail: `清泉镇${village}${trouble}，${ends[at % 3]}` }),
      ...{ at: at * HOUR, reporter: null, itemCode: String(item) },
      point: { lng6: 121_000_000 + 50_000 * VILLAGES.indexOf(village), lat6: 28_100_000 + at },
    });
    const all = VILLAGES.flatMap((village, one) =>
      troubles.map((trouble, at) => short(village, trouble, one + at, at)),
    );
    const together = findTopics(all).groups.filter((group) => group.length > 1);
    for (const group of together)
      expect(new Set(group.map((number) => number % troubles.length)).size).toBe(1);
    const again = short('上甲村', '街上井盖又不见了', 9, 0);
    expect(findTopics([...all, again]).groups).toContainEqual(
      expect.arrayContaining([0, all.length]),
    );
  });

  it('takes one place and the ending of many reports for no matter, where nobody has said yet what it is', () => {
    const ends =
      '现场有人看着，请派人到场/影响出行，请尽快处理/老人小孩经过不安全/已经有两天了，希望有人来看看/附近居民意见较大/希望处理后回个电话'.split(
        '/',
      );
    const short = (place: string, said: string, at: number, itemCode: string | null) => ({
      print: printOf({
        ...{ subject: '', detail: `柳市镇${place}${said}，${ends[at % ends.length]}。` },
        address: `柳市镇${place}`,
      }),
      ...{ at: at * HOUR, reporter: null, point: null, itemCode },
    });
    const elsewhere =
      '路灯坏了/垃圾没人清/老板拖欠工资/广场舞太吵/有人偷倒渣土/饭店油烟直排/路面塌了/狗没拴绳'
        .split('/')
        .flatMap((trouble, item) =>
          VILLAGES.map((village, at) => short(village, trouble, item + at, `040100${item}`)),
        );
    const troubles = ['家里停水', '充电桩坏了', '工地扬尘很大', '楼上漏水', '预付卡退款难'];
    const here = [...troubles, '工地扬尘太大'].map((said) => short('薛宅村', said, 0, null));
    const found = findTopics([...here, ...elsewhere]).groups.filter(
      ([first = 0]) => first < here.length,
    );
    expect(found).toEqual([[0], [1], [2, 5], [3], [4]]);
  });

  it.each([
    ['Streetlight out', 'Fleet & Broadway', 'Light & Pratt'],
    ['Streetlight out', '1200 N Charles St', '700 Wyman Park Dr'],
    ['路灯不亮', '3幢2单元', '北门口'],
  ])(
    'joins %s said twice at %s, whose kind of place has no name, and not at %s',
    (detail, here, there) => {
      const message = (address: string, at: number) => ({
        print: printOf({ subject: '', detail, address }),
        ...{ at: at * HOUR, reporter: null, point: null, itemCode: '0401001' },
      });
      const all = [message(here, 0), message(there, 5), message(here, 9)];
      expect(findTopics(all).groups).toEqual([[0, 2], [1]]);
    },
  );

  it('of empty and strange texts makes no topic', () => {
    const odd = ['', '！！', '😀😀😀', '\u0000\u0007', ' '].map((text, at) => ({
      print: printOf({ subject: text, detail: text }),
      at,
      reporter: null,
      point: null,
      itemCode: null,
    }));
    expect(findTopics(odd).groups).toEqual([[0], [1], [2], [3], [4]]);
  });
});

describe('a kept fingerprint', () => {
  const [said] = MESSAGES;
  if (!said) throw new Error('no message');
  const print = printOf({ ...said, address: '春晖家园东侧' });

  it('is read as it was', () => {
    expect(fromBytes(toBytes(print))).toEqual(print);
  });

  it('of before addresses were told apart keeps its marks, and a piece said often is not of an address', () => {
    const old = toBytes({
      ...print,
      counts: print.counts.map((_, at) => (at % 2 ? 0x80 : 0x40) | 40),
    });
    old[3] = 0;
    expect(fromBytes(old)).toEqual({
      ...print,
      counts: print.counts.map((_, at) => (at % 2 ? 0x80 : 0x40) | 31),
    });
  });
});

describe('knit', () => {
  const anyTies = fc.uniqueArray(
    fc.record({ a: fc.nat(9), b: fc.nat(9), likely: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { selector: ({ a, b }) => `${Math.min(a, b)}-${Math.max(a, b)}`, maxLength: 40 },
  );

  it('puts each message in one group, whatever the ties and their order', () => {
    fc.assert(
      fc.property(anyTies, (drawn) => {
        const ties: Tie[] = drawn
          .filter(({ a, b }) => a !== b)
          .map(({ a, b, likely }) => ({ a: Math.min(a, b), b: Math.max(a, b), likely }));
        const groups = knit(10, ties);
        expect(groups.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }),
    );
  });

  it('does not chain: two groups with one likely pair between them stay two', () => {
    const all = (from: number) =>
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ].map(([a = 0, b = 0]) => ({ a: from + a, b: from + b, likely: 0.9 }));
    expect(knit(6, [...all(0), ...all(3), { a: 2, b: 3, likely: 0.9 }])).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });
});

it('heat counts people once, likes by their doubling, and cools by half in a month', () => {
  expect(heatOf({ count: 4, reporters: 4, likes: 0 }, 0, 0)).toBe(4);
  expect(heatOf({ count: 4, reporters: 1, likes: 0 }, 0, 0)).toBe(2.5);
  expect(heatOf({ count: 4, reporters: 4, likes: 3 }, 0, 0)).toBe(8);
  expect(heatOf({ count: 4, reporters: 4, likes: 3 }, 0, 30 * DAY)).toBe(4);
});

describe('titles', () => {
  it('leave out what is said to the reader', () => {
    expect(cleanSubject('投诉春晖家园附近搅拌站噪音扰民的问题！')).toBe(
      '春晖家园附近搅拌站噪音扰民',
    );
    expect(cleanSubject('请问领导')).toBe('请问领导');
    expect([...cleanSubject('长'.repeat(99))]).toHaveLength(TITLE_MAX);
    expect(cleanSubject('')).toBe('');
  });

  it('name the place and the thing that most subjects share', () => {
    const subjects = ['春晖家园旁搅拌站扰民', '投诉春晖家园搅拌站', '春晖家园的搅拌站太吵'];
    expect(placeOf(subjects)).toBe('春晖家园');
    expect(thingOf(subjects, '春晖家园')).toContain('搅拌');
    expect(placeOf(['甲', '乙'])).toBeNull();
  });
});
