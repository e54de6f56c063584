// The web app on a phone's home screen: what it is called, how it looks there, and that a browser takes it.
import { describe, expect, test } from 'vitest';
import { browserStage, hasNoBrowser, PHONE, STORY_TIMEOUT_MS } from './stage.ts';

type Icon = Readonly<{ src: string; sizes: string; type: string; purpose?: string }>;
type Manifest = Readonly<{ name: string; start_url: string; display: string; icons: Icon[] }>;

describe.skipIf(hasNoBrowser)('on the home screen of a phone', () => {
  const stage = browserStage('home-screen');
  const fetched = async (path: string) => {
    const answer = await fetch(stage.url() + path);
    const kind = answer.headers.get('content-type') ?? '';
    return { status: answer.status, kind, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  test(
    'the manifest and every icon it names are served as what they are',
    async () => {
      const { status, kind, bytes } = await fetched('/manifest.webmanifest');
      expect([status, kind]).toEqual([200, expect.stringContaining('application/manifest+json')]);
      const manifest = JSON.parse(bytes.toString()) as Manifest;
      expect(manifest).toMatchObject({ start_url: '/', display: 'standalone' });
      expect(manifest.name).toContain('枫桥');
      expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
      const apple = { src: '/apple-touch-icon.png', sizes: '180x180', type: 'image/png' };
      for (const icon of [...manifest.icons, apple]) {
        const picture = await fetched(icon.src);
        expect([icon.src, picture.status, picture.kind]).toEqual([icon.src, 200, expect.stringContaining(icon.type)]); // prettier-ignore
        if (icon.type !== 'image/png') continue;
        // PNG, 11.2.2: width and height are the first of the header chunk.
        const size = [picture.bytes.readUInt32BE(16), picture.bytes.readUInt32BE(20)];
        expect([icon.src, size.join('x')]).toEqual([icon.src, icon.sizes]);
      }
    },
    STORY_TIMEOUT_MS,
  );

  test(
    'a browser reads it without a complaint and would install it',
    async () => {
      const page = await stage.arrive('phone', PHONE);
      await page.goto(`${stage.url()}/sign-in`);
      const devtools = await page.context().newCDPSession(page);
      const { url, errors } = await devtools.send('Page.getAppManifest');
      expect([url, errors]).toEqual([`${stage.url()}/manifest.webmanifest`, []]);
      const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
      const problems = installabilityErrors.map(({ errorId }) => errorId);
      // A window that leaves nothing behind installs nothing; it says so and nothing else.
      expect(problems.filter((one) => one !== 'in-incognito')).toEqual([]);
    },
    STORY_TIMEOUT_MS,
  );
});
