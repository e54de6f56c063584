// One tick a second for every clock on the screen; none while the page is hidden.
import { useSyncExternalStore } from 'react';
import { SECOND, type Instant } from '#platform/time/index.ts';
import { serverNow } from '../api/request.ts';

const listeners = new Set<() => void>();
let current = Math.floor(serverNow() / SECOND) * SECOND;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.hidden) return;
  current = Math.floor(serverNow() / SECOND) * SECOND;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, SECOND);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, to the second, by the server's clock; renders again every `stepMs`. */
export function useNow(stepMs: number = SECOND): Instant {
  return useSyncExternalStore(subscribe, () => Math.floor(current / stepMs) * stepMs);
}
