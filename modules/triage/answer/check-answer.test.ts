import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { AnswerCheck, DEMANDS_MAX } from './contract.ts';
import { demandsOf } from './demands.ts';
import { sortOf } from './substance.ts';
import { ANSWER_FLAGS } from './words.ts';

/** A busy machine reads slowly; what is measured is processor time. */
const BUSY_MS = 60_000;

const LAMP = {
  subject: '东街路灯坏了',
  text: '翔云社区东街的路灯坏了半个月，晚上看不见路。请问什么时候能修好？为什么报修了没人来？另外希望把两盏灯之间的绿化带修剪一下,树枝把灯挡住了。谢谢!',
};
const WELL =
  '您好!经查,东街3号至15号的5盏路灯因电缆被施工挖断未能及时报修。市政所已于11月18日更换电缆,路灯全部恢复照明。绿化带的树枝由园林所11月20日修剪完毕。如还有问题请拨打0577-62000000。感谢您的监督!';

const codes = (check: ReturnType<typeof checkAnswer>) => check.flags.map(({ code }) => code);
const states = (check: ReturnType<typeof checkAnswer>) => check.demands.map(({ state }) => state);

describe('demands of a message', () => {
  it.each([
    ['请问路灯什么时候能修好?', ['when']],
    ['小区停水的原因是什么?', ['why']],
    ['一户一表改造要收多少钱?', ['howMuch']],
    ['残疾证去哪里办?', ['where']],
    ['请立即清理河道垃圾。', ['act']],
    ['占道摊贩是否有人管理?请城管部门上门查处夜宵摊。', ['whether', 'act']],
    ['井盖丢了两天了。', ['matter']],
    ['本人申请低保,村里要求我交证明。', ['matter']],
    ['诉求如下:1、赔偿七棵风景树;2、恢复门前道路', ['act', 'act']],
    ['', []],
    ['。。!?', []],
  ])('%s → %j', (text, kinds) => {
    expect(demandsOf({ text }).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('finds each once, in the words of the message, without the thanks', () => {
    expect(demandsOf(LAMP).map(({ kind, said }) => [kind, said])).toEqual([
      ['when', '请问什么时候能修好？'],
      ['why', '为什么报修了没人来？'],
      ['act', '另外希望把两盏灯之间的绿化带修剪一下,树枝把灯挡住了。'],
    ]);
  });
});

describe('check of an answer', () => {
  it('finds every demand taken up, and by which sentence', () => {
    const check = checkAnswer(LAMP, WELL);
    expect(check.flags).toEqual([]);
    expect(states(check)).toEqual(['answered', 'answered', 'answered']);
    expect(check.demands[2]?.by).toContain('园林所');
    expect(check.demands[2]?.shared).toContain('绿化带');
    expect(new Set(check.substance.map(({ kind }) => kind))).toContain('contact');
    expect(check.manners).toEqual({ addressed: true, thanked: true, scolding: [] });
  });

  it('names the demand that was left out', () => {
    const check = checkAnswer(
      LAMP,
      '您好!经查,东街路灯因电缆损坏不亮,市政所已于11月18日更换电缆,路灯恢复照明。',
    );
    expect(states(check)).toEqual(['answered', 'answered', 'open']);
    expect(check.flags).toEqual([
      { code: 'answer.demand-open', params: { demand: check.demands[2]?.text } },
    ]);
  });

  it('says when a time was asked for and none is given', () => {
    const asked = { text: '请问中心南路的道路改造工程什么时候完工?' };
    const vague = checkAnswer(asked, '中心南路道路改造工程由市政公司负责施工,工程质量合格。');
    expect(states(vague)).toEqual(['partly']);
    const told = checkAnswer(asked, '中心南路道路改造工程由市政公司施工,预计2026年12月底完工。');
    expect(states(told)).toEqual(['answered']);
  });

  it.each([
    '网友您好!您反映的问题已转交相关部门处理,感谢您的关注。',
    '您的留言已收悉,我们高度重视,将认真研究,尽快处理。',
    '问题正在调查处理中,如有结果将及时回复您。',
  ])('flags empty words: %s', (answer) => {
    const check = checkAnswer(LAMP, answer);
    expect(codes(check)).toContain('answer.hollow');
    expect(states(check)).not.toContain('answered');
  });

  it('does not flag a short answer that says what was done', () => {
    const check = checkAnswer(
      { text: '柳市镇新光大道人行天桥上挂着违规商业横幅,一角脱落,影响市容。' },
      '横幅已于当日拆除,天桥护栏完好。',
    );
    expect(check.flags).toEqual([]);
  });

  it('flags an answer to another matter, scolding, lateness, and nothing', () => {
    const other = checkAnswer(LAMP, '根据《户口登记条例》,您可以持结婚证到派出所办理户口迁移。');
    expect(codes(other)).toContain('answer.other-matter');
    expect(codes(checkAnswer(LAMP, `${WELL}请不要再投诉。`))).toEqual(['answer.scolding']);
    const late = checkAnswer(LAMP, WELL, { workDays: 9, limit: 7, late: true });
    expect(late.flags).toEqual([{ code: 'answer.late', params: { days: 9, limit: 7 } }]);
    expect(codes(checkAnswer(LAMP, ' \n😀'))).toEqual(['answer.nothing']);
  });

  it.each([
    ['您的留言已收悉。', 'courtesy'],
    ['已转县城管局核查、办复', 'forwarded'],
    ['我们将认真梳理研究', 'studied'],
    ['深圳缴存的公积金不能在本市办理商转公', 'meant'],
    ['您的户口可以转入本市', 'meant'],
  ])('%s is %s', (sentence, sort) => expect(sortOf(sentence)).toBe(sort));

  it(
    'keeps its shape for any two texts',
    () => {
      const words = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.array(fc.constantFrom('请', '?', '路灯', '何时', '修好', '1、', '。', '\n', '已转', '😀', 'When?', '\u0007')).map((parts) => parts.join('')), // prettier-ignore
      );
      fc.assert(
        fc.property(words, words, (text, answer) => {
          const check = AnswerCheck.parse(checkAnswer({ text }, answer));
          for (const { code } of check.flags) expect(Object.keys(ANSWER_FLAGS)).toContain(code);
          for (const { state, by } of check.demands) if (state === 'answered') expect(by ?? '').not.toBe(''); // prettier-ignore
        }),
        { numRuns: 60 },
      );
    },
    BUSY_MS,
  );

  it.each(['请问何时修好?', '修', '？', '1、', '(', '根据', '已', '\ud800', 'x ', '请'])(
    'reads 100,000 characters of %j within a second',
    (piece) => {
      const long = piece.repeat(Math.ceil(100_000 / piece.length));
      const began = process.cpuUsage();
      const check = checkAnswer({ subject: long, text: long }, long);
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1000).toBeLessThan(1000);
      expect(check.demands.length).toBeLessThanOrEqual(DEMANDS_MAX);
    },
    BUSY_MS,
  );
});
