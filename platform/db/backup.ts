// Backup and restore without pg_dump, which the embedded PostgreSQL does not have: the shape comes from
// the migrations, the rows by COPY out of one snapshot. So a backup moves between the embedded database
// and any PostgreSQL ≥ 15, across major versions, both ways.
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { Refused } from '#platform/errors/index.ts';
import { damaged, frameOf, type Frame } from './backup-frames.ts';
import {
  BackupTable,
  COPY_SESSION,
  Partition,
  Sequence,
  columnList,
  partitionsOf,
  quoted,
  sequencesOf,
  tableNames,
  tablesInOrder,
} from './backup-tables.ts';
import { migrate, readMigrations, type Migration } from './migrate.ts';

export const Manifest = z.object({
  format: z.literal('maplebridge-backup-1'),
  /** ISO 8601. */
  madeAt: z.string(),
  server: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  partitions: z.array(Partition),
  sequences: z.array(Sequence),
});
export type Manifest = z.infer<typeof Manifest>;

export const Sum = z.object({
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type Sum = z.infer<typeof Sum>;

export type Progress = (what: Readonly<{ name: string; rows: number; bytes: number }>) => void;
export type Totals = { tables: number; rows: number; bytes: number };
export type RestoreTotals = Totals & {
  files: number;
  /** The secrets file that the backup carries, for the caller to put in place. */
  secrets: Buffer | undefined;
};

/**
 * The database as frames: the manifest, then every table. One repeatable-read snapshot: work goes on
 * meanwhile and is either wholly in the backup or wholly out of it.
 */
export async function* databaseFrames(
  url: string,
  madeAt: string,
  onProgress: Progress = () => {},
): AsyncGenerator<Uint8Array, Totals> {
  const totals: Totals = { tables: 0, rows: 0, bytes: 0 };
  const client = await openClient(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    yield* frameOf('manifest', '', JSON.stringify(await manifestOf(client, madeAt)));
    for (const table of await tablesInOrder(client)) {
      const copy = `copy (select ${columnList(table)} from ${quoted(table.name)}) to stdout`;
      const rows = client.query(copyTo(copy));
      const sum = yield* partFrames('table', table.name, JSON.stringify(table), rows, onProgress);
      totals.tables += 1;
      totals.rows += sum.rows;
      totals.bytes += sum.bytes;
    }
    await client.query('commit');
    return totals;
  } finally {
    await client.end();
  }
}

async function manifestOf(client: pg.Client, madeAt: string): Promise<Manifest> {
  const migrations = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from migration order by name',
  );
  const version = await client.query<{ server_version: string }>('show server_version');
  return {
    format: 'maplebridge-backup-1',
    madeAt,
    server: version.rows[0]?.server_version ?? '',
    migrations: migrations.rows,
    partitions: await partitionsOf(client),
    sequences: await sequencesOf(client),
  };
}

/** A table or a file as frames: its header, its data, and the sum that proves them. */
export async function* partFrames(
  kind: 'table' | 'file',
  name: string,
  header: string,
  pieces: AsyncIterable<Buffer>,
  onProgress: Progress = () => {},
): AsyncGenerator<Uint8Array, Sum> {
  yield* frameOf(kind, name, header);
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
    rows += countRows(piece);
    yield* frameOf('data', '', piece);
    onProgress({ name, rows, bytes });
  }
  const sum: Sum = { rows, bytes, sha256: hash.digest('hex') };
  yield* frameOf('sum', name, JSON.stringify(sum));
  return sum;
}

/** COPY's text form writes one line a row; line ends inside values are escaped. */
function countRows(piece: Buffer): number {
  let rows = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows += 1;
  return rows;
}

/** The manifest of a backup, checked against this version. Throws `Refused('backup.…')`. */
export async function checkManifest(
  frame: Frame | undefined,
  file: string,
  ours?: readonly Migration[],
): Promise<{ manifest: Manifest; migrations: Migration[] }> {
  const notOne = new Refused('backup.not-a-backup', undefined, { file });
  if (frame?.kind !== 'manifest') throw notOne;
  const parsed = Manifest.safeParse(readJson(frame.bytes));
  if (!parsed.success) throw notOne;
  const known = new Map(
    (ours ?? (await readMigrations())).map((migration) => [migration.name, migration]),
  );
  const migrations = parsed.data.migrations.map(({ name, sha256 }) => {
    const migration = known.get(name);
    if (migration?.sha256 !== sha256)
      throw new Refused('backup.newer-than-program', undefined, { name });
    return migration;
  });
  return { manifest: parsed.data, migrations };
}

/** Where replays write what they find: made anew at will, so no backup holds it, and a migration makes it. */
const SCRATCH = 'replay';

/**
 * Makes a database ready for a restore: empty, or with `force` wiped, then migrated to where the backup
 * stood. A database with tables that are not ours is refused in any case.
 */
export async function prepareRestore(
  url: string,
  migrations: readonly Migration[],
  force: boolean,
): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string; ours: boolean }>(
      `select relname as name, to_regclass('public.migration') is not null as ours from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') limit 1`,
    );
    const [first] = rows;
    if (!first) return;
    if (!first.ours) throw new Refused('backup.database-foreign', undefined, { table: first.name });
    if (!force) throw new Refused('backup.database-not-empty');
    await client.query(`drop schema if exists ${SCRATCH} cascade`);
    await client.query('drop schema public cascade; create schema public');
  });
  await migrate(url, migrations);
}

/** What to do with the parts of a backup; each reads its pieces to the end. */
type PartReaders = Readonly<{
  table(header: Frame, pieces: AsyncIterable<Buffer>): Promise<void>;
  file(name: string, pieces: AsyncIterable<Buffer>): Promise<void>;
}>;

/** Reads every part up to the end and checks its sum. Throws `Refused('backup.damaged')`. */
async function readParts(
  frames: AsyncIterator<Frame>,
  readers: PartReaders,
  onProgress: Progress,
): Promise<RestoreTotals> {
  const totals: RestoreTotals = { tables: 0, rows: 0, files: 0, bytes: 0, secrets: undefined };
  for (;;) {
    const frame = await nextFrame(frames);
    if (frame.kind === 'end') return totals;
    if (frame.kind === 'secrets') {
      totals.secrets = Buffer.from(frame.bytes);
      continue;
    }
    const shownAs = frame.kind === 'file' ? 'evidence' : frame.name;
    const body = dataOf(frames, shownAs, onProgress);
    if (frame.kind === 'table') {
      await readers.table(frame, body.pieces);
      totals.tables += 1;
      totals.rows += body.sum().rows;
    } else if (frame.kind === 'file') {
      await readers.file(frame.name, body.pieces);
      totals.files += 1;
    } else throw damaged();
    if (body.sum().sha256 === '') throw damaged(); // not read to its sum
    totals.bytes += body.sum().bytes;
  }
}

/** Reads a whole backup without doing anything with it, so that a wipe never precedes a damaged file. */
export async function verifyParts(
  frames: AsyncIterator<Frame>,
  onProgress: Progress = () => {},
): Promise<RestoreTotals> {
  const drain = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    for await (const _piece of pieces);
  };
  const readers = {
    table: (_header: Frame, pieces: AsyncIterable<Buffer>) => drain(pieces),
    file: (_name: string, pieces: AsyncIterable<Buffer>) => drain(pieces),
  };
  return readParts(frames, readers, onProgress);
}

/**
 * Loads the parts of a backup into a prepared database in one transaction. `frames` begins at the first
 * table; files go to `onFile`. The caller migrates the database to its own version afterwards.
 */
export async function loadDatabase(
  url: string,
  manifest: Manifest,
  frames: AsyncIterator<Frame>,
  onFile: PartReaders['file'],
  onProgress: Progress = () => {},
): Promise<RestoreTotals> {
  return withClient(url, async (client) => {
    await client.query('begin');
    await addPartitions(client, manifest.partitions);
    const tables = new Map((await tablesInOrder(client)).map((table) => [table.name, table]));
    const names = [...tables.keys()].map(quoted);
    // Migrations may have put rows in; the backup holds those too, as they were.
    const all = (await tableNames(client)).map(quoted);
    if (all.length > 0) await client.query(`truncate ${all.join(', ')}`);
    for (const name of names) await client.query(`alter table ${name} disable trigger user`);
    const table = (header: Frame, pieces: AsyncIterable<Buffer>): Promise<void> =>
      copyInto(client, knownTable(header, tables), pieces);
    const loaded = await readParts(frames, { table, file: onFile }, onProgress);
    for (const { name, last, called } of manifest.sequences)
      await client.query('select setval($1::regclass, $2::bigint, $3)', [
        quoted(name),
        last,
        called,
      ]);
    for (const name of names) await client.query(`alter table ${name} enable trigger user`);
    await client.query('commit');
    await client.query('analyze');
    return loaded;
  });
}

/** The columns come from the file, the table must be ours: nothing else from a file becomes SQL. */
function knownTable(frame: Frame, tables: ReadonlyMap<string, BackupTable>): BackupTable {
  const parsed = BackupTable.safeParse(readJson(frame.bytes));
  if (!parsed.success) throw damaged();
  if (!tables.has(parsed.data.name))
    throw new Refused('backup.unknown-table', undefined, { table: parsed.data.name });
  return parsed.data;
}

async function addPartitions(client: pg.Client, wanted: readonly Partition[]): Promise<void> {
  const present = new Set((await partitionsOf(client)).map((partition) => partition.name));
  for (const { name, parent, bound } of wanted)
    if (!present.has(name))
      await client.query({
        text: `create table ${quoted(name)} partition of ${quoted(parent)} ${bound}`,
        queryMode: 'extended', // one statement at most, whatever the file says
      } as pg.QueryConfig);
}

async function copyInto(
  client: pg.Client,
  table: BackupTable,
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  const copy = `copy ${quoted(table.name)} (${columnList(table)}) from stdin`;
  await pipeline(pieces, client.query(copyFrom(copy)));
}

/** The data frames up to the next sum, which is checked; `sum()` is what was counted, once all are read. */
function dataOf(
  frames: AsyncIterator<Frame>,
  name: string,
  onProgress: Progress,
): { pieces: AsyncIterable<Buffer>; sum(): Sum } {
  const hash = createHash('sha256');
  const counted = { rows: 0, bytes: 0, sha256: '' };
  async function* pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      const frame = await nextFrame(frames);
      if (frame.kind === 'sum') {
        counted.sha256 = hash.digest('hex');
        const told = Sum.safeParse(readJson(frame.bytes));
        const { rows, bytes, sha256 } = counted;
        if (!told.success || told.data.rows !== rows || told.data.bytes !== bytes) throw damaged();
        if (told.data.sha256 !== sha256) throw damaged();
        return;
      }
      if (frame.kind !== 'data') throw damaged();
      hash.update(frame.bytes);
      counted.bytes += frame.bytes.length;
      counted.rows += countRows(frame.bytes);
      onProgress({ name, ...counted });
      yield frame.bytes;
    }
  }
  return { pieces: pieces(), sum: () => counted };
}

async function nextFrame(frames: AsyncIterator<Frame>): Promise<Frame> {
  const { value, done } = await frames.next();
  if (done) throw damaged();
  return value;
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw damaged();
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openClient(url);
  try {
    return await work(client);
  } finally {
    await client.end(); // an open transaction ends with it, undone
  }
}

async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'maplebridge-backup' });
  await client.connect();
  await client.query(COPY_SESSION);
  return client;
}
