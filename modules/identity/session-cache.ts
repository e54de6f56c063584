// Who holds a session, remembered for seconds, so that a request on the hot path asks no database.
// Revocation in this process forgets at once; in another one within SESSION_CACHE_MS.
import type { Instant } from '#platform/time/index.ts';
import { SESSION_CACHE_MAX, SESSION_CACHE_MS, SESSION_REFRESH_MS } from './limits.ts';
import type { SignedIn } from './request.ts';

/** What is remembered of a proof: until when it holds by itself, however fresh it is. */
export type Remembered = Readonly<{ signedIn: SignedIn; endsAt: Instant }>;

export type SessionCache = Readonly<{
  /** At once when it is fresh, else after asking; undefined when the proof is worth nothing. */
  get(key: string): SignedIn | undefined | Promise<SignedIn | undefined>;
  forgetAccount(accountId: string): void;
  forgetSession(sessionId: string): void;
}>;

type Entry = { value: Remembered; readAt: number; isRefreshing: boolean };

/** `load` asks the database; `now` is the business clock, `elapsed` a monotonic one. */
export function sessionCache(
  load: (key: string) => Promise<Remembered | undefined>,
  now: () => Instant,
  elapsed: () => number = () => performance.now(),
): SessionCache {
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Promise<SignedIn | undefined>>();
  /** Grows with every forgetting: what was being read before it is not kept. */
  let epoch = 0;

  const read = (key: string): Promise<SignedIn | undefined> => {
    const under = loading.get(key);
    if (under) return under;
    const startedAt = elapsed();
    const startEpoch = epoch;
    const reading = load(key)
      .then((value) => {
        entries.delete(key);
        if (value && startEpoch === epoch) {
          entries.set(key, { value, readAt: startedAt, isRefreshing: false });
          if (entries.size > SESSION_CACHE_MAX) entries.delete(entries.keys().next().value ?? key);
        }
        return value?.signedIn;
      })
      .finally(() => loading.delete(key));
    loading.set(key, reading);
    return reading;
  };

  const forget = (chosen: (signedIn: SignedIn) => boolean): void => {
    epoch += 1;
    loading.clear();
    for (const [key, { value }] of entries) if (chosen(value.signedIn)) entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return read(key);
      const age = elapsed() - entry.readAt;
      if (age > SESSION_CACHE_MS || entry.value.endsAt <= now()) {
        entries.delete(key);
        return read(key);
      }
      if (age > SESSION_REFRESH_MS && !entry.isRefreshing) {
        entry.isRefreshing = true;
        void read(key).catch(() => {
          entry.isRefreshing = false; // the next request after SESSION_CACHE_MS hears of it
        });
      }
      return entry.value.signedIn;
    },
    forgetAccount: (accountId) => forget((signedIn) => signedIn.actor.id === accountId),
    forgetSession: (sessionId) => forget((signedIn) => signedIn.sessionId === sessionId),
  };
}
