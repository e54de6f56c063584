// One Maplebridge per data folder: a lock file that names its owner and outlives a kill -9 only in
// appearance, because an owner that no longer runs counts as none.
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { Refused } from '#platform/errors/index.ts';

export type FolderLock = Readonly<{
  file: string;
  /** What the file holds; unique to this owner. */
  content: string;
  release(): void;
}>;

/** Takes the lock, or throws `Refused('database.folder-in-use')` with the owner's process id. */
export function lockFolder(folder: string, file: string): FolderLock {
  const content = `${process.pid} ${bootOf(process.pid)}\n`;
  const draft = `${file}.${process.pid}`;
  // Written beside and linked into place: whoever sees the file sees all of it.
  writeFileSync(draft, content, { mode: 0o644 });
  try {
    while (!tryLink(draft, file)) {
      const owner = readOwner(file);
      if (owner?.alive)
        throw new Refused('database.folder-in-use', undefined, { folder, pid: owner.pid });
      removeStale(file, owner?.content ?? '');
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    file,
    content,
    release() {
      if (readText(file) === content) rmSync(file, { force: true });
    },
  };
}

function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    return tryWrite(file, readText(draft)); // some mounted file systems have no links
  }
}

function tryWrite(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes the stale file away; if another starter was quicker and its fresh lock was caught, puts that back. */
function removeStale(file: string, content: string): void {
  const caught = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, caught);
  } catch {
    return;
  }
  if (readText(caught) !== content) tryLink(caught, file);
  unlinkSync(caught);
}

function readOwner(file: string): { pid: number; alive: boolean; content: string } | undefined {
  const content = readText(file);
  const [pidText, boot] = content.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  // The number of a dead process may have passed to a stranger: the start time tells them apart.
  return { pid, alive: isAlive(pid) && bootOf(pid) === (boot ?? ''), content };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whether a process runs (a zombie, waiting for its parent to notice, does not). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statOf(pid)?.[0] !== 'Z';
}

/** When a process started, in ticks since the machine's boot; '-' where the system does not say. */
function bootOf(pid: number): string {
  return statOf(pid)?.[19] ?? '-';
}

/** The fields of /proc/PID/stat after the name, which may itself hold spaces and brackets. */
function statOf(pid: number): string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}
