// A 110 call in real browsers: it rings on the signing desk, is accepted and dispatched with one press, and
// the team signs, arrives without a network, and asks to close it on a phone.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { buildWebIfStale } from '#apps/server/web-build.ts';
import { zh } from '#apps/web/src/text/zh.ts';
import { apiClient } from '#modules/identity/testing.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { systemClock } from '#platform/time/index.ts';
import { findChrome } from '../../tools/chrome.mjs';
import { openHouse, type OpenHouse } from '../open-house.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** The web app is built and two counties are loaded first. */
const OPENING_TIMEOUT_MS = 300_000;
const STORY_TIMEOUT_MS = 120_000;
/** A busy machine draws slowly. */
const PATIENCE_MS = 30_000;
/** Where pictures of what went wrong are left. */
const FAILURES = path.join(tmpdir(), 'maplebridge-browser-failures');

const chrome = findChrome();
if (chrome === undefined)
  console.log('没有浏览器，跳过浏览器故事 no browser here: the browser story is skipped');

describe.skipIf(chrome === undefined)('a 110 call in a browser', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-browser-'));
  let open: OpenHouse;
  let browser: Browser;
  const pages = new Map<string, Page>();

  beforeAll(async () => {
    await buildWebIfStale(() => {});
    const { url } = await testDatabase();
    open = await openHouse({ databaseUrl: url, dataDir, clock: systemClock, byHand: false });
    browser = await chromium.launch({
      executablePath: chrome ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  }, OPENING_TIMEOUT_MS);

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    mkdirSync(FAILURES, { recursive: true });
    for (const [login, page] of pages) {
      const file = path.join(FAILURES, `desk-${login}.png`);
      await page.screenshot({ path: file, fullPage: true }).catch(() => undefined);
      console.log(`看图 see ${file}`);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await open?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function signIn(login: string, viewport: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({
      viewport,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    pages.set(login, page);
    await page.goto(`${open.url}/sign-in`);
    await page.getByLabel(zh['signIn.name'], { exact: true }).fill(login);
    await page.getByLabel(zh['signIn.password'], { exact: true }).fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: zh['signIn.submit'], exact: true }).click();
    await page.getByRole('navigation', { name: zh['nav.main'] }).waitFor();
    return page;
  }

  test(
    'rings, is accepted and dispatched with one key, signed and resolved on a phone',
    async () => {
      const clerk = await signIn('clerk', DESK);
      await clerk.goto(`${open.url}/desk`);
      await clerk.getByText(zh['desk.empty']).waitFor();

      // It comes in by itself, and rings: it has one minute.
      const room = apiClient(open.url);
      await room.post('/session', { login: 'clerk', password: DEMO_PASSWORD });
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
});
