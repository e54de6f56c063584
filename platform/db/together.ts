// Statements that are sent together. Every message wakes the other process, which costs more than a small
// query does: so the frame of a transaction goes out with its first statement, and its end with its last where
// that is known (`andCommit`, or a frame of one).
import type { Socket } from 'node:net';
import { sql, type RawBuilder } from 'kysely';
import type pg from 'pg';
import { asking, type Answer, type Asked, type Values } from './asking.ts';

/** What a frame of ours begins with; a bare `begin` is sent as it is. */
const FRAME = /^begin[^;]*; set local maplebridge/;
const ONCE = '/* once */';
const AND_COMMIT = '/* and commit */';

/** Marks a frame around one statement alone. */
export function once(frame: string): string {
  return `${frame} ${ONCE}`;
}

/**
 * Marks the last statement of a transaction: its commit goes out with it. Where it fails nothing is committed;
 * where it goes well all is, whatever `work` does then: nothing may be asked or thrown after it.
 */
export function andCommit<T>(statement: RawBuilder<T>): RawBuilder<T> {
  return sql<T>`${statement} ${sql.raw(AND_COMMIT)}`;
}

/** pg's own socket, which its types leave out. */
type Wired = pg.ClientBase & { connection?: { stream?: Socket } };

/**
 * Makes a connection (opened with `pipeline: true`) hold back the beginning of a transaction until the
 * next statement goes out with it in one piece. Nobody waits for the beginning; whether it went well is
 * asked before the commit counts.
 */
export function sendTogether(client: pg.ClientBase): void {
  const socket = (client as Wired).connection?.stream;
  const plain = asking(client);
  let held: 'frame' | 'frame of one' | null = null;
  let ended: Answer | null = null;
  const query = (asked: Asked, values?: Values): Answer => {
    const text = typeof asked === 'string' ? asked : asked.text;
    const isEnd = text === 'commit' || text === 'rollback';
    if (ended) {
      if (!isEnd) throw new Error('a transaction was given another statement after its last');
      const end = ended;
      ended = null;
      return end;
    }
    if (FRAME.test(text)) {
      socket?.cork();
      held = text.endsWith(ONCE) ? 'frame of one' : 'frame';
      return plain(asked, values);
    }
    const isLast = !isEnd && (held === 'frame of one' || text.endsWith(AND_COMMIT));
    if (isLast && !held) socket?.cork();
    const answer = plain(asked, values);
    if (isLast) {
      ended = plain('commit');
      ended.catch(() => {});
    }
    if (isLast || held) socket?.uncork();
    held = null;
    return answer;
  };
  client.query = query as typeof client.query;
}
