// Times as people say them: 剩 12 分钟, 超 2 小时, 今天 14:05.
import { DAY, HOUR, MINUTE, SECOND, type Instant } from '#platform/time/index.ts';
import type { Language, Translate } from '../text/language.tsx';

/** The zone of the county whose matters are shown; told at sign-in. */
let countyZone = 'Asia/Shanghai';

export function tellTimesIn(zone: string): void {
  countyZone = zone;
}

/** The IANA zone of the county whose matters are shown. */
export const zoneHere = (): string => countyZone;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: Language, zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language}${zone}${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) {
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    known = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options });
    formats.set(key, known);
  }
  return known;
}

/** The exact instant, for hovers, prints and audits. */
export function exactTime(language: Language, at: Instant, zone = countyZone): string {
  return format(language, zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(at);
}

/** How long, in at most two units. */
export function spanOf(t: Translate, length: number): string {
  const ms = Math.abs(length);
  if (ms < MINUTE) return t('unit.second', { n: Math.floor(ms / SECOND) });
  if (ms < HOUR) return t('unit.minute', { n: Math.floor(ms / MINUTE) });
  if (ms < DAY) {
    const h = Math.floor(ms / HOUR);
    const m = Math.floor((ms % HOUR) / MINUTE);
    // Minutes stop mattering after half a day.
    return m === 0 || h >= 12 ? t('unit.hour', { n: h }) : t('unit.hourMinute', { h, m });
  }
  const d = Math.floor(ms / DAY);
  const h = Math.floor((ms % DAY) / HOUR);
  return h === 0 || d >= 3 ? t('unit.day', { n: d }) : t('unit.dayHour', { d, h });
}

/** When, from now: 刚刚, 5 分钟前, 今天 14:05, 11-19 08:30. */
export function whenOf(
  t: Translate,
  language: Language,
  at: Instant,
  now: Instant,
  zone = countyZone,
) {
  const ago = now - at;
  if (ago >= 0 && ago < MINUTE) return t('when.justNow');
  if (ago >= 0 && ago < HOUR) return t('when.ago', { span: spanOf(t, ago) });
  return clockTime(t, language, at, now, zone);
}

/** The same without 刚刚 and 前: for things that lie ahead and for the timeline. */
export function clockTime(
  t: Translate,
  language: Language,
  at: Instant,
  now: Instant,
  zone = countyZone,
) {
  const day = (instant: Instant) => format(language, zone, { dateStyle: 'short' }).format(instant);
  const time = format(language, zone, { hour: '2-digit', minute: '2-digit' }).format(at);
  if (day(at) === day(now)) return t('when.today', { time });
  if (day(at) === day(now - DAY)) return t('when.yesterday', { time });
  const year = (instant: Instant) => format(language, zone, { year: 'numeric' }).format(instant);
  return format(language, zone, {
    ...(year(at) === year(now) ? {} : { year: 'numeric' }),
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

/** `2026-11-21T14:05` in the county's zone, as `<input type="datetime-local">` wants it. */
export function toLocalInput(at: Instant, zone = countyZone): string {
  const stamp = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
  return stamp.replace(' ', 'T');
}

/** The instant of such an input; null while it is incomplete. */
export function fromLocalInput(value: string, zone = countyZone): Instant | null {
  const asUtc = Date.parse(`${value}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The zone's offset at about that moment, read back from how the zone writes it.
  const offset = Date.parse(`${toLocalInput(asUtc, zone)}Z`) - Math.floor(asUtc / MINUTE) * MINUTE;
  return asUtc - offset;
}
