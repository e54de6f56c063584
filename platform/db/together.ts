// Statements that are sent together. Every message wakes the other process, which costs more than a small
// query does: so the frame of a transaction goes out with its first statement, and where that is the only
// one, its end goes with it, too.
import type { Socket } from 'node:net';
import type pg from 'pg';

/** What a frame of ours begins with; a bare `begin` is sent as it is. */
const FRAME = /^begin[^;]*; set local maplebridge/;
const ONCE = '/* once */';

/** Marks a frame around one statement alone. */
export function once(frame: string): string {
  return `${frame} ${ONCE}`;
}

type Answer = Promise<unknown>;
/** pg's own socket, which its types leave out. */
type Wired = pg.ClientBase & { connection?: { stream?: Socket } };

/**
 * Makes a connection (opened with `pipeline: true`) hold back the beginning of a transaction until the
 * next statement goes out with it in one piece. Nobody waits for the beginning; whether it went well is
 * asked before the commit counts.
 */
export function sendTogether(client: pg.ClientBase): void {
  const socket = (client as Wired).connection?.stream;
  const plain = client.query.bind(client) as (...args: unknown[]) => Answer;
  let held: 'frame' | 'frame of one' | null = null;
  let ended: Answer | null = null;
  const query = (...args: unknown[]): Answer => {
    const [text] = args;
    const isEnd = text === 'commit' || text === 'rollback';
    if (ended) {
      if (!isEnd) throw new Error('a transaction of one statement was given another');
      const end = ended;
      ended = null;
      return end;
    }
    if (typeof text === 'string' && FRAME.test(text)) {
      socket?.cork();
      held = text.endsWith(ONCE) ? 'frame of one' : 'frame';
      return plain(...args);
    }
    const answer = plain(...args);
    if (held === 'frame of one' && !isEnd) {
      ended = plain('commit');
      ended.catch(() => {});
    }
    if (held) socket?.uncork();
    held = null;
    return answer;
  };
  client.query = query as typeof client.query;
}
