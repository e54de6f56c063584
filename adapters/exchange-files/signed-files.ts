// A file and its manifest: written under another name, flushed and renamed, the manifest last, so that
// whoever sees a manifest finds its file whole. Nothing is believed before size, digest and signature agree.
import { mkdirSync } from 'node:fs';
import { access, open, readdir, readFile, rename, rm, stat, constants } from 'node:fs/promises';
import path from 'node:path';
import {
  digestOf,
  fileFault,
  MESSAGE_BYTES_MAX,
  signFile,
  type Keys,
} from '#modules/exchange/index.ts';
import { Failure } from '#platform/errors/index.ts';
import { DAY, MINUTE, type Instant } from '#platform/time/index.ts';
import { z } from 'zod';

/** Messages of one file: as many as fit into its size. */
export const FILE_MESSAGES_MAX = 100;
/** A file with a hundred short messages, or one with the longest. */
export const FILE_BYTES_MAX = 16 * MESSAGE_BYTES_MAX;
/** A ferry across a boundary takes hours, over a holiday days; what is older is asked for again instead. */
export const FILE_AGE_MAX_MS = 10 * DAY;
/** Clocks of two houses differ. */
const FILE_AHEAD_MAX_MS = DAY;
const MANIFEST_BYTES_MAX = 4 * 1024;
/** Refused files kept for a person to look at; the oldest go first. */
export const REJECTED_FILES_KEPT = 200;
/** Files waiting for the ferry: beyond this it has stopped, and more would only fill the disk. */
export const FILES_WAITING_MAX = 20_000;

const Manifest = z.strictObject({
  file: z.string().regex(/^[\w.-]{1,120}\.json$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0).max(FILE_BYTES_MAX),
  count: z.int().min(1).max(FILE_MESSAGES_MAX),
  at: z.int().min(0),
  keyId: z.string().max(40),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

const MANIFEST = '.manifest.json';

/** Makes a folder if it is missing, readable by its owner only. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Writes `<name>.json` with its manifest; written again it replaces itself. Throws `Failure('exchange.road-closed')`. */
export async function writeSigned(
  folder: string,
  name: string,
  values: readonly unknown[],
  keys: Keys,
  now: Instant,
): Promise<void> {
  const file = `${name}.json`;
  const content = Buffer.from(JSON.stringify(values), 'utf8');
  const statement = {
    file,
    sha256: digestOf(content),
    bytes: content.byteLength,
    count: values.length,
    at: now,
  };
  const manifest = JSON.stringify({ ...statement, ...signFile(keys, statement) });
  try {
    await writeWhole(folder, file, content);
    await writeWhole(folder, `${name}${MANIFEST}`, Buffer.from(manifest, 'utf8'));
  } catch (error) {
    throw new Failure('exchange.road-closed', error);
  }
}

async function writeWhole(folder: string, file: string, content: Buffer): Promise<void> {
  const draft = path.join(folder, `.${file}.${process.pid}.part`);
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path.join(folder, file));
}

export type SignedFile = Readonly<{ name: string; values: readonly unknown[] }>;
export type FileFault = 'unsigned' | 'too-large' | 'damaged' | 'not-signed' | 'too-old';

/** Names (without `.json`) of files whose manifest lies there and begins with `prefix`, in order, at most `limit`. */
export async function signedNames(
  folder: string,
  prefix: string,
  limit: number,
): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new Failure('exchange.road-closed', error);
  });
  return names
    .filter((name) => name.startsWith(prefix) && name.endsWith(MANIFEST))
    .map((name) => name.slice(0, -MANIFEST.length))
    .sort()
    .slice(0, limit);
}

/** What a file says; null when the ferry has not brought it yet; a fault when it must not be believed. */
export async function readSigned(
  folder: string,
  name: string,
  keys: Keys,
  now: Instant,
): Promise<SignedFile | FileFault | null> {
  const manifestText = await readLimited(
    path.join(folder, `${name}${MANIFEST}`),
    MANIFEST_BYTES_MAX,
  );
  if (manifestText === null) return null;
  if (manifestText === 'too-large') return 'unsigned';
  const manifest = Manifest.safeParse(jsonOf(manifestText));
  if (!manifest.success || manifest.data.file !== `${name}.json`) return 'unsigned';
  const { data: statement } = manifest;
  if (fileFault(keys, statement, statement) !== null) return 'not-signed';
  if (now - statement.at > FILE_AGE_MAX_MS || statement.at - now > FILE_AHEAD_MAX_MS)
    return 'too-old';
  const content = await readLimited(path.join(folder, `${name}.json`), FILE_BYTES_MAX);
  if (content === null || content === 'too-large') return content;
  if (content.byteLength !== statement.bytes || digestOf(content) !== statement.sha256)
    return (await isFresh(path.join(folder, `${name}.json`))) ? null : 'damaged';
  const values = jsonOf(content);
  if (!Array.isArray(values) || values.length !== statement.count) return 'damaged';
  return { name, values };
}

/** A file written again lies there for a moment before its new manifest, on a ferry for longer. */
const SETTLING_MS = MINUTE;
async function isFresh(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file);
  return Date.now() - mtimeMs < SETTLING_MS;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

async function readLimited(file: string, limit: number): Promise<Buffer | 'too-large' | null> {
  try {
    return (await stat(file)).size > limit ? 'too-large' : await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Failure('exchange.road-closed', error);
  }
}

/** Takes a file away that has been dealt with: the manifest first, so that it is never read half. */
export async function removeSigned(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, `${name}${MANIFEST}`), { force: true });
  await rm(path.join(folder, `${name}.json`), { force: true });
}

/** Puts a file aside that must not be believed, with the reason in its name. */
export async function rejectSigned(folder: string, name: string, fault: string): Promise<void> {
  const aside = path.join(folder, 'rejected');
  makeFolder(aside);
  for (const ending of [MANIFEST, '.json'])
    await rename(
      path.join(folder, `${name}${ending}`),
      path.join(aside, `${fault}-${name}${ending}`),
    ).catch(() => {});
  const kept = await readdir(aside);
  for (const old of kept.sort().slice(0, Math.max(0, kept.length - REJECTED_FILES_KEPT)))
    await rm(path.join(aside, old), { force: true });
}

/** How many files were put aside and lie there still. */
export async function rejectedCount(folder: string): Promise<number> {
  const names = await readdir(path.join(folder, 'rejected')).catch(() => []);
  return names.length;
}

/** Throws `Failure('exchange.road-closed')` unless files may be read and written there. */
export async function mustBeOpen(folder: string): Promise<void> {
  try {
    await access(folder, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new Failure('exchange.road-closed', error);
  }
}

/** Throws `Failure('exchange.folder-full')` when the ferry takes nothing away any more. */
export async function mustHaveRoom(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length > FILES_WAITING_MAX) throw new Failure('exchange.folder-full');
}
