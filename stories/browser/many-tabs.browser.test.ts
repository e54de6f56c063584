// A clerk who opens every matter in a tab of its own: a browser opens six connections to a server at most, and
// the tabs must neither wait for each other nor stop hearing of changes.
import { expect, test, describe } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import { browserStage, hasNoBrowser, STORY_TIMEOUT_MS } from './stage.ts';

const TABS = 8;

describe.skipIf(hasNoBrowser)('many tabs of one browser', () => {
  const { url, signIn, client } = browserStage('tabs');

  test(
    'all load, hear of changes, and share one stream',
    async () => {
      const room = await client('clerk');
      const report = await room.post<{ incidentId: string }>('/reports', {
        source: 'phone',
        text: '柳市镇新光大道井盖缺失',
        itemCode: '0204003',
      });
      const { incidentId: id } = report.body;
      const clerk = await signIn('clerk');
      const tabs = [clerk];
      while (tabs.length < TABS) tabs.push(await clerk.context().newPage());
      for (const tab of tabs) {
        await tab.goto(`${url()}/incidents/${id}`);
        await tab.getByRole('article').getByText(zh['status.reported']).first().waitFor();
      }

      const { status } = await room.post(`/incidents/${id}/verbs/accept`, {
        input: { itemCode: '0204003' },
      });
      expect(status).toBe(200);
      for (const tab of tabs)
        await tab.getByRole('article').getByText(zh['status.filed']).first().waitFor();

      // Those that stay go on hearing when others are closed.
      for (const tab of tabs.splice(1)) await tab.close();
      await room.post(`/incidents/${id}/verbs/selfHandle`, { input: {} });
      await room.post(`/incidents/${id}/verbs/annotate`, { input: { note: '已电话告知' } });
      await clerk.getByText('已电话告知').first().waitFor();
    },
    STORY_TIMEOUT_MS,
  );
});
