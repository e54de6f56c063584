// Lets a few in at a time: uploads and decoders each hold memory, jobs connections, and neither may run out.

export type Gate = Readonly<{
  /** Runs `work` when there is room; waits its turn, or throws `full()` when too many wait already. */
  through<T>(work: () => Promise<T>, full: () => Error): Promise<T>;
}>;

/** Whoever has waited `waitMaxMs` goes in past those who are too slow. */
export function gate(atOnce: number, waitingMax: number, waitMaxMs = Infinity): Gate {
  let inside = 0;
  const waiting = new Set<() => void>();
  const turn = () =>
    new Promise<void>((resolve) => {
      const enter = () => {
        clearTimeout(late);
        waiting.delete(enter);
        inside += 1;
        resolve();
      };
      const late = waitMaxMs === Infinity ? undefined : setTimeout(enter, waitMaxMs);
      waiting.add(enter);
    });
  return {
    async through(work, full) {
      if (inside >= atOnce) {
        if (waiting.size >= waitingMax) throw full();
        await turn();
      } else inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
        const [next] = waiting;
        if (inside < atOnce) next?.(); // the place is taken before anybody else asks for it
      }
    },
  };
}
