// Rosters and duty lists for tests: people by number, and the week of a room in three shifts.
import type { DutyRow } from './duty-list.ts';
import type { DutyPlan, Shift } from './shift.ts';

/** A fixed account id, so that a failing test reads well. */
export const person = (n: number): string =>
  `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export function aShift(overrides: Partial<Shift> = {}): Shift {
  return {
    no: 1,
    name: 'day',
    days: [1, 2, 3, 4, 5, 6, 7],
    from: '08:00',
    to: '16:00',
    leader: null,
    officers: [person(1)],
    ...overrides,
  };
}

/** Day, evening and night, each with one person; the day shift has a leader. */
export function threeShifts(): Shift[] {
  return [
    aShift({ leader: person(9) }),
    aShift({ no: 2, name: 'evening', from: '16:00', to: '00:00', officers: [person(2)] }),
    aShift({ no: 3, name: 'night', from: '00:00', to: '08:00', officers: [person(3)] }),
  ];
}

export function aPlan(plan: Partial<DutyPlan> = {}): DutyPlan {
  return { shifts: threeShifts(), changes: [], ...plan };
}

export function aDutyRow(overrides: Partial<DutyRow> = {}): DutyRow {
  return {
    no: 10,
    items: ['0503'],
    areaId: null,
    holder: { line: 'enforcement', at: 'nearest' },
    role: 'lead',
    duty: { zh: '检查处理', en: 'Inspect and deal with it' },
    basis: '《城市管理执法办法》',
    ...overrides,
  };
}
