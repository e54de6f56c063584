// The server in one piece. Reading thirteen hundred files takes longer than all else that a start does,
// and after a crash people wait for it; so what start.ts loads is written into a few files once, after a
// start, and the next start loads those. The sources stay what runs whenever they are newer. Plain
// JavaScript, as main.mjs: to strip types from it would cost a start a tenth of a second.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const BUNDLES = path.join(ROOT, 'node_modules/.cache/server');
export const MANIFEST = path.join(BUNDLES, 'manifest.json');

/** The bundle's file for an entry, if every source is as it was; undefined otherwise. Never throws. */
export function freshBundle(name) {
  try {
    const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    if (manifest.root !== ROOT || manifest.node !== process.version) return undefined;
    for (const [file, state] of Object.entries(manifest.sources))
      if (sourceState(file) !== state) return undefined;
    const entry = manifest.entries[name];
    return existsSync(entry) ? entry : undefined;
  } catch {
    return undefined; // no bundle yet, or a source that is gone
  }
}

/**
 * Loads a file of this folder, `start` or another entry of the bundle: the bundle while it is fresh, else
 * the sources. What Node compiles for it is kept.
 */
export async function load(name) {
  enableCompileCache(path.join(ROOT, 'node_modules/.cache/compiled'));
  const bundle = freshBundle(name);
  await import(bundle === undefined ? `./${name}.ts` : pathToFileURL(bundle).href);
  // Now rather than at the end: a killed process writes nothing.
  flushCompileCache();
}

/** Changes whenever the file is written. Throws when there is no such file. */
export function sourceState(file) {
  const { size, mtimeMs } = statSync(path.join(ROOT, file));
  return `${size} ${mtimeMs}`;
}

/**
 * Makes the bundle in a process of its own unless it is fresh. Resolves true when one was made; false
 * also when it failed, because the sources run as well without it.
 */
export async function bundleIfStale(signal) {
  const build = path.join(ROOT, 'apps/server/bundle-build.ts');
  if (freshBundle('start') !== undefined || !existsSync(build)) return false;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [build], { cwd: ROOT, stdio: 'ignore', signal });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
