// Hours and people of a roster as a person reads them.
import type { Duty } from '#modules/roster/contract.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Translate } from '../text/language.tsx';

/** `08:00–16:00` in the zone of the county; the end of a day is told as 24:00. */
export function hoursOf({ from, to }: Pick<Duty, 'from' | 'to'>, zone: string): string {
  const end = timeIn(zone, to);
  return `${timeIn(zone, from)}–${end === '00:00' ? '24:00' : end}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
export function timeIn(zone: string, at: Instant): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' });
    formats.set(zone, format);
  }
  return format.format(at);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: string): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() || 7) as 1;
}

export function dayAfter(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** `11-22` */
export const shortDay = (day: string): string => day.slice(5);

/** Leaders first; nobody is said, not left out. */
export function peopleOf(
  t: Translate,
  { leader, officers }: Pick<Duty, 'leader' | 'officers'>,
  names: ReadonlyMap<string, string>,
): Readonly<{ leader: string | null; officers: string }> {
  const name = (id: string) => names.get(id) ?? t('say.unknown');
  return {
    leader: leader === null ? null : name(leader),
    officers: officers.map(name).join(t('say.list')) || (leader === null ? t('roster.nobody') : ''),
  };
}
