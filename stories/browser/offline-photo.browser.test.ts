// A photograph taken without a network: kept on the phone with its step, also over a closed page, and sent before
// the step as soon as there is one; then the phone keeps it no more.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { browserStage, hasNoBrowser, PATIENCE_MS, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

/** In the middle of 薛宅村, in the grid worker's own village. */
const POINT = { lng6: 120_915_595, lat6: 28_038_614 };
/** One dark pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const keptPhotos = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('maplebridge.photos', 1);
        opening.onerror = () => reject(opening.error ?? new Error('no storage'));
        opening.onsuccess = () => {
          const count = opening.result.transaction('photos').objectStore('photos').count();
          count.onsuccess = () => resolve(count.result);
        };
      }),
  );

describe.skipIf(hasNoBrowser)('a photograph taken without a network', () => {
  const { url, signIn, client } = browserStage('offline-photo');

  test(
    'waits on the phone with its step and arrives with it',
    async () => {
      const [clerk, grid] = [await client('clerk'), await client('grid')];
      const session = await grid.get<{ posts: { unitId: number }[] }>('/session');
      const { body: report } = await clerk.post<ReportResult>('/reports', {
        ...{ source: 'phone', text: '薛宅村口垃圾桶满溢', itemCode: '0401001', point: POINT },
      });
      const matter = `/incidents/${report.incidentId}`;
      const does = (who: typeof clerk, verb: string, input: object = {}) =>
        who.post(`${matter}/verbs/${verb}`, { input });
      await does(clerk, 'accept');
      await does(clerk, 'dispatch', { lead: session.body.posts[0]?.unitId });
      await does(grid, 'sign');

      const phone = await signIn('grid', PHONE);
      await phone.goto(`${url()}/tasks`);
      const card = phone.getByRole('listitem').filter({ hasText: '薛宅村口垃圾桶满溢' });
      await card.getByRole('button', { name: zh['tasks.do.feedback'] }).click();
      const sheet = phone.getByRole('form', { name: zh['verb.feedback'] });
      await sheet.getByLabel(zh['field.note']).fill('正在清运');
      await phone.context().setOffline(true);
      const file = { name: '现场.png', mimeType: 'image/png', buffer: PICTURE };
      await sheet.getByLabel(zh['tasks.camera'], { exact: true }).first().setInputFiles(file);
      await sheet.getByText(zh['tasks.photoProblem']).waitFor();
      await sheet.getByRole('button', { name: zh['verb.feedback'], exact: true }).click();
      await phone.getByRole('heading', { name: /待发送/ }).waitFor();
      expect(await keptPhotos(phone)).toBe(1);

      await phone.context().setOffline(false);
      await phone.reload();
      await expect
        .poll(async () => (await grid.get<IncidentDetail>(matter)).body.evidence.length, {
          timeout: PATIENCE_MS,
        })
        .toBe(1);
      const { body } = await grid.get<IncidentDetail>(matter);
      expect(body.timeline.at(-1)).toMatchObject({
        type: 'incident.fedBack',
        data: { evidence: body.evidence },
      });
      await expect.poll(() => keptPhotos(phone), { timeout: PATIENCE_MS }).toBe(0);
    },
    STORY_TIMEOUT_MS,
  );
});
