// Photographs of steps that wait in the outbox: kept on this phone, as they were taken, until their step is sent.
import type { Instant } from '#platform/time/index.ts';

/** A day's work without a network, as many as three full steps. */
export const PHOTOS_KEPT_MAX = 60;
/** Of a phone's storage; a browser may give less, and then says so. */
export const PHOTOS_KEPT_BYTES_MAX = 300 * 1024 * 1024;

/** Under its key the server takes a photograph once, however often it is sent. */
export type KeptPhoto = Readonly<{ key: string; file: File }>;
type Row = KeptPhoto & Readonly<{ at: Instant }>;

const DATABASE = 'maplebridge.photos';
const STORE = 'photos';

/** False where they do not all find room: nothing is dropped silently. */
export async function keepPhotos(photos: readonly KeptPhoto[], at: Instant): Promise<boolean> {
  try {
    const database = await opened();
    const kept = await answer<Row[]>(database.transaction(STORE).objectStore(STORE).getAll());
    const all = new Map([...kept, ...photos].map(({ key, file }) => [key, file.size]));
    const bytes = [...all.values()].reduce((sum, size) => sum + size, 0);
    if (all.size > PHOTOS_KEPT_MAX || bytes > PHOTOS_KEPT_BYTES_MAX) return false;
    await written(database, (store) => {
      for (const photo of photos) store.put({ ...photo, at } satisfies Row);
    });
    return true;
  } catch {
    // A browser without such a storage, or a full one.
    return false;
  }
}

/** Undefined where it is not kept, or not any more. */
export async function keptPhoto(key: string): Promise<File | undefined> {
  try {
    const store = (await opened()).transaction(STORE).objectStore(STORE);
    return (await answer<Row | undefined>(store.get(key)))?.file;
  } catch {
    return undefined;
  }
}

/** Their step has been sent or given up; and so has what was kept before `before`, which no step names any more. */
export async function dropPhotos(keys: readonly string[], before: Instant): Promise<void> {
  try {
    const database = await opened();
    const kept = await answer<Row[]>(database.transaction(STORE).objectStore(STORE).getAll());
    await written(database, (store) => {
      for (const { key, at } of kept) if (at < before || keys.includes(key)) store.delete(key);
    });
  } catch {
    // Nothing is kept where nothing can be.
  }
}

let opening: Promise<IDBDatabase> | undefined;

function opened(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no storage'));
  }).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error('no answer'));
  });
}

function written(database: IDBDatabase, write: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite');
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
    write(transaction.objectStore(STORE));
  });
}
