// One contract, two stores: a folder, and S3 against a small real server that checks signatures.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '#platform/errors/index.ts';
import { BlobMissing, blobRef, type BlobStore } from './blob-store.ts';
import { folderStore } from './folder-store.ts';
import { PART_BYTES, s3Store } from './s3-store.ts';
import { collect } from './sealing.ts';
import { startS3Server, type S3Server } from './testing-s3.ts';

let folder: string;
let s3: S3Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  s3 = await startS3Server();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await s3.close();
});

async function* pieces(bytes: Buffer, size = 100_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function* broken() {
  yield randomBytes(1000);
  throw new Error('the phone went away');
}
async function* brokenLate() {
  yield randomBytes(PART_BYTES + 1000);
  throw new Error('the phone went away');
}

describe.each<[string, () => BlobStore]>([
  ['folder', () => folderStore(folder)],
  ['S3', () => s3Store(s3.options)],
])('%s store', (name, make) => {
  test.each([0, 1, 70_000, PART_BYTES, 2 * PART_BYTES + 17])(
    'gives back what was put: %d bytes',
    async (size) => {
      const store = make();
      const bytes = randomBytes(size);
      const ref = `7/${name === 'S3' ? 's' : 'f'}/${size}`;
      expect(await store.put(ref, pieces(bytes))).toBe(size);
      expect((await collect(await store.get(ref))).equals(bytes)).toBe(true);
      await store.delete(ref);
      await expect(store.get(ref)).rejects.toThrow(BlobMissing);
      await store.delete(ref);
    },
  );

  test('reads ranges, cut at the end', async () => {
    const store = make();
    const bytes = randomBytes(1000);
    await store.put('7/range', pieces(bytes));
    const range = async (start: number, end: number) =>
      (await collect(await store.get('7/range', { start, end }))).equals(
        bytes.subarray(start, end),
      );
    expect(await range(0, 20)).toBe(true);
    expect(await range(990, 5000)).toBe(true);
    expect(await range(5, 5)).toBe(true);
  });

  test('a put replaces, and one that breaks off leaves nothing', async () => {
    const store = make();
    await store.put('7/again', pieces(Buffer.from('old')));
    await store.put('7/again', pieces(Buffer.from('new')));
    expect((await collect(await store.get('7/again'))).toString()).toBe('new');
    await expect(store.put('7/never', broken())).rejects.toThrow('the phone went away');
    await expect(store.put('7/never', brokenLate())).rejects.toThrow('the phone went away');
    await expect(store.get('7/never')).rejects.toThrow(BlobMissing);
  });

  test.each(['../x', '/etc/passwd', 'a//b', 'a/../b', 'A', '', 'a?uploads', 'a%2fb'])(
    'refuses the reference %j',
    async (ref) => {
      await expect(make().get(ref)).rejects.toThrow('not a blob reference');
    },
  );
});

test('the folder fans out, is private, and keeps no half-written file', async () => {
  const ref = blobRef(7, '01890000-0000-7000-8000-0000000000ab', 'thumb');
  expect(ref).toBe('7/ab/01890000-0000-7000-8000-0000000000ab-thumb');
  await folderStore(folder).put(ref, pieces(Buffer.from('x')));
  if (process.platform !== 'win32') expect((await stat(join(folder, ref))).mode & 0o077).toBe(0);
  const names = await readdir(folder, { recursive: true });
  expect(names.filter((file) => file.endsWith('.part'))).toEqual([]);
});

test('a folder that cannot be written says so', async () => {
  const file = join(folder, 'not-a-folder');
  await writeFile(file, '');
  await expect(folderStore(file).put('7/x', pieces(Buffer.from('x')))).rejects.toThrow(
    /ENOTDIR|EEXIST/,
  );
});

test('S3: parts that were given up are told to the service', () => {
  expect(s3.uploads.size).toBe(0);
});

test('S3: a wrong secret is refused, a busy service is asked again', async () => {
  const wrong = s3Store({ ...s3.options, secretAccessKey: 'guess' });
  await expect(wrong.put('7/x', pieces(Buffer.from('x')))).rejects.toThrow(Failure);
  s3.failNext(2);
  expect(await s3Store(s3.options).put('7/x', pieces(Buffer.from('x')))).toBe(1);
});

test('S3: a service that is away is a failure, not a bug', async () => {
  const away = s3Store({ ...s3.options, endpoint: 'http://127.0.0.1:1' });
  await expect(away.get('7/x')).rejects.toThrow(Failure);
});
