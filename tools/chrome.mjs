// Where this machine keeps a Chrome or Chromium that the browser tests may drive. Plain JavaScript:
// the bootstrap asks before TypeScript can run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a browser: what CHROME_PATH names, else the first one found; undefined when there is none. */
export function findChrome() {
  const named = process.env['CHROME_PATH'];
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const places = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [...places, ...FIXED_PLACES].find((place) => existsSync(place));
}

/** Whether a browser here could draw Chinese characters. */
export function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  return (
    (spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' }).stdout ?? '').trim() !==
    ''
  );
}
