// Whose turn it is next: a heap in which an entry's time may change where it stands. Pure.

export type Timed = {
  at: number;
  /** Breaks ties, so that a replay is the same every time. */
  readonly order: number;
};

export type TurnQueue<T extends Timed> = Readonly<{
  first: () => T | undefined;
  add: (entry: T) => void;
  /** After the time of the first entry was changed (never to an earlier one). */
  firstMoved: () => void;
  removeFirst: () => void;
  size: () => number;
}>;

export function turnQueue<T extends Timed>(): TurnQueue<T> {
  const heap: T[] = [];
  const isBefore = (a: T, b: T) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const sink = () => {
    const moving = heap[0];
    if (!moving) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      const left = heap[child];
      if (!left) break;
      const right = heap[child + 1];
      let least = left;
      if (right && isBefore(right, left)) {
        least = right;
        child++;
      }
      if (!isBefore(least, moving)) break;
      heap[hole] = least;
      hole = child;
    }
    heap[hole] = moving;
  };
  return {
    first: () => heap[0],
    add(entry) {
      let hole = heap.length;
      heap.push(entry);
      while (hole > 0) {
        const above = (hole - 1) >> 1;
        const parent = heap[above] as T;
        if (!isBefore(entry, parent)) break;
        heap[hole] = parent;
        hole = above;
      }
      heap[hole] = entry;
    },
    firstMoved: sink,
    removeFirst() {
      const last = heap.pop();
      if (!last || heap.length === 0) return;
      heap[0] = last;
      sink();
    },
    size: () => heap.length,
  };
}
