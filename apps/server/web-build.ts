// Builds the web app when its sources have changed since the last build; a second start builds nothing.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'apps/web/dist');
const STAMP = '.built-from';
const SOURCES = [
  'apps/web/**/*',
  'modules/*/*.ts',
  'platform/{time,geo,text}/*.ts',
  'package-lock.json',
];

/** Returns true when it had to build. Throws when the build fails. */
export async function buildWebIfStale(tell: (line: string) => void): Promise<boolean> {
  if (!existsSync(path.join(ROOT, 'apps/web/vite.config.ts'))) return false;
  const state = sourceState();
  const stamp = path.join(DIST, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return false;
  tell('构建网页 building the web app');
  // Built beside the old one and moved into its place, so that a page being loaded finds all its parts.
  const fresh = `${DIST}.${process.pid}`;
  await vite(fresh);
  writeFileSync(path.join(fresh, STAMP), state);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(fresh, DIST);
  return true;
}

function sourceState(): string {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .filter((file) => !file.startsWith(path.join('apps', 'web', 'dist')))
    .sort();
  for (const file of files) {
    const { size, mtimeMs, isFile } = fileState(path.join(ROOT, file));
    if (isFile) hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function fileState(file: string) {
  const stat = statSync(file);
  return { size: stat.size, mtimeMs: stat.mtimeMs, isFile: stat.isFile() };
}

function vite(outDir: string): Promise<void> {
  const bin = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [bin, 'build', 'apps/web', '--logLevel', 'warn', '--emptyOutDir', '--outDir', outDir],
      {
        cwd: ROOT,
        stdio: ['ignore', 'inherit', 'inherit'],
        // Also when a test builds it: a page for developers is twice the size and half as quick.
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`vite build ended with ${code}`)),
    );
  });
}
