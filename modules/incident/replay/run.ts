// A run: written in slices by one or several replays (each its own matters, as threads of one machine),
// closed when all are through, and dropped as a whole.
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import type { Copier } from '#platform/db/copy.ts';
import type { HashAlgorithm } from '#platform/facts/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { replay, type ReplayTally } from './live-again.ts';
import type { Play, ReplayRules } from './play.ts';
import { replayWriter, type ReplayWriter } from './writer.ts';

export type ReplayRun = Readonly<{ id: number; countyId: number; algorithm: HashAlgorithm }>;

/** Begins a run; `asked` is kept beside it: the play and the versions of the rules, no personal data. */
export async function openReplay(
  db: Db,
  countyId: number,
  asked: Readonly<Record<string, unknown>>,
  algorithm: HashAlgorithm = 'sha256',
): Promise<ReplayRun> {
  const id = await inTransaction(db, [countyId], async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select replay.open(${countyId}, ${JSON.stringify(asked)}::json, ${algorithm}) as id`.execute(
      tx,
    );
    return rows[0]?.id;
  });
  if (id === undefined) throw new Error('a run has a number');
  return { id, countyId, algorithm };
}

export type ReplayFigures = Readonly<{
  tally: Readonly<ReplayTally>;
  written: ReturnType<ReplayWriter['written']>;
  /** Matters that lived at the same time, at most. */
  livingMax: number;
}>;

export type ReplayOptions = Readonly<{
  until?: Instant;
  onProgress?: (now: Instant, tally: Readonly<ReplayTally>) => void;
}>;

/** Things decided between two looks at the database; some milliseconds. */
const STEPS_AT_ONCE = 400;

/** Plays into a run until nothing is left to happen. Several may play into one run at once. */
export async function playInto(
  run: ReplayRun,
  copier: Copier,
  play: Play,
  rules: ReplayRules,
  options: ReplayOptions = {},
): Promise<ReplayFigures> {
  const writer = replayWriter(copier, run);
  const living = replay(play, rules, writer, options.until);
  let livingMax = 0;
  for (let more = true; more;) {
    more = living.go(STEPS_AT_ONCE);
    livingMax = Math.max(livingMax, living.living());
    await writer.relieve();
    options.onProgress?.(living.now(), living.tally);
    // The batch on its way goes on whenever the database has taken some of it.
    await new Promise(setImmediate);
  }
  await writer.end();
  return { tally: living.tally, written: writer.written(), livingMax };
}

/** Ends a run: from here on it can be read. */
export async function closeReplay(db: Db, { id, countyId }: ReplayRun): Promise<void> {
  await inTransaction(db, [countyId], async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`select replay.close(${countyId}, ${id})`.execute(tx);
  });
}

/** Takes a run away with everything it wrote, finished or not; nothing when there is none. */
export async function dropReplay(
  db: Db,
  { id, countyId }: Pick<ReplayRun, 'id' | 'countyId'>,
): Promise<void> {
  await inTransaction(db, [countyId], (tx) =>
    sql`select replay.drop(${countyId}, ${id})`.execute(tx),
  );
}
