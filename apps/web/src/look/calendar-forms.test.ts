// What people type into a field of a day is what they mean, in the order in which the forms are tried.
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import { expect, test } from 'vitest';
import { TYPED_DAYS, TYPED_MINUTES, WRITTEN_DAY, WRITTEN_MINUTE } from './calendar-forms.ts';

dayjs.extend(customParseFormat);

function read(typed: string, forms: readonly string[], written: string): string | undefined {
  for (const form of forms) {
    const at = dayjs(typed, form, true);
    if (at.isValid()) return at.format(written);
  }
  return undefined;
}

test.each([
  ['zh', '2026年11月3日'],
  ['zh', '2026-11-3'],
  ['zh', '2026/11/03'],
  ['zh', '20261103'],
  ['en', '3 Nov 2026'],
  ['en', '3/11/2026'],
  ['en', '2026-11-03'],
] as const)('%s: %s is the third of November', (language, typed) => {
  expect(read(typed, TYPED_DAYS[language], WRITTEN_DAY)).toBe('2026-11-03');
  for (const clock of ['9:05', '09:05'])
    expect(read(`${typed} ${clock}`, TYPED_MINUTES[language], WRITTEN_MINUTE)).toBe(
      '2026-11-03T09:05',
    );
});

test('what is no day is none', () => {
  for (const typed of ['2026-13-45', '明天', ''])
    expect(read(typed, TYPED_DAYS.zh, WRITTEN_DAY)).toBeUndefined();
});
