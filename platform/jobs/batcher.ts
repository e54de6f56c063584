// Gathers what arrives at the same moment into one batch: under load many share one commit, and a
// lone caller waits for nobody. The queue is bounded; beyond it callers are refused, never kept in memory.

export type BatcherOptions<In, Out> = Readonly<{
  /** Does a whole batch; answers in the order of its items. One failing item should be answered, not thrown. */
  work: (items: readonly In[]) => Promise<readonly Out[]>;
  batchMax: number;
  /** Batches at work at the same time. */
  workersMax: number;
  /** While one batch is at work another begins only when so many wait; 1 unless told. */
  crowd?: number;
  /** Items waiting at most. */
  waitingMax: number;
  /** What a caller hears when the queue is full. */
  full: () => Error;
}>;

export type Batcher<In, Out> = Readonly<{
  add: (item: In) => Promise<Out>;
  /** Items waiting now. */
  waiting: () => number;
  /** Resolves when everything added so far is answered. */
  drained: () => Promise<void>;
}>;

type Waiting<In, Out> = Readonly<{
  item: In;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}>;

export function batcher<In, Out>(options: BatcherOptions<In, Out>): Batcher<In, Out> {
  const queue: Waiting<In, Out>[] = [];
  let atWork = 0;
  let scheduled = false;
  let idle: (() => void)[] = [];

  const mayBegin = () =>
    atWork < options.workersMax && queue.length >= (atWork === 0 ? 1 : (options.crowd ?? 1));

  function schedule(): void {
    if (scheduled || !mayBegin()) return;
    scheduled = true;
    // After the requests of this turn of the event loop have been read: they share the batch.
    setImmediate(() => {
      scheduled = false;
      while (mayBegin()) void run();
    });
  }

  async function run(): Promise<void> {
    const batch = queue.splice(0, options.batchMax);
    atWork += 1;
    try {
      const outs = await options.work(batch.map((each) => each.item));
      batch.forEach((each, index) => each.resolve(outs[index] as Out));
    } catch (error) {
      for (const each of batch) each.reject(error);
    } finally {
      atWork -= 1;
      if (queue.length > 0) schedule();
      else if (atWork === 0) {
        for (const tell of idle) tell();
        idle = [];
      }
    }
  }

  return {
    add(item) {
      if (queue.length >= options.waitingMax) return Promise.reject(options.full());
      return new Promise<Out>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        schedule();
      });
    },
    waiting: () => queue.length,
    drained() {
      if (queue.length === 0 && atWork === 0) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}
