// Rows in bulk: PostgreSQL's binary COPY, filled without an object for each row, sent as one commit.
// For what is made by the hundred thousand; everything else goes through the query builder.
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { APP_ROLE, reachText, type CountyReach } from './index.ts';

/** The cells of one row after the other, in the order of the table's columns. */
export type BinaryRows = Readonly<{
  /** Begins a row of so many cells. */
  row: (cells: number) => void;
  none: () => void;
  int: (value: number | null) => void;
  smallint: (value: number) => void;
  boolean: (value: boolean) => void;
  /** Unix ms, as timestamptz. */
  instant: (value: number | null) => void;
  /** Also for json. */
  text: (value: string | null) => void;
  bytes: (value: Uint8Array) => void;
  ints: (values: readonly number[]) => void;
  /** Bytes so far. */
  size: () => number;
  count: () => number;
  /** Everything so far, to be written; empties it. */
  take: () => readonly Buffer[];
}>;

const PIECE_BYTES = 1 << 18;
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const INT4_OID = 23;
/** timestamptz counts microseconds from here. */
const EPOCH_2000 = Date.UTC(2000, 0, 1);
const TWO_32 = 2 ** 32;

export function binaryRows(): BinaryRows {
  let pieces: Buffer[] = [];
  let piece = Buffer.allocUnsafe(PIECE_BYTES);
  let at = 0;
  let full = 0;
  let rows = 0;
  const room = (bytes: number) => {
    if (at + bytes <= piece.length) return;
    pieces.push(piece.subarray(0, at));
    full += at;
    piece = Buffer.allocUnsafe(Math.max(PIECE_BYTES, bytes));
    at = 0;
  };
  const int32 = (value: number) => {
    piece[at] = value >>> 24;
    piece[at + 1] = value >>> 16;
    piece[at + 2] = value >>> 8;
    piece[at + 3] = value;
    at += 4;
  };
  const none = () => {
    room(4);
    int32(-1);
  };
  return {
    none,
    row(cells) {
      room(2);
      piece[at++] = cells >>> 8;
      piece[at++] = cells;
      rows++;
    },
    int(value) {
      if (value === null) return none();
      room(8);
      int32(4);
      int32(value);
    },
    smallint(value) {
      room(6);
      int32(2);
      piece[at++] = value >>> 8;
      piece[at++] = value;
    },
    boolean(value) {
      room(5);
      int32(1);
      piece[at++] = value ? 1 : 0;
    },
    instant(value) {
      if (value === null) return none();
      room(12);
      const micros = (value - EPOCH_2000) * 1000;
      int32(8);
      int32(Math.floor(micros / TWO_32));
      int32(micros % TWO_32);
    },
    text(value) {
      if (value === null) return none();
      // No character takes more than three bytes for each of its units.
      room(4 + value.length * 3);
      const bytes = piece.write(value, at + 4, 'utf8');
      int32(bytes);
      at += bytes;
    },
    bytes(value) {
      room(4 + value.length);
      int32(value.length);
      piece.set(value, at);
      at += value.length;
    },
    ints(values) {
      room(24 + 8 * values.length);
      int32(values.length ? 20 + 8 * values.length : 12);
      int32(values.length ? 1 : 0);
      int32(0);
      int32(INT4_OID);
      if (!values.length) return;
      int32(values.length);
      int32(1);
      for (const value of values) {
        int32(4);
        int32(value);
      }
    },
    size: () => full + at,
    count: () => rows,
    take() {
      const taken = [HEADER, ...pieces, piece.subarray(0, at), TRAILER];
      pieces = [];
      piece = Buffer.allocUnsafe(PIECE_BYTES);
      at = full = rows = 0;
      return taken;
    },
  };
}

/** What goes into one table; `columns` as SQL, in the order in which the cells were put. */
export type CopyPart = Readonly<{ table: string; columns: string; rows: readonly Buffer[] }>;

export type Copier = Readonly<{
  /** A statement; also where a transaction begins and ends. */
  query: <Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ) => Promise<Row[]>;
  /** Writes into a table that was made in the same transaction, so that its rows need no second pass. */
  copy: (part: CopyPart) => Promise<void>;
  end: () => Promise<void>;
}>;

/** A connection of its own that acts as the application role on these counties. The caller ends it. */
export async function openCopier(url: string, counties: CountyReach): Promise<Copier> {
  const client = new pg.Client({ connectionString: url, application_name: 'maplebridge-copy' });
  // Told by the next statement, too; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  await client.query(
    `set role ${APP_ROLE}; set time zone 'UTC'; set maplebridge.counties = '${reachText(counties)}'`,
  );
  return {
    async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await client.query<Row>(text, [...values])).rows;
    },
    async copy({ table, columns, rows }) {
      const stream = client.query(
        copyFrom(`copy ${table} (${columns}) from stdin with (format binary, freeze)`),
      );
      for (const piece of rows) stream.write(piece);
      stream.end();
      await finished(stream);
    },
    end: () => client.end(),
  };
}
