// `node tools/icons.ts`: draws the pictures of the mark that phones and push messages ask for as PNG, from
// apps/web/public/maple.svg, in a browser. They are committed; run it again when the mark changes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findChrome } from './chrome.mjs';

const PUBLIC = path.resolve(import.meta.dirname, '../apps/web/public');
const BRAND = '#B4432E';

/**
 * `bare`: as drawn, with round corners. `full`: the ground to every edge, because the phone cuts its own shape out;
 * the mark then lies within the circle of 80 % that no shape cuts (W3C Web App Manifest, maskable icons).
 */
const ICONS = [
  { name: 'maple-192.png', size: 192, form: 'bare' },
  { name: 'maple-512.png', size: 512, form: 'bare' },
  { name: 'maple-maskable-512.png', size: 512, form: 'full' },
  { name: 'apple-touch-icon.png', size: 180, form: 'full' },
] as const;

const svg = readFileSync(path.join(PUBLIC, 'maple.svg'), 'utf8');
const mark = (form: (typeof ICONS)[number]['form']): string =>
  form === 'bare'
    ? svg
    : svg.replace(/rx="7"/, '').replace('viewBox="0 0 32 32"', 'viewBox="-2 -2 36 36"');

const browser = await chromium.launch({
  executablePath: findChrome() ?? '',
  args: ['--no-sandbox'],
});
try {
  for (const { name, size, form } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const ground = form === 'full' ? BRAND : 'transparent';
    await page.setContent(
      `<style>body{margin:0;background:${ground}}svg{display:block;width:100vw;height:100vh}</style>${mark(form)}`,
    );
    writeFileSync(path.join(PUBLIC, name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
