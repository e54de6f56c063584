// What a backup has to know of a database's tables, asked from PostgreSQL's own catalogue.
import type pg from 'pg';
import { z } from 'zod';
import { assert } from '#platform/errors/index.ts';

export const BackupTable = z.object({
  name: z.string(),
  /** Generated columns are left out: the database makes them again. */
  columns: z.array(z.string()),
});
export type BackupTable = z.infer<typeof BackupTable>;

/** A partition of a partitioned table; months are cut at run time, so migrations do not know them all. */
export const Partition = z.object({
  name: z.string(),
  parent: z.string(),
  /** As PostgreSQL writes it: `DEFAULT`, `FOR VALUES FROM ('…') TO ('…')`, `FOR VALUES IN (…)`. */
  bound: z.string().regex(/^(DEFAULT|FOR VALUES [^;]*)$/),
});
export type Partition = z.infer<typeof Partition>;

export const Sequence = z.object({
  name: z.string(),
  last: z.string().regex(/^-?\d+$/),
  called: z.boolean(),
});
export type Sequence = z.infer<typeof Sequence>;

/** Every session that copies reads and writes values in the same form, whatever the server's settings. */
export const COPY_SESSION = `set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
  set time zone 'UTC'; set extra_float_digits = 1; set bytea_output = 'hex';
  set client_encoding = 'UTF8'; set statement_timeout = 0; set search_path = public;
  set row_security = off;`; // off: a policy that would hide rows is an error, never a silent gap

/** A partition is part of its table; which migrations have run is told by the manifest. */
const OURS = `relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  and relname <> 'migration'`;

/** Every table of ours, also those that no backup holds: what refers to a table is emptied with it. */
export async function tableNames(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where ${OURS} order by relname`,
  );
  return rows.map(({ name }) => name);
}

/** Our tables, each after those it refers to; partitions count as part of their parent. */
export async function tablesInOrder(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `select relname as name,
       (select array_agg(attname::text order by attnum) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
     from pg_class c
     -- What the log of the database leaves out on purpose is kept nowhere else, either.
     where ${OURS} and relpersistence <> 'u' order by relname`,
  );
  const references = await client.query<{ from: string; to: string }>(
    `select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to"
     from pg_constraint where contype = 'f' and conrelid <> confrelid
       and connamespace = 'public'::regnamespace`,
  );
  return inOrder(rows, references.rows);
}

function inOrder(
  tables: readonly BackupTable[],
  references: readonly { from: string; to: string }[],
): BackupTable[] {
  const waiting = new Map(tables.map((table) => [table.name, table]));
  const ordered: BackupTable[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(
      ({ name }) => !references.some(({ from, to }) => from === name && waiting.has(to)),
    );
    assert(
      ready.length > 0,
      `tables refer to one another in a ring: ${[...waiting.keys()].join()}`,
    );
    for (const table of ready) {
      ordered.push(table);
      waiting.delete(table.name);
    }
  }
  return ordered;
}

export async function partitionsOf(client: pg.ClientBase): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(
    `select c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     where c.relispartition and c.relkind in ('r', 'p')
       and c.relnamespace = 'public'::regnamespace order by p.relname, c.relname`,
  );
  return rows;
}

export async function sequencesOf(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'S' and relnamespace = 'public'::regnamespace order by relname`,
  );
  const sequences: Sequence[] = [];
  for (const { name } of rows) {
    const state = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoted(name)}`,
    );
    if (state.rows[0]) sequences.push({ name, ...state.rows[0] });
  }
  return sequences;
}

/** An identifier as SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnList(table: BackupTable): string {
  return table.columns.map(quoted).join(', ');
}
