import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedClock, clockChange, type ClockChange } from './clock-change.ts';
import {
  claimRung,
  extendClock,
  pauseClock,
  rebudgetClock,
  resumeClock,
  startClock,
  stopClock,
} from './clock.ts';
import { calendarsOf } from './calendar.ts';

const calendars = calendarsOf([]);
const START = Date.UTC(2026, 10, 20, 1);
const fresh = startClock(
  { no: 3, kind: 'handle', budget: { amount: 4, unit: 'hour' }, startedAt: START },
  calendars,
);

describe('a clock as it is kept', () => {
  it('comes back whole, whatever happened to it', () => {
    const step = fc.constantFrom('pause', 'resume', 'stop', 'void', 'claim', 'extend', 'regrade');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        let clock = fresh;
        let kept = changedClock(undefined, clockChange(undefined, fresh));
        expect(kept).toEqual(fresh);
        steps.forEach((name, index) => {
          const at = START + (index + 1) * 60_000;
          const after =
            name === 'pause'
              ? pauseClock(clock, at, 'incident.deferred')
              : name === 'resume'
                ? resumeClock(clock, at, calendars)
                : name === 'claim'
                  ? claimRung(clock, 1)
                  : name === 'extend'
                    ? extendClock(clock, { amount: 2, unit: clock.budget.unit }, calendars)
                    : name === 'regrade'
                      ? rebudgetClock(clock, { amount: 10, unit: 'minute' }, calendars)
                      : stopClock(clock, at, name === 'void' ? 'void' : 'done');
          kept = changedClock(kept, JSON.parse(JSON.stringify(clockChange(clock, after))));
          clock = after;
          expect(kept).toEqual(clock);
          expect(changedClock(undefined, clockChange(undefined, clock))).toEqual(clock);
        });
      }),
    );
  });

  it('says of a stop only that it stopped', () => {
    expect(clockChange(fresh, stopClock(fresh, START + 1))).toEqual({
      no: 3,
      kind: 'handle',
      state: 'stopped',
      stoppedAt: START + 1,
      stoppedBy: 'done',
    });
  });

  it('says of a new one nothing that follows from the rest', () => {
    expect(Object.keys(clockChange(undefined, fresh))).toEqual([
      ...['budget', 'calendarVersion', 'kind', 'no', 'rungs', 'startedAt', 'state', 'warnAt'],
    ]);
  });

  it('reads what records of before said in full', () => {
    const stop = { no: 3, kind: 'handle', state: 'stopped', nextAt: null, stoppedAt: START + 1 };
    expect(changedClock(fresh, { ...stop, stoppedBy: 'done' } as ClockChange)).toEqual(
      stopClock(fresh, START + 1),
    );
  });

  it('reads a whole clock as a change', () => {
    const stopped = stopClock(fresh, START + 1);
    expect(changedClock(fresh, stopped)).toEqual(stopped);
    expect(changedClock(undefined, fresh)).toEqual(fresh);
  });
});
