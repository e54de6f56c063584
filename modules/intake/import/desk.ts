// Imports through the browser: keeps uploaded files in a private folder for a while, runs them in the
// background a few at a time, and takes up again what a restart cut off.
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import { claimOfBytes, doneBefore, doOnce, type IdempotencyClaim } from '#platform/http/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { DAY, type Clock, type Instant } from '#platform/time/index.ts';
import { fileSource } from './byte-source.ts';
import type { ItemTranslation } from './guess-mapping.ts';
import type { Mapping } from './mapping.ts';
import { previewFile, type Preview } from './preview.ts';
import type { RefusalTable } from './rejects.ts';
import { digestOfMapping, runImport, type ImportProgress, type IntakePort } from './run-import.ts';
import {
  advanceRun,
  findRun,
  insertRun,
  NO_COUNTERS,
  recentRuns,
  type ImportRun,
  type Step,
} from './store.ts';

/** Through the browser; larger files are for the command. */
export const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;
/** Each holds one batch in memory and one of intake's writers. */
export const RUNS_AT_ONCE = 2;
/** Files hold personal data: what is not run within a day is cleared, rejects after a week. */
const FILE_KEPT_MS = DAY;
const REJECTS_KEPT_MS = 7 * DAY;
/** Runs looked through for ones that a restart cut off. */
const RESUME_LOOKS_AT = 200;

export type ImportCounty = Readonly<{ id: number; zone: string; country: string }>;

export type ImportDeskDeps = Readonly<{
  db: Db;
  clock: Clock;
  /** Private folder for uploaded files and rejects. */
  folder: string;
  countyOf(countyId: number): Promise<ImportCounty>;
  itemsOf(countyId: number): Promise<ItemTranslation | undefined>;
  intakeFor(countyId: number): Promise<IntakePort>;
  texts: RefusalTable;
  /** A run that ended by something other than a refusal: it may be begun again. */
  onFailure(run: ImportRun, error: unknown): void;
}>;

export type ImportDesk = Readonly<{
  db: Db;
  texts: RefusalTable;
  upload(
    bytes: AsyncIterable<Uint8Array>,
    fileName: string | undefined,
    countyId: number,
    actor: Actor,
    claim?: IdempotencyClaim,
  ): Promise<{ run: ImportRun; preview: Preview }>;
  preview(run: ImportRun, mapping: Mapping): Promise<Preview>;
  /**
   * Begins a run in the background; refuses when it is under way or done. Asked again under the same key it
   * begins nothing and says how far the run has come.
   */
  begin(
    run: ImportRun,
    mapping: Mapping,
    dryRun: boolean,
    claim?: IdempotencyClaim,
  ): Promise<ImportRun>;
  cancel(id: string): void;
  liveProgress(id: string): ImportProgress | undefined;
  rejectsPath(run: ImportRun): string;
  /** Takes up runs that a restart cut off; call once at start. Returns how many. */
  resume(): Promise<number>;
  /** Clears files whose time is over; call now and then. */
  sweep(): Promise<number>;
  /** Stops after the batches under way; the runs go on at the next start. */
  close(): Promise<void>;
}>;

/** What is kept for a key: a preview holds what people wrote, and is read anew. */
type Kept = Readonly<{ id: string }>;

type Live = { progress: ImportProgress | undefined; cancelled: boolean; ended: Promise<void> };

export function importDesk(deps: ImportDeskDeps): ImportDesk {
  const { db, clock, folder, texts } = deps;
  const live = new Map<string, Live>();
  let closing = false;
  const filePath = (run: Pick<ImportRun, 'id'>) => join(folder, `${run.id}.upload`);
  const rejectsPath = (run: Pick<ImportRun, 'id'>) => join(folder, `${run.id}.rejects.csv`);

  async function openFile(run: ImportRun) {
    return fileSource(filePath(run)).catch(() => {
      throw new Refused('import.file-gone', 'file');
    });
  }

  async function previewRun(run: ImportRun, mapping?: Mapping): Promise<Preview> {
    const [county, items] = await Promise.all([
      deps.countyOf(run.countyId),
      deps.itemsOf(run.countyId),
    ]);
    return previewFile(await openFile(run), {
      fileName: run.fileName,
      county,
      now: clock.now(),
      ...(mapping ? { mapping } : {}),
      ...(items ? { items } : {}),
    });
  }

  /** The same file under the same key: what it became before; the file that has just come goes. */
  async function uploadedBefore(
    countyId: number,
    { id }: Kept,
    fresh: Pick<ImportRun, 'id'>,
  ): Promise<{ run: ImportRun; preview: Preview }> {
    await rm(filePath(fresh), { force: true });
    const run = await inTransaction(db, [countyId], (tx) => findRun(tx, id));
    if (!run) throw new Refused('import.not-found');
    return { run, preview: await previewRun(run) };
  }

  /** What keeps a run from beginning (a column that is not there, a file that is gone) is told in its state. */
  async function tellRefusal(run: ImportRun, problem: Refusal): Promise<void> {
    if (problem.code === 'import.running-elsewhere') return;
    await inTransaction(db, [run.countyId], async (tx) => {
      const now = await findRun(tx, run.id);
      if (now?.state !== 'running') return; // told already, with its place in the file
      const change = { done: NO_COUNTERS, state: 'failed', problem } as const;
      await advanceRun(tx, now, { ...change, rejectsBytes: now.rejectsBytes }, clock.now());
    });
  }

  /** Runs in the background from where the row stands. */
  function start(run: ImportRun): void {
    const state: Live = { progress: undefined, cancelled: false, ended: Promise.resolve() };
    live.set(run.id, state);
    state.ended = (async () => {
      try {
        await runImport({
          db,
          clock,
          source: await openFile(run),
          fileName: run.fileName,
          county: await deps.countyOf(run.countyId),
          mapping: run.mapping,
          dryRun: run.dryRun,
          rejectsPath: rejectsPath(run),
          texts,
          intake: await deps.intakeFor(run.countyId),
          startedBy: run.startedBy,
          onProgress: (progress) => {
            state.progress = progress;
            if (closing) throw new Closing();
          },
          isCancelled: () => state.cancelled,
          run,
        });
      } catch (error) {
        if (error instanceof Refused) await tellRefusal(run, error.refusal);
        else if (!(error instanceof Closing)) deps.onFailure(run, error);
      } finally {
        live.delete(run.id);
      }
    })();
  }

  return {
    db,
    texts,
    rejectsPath,
    preview: previewRun,
    liveProgress: (id) => live.get(id)?.progress,

    async upload(bytes, fileName, countyId, actor, claim) {
      const id = uuidv7(clock.now());
      const sha256 = await keep(bytes, filePath({ id }), folder);
      try {
        const name = (fileName ?? 'import')
          .replace(/^.*[/\\]/, '')
          .slice(0, 200)
          .toWellFormed();
        const exact = claim && claimOfBytes(claim, sha256);
        const before = await doneBefore<Kept>(db, exact, clock.now());
        if (before) return await uploadedBefore(countyId, before.body, { id });
        const county = await deps.countyOf(countyId);
        const items = await deps.itemsOf(countyId);
        const context = { fileName: name, county, now: clock.now(), ...(items ? { items } : {}) };
        const preview = await previewFile(await fileSource(filePath({ id })), context);
        const { mapping } = preview;
        const what = {
          countyId,
          id,
          fileName: name,
          sha256,
          mapping,
          mappingSha256: digestOfMapping(mapping),
        };
        const how = {
          dryRun: false,
          origin: 'upload',
          state: 'uploaded',
          startedBy: actor.id,
        } as const;
        let run: ImportRun | undefined;
        const done = await doOnce<Kept>(db, [countyId], exact, clock.now(), async (tx) => {
          run = await insertRun(tx, { ...what, ...how }, clock.now());
          return { id };
        });
        if (done.isRepeated) return await uploadedBefore(countyId, done.body, { id });
        if (!run) throw new Error('a new import run was not inserted');
        return { run, preview };
      } catch (error) {
        await rm(filePath({ id }), { force: true });
        throw error;
      }
    },

    async begin(run, mapping, dryRun, claim) {
      const now = clock.now();
      const knownRun = async (): Promise<ImportRun> =>
        (await inTransaction(db, [run.countyId], (tx) => findRun(tx, run.id))) ?? run;
      if (await doneBefore(db, claim, now)) return knownRun();
      if (live.has(run.id) || run.state === 'running') throw new Refused('import.not-ready');
      // A dry run may be repeated and then be followed by the run itself; a finished run is over.
      if (run.state === 'finished' && !run.dryRun) throw new Refused('import.not-ready');
      if (live.size >= RUNS_AT_ONCE)
        throw new Refused('import.too-many-runs', undefined, { limit: RUNS_AT_ONCE, seconds: 30 });
      await openFile(run);
      const same =
        digestOfMapping(run.mapping) === digestOfMapping(mapping) && run.dryRun === dryRun;
      const goesOn = same && !dryRun && (run.state === 'failed' || run.state === 'cancelled');
      const step: Step = {
        done: NO_COUNTERS,
        state: 'running',
        restart: !goesOn,
        rejectsBytes: goesOn ? run.rejectsBytes : 0,
        mapping: { mapping, mappingSha256: digestOfMapping(mapping), dryRun },
      };
      let begun: ImportRun | undefined;
      const { isRepeated } = await doOnce<Kept>(db, [run.countyId], claim, now, async (tx) => {
        begun = await advanceRun(tx, run, step, now);
        if (!begun) throw new Refused('import.running-elsewhere');
        return { id: run.id };
      });
      if (isRepeated || !begun) return knownRun();
      start(begun);
      return begun;
    },

    cancel(id) {
      const state = live.get(id);
      if (state) state.cancelled = true;
    },

    async resume() {
      const runs = await inTransaction(db, 'all', (tx) => recentRuns(tx, RESUME_LOOKS_AT));
      const cut = runs.filter(
        (run) => run.origin === 'upload' && run.state === 'running' && !live.has(run.id),
      );
      for (const run of cut) start(run);
      return cut.length;
    },

    sweep: () => clearOld(folder, clock.now(), new Set(live.keys())),

    async close() {
      closing = true;
      await Promise.allSettled([...live.values()].map((state) => state.ended));
    },
  };
}

/** Leaves a run between two batches; its row stays `running` and is taken up at the next start. */
class Closing extends Error {}

/** Writes an upload, whole or not at all. Returns its SHA-256. */
async function keep(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const part = `${path}.part`;
  const file = await open(part, 'wx', 0o600);
  let size = 0;
  try {
    try {
      for await (const piece of bytes) {
        size += piece.length;
        if (size > MAX_UPLOAD_BYTES)
          throw new Refused('import.too-large', 'file', { limit: MAX_UPLOAD_BYTES / 1024 / 1024 });
        hash.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (size === 0) throw new Refused('import.empty', 'file');
    await rename(part, path);
    return hash.digest('hex');
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function clearOld(folder: string, now: Instant, busy: ReadonlySet<string>): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let cleared = 0;
  for (const name of names) {
    const kept = name.endsWith('.rejects.csv') ? REJECTS_KEPT_MS : FILE_KEPT_MS;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (!found || found.mtimeMs > now - kept || busy.has(name.slice(0, 36))) continue;
    await rm(join(folder, name), { force: true });
    cleared += 1;
  }
  return cleared;
}
