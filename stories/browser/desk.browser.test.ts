// A 110 call in real browsers: it rings on the signing desk, is accepted and dispatched with one press, and
// the team signs, arrives without a network, and asks to close it on a phone.
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { browserStage, DESK, hasNoBrowser, PATIENCE_MS, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

describe.skipIf(hasNoBrowser)('the signing desk in a browser', () => {
  const { url, signIn, client } = browserStage('desk');

  test(
    'rings, is accepted and dispatched with one key, signed and resolved on a phone',
    async () => {
      const clerk = await signIn('clerk', DESK);
      await clerk.goto(`${url()}/desk`);
      await clerk.getByText(zh['desk.empty']).waitFor();

      // It comes in by itself, and rings: it has one minute.
      const room = await client('clerk');
      const { body } = await room.post<{ incidentId: string }>('/reports', {
        source: 'police110',
        itemCode: '0301001',
        text: '柳市镇薛宅村村口两户因停车位发生口角，报警人在现场等候。',
        point: { lng6: 120_915_595, lat6: 28_038_614 },
        reporter: { name: '林小梅', phone: '13800001234' },
      });
      const matter = async () =>
        (await room.get<IncidentDetail>(`/incidents/${body.incidentId}`)).body;
      const statusOf = async () => (await matter()).status;
      await clerk.getByRole('alert').filter({ hasText: '未受理' }).waitFor();
      const chosen = clerk.getByRole('region', { name: zh['desk.chosen'] });
      await chosen.getByText('把握', { exact: false }).first().waitFor();
      await clerk.keyboard.press('a');
      const contacted = chosen.getByRole('button', { name: zh['desk.contacted'] });
      await expect.poll(statusOf, { timeout: PATIENCE_MS }).toBe('dispatched');
      expect((await matter()).holder?.name).toBe('柳市镇联动处置队');
      await contacted.click();
      await chosen.getByText('等待柳市镇联动处置队签收').waitFor();
      await clerk
        .getByRole('region', { name: new RegExp(`^${zh['desk.running']}`) })
        .getByText('柳市镇联动处置队')
        .waitFor();

      // The team's phone opens with the day's work; nothing asks where it is or how long it was online.
      const team = await signIn('team', PHONE);
      await team.waitForURL(/\/tasks$/);
      await team.getByRole('button', { name: zh['tasks.do.sign'] }).click();
      const arrived = team.getByRole('button', { name: zh['tasks.do.arrive'] });
      await arrived.waitFor();
      await expect.poll(statusOf, { timeout: PATIENCE_MS }).toBe('handling');

      // In a dead spot: the press is kept, the next step is there, and it is sent when the network is back.
      await team.context().setOffline(true);
      await arrived.click();
      await team.getByRole('heading', { name: '待发送 1' }).waitFor();
      await team.getByRole('button', { name: zh['tasks.do.resolve'] }).waitFor();
      expect((await matter()).assignments[0]?.arrivedAt).toBeNull();
      await team.context().setOffline(false);
      await team.getByRole('heading', { name: '待发送 1' }).waitFor({ state: 'detached' });
      expect((await matter()).assignments[0]?.arrivedAt).not.toBeNull();

      await team.getByRole('button', { name: zh['tasks.do.resolve'] }).click();
      const sheet = team.getByRole('dialog');
      await sheet
        .getByLabel(zh['field.result'], { exact: true })
        .fill('双方已和解，车位重新划线。');
      await sheet.getByRole('button', { name: zh['verb.resolve'], exact: true }).click();
      await team.getByText(zh['tasks.empty']).waitFor();

      // The desk owes its feedback now.
      await chosen.getByRole('button', { name: zh['verb.feedback'], exact: false }).waitFor();
      expect((await matter()).status).toBe('resolved');
    },
    STORY_TIMEOUT_MS,
  );

  test(
    'fills in while the clerk types, is overruled with one key, and shows what an answer leaves open',
    async () => {
      const clerk = await signIn('clerk');
      await clerk.goto(`${url()}/report`);
      const text = clerk.getByLabel(zh['report.text'], { exact: true });
      await text.fill(
        '柳市镇东街社区路灯不亮，整条路的路灯都坏了，晚上一片漆黑，路灯好几天没人修，走路看不见。' +
          '请问什么时候能修好？另外请把路边的垃圾清走。',
      );
      const item = clerk.locator('.report-kind');
      const filled = item.getByText(zh['report.filled'], { exact: true });
      await filled.waitFor();
      await item.getByText('路灯异常', { exact: true }).waitFor();
      // What is taken back is not filled in again; one key takes it after all.
      await item.getByRole('button', { name: zh['do.undo'] }).click();
      await text.press('End');
      await text.pressSequentially('谢谢。');
      await clerk
        .getByRole('complementary', { name: zh['report.assist'] })
        .getByText('ALT 1')
        .waitFor();
      expect(await filled.count()).toBe(0);
      await text.press('Alt+1');
      await item.getByText('路灯异常', { exact: true }).waitFor();
      await text.press('Control+Enter');
      await clerk.getByRole('button', { name: zh['report.see'] }).click();
      await clerk.waitForURL(/\/incidents\//);
      const id = clerk.url().split('/').at(-1) ?? '';

      // The page says why; the second choice is one key away.
      const judged = clerk.getByRole('region', { name: zh['incident.judgement'] });
      await judged
        .getByText(/文中有“/)
        .first()
        .waitFor();
      const room = await client('clerk');
      const matter = async () => (await room.get<IncidentDetail>(`/incidents/${id}`)).body;
      expect((await matter()).item?.code).toBe('0601001');
      await clerk.keyboard.press('5');
      await clerk.getByRole('button', { name: zh['act.sendNow'] }).click();
      await expect
        .poll(async () => (await matter()).item?.code, { timeout: PATIENCE_MS })
        .not.toBe('0601001');

      const handler = await client('handler');
      const { body: own } = await handler.get<{ posts: { unitId: number }[] }>('/session');
      for (const [who, verb, input] of [
        [room, 'accept', {}],
        [room, 'dispatch', { lead: own.posts[0]?.unitId }],
        [handler, 'sign', {}],
        [handler, 'resolve', { noEvidence: '夜间作业未及拍照。', result: '东街社区路灯已于今日更换灯泡，全部修好。' }],
      ] as const)
        expect([verb, (await who.post(`/incidents/${id}/verbs/${verb}`, { input })).status]).toEqual([verb, 200]); // prettier-ignore
      const check = clerk.getByRole('region', { name: zh['check.title'] });
      await check.getByText('另外请把路边的垃圾清走。').waitFor();
      await check.getByText(zh['check.state.open'], { exact: true }).waitFor();
      await clerk.keyboard.press('c');
      await clerk.getByRole('dialog').getByText('答复核对提示 1 处', { exact: false }).waitFor();
    },
    STORY_TIMEOUT_MS,
  );
});
