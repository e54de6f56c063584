// Turns come in the order of their times, whatever was added and moved.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { turnQueue, type Timed } from './queue.ts';

test('given any entries whose times move on, then turns come in order, and each as often as it should', () => {
  const entry = fc.record({ at: fc.nat(50), moves: fc.array(fc.nat(20), { maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (given) => {
      const queue = turnQueue<Timed & { moves: number[] }>();
      given.forEach(({ at, moves }, order) => queue.add({ at, order, moves: [...moves] }));
      let turns = 0;
      let [lastAt, lastOrder] = [-1, -1];
      for (let first = queue.first(); first; first = queue.first()) {
        const isAfter = first.at > lastAt || (first.at === lastAt && first.order >= lastOrder);
        expect(isAfter).toBe(true);
        [lastAt, lastOrder] = [first.at, first.order];
        turns++;
        const more = first.moves.pop();
        if (more === undefined) queue.removeFirst();
        else {
          first.at += more;
          queue.firstMoved();
        }
      }
      expect(turns).toBe(given.reduce((sum, { moves }) => sum + moves.length + 1, 0));
      expect(queue.size()).toBe(0);
    }),
  );
});
