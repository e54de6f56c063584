// What everybody is told without naming a matter: the list, the file, the map, the badges, the live stream.
// Each answer is looked through for every matter there is.
import { Agent, request as httpRequest } from 'node:http';
import { ROLES, type Actor } from '#modules/identity/index.ts';
import type { Asker, Fault } from './rights-ask.ts';
import type { Matter } from './rights-matters.ts';
import { maySee } from './simulate-rights.ts';

export type Look = Readonly<{ op: string; about: string; fault: Fault | null }>;

const API = '/api/v1';
const PAGE = 200;
/** The whole earth, so near that every matter is a point of its own. */
const WORLD = 'west=-180000000&south=-90000000&east=180000000&north=90000000&zoom=24';

/** Everything that is listed for this person, matter by matter. */
export async function looksOf(
  actor: Actor | null,
  ask: Asker,
  matters: readonly Matter[],
): Promise<{ requests: number; looks: readonly Look[] }> {
  const seen = (who: Actor | null) => (matter: Matter) => who !== null && maySee(who, matter);
  // Only what is seen through the posts that may export leaves the house.
  const exporting = actor && {
    ...actor,
    posts: actor.posts.filter(({ role }) => ROLES[role].export),
  };
  const all = await pages(ask);
  const [map, file, count, badges] = [
    await ask('GET', `${API}/map/incidents?${WORLD}`),
    await ask('GET', `${API}/incidents/export?format=csv`),
    await ask('GET', `${API}/incidents/count`),
    await ask('GET', `${API}/incidents/counts`),
  ];
  // Short lists of what is to be done: what stands there is seen; not all that is seen stands there.
  const piles = ['supervisions', 'incidents/desk', 'incidents/tasks'];
  const told: string[] = [];
  for (const pile of piles) told.push((await ask('GET', `${API}/${pile}`)).text);
  const onMap = (matter: Matter) => seen(actor)(matter) && matter.place.lng6 !== null;
  const total = matters.filter(seen(actor)).length;
  const looks = [
    ...lookThrough('GET /incidents', all.text, matters, seen(actor), ({ id }) => id),
    ...lookThrough('GET /map/incidents', map.text, matters, onMap, ({ id }) => id),
    ...lookThrough('GET /incidents/export', file.text, matters, seen(exporting), ({ number }) => number), // prettier-ignore
    ...piles.flatMap((pile, index) =>
      lookThrough(`GET /${pile}`, told[index] ?? '', matters, seen(actor), ({ id }) => id).filter(
        ({ fault }) => fault?.kind !== 'denied',
      ),
    ),
    ...(actor ? [counted(count.text, total)] : []),
    ...(actor && total === 0 ? [counted0(badges.text)] : []),
  ];
  return { requests: all.requests + 4 + piles.length, looks };
}

async function pages(ask: Asker): Promise<{ text: string; requests: number }> {
  let [text, cursor, requests] = ['', '', 0];
  do {
    const page = await ask('GET', `${API}/incidents?limit=${PAGE}${cursor && `&cursor=${cursor}`}`);
    const { nextCursor } = JSON.parse(page.text || '{}') as { nextCursor?: string | null };
    text += page.text;
    cursor = encodeURIComponent(nextCursor ?? '');
    requests += 1;
  } while (cursor);
  return { text, requests };
}

function lookThrough(
  op: string,
  text: string,
  matters: readonly Matter[],
  expected: (matter: Matter) => boolean,
  mark: (matter: Matter) => string,
): Look[] {
  return matters.map((matter) => {
    const isThere = text.includes(mark(matter)) || text.includes(matter.word);
    const must = expected(matter);
    const fault: Fault | null =
      isThere === must
        ? null
        : { kind: isThere ? 'leak' : 'denied', expected: must ? 'listed' : 'not listed', got: isThere ? 'listed' : 'not listed' }; // prettier-ignore
    return { op, about: matter.about, fault };
  });
}

function counted(text: string, total: number): Look {
  const { count } = JSON.parse(text) as { count: number };
  const kind = count > total ? 'leak' : 'denied';
  return {
    op: 'GET /incidents/count',
    about: 'all',
    fault: count === total ? null : { kind, expected: String(total), got: String(count) },
  };
}

function counted0(text: string): Look {
  const { counts } = JSON.parse(text) as { counts: Record<string, { count: number }> };
  const found = Object.entries(counts).filter(([, { count }]) => count > 0);
  return {
    op: 'GET /incidents/counts',
    about: 'badges of who sees nothing',
    fault: found.length ? { kind: 'leak', expected: '0', got: JSON.stringify(found) } : null,
  };
}

export type Listening = Readonly<{ text: () => string; close: () => void }>;

/** Opens the live stream; resolves when it has begun, or with what was answered instead. */
export function listen(
  port: number,
  headers: Readonly<Record<string, string>>,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    let text = '';
    const opening = httpRequest(
      { port, host: '127.0.0.1', path: `${API}/stream`, headers, agent: new Agent() },
      (answer) => {
        answer.on('data', (chunk: Buffer) => void (text += chunk.toString('utf8')));
        answer.on('error', () => {});
        resolve({ text: () => text, close: () => void answer.destroy() });
      },
    );
    opening.on('error', reject);
    opening.end();
  });
}

/** What the stream told of each matter after something had happened to all of them. */
export function looksAtStream(
  actor: Actor | null,
  text: string,
  matters: readonly Matter[],
): readonly Look[] {
  return lookThrough('GET /stream', text, matters, (matter) => actor !== null && maySee(actor, matter), ({ id }) => id); // prettier-ignore
}
