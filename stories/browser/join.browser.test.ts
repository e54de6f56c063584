// Somebody calls about what is known already: one key joins the call to the open matter, and the clerk sees where it
// went. Whoever reported it adds to it; anybody else is registered, merged, and has a receipt of their own.
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { browserStage, hasNoBrowser, STORY_TIMEOUT_MS } from './stage.ts';

describe.skipIf(hasNoBrowser)('a call about what is known', () => {
  const { url, signIn, client } = browserStage('join');

  test(
    'is joined to the open matter by one key',
    async () => {
      const room = await client('clerk');
      const { body } = await room.post<{ incidentId: string; number: string }>('/reports', {
        ...{ source: 'phone', reporter: { name: '陈某某', phone: '13800005556' } },
        text: '柳市镇薛宅村菜市场门口下水道堵塞，污水漫到路面上，臭气很大，请尽快疏通。',
      });
      const matter = async () =>
        (await room.get<IncidentDetail>(`/incidents/${body.incidentId}`)).body;
      const clerk = await signIn('clerk');
      const calls = async (phone: string, words: string) => {
        await clerk.goto(`${url()}/report`);
        await clerk.getByLabel(zh['report.caller'], { exact: true }).fill(phone);
        await clerk.getByLabel(zh['report.text'], { exact: true }).fill(words);
      };
      const beside = clerk.getByRole('complementary', { name: zh['report.assist'] });

      const again = '薛宅村菜市场门口下水道还是堵着，污水流到店里了，催一下。';
      await calls('13800005556', again);
      await beside.getByRole('button', { name: `${zh['report.join']} ${body.number}` }).waitFor();
      await clerk.keyboard.press('Alt+j');
      await clerk.getByRole('heading', { name: zh['report.added'] }).waitFor();
      await clerk.getByText(body.number).waitFor();
      expect((await matter()).timeline.at(-1)).toMatchObject({
        type: 'incident.joined',
        words: { note: again },
      });

      await clerk.getByRole('button', { name: zh['report.again'] }).click();
      const other = '薛宅村菜市场门口下水道又堵了，污水流得到处都是，很臭，没人管。';
      await calls('13900007778', other);
      await beside
        .getByRole('button', { name: `${zh['report.mergeInto']} ${body.number}` })
        .click();
      await clerk.getByRole('heading', { name: zh['report.merged'] }).waitFor();
      await clerk.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/).waitFor();
      await clerk.getByRole('button', { name: zh['report.see'] }).click();
      await clerk.waitForURL(new RegExp(body.incidentId));
      await clerk
        .getByRole('region', { name: zh['incident.joined'] })
        .getByRole('link', { name: other.replace(/。$/, '') })
        .waitFor();
      expect((await matter()).joined).toHaveLength(1);
    },
    STORY_TIMEOUT_MS,
  );
});
