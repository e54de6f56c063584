// What was pressed without a network: kept on this phone until the server has answered, sent in order, each
// once (its key makes a second sending an answer, not a second deed).
import { z } from 'zod';
import { VERB_NAMES, type Verb } from '#modules/incident/contract.ts';
import { HOUR, type Instant } from '#platform/time/index.ts';

/** Verbs that may wait: more than a day's work without a network. */
export const OUTBOX_MAX = 50;
/** Older than this, the server no longer knows the key: the person looks at the matter and presses again. */
export const OUTBOX_KEPT_MS = 20 * HOUR;

const Parcel = z.object({
  key: z.string(),
  incidentId: z.string(),
  number: z.string(),
  title: z.string(),
  verb: z.enum(VERB_NAMES as [Verb, ...Verb[]]),
  input: z.record(z.string(), z.unknown()),
  at: z.number(),
  /** Photographs that had no way to the server yet, by their keys (photo-store.ts). */
  photos: z.array(z.string()).optional(),
  /** What the server said instead of doing it; waits for the person. */
  problem: z.string().optional(),
});
export type Parcel = Readonly<z.infer<typeof Parcel>>;

/** `later`: no network, or the server is busy; a text: it was refused and why. */
export type Sent = 'done' | 'later' | Readonly<{ refused: string }>;

export type OutboxDeps = Readonly<{
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Of the person: whoever signs in next on this phone neither sees nor sends them. */
  owner: string;
  send: (parcel: Parcel) => Promise<Sent>;
  now: () => Instant;
  /** Told of what has been sent or given up. */
  left?: (gone: readonly Parcel[]) => void;
}>;

export type Outbox = Readonly<{
  list: () => readonly Parcel[];
  /** False when it is full: nothing is dropped silently. */
  add: (parcel: Parcel) => boolean;
  remove: (key: string) => void;
  /** Sends what waits, oldest first; what is refused holds back the later ones of its matter alone. */
  flush: () => Promise<void>;
  subscribe: (listener: () => void) => () => void;
}>;

const PLACE = 'maplebridge.outbox.';

export function openOutbox({ storage, owner, send, now, left }: OutboxDeps): Outbox {
  const place = PLACE + owner;
  let parcels: readonly Parcel[] = read(storage.getItem(place)).map((parcel) =>
    // What outlived its key is shown and not sent.
    parcel.at < now() - OUTBOX_KEPT_MS && parcel.problem === undefined
      ? { ...parcel, problem: '' }
      : parcel,
  );
  const listeners = new Set<() => void>();
  let isFlushing = false;

  const change = (next: readonly Parcel[]): void => {
    const gone = parcels.filter(({ key }) => !next.some((one) => one.key === key));
    parcels = next;
    try {
      if (next.length === 0) storage.removeItem(place);
      else storage.setItem(place, JSON.stringify(next.map(withoutPosition)));
    } catch {
      // A full or forbidden storage: it is still in memory and is sent while the page is open.
    }
    for (const listener of listeners) listener();
    if (gone.length > 0) left?.(gone);
  };

  async function flush(): Promise<void> {
    if (isFlushing) return;
    isFlushing = true;
    try {
      const held = new Set<string>();
      for (const { key } of [...parcels]) {
        const parcel = parcels.find((one) => one.key === key);
        if (!parcel) continue;
        if (parcel.problem !== undefined || held.has(parcel.incidentId)) {
          held.add(parcel.incidentId);
          continue;
        }
        const sent = await send(parcel);
        if (sent === 'later') return;
        if (sent === 'done') change(parcels.filter((one) => one.key !== key));
        else {
          held.add(parcel.incidentId);
          change(parcels.map((one) => (one.key === key ? { ...one, problem: sent.refused } : one)));
        }
      }
    } finally {
      isFlushing = false;
    }
  }

  return {
    list: () => parcels,
    add(parcel) {
      if (parcels.some((one) => one.key === parcel.key)) return true;
      if (parcels.length >= OUTBOX_MAX) return false;
      change([...parcels, parcel]);
      return true;
    },
    remove: (key) => change(parcels.filter((one) => one.key !== key)),
    flush,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function read(text: string | null): readonly Parcel[] {
  try {
    return z
      .array(Parcel)
      .max(OUTBOX_MAX)
      .parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}

/** A person's position is kept in memory alone (design §7): after a reload 到场 is sent without it. */
function withoutPosition(parcel: Parcel): Parcel {
  const { lng6: _lng6, lat6: _lat6, ...input } = parcel.input;
  return { ...parcel, input };
}

/** Verbs whose words stand under another name than `note`. */
const WORDS: Partial<Record<Verb, string>> = { resolve: 'result' };

/** Says in the verb's own words when it was pressed, for what is sent hours later. */
export function withTime(
  verb: Verb,
  input: Readonly<Record<string, unknown>>,
  words: string,
): Readonly<Record<string, unknown>> {
  const name = WORDS[verb] ?? 'note';
  const said = input[name];
  return { ...input, [name]: typeof said === 'string' && said ? `${said}（${words}）` : words };
}
