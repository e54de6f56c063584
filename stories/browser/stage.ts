// The stage of the stories in a real browser: the whole house on a database of its own, a browser beside it,
// and people who sign in each on their own desk or phone. What went wrong is left as pictures.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { buildWebIfStale } from '#apps/server/web-build.ts';
import { zh } from '#apps/web/src/text/zh.ts';
import { apiClient, type Client } from '#modules/identity/testing.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { systemClock } from '#platform/time/index.ts';
import { findChrome } from '../../tools/chrome.mjs';
import { openHouse, type OpenHouse } from '../open-house.ts';

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** The web app is built and two counties are loaded first. */
const OPENING_TIMEOUT_MS = 300_000;
export const STORY_TIMEOUT_MS = 180_000;
/** A busy machine draws slowly. */
export const PATIENCE_MS = 60_000;
/** Where pictures of what went wrong are left. */
const FAILURES = path.join(tmpdir(), 'maplebridge-browser-failures');

const chrome = findChrome();
/** Without a browser the stories are skipped, and say so. */
export const hasNoBrowser = chrome === undefined;
if (hasNoBrowser)
  console.log('没有浏览器，跳过浏览器故事 no browser here: the browser story is skipped');

type Size = Readonly<{ width: number; height: number }>;

export type BrowserStage = Readonly<{
  /** Where the house listens. */
  url: () => string;
  /** A browser of its own, as on somebody else's desk. */
  arrive: (who: string, size?: Size) => Promise<Page>;
  signIn: (login: string, size?: Size) => Promise<Page>;
  /** The same person without a browser. */
  client: (login: string) => Promise<Client>;
}>;

/** Sets the stage for the stories of this `describe`; `name` begins the names of pictures. */
export function browserStage(name: string): BrowserStage {
  const dataDir = mkdtempSync(path.join(tmpdir(), `maplebridge-${name}-`));
  const pages = new Map<string, Page>();
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
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    mkdirSync(FAILURES, { recursive: true });
    for (const [who, page] of pages) {
      const file = path.join(FAILURES, `${name}-${who}.png`);
      await page.screenshot({ path: file, fullPage: true }).catch(() => undefined);
      console.log(`看图 see ${file}`);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await open?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function arrive(who: string, size: Size = DESK): Promise<Page> {
    const context = await browser.newContext({
      viewport: size,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      // A dialog that still grows while it is pressed takes the press for one beside its button.
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    pages.set(who, page);
    return page;
  }
  return {
    url: () => open.url,
    arrive,
    async signIn(login, size) {
      const page = await arrive(login, size);
      await page.goto(`${open.url}/sign-in`);
      await page.getByLabel(zh['signIn.name'], { exact: true }).fill(login);
      await page.getByLabel(zh['signIn.password'], { exact: true }).fill(DEMO_PASSWORD);
      await page.getByRole('button', { name: zh['signIn.submit'], exact: true }).click();
      await page.getByRole('navigation', { name: zh['nav.main'] }).waitFor();
      return page;
    },
    async client(login) {
      const api = apiClient(open.url);
      const { status } = await api.post('/session', { login, password: DEMO_PASSWORD });
      expect(status).toBe(200);
      return api;
    },
  };
}
