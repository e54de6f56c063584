// A command that reads refuses a folder without a house, instead of making one there.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mustExist } from './given-database.ts';

test('a mistyped folder is refused and not made; a house, or a database elsewhere, is not', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'maplebridge-given-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const dataDir = path.join(home, 'data');
  expect(() => mustExist({ dataDir, databaseUrl: undefined })).toThrow('database.none-here');
  expect(existsSync(dataDir)).toBe(false);
  mustExist({ dataDir, databaseUrl: 'postgres://elsewhere/house' });
  mkdirSync(path.join(dataDir, 'postgres'), { recursive: true });
  mustExist({ dataDir, databaseUrl: undefined });
});
