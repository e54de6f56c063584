// Live change: one stream per tab tells which incidents moved; whoever shows them asks for the rest.
import { useEffect, useSyncExternalStore } from 'react';
import { LiveChange } from '#modules/incident/contract.ts';
import { addressOf, NOT_SIGNED_IN } from './request.ts';

type Listener = (changes: readonly LiveChange[]) => void;

/** Changes are gathered this long before anybody is told: a busy county has many a second. */
const GATHER_MS = 1000;
/** A stream that the server ended for good is opened anew after this. */
const REOPEN_MS = 5000;

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

/** Opens the stream; returns how to close it. */
export function openLive(): () => void {
  let closed = false;
  let source: EventSource | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    source = new EventSource(addressOf('/stream'), { withCredentials: true });
    source.onopen = () => setConnected(true);
    source.onerror = () => {
      setConnected(false);
      // The browser reconnects by itself, except when it was refused.
      if (source?.readyState !== EventSource.CLOSED || closed) return;
      // Why is not told to a page; that nobody is signed in any more is one reason.
      dispatchEvent(new Event(NOT_SIGNED_IN));
      reopening = setTimeout(open, REOPEN_MS);
    };
    source.addEventListener('change', (event: MessageEvent<string>) => {
      const change = readChange(event.data);
      if (!change) return;
      gathered.push(change);
      timer ??= setTimeout(flush, GATHER_MS);
    });
  };
  open();
  return () => {
    closed = true;
    clearTimeout(reopening);
    source?.close();
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
