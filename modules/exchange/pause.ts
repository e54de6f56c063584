// How long to wait before something is tried again. Pure.
import { RETRY_DOUBLINGS_MAX, RETRY_FIRST_MS, RETRY_PAUSE_MAX_MS } from './limits.ts';

/** Twice as long after every try in vain, up to the longest pause; ms. */
export function pauseAfter(triesBefore: number): number {
  return Math.min(
    RETRY_PAUSE_MAX_MS,
    RETRY_FIRST_MS * 2 ** Math.min(triesBefore, RETRY_DOUBLINGS_MAX),
  );
}
