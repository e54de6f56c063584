import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localToInstant, readTime, TIME_FORMATS, type TimeFormat } from './local-time.ts';

const iso = (text: string, formats: readonly TimeFormat[], zone = 'Asia/Shanghai') => {
  const instant = readTime(text, formats, zone);
  return instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 19);
};

test.each<[string, TimeFormat, string | undefined]>([
  ['2019/2/28 11:25:05', 'ymd', '2019-02-28T03:25:05'],
  ['2019-02-28', 'ymd', '2019-02-27T16:00:00'],
  ['2019年2月28日 11时25分', 'ymd', '2019-02-28T03:25:00'],
  ['2019年2月28日11点', 'ymd', undefined],
  ['20190228112505', 'ymd', '2019-02-28T03:25:05'],
  ['2019.2.28 8:05', 'ymd', '2019-02-28T00:05:00'],
  ['43524.475752314815', 'excel', '2019-02-28T03:25:05'],
  ['43524', 'excel', '2019-02-27T16:00:00'],
  ['2026-11-21T09:00:00Z', 'iso', '2026-11-21T09:00:00'],
  ['2026-11-21T09:00:00.5+05:30', 'iso', '2026-11-21T03:30:00'],
  ['2026-11-21T09:00:00', 'iso', '2026-11-21T01:00:00'],
  ['1795251600', 'seconds', '2026-11-21T09:00:00'],
  ['1795251600000', 'milliseconds', '2026-11-21T09:00:00'],
  ['31.01.2014 15:53', 'dmy', '2014-01-31T07:53:00'],
  ['2019-02-30', 'ymd', undefined],
  ['2019-13-01', 'ymd', undefined],
  ['2019-02-28 25:00', 'ymd', undefined],
  ['01/31/2014 13:53 PM', 'mdy', undefined],
  ['yesterday', 'ymd', undefined],
])('%s as %s', (text, format, expected) => {
  expect(iso(text, [format])).toBe(expected);
});

test('half days of American clocks, in summer and winter', () => {
  const zone = 'America/New_York';
  expect(iso('01/01/2014 03:53:10 AM', ['mdy'], zone)).toBe('2014-01-01T08:53:10');
  expect(iso('07/01/2014 03:53:10 PM', ['mdy'], zone)).toBe('2014-07-01T19:53:10');
  expect(iso('07/01/2014 12:00:00 AM', ['mdy'], zone)).toBe('2014-07-01T04:00:00');
});

test('the night in which the clocks change', () => {
  const zone = 'America/New_York';
  expect(iso('03/09/2014 01:59:59 AM', ['mdy'], zone)).toBe('2014-03-09T06:59:59');
  expect(iso('03/09/2014 02:30:00 AM', ['mdy'], zone)).toBe('2014-03-09T07:30:00'); // skipped
  expect(iso('03/09/2014 03:00:00 AM', ['mdy'], zone)).toBe('2014-03-09T07:00:00');
  expect(iso('11/02/2014 01:30:00 AM', ['mdy'], zone)).toBe('2014-11-02T05:30:00'); // twice: the first
  expect(iso('11/02/2014 02:00:00 AM', ['mdy'], zone)).toBe('2014-11-02T07:00:00');
});

test('local times go back to themselves, in any zone', () => {
  const zones = ['Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2035, 0) }),
      (zone, any) => {
        const instant = Math.floor(any / 1000) * 1000;
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(instant);
        const again = localToInstant(Date.parse(`${shown.replace(' ', 'T')}Z`), zone);
        // In the doubled hour of autumn the first of the two is taken.
        expect([instant, instant - 3_600_000, instant - 1_800_000]).toContain(again);
      },
    ),
  );
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d/:. -]{0,24}$/)), (text) => {
      expect(['number', 'undefined']).toContain(
        typeof readTime(text, TIME_FORMATS, 'Asia/Shanghai'),
      );
    }),
  );
});
