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

/**
 * Asked before each round whether it should wait: yes while there is pressure, but once that has lasted `maxMs` every
 * round is due until it is over.
 */
export function patienceAtFirst(
  maxMs: number,
  now: () => number = () => performance.now(),
): (isPressed: boolean) => boolean {
  let since: number | undefined;
  return (isPressed) => {
    since = isPressed ? (since ?? now()) : undefined;
    return since !== undefined && now() - since < maxMs;
  };
}
