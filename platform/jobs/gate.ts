// Lets a few in at a time: uploads and decoders each hold memory, jobs connections, and neither may run out.

export type Gate = Readonly<{
  /** Runs `work` when there is room; waits its turn, or throws `full()` when too many wait already. */
  through<T>(work: () => Promise<T>, full: () => Error): Promise<T>;
}>;

export function gate(atOnce: number, waitingMax: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    async through(work, full) {
      if (inside >= atOnce) {
        if (waiting.length >= waitingMax) throw full();
        await new Promise<void>((enter) => waiting.push(enter)); // the place is handed over
      } else inside += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
}
