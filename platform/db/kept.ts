// Statements that are asked all day are parsed and planned once on each connection and kept there: for
// a list of incidents that is three quarters of the database's work.
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type pg from 'pg';

const MARK = '/* kept */';
/** Kept by one connection, some 200 kB each; statements that come later are planned every time. */
export const KEPT_MAX = 300;

/**
 * Marks a statement to be kept. Its shape alone must make a good plan, because inside `inReading` the
 * database plans it without looking at the values; what varies belongs into parameters.
 */
export function kept<T>(statement: RawBuilder<T>): RawBuilder<T> {
  return sql<T>`${sql.raw(MARK)} ${statement}`;
}

/** Makes a connection send marked statements under a name of their own (PgBouncer knows these from 1.21 on). */
export function keepStatements(client: pg.ClientBase): void {
  const names = new Map<string, string>();
  const plain = client.query.bind(client) as (...args: unknown[]) => unknown;
  const query = (text: unknown, values: unknown, ...rest: unknown[]): unknown => {
    const name = typeof text === 'string' && text.startsWith(MARK) ? nameFor(names, text) : null;
    return name === null ? plain(text, values, ...rest) : plain({ name, text, values }, ...rest);
  };
  client.query = query as typeof client.query;
}

/** The name of a text on this connection; null when it keeps enough already. */
function nameFor(names: Map<string, string>, text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= KEPT_MAX) return null;
  const name = `kept_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`;
  names.set(text, name);
  return name;
}
