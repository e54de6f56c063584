import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANGE_NAMES, STATES, type State } from './contract.ts';
import { changesOf, movesOf, type Move } from './version.ts';

type One = { version: number; state: State; hasWeights: boolean; versionBefore: number | null };
const one = (version: number, state: State, more: Partial<One> = {}): One => ({
  ...{ version, state, hasWeights: true, versionBefore: null },
  ...more,
});

test('every state has a way on, and none leads into force but through the shadow', () => {
  for (const state of STATES) expect(changesOf(one(1, state))).not.toEqual([]);
  expect(changesOf(one(1, 'candidate'))).toEqual(['watch', 'retire']);
  expect(changesOf(one(1, 'shadow'))).toEqual(['switchOn', 'retire']);
  expect(changesOf(one(1, 'inForce'))).toEqual(['rollBack']);
  expect(changesOf(one(1, 'retired'))).toEqual(['watch']);
  expect(changesOf(one(1, 'retired', { hasWeights: false }))).toEqual([]);
});

test('switching on retires what was in force and remembers it; rolling back returns to it', () => {
  const versions = [one(1, 'inForce'), one(2, 'shadow')];
  expect(movesOf(versions, 2, 'switchOn')).toEqual([
    { version: 1, to: 'retired' },
    { version: 2, to: 'inForce', versionBefore: 1 },
  ]);
  const later = [one(1, 'retired'), one(2, 'inForce', { versionBefore: 1 })];
  expect(movesOf(later, 2, 'rollBack')).toEqual([
    { version: 2, to: 'retired' },
    { version: 1, to: 'inForce' },
  ]);
  // The first of all versions goes back to the model of the house.
  expect(movesOf([one(1, 'inForce')], 1, 'rollBack')).toEqual([{ version: 1, to: 'retired' }]);
});

test('what was done already is told apart from what cannot be done', () => {
  expect(movesOf([one(1, 'shadow')], 1, 'watch')).toBe('same');
  expect(movesOf([one(1, 'inForce')], 1, 'switchOn')).toBe('same');
  expect(movesOf([one(1, 'candidate')], 1, 'switchOn')).toBe('not-now');
  expect(movesOf([one(1, 'candidate')], 2, 'watch')).toBe('unknown');
  const forgotten = [
    one(1, 'retired', { hasWeights: false }),
    one(2, 'inForce', { versionBefore: 1 }),
  ];
  expect(movesOf(forgotten, 2, 'rollBack')).toBe('not-now');
});

test('whatever is asked in whatever order, at most one is in force and one in shadow, at every step', () => {
  const asked = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...CHANGE_NAMES)),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(asked, (changes) => {
      const versions = [1, 2, 3, 4].map((version) => one(version, 'candidate'));
      for (const [version, change] of changes) {
        const moves = movesOf(versions, version, change);
        if (typeof moves === 'string') continue;
        for (const move of moves) {
          apply(versions, move);
          for (const state of ['inForce', 'shadow'])
            expect(versions.filter((each) => each.state === state).length).toBeLessThanOrEqual(1);
        }
        let now = versions.find((each) => each.state === 'inForce');
        for (let steps = 0; now; steps++) {
          expect(steps, 'rolling back ends').toBeLessThan(4);
          const { versionBefore } = now;
          now = versions.find((each) => each.version === versionBefore);
        }
      }
    }),
  );
});

function apply(versions: One[], move: Move): void {
  const row = versions.find(({ version }) => version === move.version);
  if (!row) throw new Error('moves what is not there');
  row.state = move.to ?? row.state;
  if (move.versionBefore !== undefined) row.versionBefore = move.versionBefore;
}
