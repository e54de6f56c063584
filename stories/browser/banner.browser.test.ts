// The banner story in a real browser: the grid worker's phone, the clerk's and the handler's desks, and the
// reporter's receipt. Everything is found as a person finds it: by label, role and word.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import { browserStage, hasNoBrowser, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

describe.skipIf(hasNoBrowser)('the banner story in a browser', () => {
  const { url, arrive, signIn } = browserStage('banner');

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
      await grid.goto(`${url()}/report`);
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
      await does(handler, 'resolve', async (form) => {
        await form.getByLabel(zh['field.result']).first().fill('横幅已拆除，天桥护栏完好。');
        await form.getByLabel(zh['field.noEvidence']).first().fill('拆除时未及拍照。');
      });
      await seesStatus(handler, 'status.resolved');

      // The clerk's page has heard of it by itself.
      await seesStatus(clerk, 'status.resolved');
      await does(clerk, 'close', (form) =>
        form.getByRole('region', { name: zh['check.title'] }).waitFor(),
      );
      await seesStatus(clerk, 'outcome.solved');
      await clerk.getByText('违规标语宣传品(横幅)').first().waitFor();

      const reporter = await arrive('reporter', PHONE);
      await reporter.goto(`${url()}/t/${code}`);
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
