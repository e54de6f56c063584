// A signed-in browser without a browser, and people to sign in, for tests and stories.
import type { Actor, Post } from './actor.ts';
import type { Role } from './roles.ts';
export { totpCode } from './second-factor.ts';

/** An actor with one post; ids are fixed so that a failing test reads well. */
export function anActor(role: Role, post: Partial<Post> = {}, id = ACTOR_ID): Actor {
  const place = { countyId: 1, townId: 1, villageId: 1, gridIds: [1] };
  return {
    kind: role === 'serviceClient' ? 'outside' : 'person',
    id,
    name: role,
    posts: [{ role, unitId: 1, place, line: null, ...post }],
  };
}
const ACTOR_ID = '01900000-0000-7000-8000-000000000001';

export type Answer<T> = Readonly<{ status: number; body: T; headers: Headers }>;

type Sent = Readonly<Record<string, string>>;

/** A client that keeps cookies and sends what our own pages send. */
export type Client = Readonly<{
  send<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Sent,
  ): Promise<Answer<T>>;
  get<T = unknown>(path: string): Promise<Answer<T>>;
  post<T = unknown>(path: string, body?: unknown, headers?: Sent): Promise<Answer<T>>;
  cookies: Map<string, string>;
}>;

/** A client of the API at `url` (without `/api/v1`). */
export function apiClient(url: string, headers: Sent = {}): Client {
  const cookies = new Map<string, string>();
  const send = async <T>(
    method: string,
    path: string,
    body?: unknown,
    more: Sent = {},
  ): Promise<Answer<T>> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-maplebridge': '1',
        ...(cookies.size > 0 ? { cookie: cookieHeader(cookies) } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
    return {
      status: answer.status,
      body: (isJson ? JSON.parse(text) : text) as T,
      headers: answer.headers,
    };
  };
  return {
    send,
    cookies,
    get: (path) => send('GET', path),
    post: (path, body, more) => send('POST', path, body, more),
  };
}

function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const [name = '', value = ''] = pair.split('=', 2);
  if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
