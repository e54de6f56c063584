// A session that ends elsewhere while somebody writes: the page says so, keeps what was written, and goes on
// when they are signed in again.
import { describe, expect, test } from 'vitest';
import { zh } from '#apps/web/src/text/zh.ts';
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { browserStage, hasNoBrowser, STORY_TIMEOUT_MS } from './stage.ts';

const HEADERS = { 'x-maplebridge': '1' };

describe.skipIf(hasNoBrowser)('a session that ends in another tab', () => {
  const { url, signIn } = browserStage('session-ended');

  test(
    'is told at once, and loses nothing that was written',
    async () => {
      const clerk = await signIn('clerk');
      const session = `${url()}/api/v1/session`;
      const told = clerk.getByRole('dialog', { name: zh['signIn.expired'] });
      await clerk.goto(`${url()}/report`);
      const words = clerk.getByLabel(zh['report.text'], { exact: true });
      await words.fill('柳市镇东街社区路灯坏了');
      expect((await clerk.request.delete(session, { headers: HEADERS })).status()).toBeLessThan(
        300,
      );
      await words.press('Control+Enter');
      await told.getByText(zh['signIn.expiredHint']).waitFor();

      const again = { login: 'clerk', password: DEMO_PASSWORD };
      await clerk.request.post(session, { headers: HEADERS, data: again });
      await told.waitFor({ state: 'hidden' });
      expect(await words.inputValue()).toBe('柳市镇东街社区路灯坏了');
      await words.press('Control+Enter');
      await clerk.getByText(zh['report.receipt'], { exact: true }).waitFor();
    },
    STORY_TIMEOUT_MS,
  );
});
