import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, minuteIn, MINUTE } from '#platform/time/index.ts';
import { dutyNow } from './queries/on-duty.ts';
import { DayChange, dutiesAt, dutiesBetween, nextDuty, Shift, Shifts, swapOf } from './shift.ts';
import { aPlan, aShift, person, threeShifts } from './testing.ts';
import { instantIn } from './zone.ts';

const SHANGHAI = 'Asia/Shanghai';
const BALTIMORE = 'America/New_York';
const at = (day: string, time: string, zone = SHANGHAI) => instantIn(zone, day, time);
const onDuty = (plan: Parameters<typeof dutiesAt>[0], instant: number, zone = SHANGHAI) =>
  dutiesAt(plan, zone, instant).flatMap(({ officers }) => officers);

describe('a week of three shifts', () => {
  it('has one of them at every instant, and hands over on the minute', () => {
    const plan = aPlan();
    expect(onDuty(plan, at('2026-11-22', '07:59'))).toEqual([person(3)]);
    expect(onDuty(plan, at('2026-11-22', '08:00'))).toEqual([person(1)]);
    expect(onDuty(plan, at('2026-11-22', '16:00') - 1)).toEqual([person(1)]);
    expect(onDuty(plan, at('2026-11-22', '23:59'))).toEqual([person(2)]);
    expect(onDuty(plan, at('2026-11-23', '00:00'))).toEqual([person(3)]);
  });

  it('is manned at any minute of any year, by exactly one shift', () => {
    const plan = aPlan();
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) }),
        fc.constantFrom(SHANGHAI, BALTIMORE),
        (instant, zone) => dutiesAt(plan, zone, instant).length === 1,
      ),
      { numRuns: 300, seed: 58 },
    );
  });
});

describe('a shift over midnight', () => {
  const plan = aPlan({
    shifts: [aShift({ name: 'night', from: '20:00', to: '08:00', days: [5] })],
  });

  it('belongs to the day on which it begins', () => {
    // 2026-11-20 is a Friday.
    expect(onDuty(plan, at('2026-11-20', '19:59'))).toEqual([]);
    expect(onDuty(plan, at('2026-11-20', '23:30'))).toEqual([person(1)]);
    expect(onDuty(plan, at('2026-11-21', '07:59'))).toEqual([person(1)]);
    expect(onDuty(plan, at('2026-11-21', '08:00'))).toEqual([]);
    expect(onDuty(plan, at('2026-11-20', '03:00'))).toEqual([]);
  });

  it('of equal hours lasts a whole day', () => {
    const all = aPlan({
      shifts: [aShift({ name: 'allDay', from: '09:00', to: '09:00', days: [5] })],
    });
    expect(
      dutiesBetween(all, SHANGHAI, at('2026-11-20', '00:00'), at('2026-11-22', '00:00')),
    ).toEqual([
      expect.objectContaining({ from: at('2026-11-20', '09:00'), to: at('2026-11-21', '09:00') }),
    ]);
  });
});

describe('the nights of a clock change in Baltimore', () => {
  const night = aPlan({ shifts: [aShift({ name: 'night', from: '00:00', to: '08:00' })] });
  const lengthOn = (day: string) => {
    const [duty] = dutiesAt(night, BALTIMORE, at(day, '04:00', BALTIMORE));
    return duty && duty.to - duty.from;
  };

  it('are an hour shorter in spring and an hour longer in autumn', () => {
    expect(lengthOn('2026-03-08')).toBe(7 * HOUR);
    expect(lengthOn('2026-03-09')).toBe(8 * HOUR);
    expect(lengthOn('2026-11-01')).toBe(9 * HOUR);
  });

  it('read an hour that does not exist with the offset before, and take the first of two', () => {
    expect(minuteIn(BALTIMORE, at('2026-03-08', '02:30', BALTIMORE))).toBe('2026-03-08 03:30');
    expect(at('2026-11-01', '01:30', BALTIMORE)).toBe(Date.UTC(2026, 10, 1, 5, 30));
  });

  it('agree with the clock on the wall at every half hour of a year', () => {
    for (let instant = Date.UTC(2026, 0); instant < Date.UTC(2027, 0); instant += 30 * MINUTE) {
      const [day = '', time = ''] = minuteIn(BALTIMORE, instant).split(' ');
      const back = instantIn(BALTIMORE, day, time);
      expect(back === instant || back === instant - HOUR).toBe(true);
    }
  });
});

describe('days that differ', () => {
  const day = '2026-11-22';
  const withChange = (change: DayChange) => aPlan({ changes: [{ ...change, id: 'c' }] });

  it('a shift off leaves nobody, and only that shift', () => {
    const plan = withChange({ kind: 'off', day, shiftNo: 1 });
    expect(onDuty(plan, at(day, '10:00'))).toEqual([]);
    expect(onDuty(plan, at(day, '17:00'))).toEqual([person(2)]);
    expect(onDuty(plan, at('2026-11-23', '10:00'))).toEqual([person(1)]);
    expect(onDuty(withChange({ kind: 'off', day, shiftNo: null }), at(day, '17:00'))).toEqual([]);
  });

  it('others stand in, with their leader', () => {
    const plan = withChange({
      ...{ kind: 'replace', day, shiftNo: 1, leader: person(8), officers: [person(7)] },
    });
    expect(dutyNow(plan, SHANGHAI, at(day, '10:00')).people).toEqual([
      { accountId: person(8), as: 'leader' },
      { accountId: person(7), as: 'officer' },
    ]);
  });

  it('of two changes for a shift the later holds', () => {
    const plan = aPlan({
      changes: [
        { id: 'a', kind: 'replace', day, shiftNo: 1, leader: null, officers: [person(7)] },
        { id: 'b', kind: 'off', day, shiftNo: 1 },
      ],
    });
    expect(onDuty(plan, at(day, '10:00'))).toEqual([]);
  });

  it('a shift more stands beside the others, also over midnight', () => {
    const plan = withChange({
      ...{ kind: 'extra', day, from: '18:00', to: '02:00', leader: null, officers: [person(5)] },
    });
    expect(onDuty(plan, at(day, '19:00')).toSorted()).toEqual([person(2), person(5)]);
    expect(onDuty(plan, at('2026-11-23', '01:00')).toSorted()).toEqual([person(3), person(5)]);
  });

  it('a change of a shift that the week no longer has says nothing', () => {
    const plan = withChange({
      ...{ kind: 'replace', day, shiftNo: 40, leader: null, officers: [person(7)] },
    });
    expect(onDuty(plan, at(day, '10:00'))).toEqual([person(1)]);
  });

  it('two shifts swap their people and nothing else', () => {
    const a = { day, shiftNo: 1 };
    const b = { day: '2026-11-23', shiftNo: 3 };
    const swap = swapOf(aPlan(), SHANGHAI, a, b);
    const changes = swap?.map((change, i) => ({ ...change, id: String(i) })) ?? [];
    const plan = aPlan({ changes });
    expect(onDuty(plan, at(day, '10:00'))).toEqual([person(3)]);
    expect(onDuty(plan, at('2026-11-23', '03:00'))).toEqual([person(1)]);
    expect(onDuty(plan, at('2026-11-23', '10:00'))).toEqual([person(1)]);
    expect(swapOf(aPlan(), SHANGHAI, a, { day, shiftNo: 40 })).toBeUndefined();
  });
});

describe('what is told of now', () => {
  const office = aPlan({
    shifts: [aShift({ name: 'office', days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' })],
  });

  it('says until when somebody is there, or when the next duty begins', () => {
    expect(dutyNow(office, SHANGHAI, at('2026-11-20', '09:00'))).toEqual({
      people: [{ accountId: person(1), as: 'officer' }],
      until: at('2026-11-20', '17:30'),
      nextFrom: null,
    });
    // Friday evening: the next one is on Monday.
    expect(dutyNow(office, SHANGHAI, at('2026-11-20', '17:30'))).toEqual({
      people: [],
      until: null,
      nextFrom: at('2026-11-23', '08:30'),
    });
  });

  it('a week without shifts has no next duty', () => {
    expect(nextDuty(aPlan({ shifts: [] }), SHANGHAI, Date.now())).toBeUndefined();
  });

  it('leads once where the leader stands in the ranks as well', () => {
    const plan = aPlan({ shifts: [aShift({ leader: person(1) })] });
    expect(dutyNow(plan, SHANGHAI, at('2026-11-22', '09:00')).people).toEqual([
      { accountId: person(1), as: 'leader' },
    ]);
  });
});

describe('what is refused', () => {
  it.each([
    { no: 0 },
    { days: [] },
    { days: [8] },
    { from: '24:00' },
    { to: '8:00' },
    { officers: [] },
    { officers: ['13800138000'] },
    { more: true },
  ])('a shift with %o', (part) => {
    expect(Shift.safeParse({ ...aShift(), ...part }).success).toBe(false);
  });

  it('two shifts of one number, and a day that is not', () => {
    expect(Shifts.safeParse(threeShifts()).success).toBe(true);
    expect(Shifts.safeParse([aShift(), aShift()]).success).toBe(false);
    const off = (day: string) => DayChange.safeParse({ kind: 'off', day, shiftNo: null }).success;
    expect(off('2028-02-29')).toBe(true);
    expect(off('2026-02-29')).toBe(false);
  });

  it('nothing lasts longer than a day, so what began two days ago is over', () => {
    const plan = aPlan({ shifts: [aShift({ days: [5], from: '10:00', to: '10:00' })] });
    const began = at('2026-11-20', '10:00');
    expect(onDuty(plan, began + DAY - 1)).toEqual([person(1)]);
    expect(onDuty(plan, began + DAY)).toEqual([]);
  });
});
