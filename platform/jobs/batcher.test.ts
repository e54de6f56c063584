// The gatherer: who begins a batch, and when another begins beside it.
import { expect, test } from 'vitest';
import { batcher } from './batcher.ts';

const immediate = () => new Promise((resolve) => setImmediate(resolve));

/** A batcher whose batches end when they are told to. */
function held(options: { workersMax: number; crowd?: number; batchMax?: number }) {
  const batches: { items: readonly number[]; end: () => void }[] = [];
  const gathered = batcher<number, number>({
    ...{ batchMax: 100, waitingMax: 100, full: () => new Error('full') },
    ...options,
    work: (items) =>
      new Promise((resolve) => batches.push({ items, end: () => resolve([...items]) })),
  });
  return { batches, gathered };
}

test('one alone does not wait; who comes meanwhile is gathered until it has ended', async () => {
  const { batches, gathered } = held({ workersMax: 1 });
  const first = gathered.add(1);
  await immediate();
  void gathered.add(2);
  void gathered.add(3);
  await immediate();
  expect(batches.map(({ items }) => items)).toEqual([[1]]);
  batches[0]?.end();
  expect(await first).toBe(1);
  await immediate();
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]]);
});

test('a second batch begins beside the first when a crowd waits; fewer are taken when the first ended', async () => {
  const { batches, gathered } = held({ workersMax: 2, crowd: 3 });
  void gathered.add(1);
  await immediate();
  void gathered.add(2);
  void gathered.add(3);
  await immediate();
  expect(batches).toHaveLength(1);
  void gathered.add(4);
  await immediate();
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
  void gathered.add(5);
  batches[0]?.end();
  await immediate();
  await immediate();
  expect(batches).toHaveLength(2);
  batches[1]?.end();
  await immediate();
  await immediate();
  expect(batches.at(-1)?.items).toEqual([5]);
  batches[2]?.end();
  await gathered.drained();
});

test('whoever finds the queue full is refused at once', async () => {
  const { gathered } = held({ workersMax: 1 });
  for (let item = 0; item < 100; item++) void gathered.add(item);
  await expect(gathered.add(100)).rejects.toThrow('full');
});
