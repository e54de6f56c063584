// People write as they do: nothing, nonsense, dialect, pictures, two languages, too much. The desk form's
// preview and the report itself answer sanely or refuse in words, and triage goes on with whatever was taken.
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Client } from '#modules/identity/testing.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { PreviewAnswer } from '#modules/triage/contract.ts';
import { testHouse } from './test-house.ts';

const TEST_TIMEOUT_MS = 60_000;

/** What is taken; `item` where it can be told in spite of the words. */
const TAKEN: readonly (readonly [name: string, text: string, item?: string])[] = [
  ['one character', '路'],
  ['nonsense', 'asdf;lkj qwer 呜啦啦哩哩噜噜 %%%'],
  ['signs only', '？？？！！！。。。'],
  ['emoji only', '😀😡👨‍👩‍👧‍👦🏴‍☠️'],
  ['emoji among words', '柳市镇东街社区🕳️井盖不见了😱😱快来人', '0204003'],
  ['control characters', '路灯\u0001\u0007不亮\u0008\u001b[31m好几天了\u202e\u200b', '0601001'],
  ['dialect', '格个路灯弗亮嘞，阿拉夜到走路吓人倒怪，侬管弗管啦'],
  ['two languages', 'The street lamp 路灯不亮 on 东街 is broken, please fix it 谢谢', '0601001'],
  ['another script', 'Уличный фонарь не горит. मदद चाहिए. النور معطل'],
  ['full-width', '柳市镇东街社区１２号门口　路灯不亮ＡＢＣ', '0601001'],
  ['as many as are read', '路灯不亮。'.repeat(1000), '0601001'],
];
const REFUSED: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['blanks', ' \n\t\u3000 '],
  ['broken characters', '路灯不亮\ud800好几天了\udfff'],
  ['a zero byte', '路灯\u0000不亮'],
  ['100,000 characters', '路灯不亮。'.repeat(20_000)],
];

const house = testHouse('zh-CN');
let clerk: Client;

beforeAll(async () => {
  clerk = await house.as('clerk');
});

const preview = (text: string) =>
  clerk.post<z.infer<typeof PreviewAnswer>>('/triage/preview', { text });

describe('while they are typed', () => {
  test.each(TAKEN.map(([name, text, item]) => ({ name, text, item })))(
    '$name',
    async ({ text, item }) => {
      const { status, body } = await preview(text);
      expect(status).toBe(200);
      const answer = PreviewAnswer.parse(body);
      if (item === undefined) return;
      expect([answer.item?.value, ...(answer.item?.candidates ?? []).map(({ code }) => code)]).toContain(item); // prettier-ignore
    },
  );

  test('what says nothing is not filled in by itself', async () => {
    for (const text of ['asdf;lkj qwer %%%', '？？？！！！', '😀😡']) {
      const { item, place, thresholds } = (await preview(text)).body;
      expect([text, (item?.confidence ?? 0) < thresholds.act]).toEqual([text, true]);
      expect([text, place.confidence < thresholds.suggest]).toEqual([text, true]);
    }
  });
});

test.each(REFUSED)('%s is refused in words, typed or sent', async (_, text) => {
  for (const [path, body] of [
    ['/triage/preview', { text }],
    ['/reports', { source: 'phone', text }],
  ] as const) {
    const answer = await clerk.post<{ code: string; message: string }>(path, body);
    expect([path, answer.status]).toEqual([path, 400]);
    expect(answer.body.code).toMatch(/^http\./);
    expect(answer.body.message).toMatch(/\p{Script=Han}/u);
  }
});

test(
  'what was taken is received, triaged and shown',
  async () => {
    const ids: string[] = [];
    for (const [name, text] of TAKEN) {
      const sent = await clerk.post<ReportResult>('/reports', { source: 'phone', text });
      expect([name, sent.status]).toEqual([name, 201]);
      ids.push(sent.body.incidentId);
    }
    await house.workers.settle();
    for (const [at, id] of ids.entries()) {
      const { status, body } = await clerk.get<IncidentDetail>(`/incidents/${id}`);
      const name = TAKEN[at]?.[0];
      expect([name, status]).toEqual([name, 200]);
      expect([name, body.title.length > 0, body.triage !== null]).toEqual([name, true, true]);
    }
    // What is known now is told to whoever types the same again, and to nobody who may not see it.
    const text = '柳市镇东街社区井盖不见了快来人';
    const { body } = await preview(text);
    const at = TAKEN.findIndex(([name]) => name === 'emoji among words');
    expect(body.isCompared).toBe(true);
    expect(body.duplicates.map(({ id }) => id)).toContain(ids[at]);
    const citizen = await house.as('citizen');
    const others = await citizen.post<z.infer<typeof PreviewAnswer>>('/triage/preview', { text });
    expect(others.body.duplicates ?? []).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);
