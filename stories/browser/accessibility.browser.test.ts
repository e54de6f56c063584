// Everybody can use the main pages: no serious finding of axe, in each language and at each width once.
// Whoever reports what they saw is asked for nothing that the platform knows.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import { browserStage, DESK, hasNoBrowser, PATIENCE_MS, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

/** Some twenty pages, each loaded and looked through on a busy machine. */
const ROUND_TIMEOUT_MS = 600_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE: readonly unknown[] = ['serious', 'critical'];

/** Pages by who uses them; `matter` is the page of a matter. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  clerk: ['work', 'desk', 'square', 'report', 'map', 'resources', 'messages', 'account', 'matter'],
  director: ['what-if', 'spot-checks', 'duty-lists', 'roster'],
  process: ['catalog', 'admin/routes'],
  sysadmin: ['admin/accounts', 'admin/exchange'],
  grid: ['tasks'],
  citizen: ['report'],
};

/** What axe finds and somebody would stumble over: `page: rule × nodes (the first of them)`. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    () =>
      (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run() as Promise<
        Pick<AxeResults, 'violations'>
      >,
  );
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, nodes }) => `${id} × ${nodes.length} (${nodes[0]?.html.slice(0, 200) ?? ''})`);
}

describe.skipIf(hasNoBrowser)('pages for everybody', () => {
  const { url, signIn, client } = browserStage('accessibility');

  test.each([
    ['zh', DESK],
    ['en', PHONE],
  ] as const)(
    'nothing serious in %s on %o',
    async (language, size) => {
      const room = await client('clerk');
      await room.post('/reports', {
        ...{ source: 'phone', text: '柳市镇薛宅村路口窨井盖没了', itemCode: '0204003' },
        ...{ point: { lng6: 120_915_595, lat6: 28_038_614 } },
      });
      const { items } = (await room.get<{ items: { id: string }[] }>('/incidents?limit=1')).body;
      const found: string[] = [];
      for (const [login, paths] of Object.entries(PAGES)) {
        const page = await signIn(login, size);
        await page.evaluate(
          (chosen) => localStorage.setItem('maplebridge.language', chosen),
          language,
        );
        for (const path of paths) {
          await page.goto(`${url()}/${path === 'matter' ? `incidents/${items[0]?.id}` : path}`);
          await page.locator('main').waitFor();
          await page
            .locator('.waiting')
            .first()
            .waitFor({ state: 'detached', timeout: PATIENCE_MS });
          found.push(...(await findings(page)).map((finding) => `${login} ${path}: ${finding}`));
        }
        await page.context().close();
      }
      expect(found).toEqual([]);
    },
    ROUND_TIMEOUT_MS,
  );

  test(
    'menus open where they are asked for, also on a device that is to keep still',
    async () => {
      for (const size of [DESK, PHONE]) {
        const page = await signIn('sysadmin', size);
        await page.goto(`${url()}/admin/accounts`);
        const rows = page.getByRole('button', { name: new RegExp(`^${zh['accounts.manage']} `) });
        // Each row's menu is placed anew.
        for (const row of [0, 1]) {
          const opener = rows.nth(row);
          await opener.click();
          const entry = page
            .getByRole('menuitem', { name: zh['accounts.resetPassword'] })
            .filter({ visible: true });
          await entry.waitFor();
          const [from, at] = [await opener.boundingBox(), await entry.boundingBox()];
          expect(Math.abs((at?.y ?? NaN) - (from?.y ?? NaN))).toBeLessThan(size.height);
          expect(at?.x).toBeGreaterThanOrEqual(0);
          expect((at?.x ?? 0) + (at?.width ?? 0)).toBeLessThanOrEqual(size.width);
          await page.keyboard.press('Escape');
        }
        await page.context().close();
      }
    },
    STORY_TIMEOUT_MS,
  );

  test(
    'a citizen and a grid worker report with words alone, and are asked for no source and no caller',
    async () => {
      for (const login of ['citizen', 'grid']) {
        const page = await signIn(login, PHONE);
        await page.goto(`${url()}/report`);
        const words = page.getByLabel(zh['report.text']);
        await words.fill('柳市镇薛宅村村口路灯坏了，晚上看不清路');
        expect(await page.getByLabel(zh['source.label']).count()).toBe(0);
        expect(await page.getByLabel(zh['report.caller']).count()).toBe(0);
        await page.getByRole('button', { name: zh['report.send'] }).click();
        await page.getByText(zh['report.receipt']).waitFor();
        expect(await page.getByText(zh['report.receiptHint']).count()).toBe(0);
        await page.context().close();
      }
    },
    STORY_TIMEOUT_MS,
  );
});
