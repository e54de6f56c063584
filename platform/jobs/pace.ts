// How fast something comes, by the second.

export type Pace = Readonly<{
  add: () => void;
  /** As many as in the last whole second, or in the one that runs where that has more already. */
  perSecond: () => number;
}>;

/** Counts by whole seconds of `now` (ms, steady): two numbers, however many come. */
export function startPace(now: () => number = () => performance.now()): Pace {
  let second = 0;
  let running = 0;
  let last = 0;
  const turn = () => {
    const current = Math.floor(now() / 1000);
    if (current === second) return;
    last = current === second + 1 ? running : 0;
    running = 0;
    second = current;
  };
  return {
    add() {
      turn();
      running += 1;
    },
    perSecond() {
      turn();
      return Math.max(last, running);
    },
  };
}
