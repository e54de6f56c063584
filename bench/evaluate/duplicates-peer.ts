// The peer of the search for duplicates: PostgreSQL with trigrams, asked for each of some messages in the
// ways that its manual shows: the nearest by distance through GiST, and the similar ones through GIN.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { seededRandom } from '#platform/chance/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { round } from '../figures.ts';
import type { CitizenMessage } from './messages.ts';

/** Messages asked about; all of them would take minutes. Chosen by SEED. */
const ASKED = 16;
const SEED = 7;
/** As much of a text as our side compares. */
const TEXT_MAX = 1200;
/** Messages without a point lie at one spot, so that distance leaves them all in. */
const NEAR_DEGREES = 0.02;

const QUERIES = {
  'GiST <->': `select n from m where not n = $1 and place <@ box(point($4 - ${NEAR_DEGREES}, $5 - ${NEAR_DEGREES}),
      point($4 + ${NEAR_DEGREES}, $5 + ${NEAR_DEGREES})) order by words <-> $2 limit $3`,
  'GIN %': `select n from m where words % $2 and not n = $1 and place <@ box(point($4 - ${NEAR_DEGREES}, $5 - ${NEAR_DEGREES}),
      point($4 + ${NEAR_DEGREES}, $5 + ${NEAR_DEGREES})) order by similarity(words, $2) desc limit $3`,
} as const;
/** What `%` lets through; at the default of 0.3 it finds next to nothing in letters of 200 characters. */
const SIMILAR_FROM = 0.1;

export async function askTrigrams(messages: readonly CitizenMessage[], most: number) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-peer-'));
  const embedded = await startEmbeddedDatabase({ dataDir });
  const client = new pg.Client({ connectionString: embedded.url });
  try {
    await client.connect();
    await fill(client, messages);
    const runs = [];
    for (const query of ['GiST <->', 'GIN %'] as const)
      runs.push(await ask(client, query, messages, most));
    // The better of the two is the peer.
    runs.sort((a, b) => b.figures.candidatesPerSecond - a.figures.candidatesPerSecond);
    const [fastest, other] = runs;
    if (!fastest || !other) throw new Error('no run of the peer');
    return { ...fastest, figures: { ...fastest.figures, otherQuery: other.figures } };
  } finally {
    await client.end();
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const textOf = ({ subject, detail }: CitizenMessage) =>
  `${subject}\n${detail}`.slice(0, TEXT_MAX).replaceAll('\u0000', '');

async function fill(client: pg.Client, messages: readonly CitizenMessage[]): Promise<void> {
  await client.query('create extension if not exists pg_trgm');
  await client.query(
    'create table m (n int primary key, words text not null, place point not null)',
  );
  await client.query(
    `insert into m select * from unnest($1::int[], $2::text[], $3::text[]::point[])`,
    [messages.map((_, n) => n), messages.map(textOf), messages.map((one) => `(${pointOf(one)})`)],
  );
  await client.query('create index on m using gist (words gist_trgm_ops(siglen=256))');
  await client.query('create index on m using gin (words gin_trgm_ops)');
  await client.query('create index on m using gist (place)');
  await client.query('vacuum analyze m');
  await client.query(`set pg_trgm.similarity_threshold = ${SIMILAR_FROM}`);
  // One processor against one.
  await client.query('set max_parallel_workers_per_gather = 0');
}

const pointOf = ({ point }: CitizenMessage) =>
  point ? [point.lng6 / 1e6, point.lat6 / 1e6] : [0, 0];

async function ask(
  client: pg.Client,
  query: keyof typeof QUERIES,
  messages: readonly CitizenMessage[],
  most: number,
) {
  const random = seededRandom(SEED);
  const asked = new Set<number>();
  while (asked.size < Math.min(ASKED, messages.length))
    asked.add(Math.trunc(random() * messages.length));
  const found = new Set<number>();
  let candidates = 0;
  const spent = await backendClock(client);
  for (const number of asked) {
    const message = messages[number];
    if (!message) continue;
    const [lng, lat] = pointOf(message);
    const { rows } = await client.query<{ n: number }>({
      name: query,
      text: QUERIES[query],
      values: [number, textOf(message), most, lng, lat],
    });
    candidates += rows.length;
    for (const { n } of rows) found.add(Math.min(n, number) * 2 ** 26 + Math.max(n, number));
  }
  const seconds = await spent();
  return {
    asked,
    found,
    figures: {
      query,
      asked: asked.size,
      candidatesPerMessage: round(candidates / Math.max(1, asked.size), 1),
      candidatesPerSecond: round(candidates / seconds, 1),
      messagesPerSecond: round(asked.size / seconds, 1),
    },
  };
}

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Processor seconds of the connection's own process from now on; where it cannot be read, of the wall. */
async function backendClock(client: pg.Client): Promise<() => Promise<number>> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const file = `/proc/${rows[0]?.pid}/stat`;
  const read = () => {
    if (!existsSync(file)) return performance.now() / 1000;
    // After the name in brackets: state is the third field, user and system time the 14th and 15th.
    const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  };
  const from = read();
  return async () => Math.max(1 / TICKS_PER_SECOND, read() - from);
}
