// Fields of days in a real browser: in the language chosen here, whatever the browser speaks, and typed by hand.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { en } from '#apps/web/src/text/en.ts';
import { zh } from '#apps/web/src/text/zh.ts';
import { browserStage, hasNoBrowser, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

describe.skipIf(hasNoBrowser)('a field of a day', () => {
  const { url, signIn } = browserStage('days');

  /** The moment at which something happened that is recorded later. */
  async function whenField(page: Page, words: typeof zh | typeof en) {
    await page.goto(`${url()}/report`);
    await page.getByText(words['report.lateEntry'], { exact: true }).first().click();
    const field = page.getByRole('textbox', { name: words['report.when'] });
    await field.waitFor();
    return field;
  }
  const speaks = (page: Page, language: string) =>
    page.evaluate((chosen) => localStorage.setItem('maplebridge.language', chosen), language);

  test(
    'at a desk speaks the language chosen, takes what is typed, and keeps no nonsense',
    async () => {
      const page = await signIn('clerk');
      for (const [language, words, typed, shown] of [
        ['zh', zh, '2026-11-3 9:05', '2026年11月3日 09:05'],
        ['en', en, '3/11/2026 9:05', '3 Nov 2026 09:05'],
      ] as const) {
        await speaks(page, language);
        const field = await whenField(page, words);
        await page.locator('.day-field').waitFor();
        await field.click();
        await page.locator('.ant-picker-dropdown').getByText(language === 'zh' ? '一' : 'Mo', { exact: true }).waitFor(); // prettier-ignore
        await field.fill(typed);
        await field.press('Tab');
        await expect.poll(() => field.inputValue()).toBe(shown);
        await field.fill('no such day');
        await field.press('Tab');
        await page.getByLabel(words['report.text']).click();
        await expect.poll(() => field.inputValue()).toBe(shown);
      }
    },
    STORY_TIMEOUT_MS,
  );

  test(
    'on a phone is the phone’s own',
    async () => {
      const page = await signIn('clerk', PHONE);
      await page.goto(`${url()}/report`);
      await page.getByText(zh['report.lateEntry'], { exact: true }).click();
      const field = page.getByLabel(zh['report.when']).locator('visible=true').last();
      expect(await field.getAttribute('type')).toBe('datetime-local');
      expect(await page.locator('.day-field').count()).toBe(0);
    },
    STORY_TIMEOUT_MS,
  );
});
