// The banner story in a real browser: the grid worker's phone, the clerk's and the handler's desks, and the
// reporter's receipt. Everything is found as a person finds it: by label, role and word.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { buildWebIfStale } from '#apps/server/web-build.ts';
import { zh } from '#apps/web/src/text/zh.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { systemClock } from '#platform/time/index.ts';
import { findChrome } from '../../tools/chrome.mjs';
import { openHouse, type OpenHouse } from '../open-house.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** The web app is built and two counties are loaded first. */
const OPENING_TIMEOUT_MS = 300_000;
const STORY_TIMEOUT_MS = 180_000;
/** A busy machine draws slowly. */
const PATIENCE_MS = 30_000;
/** Where pictures of what went wrong are left. */
const FAILURES = path.join(tmpdir(), 'maplebridge-browser-failures');

const chrome = findChrome();
if (chrome === undefined)
  console.log('没有浏览器，跳过浏览器故事 no browser here: the browser story is skipped');

describe.skipIf(chrome === undefined)('the banner story in a browser', () => {
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
      const file = path.join(FAILURES, `banner-${login}.png`);
      await page.screenshot({ path: file, fullPage: true }).catch(() => undefined);
      console.log(`看图 see ${file}`);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await open?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A browser of its own, as on somebody else's desk. */
  async function arrive(who: string, viewport: { width: number; height: number }): Promise<Page> {
    const context: BrowserContext = await browser.newContext({
      viewport,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    pages.set(who, page);
    return page;
  }

  async function signIn(login: string, viewport = DESK): Promise<Page> {
    const page = await arrive(login, viewport);
    await page.goto(`${open.url}/sign-in`);
    await page.getByLabel(zh['signIn.name'], { exact: true }).fill(login);
    await page.getByLabel(zh['signIn.password'], { exact: true }).fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: zh['signIn.submit'], exact: true }).click();
    await page.getByRole('navigation', { name: zh['nav.main'] }).waitFor();
    return page;
  }

  /** Presses a verb's button; fills its form where it has one; does not wait for the five seconds of undo. */
  async function does(
    page: Page,
    verb: 'accept' | 'dispatch' | 'sign' | 'resolve' | 'close',
    fill?: (form: ReturnType<Page['getByRole']>) => Promise<void>,
  ): Promise<void> {
    const name = zh[`verb.${verb}`];
    const toolbar = page.getByRole('toolbar', { name: zh['act.title'] });
    await toolbar.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    if (fill) {
      const dialog = page.getByRole('dialog');
      await fill(dialog);
      await dialog.getByRole('button', { name, exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.getByRole('button', { name: zh['act.sendNow'] }).click();
  }

  /** Types into a chooser and takes the first that it offers. */
  async function choose(form: ReturnType<Page['getByRole']>, label: string, words: string) {
    const field = form.getByRole('combobox', { name: label });
    await field.fill(words);
    await field.press('Enter');
  }

  async function seesStatus(page: Page, status: keyof typeof zh): Promise<void> {
    await page.getByRole('article').getByText(zh[status], { exact: true }).first().waitFor();
  }

  test(
    'reported on a phone, accepted, dispatched, signed, resolved, closed, and seen by its receipt',
    async () => {
      const grid = await signIn('grid', PHONE);
      await grid.goto(`${open.url}/report`);
      await grid
        .getByLabel(zh['report.text'], { exact: true })
        .fill('柳市镇新光大道人行天桥上挂着违规商业横幅，一角脱落，影响市容。');
      await grid.getByRole('button', { name: zh['report.send'] }).click();
      await grid.getByRole('heading', { name: zh['report.receipt'] }).waitFor();
      const code = await grid.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/).innerText();
      await grid.getByRole('button', { name: zh['report.see'] }).click();
      await grid.waitForURL(/\/incidents\//);
      const address = grid.url();

      const clerk = await signIn('clerk');
      await clerk.goto(address);
      await does(clerk, 'accept', (form) => choose(form, zh['field.itemCode'], '违规标语'));
      await seesStatus(clerk, 'status.filed');
      await does(clerk, 'dispatch', (form) =>
        choose(form, zh['field.lead'], '柳市镇综合行政执法中队'),
      );
      await seesStatus(clerk, 'status.dispatched');

      const handler = await signIn('handler');
      await handler.goto(address);
      await does(handler, 'sign');
      await seesStatus(handler, 'status.handling');
      await does(handler, 'resolve', (form) =>
        form.getByLabel(zh['field.result']).first().fill('横幅已拆除，天桥护栏完好。'),
      );
      await seesStatus(handler, 'status.resolved');

      // The clerk's page has heard of it by itself.
      await seesStatus(clerk, 'status.resolved');
      await does(clerk, 'close', async () => {});
      await seesStatus(clerk, 'outcome.solved');
      await clerk.getByText('违规标语宣传品(横幅)').first().waitFor();

      const reporter = await arrive('reporter', PHONE);
      await reporter.goto(`${open.url}/t/${code}`);
      await reporter.getByText('横幅已拆除，天桥护栏完好。').waitFor();
      // What the record is now can be checked for ever after.
      const hash = await reporter.getByText(/^[0-9a-f]{64}$/).innerText();
      await reporter.getByLabel(zh['track.hash']).fill(hash);
      await reporter.getByRole('button', { name: zh['track.checkDo'] }).click();
      await reporter.getByText(/^一致/).waitFor();
      expect(await reporter.getByText(/林小枫|叶小枫|黄小枫/).count()).toBe(0);
    },
    STORY_TIMEOUT_MS,
  );
});
