// A worker that does what is due, sleeps until the next thing is, and can be woken: for timers, the
// relay and other standing work. One round at a time; a failing round is retried with a growing pause.

export type LoopOptions = Readonly<{
  name: string;
  /** Does one round; returns how long until the next is worth while, in ms (0: at once). */
  round: () => Promise<number>;
  /** Never sleeps longer than this, whatever the round says: the safety net. */
  sleepMaxMs: number;
  /** Rounds begin at least this far apart: under load one round then does the work of many wakes. */
  apartMs?: number;
  onError: (error: unknown, name: string) => void;
}>;

export type Loop = Readonly<{
  /** Something may be due now. */
  wake: () => void;
  /** Ends after the round at work. */
  stop: () => Promise<void>;
}>;

const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 5_000;

export function startLoop(options: LoopOptions): Loop {
  let stopping = false;
  let woken = false;
  let failures = 0;
  let resting = false;
  let rouse: (() => void) | null = null;

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      const began = performance.now();
      let pause: number;
      try {
        pause = await options.round();
        failures = 0;
      } catch (error) {
        options.onError(error, options.name);
        failures += 1;
        pause = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** failures);
      }
      if (pause > 0 && !woken && !stopping) await sleep(Math.min(pause, options.sleepMaxMs));
      const early = began + (options.apartMs ?? 0) - performance.now();
      if (early <= 0 || stopping) continue;
      resting = true;
      await sleep(early);
      resting = false;
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        rouse = null;
        resolve();
      }
      rouse = done;
    });
  }

  const ended = run();
  return {
    wake() {
      woken = true;
      if (!resting) rouse?.();
    },
    async stop() {
      stopping = true;
      rouse?.();
      await ended;
    },
  };
}
