import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bornAt, firstIdAt, uuidv7 } from './index.ts';

const instants = fc.integer({ min: 0, max: 2 ** 47 });

test('an id has the form of RFC 9562 and remembers its birth', () => {
  fc.assert(
    fc.property(instants, (now) => {
      const id = uuidv7(now);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(bornAt(id)).toBe(now);
      expect(firstIdAt(now) <= id).toBe(true);
    }),
  );
});

test('ids sort by time and do not repeat', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => uuidv7(1_800_000_000_000 + (index >> 3)));
  expect(new Set(ids).size).toBe(ids.length);
  for (const [index, id] of ids.entries())
    if (index >= 8) expect(id > (ids[index - 8] ?? '')).toBe(true);
});
