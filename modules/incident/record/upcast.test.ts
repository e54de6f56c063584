// How a fact of an older version is read once there is a newer one.
import { expect, test } from 'vitest';
import { aReport } from '../testing.ts';
import { lift, readFact, type Upcasters } from './upcast.ts';

test('a fact of today is read as it is', () => {
  const fact = aReport();
  expect(readFact(JSON.stringify(fact))).toEqual(fact);
});

test('an older fact is lifted step by step; kinds that did not change only get the new number', () => {
  // Version 2 would say `urgency` for `level`, version 3 give it in words.
  const upcasters: Upcasters = {
    'incident.reported': {
      1: (data) => {
        const { level, ...rest } = data as { level: number };
        return { ...rest, urgency: level };
      },
      2: (data) => ({
        ...(data as object),
        urgency: `level ${(data as { urgency: number }).urgency}`,
      }),
    },
  };
  const old = aReport({ level: 3 });
  const lifted = lift(old, upcasters, 3);
  expect(lifted).toMatchObject({
    v: 3,
    data: { urgency: 'level 3', number: '330382-20261118-000001' },
  });
  expect(lifted.data).not.toHaveProperty('level');
  const urged = { ...old, type: 'incident.urged', data: {} } as typeof old;
  expect(lift(urged, upcasters, 3)).toEqual({ ...urged, v: 3 });
});

test('a fact of a newer program is not guessed at', () => {
  expect(() => readFact(JSON.stringify({ ...aReport(), v: 99 }))).toThrow('version 99');
});
