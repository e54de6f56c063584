// An urgent order rings on the screen of those who are to sign it, until one of them says 收到; whoever gave
// the order sees who that was. In a real browser, found as a person finds it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { buildWebIfStale } from '#apps/server/web-build.ts';
import { zh } from '#apps/web/src/text/zh.ts';
import { apiClient, type Client } from '#modules/identity/testing.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { systemClock } from '#platform/time/index.ts';
import { findChrome } from '../../tools/chrome.mjs';
import { openHouse, type OpenHouse } from '../open-house.ts';

const DESK = { width: 1440, height: 900 };
/** The web app is built and two counties are loaded first. */
const OPENING_TIMEOUT_MS = 300_000;
const STORY_TIMEOUT_MS = 180_000;
/** A busy machine draws slowly. */
const PATIENCE_MS = 60_000;

const chrome = findChrome();
if (chrome === undefined)
  console.log('没有浏览器，跳过浏览器故事 no browser here: the browser story is skipped');

describe.skipIf(chrome === undefined)('an alarm in a browser', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-alarm-'));
  let open: OpenHouse;
  let browser: Browser;

  beforeAll(async () => {
    await buildWebIfStale(() => {});
    const { url } = await testDatabase();
    open = await openHouse({ databaseUrl: url, dataDir, clock: systemClock, byHand: false });
    browser = await chromium.launch({
      executablePath: chrome ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  }, OPENING_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await open?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function signIn(login: string): Promise<Page> {
    const context = await browser.newContext({ viewport: DESK, locale: 'zh-CN' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`${open.url}/sign-in`);
    await page.getByLabel(zh['signIn.name'], { exact: true }).fill(login);
    await page.getByLabel(zh['signIn.password'], { exact: true }).fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: zh['signIn.submit'], exact: true }).click();
    await page.getByRole('navigation', { name: zh['nav.main'] }).waitFor();
    return page;
  }
  async function client(login: string): Promise<Client> {
    const api = apiClient(open.url);
    const { status } = await api.post('/session', { login, password: DEMO_PASSWORD });
    expect(status).toBe(200);
    return api;
  }
  const alarm = (page: Page) =>
    page.getByRole('alert').filter({ hasText: zh['message.acknowledge'] });

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
      await alarm(officer).getByRole('button', { name: zh['message.acknowledge'] }).click();
      await alarm(officer).waitFor({ state: 'detached' });
      await alarm(handler).waitFor({ state: 'detached' });

      const clerk = await signIn('clerk');
      await clerk.goto(`${open.url}/incidents/${id}`);
      const told = clerk.getByRole('region', { name: zh['message.receipts'] });
      await told.getByText('派单请签收').waitFor();
      await told.getByText(/已回执$/).waitFor();
    },
    STORY_TIMEOUT_MS,
  );
});
