// The default store: a folder. A blob is written beside its place, flushed, and renamed into it, so that
// a crash leaves the old state or the new one.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertRef, BlobMissing, type BlobRef, type BlobStore } from './blob-store.ts';

export function folderStore(folder: string): BlobStore {
  const pathOf = (ref: BlobRef): string => {
    assertRef(ref);
    return join(folder, ref);
  };
  return {
    async put(ref, bytes) {
      const path = pathOf(ref);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${randomUUID()}.part`;
      let size = 0;
      const file = await open(temporary, 'wx', 0o600);
      try {
        try {
          for await (const piece of bytes) {
            size += piece.length;
            await file.writeFile(piece);
          }
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return size;
    },

    async get(ref, range) {
      const path = pathOf(ref);
      const size = await stat(path).then(
        (found) => found.size,
        (error: unknown) => {
          throw isMissing(error) ? new BlobMissing(ref) : error;
        },
      );
      const start = range?.start ?? 0;
      const end = Math.min(range?.end ?? size, size);
      if (start >= end) return nothing();
      return createReadStream(path, { start, end: end - 1 });
    },

    async delete(ref) {
      await rm(pathOf(ref), { force: true });
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The name of a new file is durable only once its folder is flushed; Windows cannot and need not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
