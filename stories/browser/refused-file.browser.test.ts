// A file that is refused: its name, why, and what to send instead are read whole, also on a phone.
import { describe, expect, test } from 'vitest';
import { browserStage, hasNoBrowser, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

/** Narrower, words run down in columns of two or three signs. */
const READABLE_PX = 240;

describe.skipIf(hasNoBrowser)('a refused file', () => {
  const { url, signIn } = browserStage('refused-file');

  test(
    'is told by name with what to send instead',
    async () => {
      const page = await signIn('citizen', PHONE);
      await page.goto(`${url()}/report`);
      const buffer = Buffer.concat([Buffer.from('BM'), Buffer.alloc(400)]);
      const file = { name: 'scan.bmp', mimeType: 'image/bmp', buffer };
      await page.locator('input[type=file]').first().setInputFiles(file);
      const told = page.getByText(/scan\.bmp：不接收 BMP 图片。.*JPEG/);
      await told.waitFor();
      expect((await told.boundingBox())?.width).toBeGreaterThan(READABLE_PX);
    },
    STORY_TIMEOUT_MS,
  );
});
