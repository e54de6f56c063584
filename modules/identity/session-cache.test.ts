import { expect, test } from 'vitest';
import { SESSION_CACHE_MS, SESSION_REFRESH_MS } from './limits.ts';
import { sessionCache, type Remembered } from './session-cache.ts';
import { anActor } from './testing.ts';

function aProof(sessionId: string, name = 'a'): Remembered {
  const actor = { ...anActor('citizen'), name };
  const account = {
    id: actor.id,
    login: name,
    name,
    kind: 'person',
    status: 'active',
    countyId: 1,
    demo: false,
  } as const;
  return {
    endsAt: 1_000_000,
    signedIn: {
      actor,
      account,
      posts: [],
      sessionId,
      expiresAt: 1_000_000,
      scopes: null,
      mustChangePassword: false,
    },
  };
}

/** A cache over answers that the test sets, with a count of questions and a clock that it moves. */
function setUp() {
  const world = { proof: aProof('s') as Remembered | undefined, asked: 0, elapsed: 0, now: 0 };
  const cache = sessionCache(
    async () => {
      world.asked += 1;
      return world.proof;
    },
    () => world.now,
    () => world.elapsed,
  );
  return { world, cache };
}

test('asks once, for many requests at the same time and the seconds after', async () => {
  const { world, cache } = setUp();
  await Promise.all([cache.get('k'), cache.get('k'), cache.get('k')]);
  world.elapsed += SESSION_REFRESH_MS;
  expect(cache.get('k')).not.toBeInstanceOf(Promise);
  expect(world.asked).toBe(1);
});

test('is refreshed beside a request, and asked again when old', async () => {
  const { world, cache } = setUp();
  await cache.get('k');
  world.proof = aProof('s', 'renamed');
  world.elapsed += SESSION_REFRESH_MS + 1;
  expect(await cache.get('k')).toMatchObject({ actor: { name: 'a' } });
  await new Promise(setImmediate);
  expect(await cache.get('k')).toMatchObject({ actor: { name: 'renamed' } });
  world.proof = undefined; // revoked elsewhere
  world.elapsed += SESSION_CACHE_MS + 1;
  expect(await cache.get('k')).toBeUndefined();
});

test('a session is over when its time is over, however fresh', async () => {
  const { world, cache } = setUp();
  await cache.get('k');
  world.now = 1_000_000;
  world.proof = undefined;
  expect(await cache.get('k')).toBeUndefined();
});

test('what was being read when rights changed is not kept', async () => {
  const { world, cache } = setUp();
  const reading = cache.get('k');
  cache.forgetAccount(aProof('s').signedIn.actor.id);
  await reading;
  world.proof = undefined;
  expect(await cache.get('k')).toBeUndefined();
});

test('an unknown token is asked for again: it may be opened later', async () => {
  const { world, cache } = setUp();
  world.proof = undefined;
  expect(await cache.get('k')).toBeUndefined();
  world.proof = aProof('s');
  expect(await cache.get('k')).toMatchObject({ sessionId: 's' });
});
