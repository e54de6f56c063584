// A load generator that costs little itself: keep-alive connections over raw sockets, one request at a
// time on each, requests made beforehand as bytes, answers read only as far as needed. Loopback only.
import { connect, type Socket } from 'node:net';

export type Answer = Readonly<{ status: number; body: string; ms: number }>;

export type Client = Readonly<{
  /** Sends one request; `body` is JSON already. */
  send: (method: 'GET' | 'POST', path: string, body?: string) => Promise<Answer>;
  close: () => void;
}>;

export type ClientOptions = Readonly<{ port: number; cookie?: string }>;

/** One connection. Rejects when it is closed in mid-answer. */
export async function openClient({ port, cookie }: ClientOptions): Promise<Client> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect(port, '127.0.0.1', () => resolve(opening));
    opening.once('error', reject);
  });
  socket.setNoDelay(true);
  let buffer = Buffer.alloc(0);
  let waiting: {
    resolve: (answer: Answer) => void;
    reject: (error: Error) => void;
    at: number;
  } | null = null;

  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('connection closed')));
  socket.on('data', (chunk) => {
    buffer = buffer.length ? Buffer.concat([buffer, chunk]) : chunk;
    const headEnd = buffer.indexOf('\r\n\r\n');
    if (headEnd < 0 || !waiting) return;
    const head = buffer.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const total = headEnd + 4 + length;
    if (buffer.length < total) return;
    const { resolve, at } = waiting;
    waiting = null;
    const answer = {
      status: Number(head.slice(9, 12)),
      body: buffer.toString('utf8', headEnd + 4, total),
      ms: performance.now() - at,
    };
    buffer = buffer.subarray(total);
    resolve(answer);
  });

  const fixed =
    `\r\nhost: 127.0.0.1:${port}\r\nx-maplebridge: 1\r\n` + (cookie ? `cookie: ${cookie}\r\n` : '');
  return {
    send(method, path, body) {
      const head =
        `${method} ${path} HTTP/1.1${fixed}` +
        (body === undefined
          ? '\r\n'
          : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject, at: performance.now() };
        socket.write(head);
      });
    },
    close: () => socket.destroy(),
  };
}

/** Tries to sign in while the server is still getting up: it answers 429 until its event loop is free. */
const SIGN_IN_TRIES = 20;

/** Signs in and returns the cookie. */
export async function signIn(port: number, login: string, password: string): Promise<string> {
  for (let tried = 1; ; tried++) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-maplebridge': '1' },
      body: JSON.stringify({ login, password }),
    });
    const cookies = response.headers.getSetCookie().map((each) => each.split(';')[0]);
    const cookie = cookies.find((each) => each?.startsWith('mb_session='));
    if (response.ok && cookie) return cookie;
    if (response.status !== 429 || tried === SIGN_IN_TRIES)
      throw new Error(`${login} could not sign in: ${response.status}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Runs `each` on `count` connections until `seconds` have passed. */
export async function closedLoop(
  options: ClientOptions & Readonly<{ connections: number; seconds: number }>,
  each: (client: Client, connection: number) => Promise<void>,
): Promise<void> {
  const until = performance.now() + options.seconds * 1000;
  await Promise.all(
    Array.from({ length: options.connections }, async (_, connection) => {
      const client = await openClient(options);
      try {
        while (performance.now() < until) await each(client, connection);
      } finally {
        client.close();
      }
    }),
  );
}

export type Timetable = Readonly<{
  /** Each does one thing at a time. */
  workers: number;
  /** Not counted, at the beginning. */
  leadSeconds: number;
  seconds: number;
  perSecond: number;
}>;

/** Does something at fixed instants, whatever it takes; latency in ms, counted from when it was due. */
export async function byTimetable(
  { workers, leadSeconds, seconds, perSecond }: Timetable,
  each: (worker: number, index: number) => Promise<unknown>,
): Promise<number[]> {
  const latencies: number[] = [];
  const lead = Math.floor(perSecond * leadSeconds);
  const total = lead + Math.floor(perSecond * seconds);
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let index = next++; index < total; index = next++) {
        const due = began + (index / perSecond) * 1000;
        const wait = due - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        await each(worker, index);
        if (index >= lead) latencies.push(performance.now() - due);
      }
    }),
  );
  return latencies;
}

/**
 * Sends at a fixed rate whatever the answers do, so that a slow server cannot hide its queue; latency
 * counts from the instant at which the request was due. The first `leadSeconds` are not counted: the server
 * takes in the connections then, all at once.
 */
export async function openLoop(
  options: ClientOptions &
    Readonly<{ connections: number; leadSeconds: number; seconds: number; perSecond: number }>,
  each: (client: Client, index: number) => Promise<void>,
): Promise<number[]> {
  const clients = await Promise.all(
    Array.from({ length: options.connections }, () => openClient(options)),
  );
  const { connections: workers, leadSeconds, seconds, perSecond } = options;
  const latencies = await byTimetable(
    { workers, leadSeconds, seconds, perSecond },
    async (worker, index) => {
      const client = clients[worker];
      if (client) await each(client, index);
    },
  );
  for (const client of clients) client.close();
  return latencies;
}
