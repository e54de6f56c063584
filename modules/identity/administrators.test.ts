import { expect, test } from 'vitest';
import { holdsAdminRight, mayHoldTogether } from './administrators.ts';
import { ROLE_CODES, ROLES, roleDefinition, type AdminRight } from './roles.ts';
import { scopeOf } from './scope.ts';
import { anActor } from './testing.ts';

const THREE = ['sysAdmin', 'secAdmin', 'auditor'] as const;

test('each of the three holds one right that nobody else holds, and sees no incident', () => {
  const rights: readonly AdminRight[] = ['accounts', 'policies', 'audit'];
  for (const right of rights)
    expect(ROLE_CODES.filter((role) => holdsAdminRight(anActor(role), right))).toHaveLength(1);
  for (const role of THREE) {
    expect(ROLES[role].admin).toHaveLength(1);
    expect(scopeOf(anActor(role)).any).toEqual([]);
    expect(roleDefinition(role)).toMatchObject({
      personalData: 'masked',
      export: false,
      import: false,
    });
  }
});

test('an administrator’s role stands alone; all others go together', () => {
  for (const one of ROLE_CODES)
    for (const other of ROLE_CODES) {
      const isAdministrative = [...THREE].some((role) => role === one || role === other);
      expect(mayHoldTogether([one, other])).toBe(one === other || !isAdministrative);
    }
});

test('two factors are asked of town level and above and of the three administrators', () => {
  const asked = ROLE_CODES.filter((role) => roleDefinition(role).secondFactor);
  expect(asked).toEqual([
    'infoClerk',
    'deputyDirector',
    'townLeader',
    'countyDuty',
    'countyCommander',
    'supervisor',
    'cityCentre',
    ...THREE,
  ]);
});
