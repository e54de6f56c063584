// Work that can wait lets those go first who wait for an answer, but not for ever.

/**
 * Asked before each round whether it should wait: yes while there is pressure, for `maxMs` at most; then one round
 * is due whatever the pressure, and the patience begins anew.
 */
export function patience(
  maxMs: number,
  now: () => number = () => performance.now(),
): (isPressed: boolean) => boolean {
  let since: number | undefined;
  return (isPressed) => {
    since = isPressed ? (since ?? now()) : undefined;
    if (since === undefined) return false;
    if (now() - since < maxMs) return true;
    since = undefined;
    return false;
  };
}

/** Patience of which there is so much until the work is done, however often the pressure eases meanwhile. */
export type PatienceAtFirst = Readonly<{
  /** Asked before each round whether it should wait. */
  waits: (isPressed: boolean) => boolean;
  /** Nothing is left to do: the next pressure is met with all patience. */
  done: () => void;
}>;

export function patienceAtFirst(
  maxMs: number,
  now: () => number = () => performance.now(),
): PatienceAtFirst {
  let since: number | undefined;
  return {
    waits(isPressed) {
      if (!isPressed) return false;
      since ??= now();
      return now() - since < maxMs;
    },
    done() {
      since = undefined;
    },
  };
}
