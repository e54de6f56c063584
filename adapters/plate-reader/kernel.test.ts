import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openArena } from './kernel.ts';

test('multiplies as three loops do, straight and turned, fresh and added', () => {
  const arena = openArena(200_000);
  const a = arena.take(20 * 20);
  const b = arena.take(20 * 24);
  const c = arena.take(20 * 24);
  const size = fc.integer({ min: 1, max: 20 });
  const shapes = fc.record({
    ...{ rows: size, inner: size, quads: fc.integer({ min: 1, max: 6 }) },
    ...{ turned: fc.boolean(), add: fc.boolean(), seed: fc.integer({ min: 1, max: 997 }) },
  });
  fc.assert(
    fc.property(shapes, ({ rows, inner, quads, turned, add, seed }) => {
      const columns = quads * 4;
      a.forEach((_, at) => (a[at] = ((at * seed) % 13) - 6));
      b.forEach((_, at) => (b[at] = ((at * seed) % 7) - 3));
      c.fill(add ? 5 : 99);
      const [aRow, aColumn] = turned ? [1, rows] : [inner, 1];
      arena.multiply({ a, aRow, aColumn, b, c, rows, columns, inner, add });
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          let sum = add ? 5 : 0;
          for (let k = 0; k < inner; k++)
            sum += (a[row * aRow + k * aColumn] as number) * (b[k * columns + column] as number);
          expect(c[row * columns + column]).toBe(sum);
        }
    }),
  );
});

test('refuses columns that do not fill a vector, and more memory than it has', () => {
  const arena = openArena(64);
  const a = arena.take(4);
  const odd = { a, aRow: 1, aColumn: 1, b: a, c: a, rows: 1, columns: 3, inner: 1, add: false };
  expect(() => arena.multiply(odd)).toThrow(RangeError);
  expect(() => arena.take(10_000_000)).toThrow(RangeError);
});
