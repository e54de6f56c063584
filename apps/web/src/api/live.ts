// Live change: a stream tells which incidents moved; whoever shows them asks for the rest.
import { useEffect, useSyncExternalStore } from 'react';
import { LiveChange } from '#modules/incident/contract.ts';
import { addressOf, NOT_SIGNED_IN } from './request.ts';
import { shareStream } from './stream.ts';

type Listener = (changes: readonly LiveChange[]) => void;

/** Changes are gathered this long before anybody is told: a busy county has many a second. */
const GATHER_MS = 1000;

const listeners = new Set<Listener>();
const stateListeners = new Set<() => void>();
let gathered: LiveChange[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let connected = false;

function setConnected(value: boolean): void {
  if (connected === value) return;
  connected = value;
  for (const listener of stateListeners) listener();
}

function flush(): void {
  timer = undefined;
  const changes = gathered;
  gathered = [];
  for (const listener of listeners) listener(changes);
}

/** Listens to the stream; returns how to stop. */
export function openLive(): () => void {
  const leave = shareStream(addressOf('/stream'), (news) => {
    if (news.kind !== 'change') setConnected(news.kind === 'open');
    if (news.kind === 'refused') dispatchEvent(new Event(NOT_SIGNED_IN));
    if (news.kind !== 'change') return;
    const change = readChange(news.text);
    if (!change) return;
    gathered.push(change);
    timer ??= setTimeout(flush, GATHER_MS);
  });
  return () => {
    leave();
    setConnected(false);
  };
}

function readChange(text: string): LiveChange | undefined {
  try {
    return LiveChange.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Calls `listener` with what changed, at most once a second. */
export function useLiveChanges(listener: Listener): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

export function useLiveConnected(): boolean {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    () => connected,
  );
}
