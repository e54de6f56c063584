// A grid worker's first day: the account is opened and appointed, its password changed before anything else,
// mistyped until it is locked, and unlocked by the security administrator.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import { browserStage, hasNoBrowser, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

const OWN_PASSWORD = 'Feng-shu-2026-liushi';
/** As many as lock an account (policies.ts). */
const FAILURES = 5;

describe.skipIf(hasNoBrowser)('an account of a grid worker', () => {
  const { url, signIn, arrive } = browserStage('accounts');

  async function enter(page: Page, password: string): Promise<void> {
    await page.goto(`${url()}/sign-in`);
    await page.getByLabel(zh['signIn.name'], { exact: true }).fill('lin-xin');
    await page.getByLabel(zh['signIn.password'], { exact: true }).fill(password);
    await page.getByRole('button', { name: zh['signIn.submit'], exact: true }).click();
  }
  async function manage(page: Page, what: string): Promise<void> {
    const search = page.getByPlaceholder(zh['accounts.search']);
    await search.fill('lin-xin');
    await search.press('Enter');
    await page.getByRole('button', { name: `${zh['accounts.manage']} 林新` }).click();
    await page.getByRole('menuitem', { name: what, exact: true }).click();
  }
  async function choose(page: Page, field: string, words: string): Promise<void> {
    const box = page.getByLabel(field, { exact: true });
    await box.click();
    await box.fill(words);
    await page.locator('.ant-select-item-option', { hasText: words }).first().click();
  }

  test(
    'is opened, appointed to a grid, taken over by its owner, locked and unlocked',
    async () => {
      const system = await signIn('sysadmin');
      await system.getByRole('button', { name: zh['accounts.new'] }).click();
      await system.getByLabel(zh['accounts.login'], { exact: true }).fill('lin-xin');
      await system.getByLabel(zh['accounts.name'], { exact: true }).fill('林新');
      const dialog = system.getByRole('dialog');
      await dialog.getByRole('button', { name: zh['accounts.new'] }).click();
      const initial = (await system.locator('code.secret').textContent()) ?? '';
      await system.locator('.ant-modal-confirm-btns button').click();
      await manage(system, zh['accounts.appoint']);
      await choose(system, zh['accounts.role'], '网格员');
      await choose(system, zh['accounts.town'], '柳市镇');
      await choose(system, zh['accounts.village'], '薛宅村');
      await choose(system, zh['accounts.grids'], '第一网格');
      await system.keyboard.press('Escape');
      await dialog.getByRole('button', { name: zh['accounts.appoint'] }).click();
      await system.getByRole('row', { name: /林新.*薛宅村/ }).waitFor();

      const phone = await arrive('lin-xin', PHONE);
      await enter(phone, initial);
      await phone.getByText(zh['account.passwordDue'], { exact: true }).waitFor();
      expect(await phone.getByRole('navigation').count()).toBe(0);
      await phone.getByLabel(zh['account.oldPassword'], { exact: true }).fill(initial);
      await phone.getByLabel(zh['account.newPassword'], { exact: true }).fill(OWN_PASSWORD);
      await phone.getByRole('button', { name: zh['account.password'] }).click();
      await phone.getByRole('navigation', { name: zh['nav.main'] }).waitFor();

      const elsewhere = await arrive('elsewhere');
      for (let failure = 0; failure < FAILURES; failure++) {
        await enter(elsewhere, 'not-the-password');
        await elsewhere.getByRole('alert').waitFor();
      }
      await enter(elsewhere, OWN_PASSWORD);
      await elsewhere.getByRole('alert').getByText('锁定').waitFor();

      const security = await signIn('secadmin');
      await manage(security, zh['accounts.unlock']);
      await security.getByText(zh['accounts.done'], { exact: true }).waitFor();
      await enter(elsewhere, OWN_PASSWORD);
      await elsewhere.getByRole('navigation', { name: zh['nav.main'] }).waitFor();
    },
    STORY_TIMEOUT_MS,
  );
});
