// The looping sound of an urgent message: two short tones, made by the browser, no file. One tab rings for
// all, and a browser can be muted for ten minutes.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { MINUTE } from '#platform/time/index.ts';

const MUTED_FOR_MS = 10 * MINUTE;
const MEMORY = 'maplebridge.mutedUntil';
const LOOP_MS = 1800;
/** Hertz and start within the loop, in seconds: high, low, high. */
const TONES = [
  [880, 0],
  [660, 0.22],
  [880, 0.44],
] as const;
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.25;

let context: AudioContext | undefined;
const watchers = new Set<() => void>();
const tellWatchers = (): void => {
  for (const watcher of watchers) watcher();
};

/** Browsers let a page sound only after the person has touched it: the first touch opens the way. */
function audio(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  context ??= new AudioContext();
  context.onstatechange = tellWatchers;
  return context;
}

function beep(): void {
  const out = audio();
  if (!out || out.state !== 'running') return;
  for (const [hertz, at] of TONES) {
    const tone = out.createOscillator();
    const gain = out.createGain();
    const from = out.currentTime + at;
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    gain.gain.setValueAtTime(LOUDNESS, from + TONE_SECONDS - 0.04);
    gain.gain.linearRampToValueAtTime(0, from + TONE_SECONDS);
    tone.connect(gain).connect(out.destination);
    tone.start(from);
    tone.stop(from + TONE_SECONDS);
  }
}

function mutedUntil(): number {
  return Number(localStorage.getItem(MEMORY)) || 0;
}

export function mute(): void {
  localStorage.setItem(MEMORY, String(Date.now() + MUTED_FOR_MS));
  tellWatchers();
}

export function unmute(): void {
  localStorage.removeItem(MEMORY);
  tellWatchers();
}

/** Whether this page may sound already; before the first touch no browser lets it. */
export function useMaySound(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => context?.state === 'running',
  );
}

/** To be called by a press: opens the way for the sound and lets it be heard once. */
export function tryOut(): void {
  const out = audio();
  void out?.resume().then(() => {
    tellWatchers();
    beep();
  });
}

/** Rings while `wanted`; says whether it is muted and whether the browser still keeps it silent. */
export function useRinging(wanted: boolean): Readonly<{ muted: boolean; blocked: boolean }> {
  const until = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      addEventListener('storage', watcher);
      return () => {
        watchers.delete(watcher);
        removeEventListener('storage', watcher);
      };
    },
    () => mutedUntil(),
  );
  const [now, setNow] = useState(() => Date.now());
  const muted = until > now;
  // The mute ends by itself.
  useEffect(() => {
    setNow(Date.now());
    if (until <= Date.now()) return;
    const timer = setTimeout(() => setNow(Date.now()), until - Date.now() + 50);
    return () => clearTimeout(timer);
  }, [until]);

  const [blocked, setBlocked] = useState(false);
  const rings = wanted && !muted;
  useEffect(() => {
    if (!rings) return;
    const out = audio();
    let stop: (() => void) | undefined;
    const look = (): void => {
      const maySound = out?.state === 'running';
      setBlocked(out !== undefined && !maySound);
      // A tab that the browser keeps silent leaves the ringing to one that may.
      if (maySound) stop ??= loopInOneTab();
    };
    const wake = (): void => void out?.resume().then(look, look);
    look();
    watchers.add(look);
    addEventListener('pointerdown', wake);
    addEventListener('keydown', wake);
    wake();
    return () => {
      stop?.();
      watchers.delete(look);
      removeEventListener('pointerdown', wake);
      removeEventListener('keydown', wake);
    };
  }, [rings]);
  return { muted, blocked: rings && blocked };
}

/** Whoever holds the browser's lock rings; the next tab goes on when it is closed. */
function loopInOneTab(): () => void {
  const ended = new AbortController();
  const ring = (): Promise<void> =>
    new Promise((resolve) => {
      beep();
      const timer = setInterval(beep, LOOP_MS);
      ended.signal.addEventListener('abort', () => {
        clearInterval(timer);
        resolve();
      });
    });
  // Locks need a secure context; without one every tab rings.
  if (navigator.locks === undefined) void ring();
  else
    navigator.locks
      .request('maplebridge.ringing', { signal: ended.signal }, () =>
        ended.signal.aborted ? undefined : ring(),
      )
      .catch(() => undefined);
  return () => ended.abort();
}
