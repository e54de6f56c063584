// What of a file is believed, and what is left when somebody was cut off while writing.
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keysOf } from '#modules/exchange/index.ts';
import { DAY } from '#platform/time/index.ts';
import {
  FILE_AGE_MAX_MS,
  readSigned,
  rejectedCount,
  rejectSigned,
  signedNames,
  writeSigned,
} from './signed-files.ts';

const NOW = Date.UTC(2026, 0, 27, 12);
const keyOf = (byte: number) =>
  keysOf({ keys: [{ id: 'k1', secret: Buffer.alloc(32, byte) }], signWith: undefined });
const keys = keyOf(1);
const NAME = 'police110-out-000000000001';
let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'maplebridge-files-'));
  await writeSigned(folder, NAME, [{ seq: 1 }], keys, NOW);
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (ending: string) => path.join(folder, `${NAME}${ending}`);
/** As if it had lain there for an hour: nothing is still on its way. */
const settled = () => utimesSync(file('.json'), new Date(0), new Date(0));

test('a file that was written whole is read whole', async () => {
  expect(await signedNames(folder, 'police110-', 10)).toEqual([NAME]);
  expect(await readSigned(folder, NAME, keys, NOW)).toEqual({ name: NAME, values: [{ seq: 1 }] });
  expect(readdirSync(folder)).toHaveLength(2);
});

test('whoever was cut off while writing has written nothing', async () => {
  rmSync(file('.manifest.json'));
  expect(await signedNames(folder, 'police110-', 10)).toEqual([]);
  writeFileSync(path.join(folder, '.police110-out-2.manifest.json.77.part'), '{');
  expect(await signedNames(folder, 'police110-', 10)).toEqual([]);
});

test('a manifest whose file the ferry has not brought yet waits', async () => {
  rmSync(file('.json'));
  expect(await readSigned(folder, NAME, keys, NOW)).toBeNull();
});

test('what was changed on the way is not believed, once it cannot be a file being written again', async () => {
  writeFileSync(file('.json'), '[{"seq":2}]');
  expect(await readSigned(folder, NAME, keys, NOW)).toBeNull();
  settled();
  expect(await readSigned(folder, NAME, keys, NOW)).toBe('damaged');
});

test('a manifest serves its own file only, and only when one of us signed it', async () => {
  expect(await readSigned(folder, NAME, keyOf(2), NOW)).toBe('not-signed');
  const other = 'police110-out-000000000002';
  writeFileSync(path.join(folder, `${other}.json`), readFileSync(file('.json')));
  writeFileSync(path.join(folder, `${other}.manifest.json`), readFileSync(file('.manifest.json')));
  expect(await readSigned(folder, other, keys, NOW)).toBe('unsigned');
  writeFileSync(file('.manifest.json'), 'x'.repeat(5000));
  expect(await readSigned(folder, NAME, keys, NOW)).toBe('unsigned');
});

test('old files are asked for again instead', async () => {
  expect(await readSigned(folder, NAME, keys, NOW + FILE_AGE_MAX_MS + 1)).toBe('too-old');
  expect(await readSigned(folder, NAME, keys, NOW - 2 * DAY)).toBe('too-old');
});

test('what is not believed is put aside with its reason', async () => {
  await rejectSigned(folder, NAME, 'damaged');
  expect(await signedNames(folder, 'police110-', 10)).toEqual([]);
  expect(await rejectedCount(folder)).toBe(2);
  expect(
    readdirSync(path.join(folder, 'rejected')).every((name) => name.startsWith('damaged-')),
  ).toBe(true);
});
