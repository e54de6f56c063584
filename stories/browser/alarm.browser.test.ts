// An urgent order rings on the screen of those who are to sign it, until one of them says 收到; whoever gave
// the order sees who that was. In a real browser, found as a person finds it.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import { browserStage, hasNoBrowser, STORY_TIMEOUT_MS } from './stage.ts';

describe.skipIf(hasNoBrowser)('an alarm in a browser', () => {
  const { url, signIn, client } = browserStage('alarm');
  const alarm = (page: Page) =>
    page.getByRole('alert').filter({ hasText: zh['message.acknowledge'] });

  /** Tabs of this browser that sound now, and those that would. */
  const tabsRinging = (page: Page) =>
    page.evaluate(async () => {
      const { held, pending } = await navigator.locks.query();
      return { ringing: held?.length, waiting: pending?.length };
    });

  test(
    'rings for those who are to sign, and falls silent for all with 收到',
    async () => {
      const officer = await signIn('officer');
      const handler = await signIn('handler');
      const room = await client('clerk');
      const own = await (await client('officer')).get<{ posts: { unitId: number }[] }>('/session');
      const report = await room.post<{ incidentId: string }>('/reports', {
        source: 'phone',
        text: '柳市镇新光大道井盖缺失，有人险些掉下去',
        itemCode: '0204003',
        level: 1,
      });
      const { incidentId: id } = report.body;
      const act = async (verb: string, input: object) => {
        const { status, body } = await room.post(`/incidents/${id}/verbs/${verb}`, { input });
        expect([verb, status, status === 200 ? null : body]).toEqual([verb, 200, null]);
      };
      await act('accept', { itemCode: '0204003', level: 1 });
      await act('dispatch', { lead: own.body.posts[0]?.unitId });

      // Nobody has touched their pages: the order comes to them.
      await alarm(officer).getByText('派单请签收').waitFor();
      await alarm(handler).getByText('派单请签收').waitFor();

      // Of two tabs one rings; when it is closed, the other.
      const second = await officer.context().newPage();
      await second.goto(url());
      await alarm(second).getByText('派单请签收').waitFor();
      await expect.poll(() => tabsRinging(officer)).toEqual({ ringing: 1, waiting: 1 });
      await second.close();
      await expect.poll(() => tabsRinging(officer)).toEqual({ ringing: 1, waiting: 0 });
      await alarm(officer).getByRole('button', { name: zh['message.acknowledge'] }).click();
      await alarm(officer).waitFor({ state: 'detached' });
      await alarm(handler).waitFor({ state: 'detached' });

      const clerk = await signIn('clerk');
      await clerk.goto(`${url()}/incidents/${id}`);
      const told = clerk.getByRole('region', { name: zh['message.receipts'] });
      await told.getByText('派单请签收').waitFor();
      await told.getByText(/已回执$/).waitFor();
    },
    STORY_TIMEOUT_MS,
  );
});
