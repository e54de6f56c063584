// Times as people and spreadsheets write them, read in a county's zone. Pure.
import type { Instant } from '#platform/time/index.ts';

/** How a column writes its times; tried in the order that the mapping names. */
export const TIME_FORMATS = [
  'iso', // 2026-11-21T09:00:00+08:00, or without a zone: local
  'ymd', // 2019/2/28 11:25:05, 2019-02-28, 2019年2月28日 11时25分, 20190228112505
  'mdy', // 01/31/2014 03:53:10 PM
  'dmy', // 31.01.2014 15:53
  'excel', // 43524.4757: days since 1899-12-30, local
  'seconds', // since 1970, UTC
  'milliseconds',
] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

type Wall = Readonly<{ y: number; mo: number; d: number; h: number; mi: number; s: number }>;

/** Reads `text` by the first of the formats that fits; undefined when none does. */
export function readTime(
  text: string,
  formats: readonly TimeFormat[],
  zone: string,
): Instant | undefined {
  const trimmed = text.trim();
  for (const format of formats) {
    const instant = readAs(trimmed, format, zone);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

/** Whether a text looks like a time in the format. */
export function isTime(text: string, format: TimeFormat): boolean {
  return readAs(text.trim(), format, 'UTC') !== undefined;
}

const CLOCK = String.raw`(?:[\sT]*(?<h>\d{1,2})[:时点](?<mi>\d{1,2})(?:[:分](?<s>\d{1,2}))?(?:\.\d+)?[秒分]?\s*(?<half>[AaPp])?\.?[Mm]?\.?)?`;
const YMD = new RegExp(
  String.raw`^(?<y>\d{4})[-/.年](?<mo>\d{1,2})[-/.月](?<d>\d{1,2})日?${CLOCK}$`,
);
const MDY = new RegExp(String.raw`^(?<mo>\d{1,2})[-/.](?<d>\d{1,2})[-/.](?<y>\d{4})${CLOCK}$`);
const DMY = new RegExp(String.raw`^(?<d>\d{1,2})[-/.](?<mo>\d{1,2})[-/.](?<y>\d{4})${CLOCK}$`);
const PACKED = /^(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)(?:(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d))?$/;
const ISO_ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
const DAY_MS = 86_400_000;
/** Days from 1899-12-30, the day zero of spreadsheets, to 1970-01-01. */
const EXCEL_EPOCH_DAYS = 25_569;

function readAs(text: string, format: TimeFormat, zone: string): Instant | undefined {
  switch (format) {
    case 'iso': {
      if (ISO_ZONED.test(text)) return finite(Date.parse(text));
      return /^\d{4}-\d\d-\d\d([T ]|$)/.test(text) ? wall(YMD, text, zone) : undefined;
    }
    case 'ymd':
      return wall(YMD, text, zone) ?? wall(PACKED, text, zone);
    case 'mdy':
      return wall(MDY, text, zone);
    case 'dmy':
      return wall(DMY, text, zone);
    case 'excel': {
      if (!/^\d{4,6}(\.\d+)?$/.test(text)) return undefined;
      const seconds = Math.round((Number(text) - EXCEL_EPOCH_DAYS) * (DAY_MS / 1000));
      return localToInstant(seconds * 1000, zone);
    }
    case 'seconds':
      return /^\d{9,10}$/.test(text) ? Number(text) * 1000 : undefined;
    case 'milliseconds':
      return /^\d{12,13}$/.test(text) ? Number(text) : undefined;
  }
}

function wall(pattern: RegExp, text: string, zone: string): Instant | undefined {
  const found = pattern.exec(text)?.groups;
  if (!found) return undefined;
  const part = (name: string) => Number(found[name] ?? 0);
  const half = found['half']?.toLowerCase();
  const hour = part('h');
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const h = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
  const time = { y: part('y'), mo: part('mo'), d: part('d'), h, mi: part('mi'), s: part('s') };
  return isOfCalendar(time) ? localToInstant(asUtc(time), zone) : undefined;
}

function asUtc({ y, mo, d, h, mi, s }: Wall): number {
  return Date.UTC(y, mo - 1, d, h, mi, s);
}

/** February 30 and 25 o'clock do not exist, though `Date.UTC` would find a day for them. */
function isOfCalendar(time: Wall): boolean {
  const { y, mo, d, h, mi, s } = time;
  const inRange =
    y >= 1000 && mo >= 1 && mo <= 12 && d >= 1 && d <= 31 && h < 24 && mi < 60 && s < 60;
  return inRange && new Date(asUtc(time)).getUTCDate() === d;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/**
 * The instant at which clocks in `zone` show the wall time that `local` shows in UTC. A time that the
 * clocks skip in spring is read with the offset before the change; one that happens twice is the first.
 */
export function localToInstant(local: number, zone: string): Instant {
  const steady = steadyOffset(Math.floor(local / DAY_MS), zone);
  if (steady !== undefined) return local - steady;
  const before = local - offsetAt(local - DAY_MS, zone);
  if (before + offsetAt(before, zone) === local) return before;
  const after = local - offsetAt(local + DAY_MS, zone);
  return after + offsetAt(after, zone) === local ? after : before;
}

/** Days remembered: thirty years; a file of a million rows asks for few. */
const DAYS_REMEMBERED = 11_000;
const steadyOffsets = new Map<string, number | undefined>();

/** The offset of a day around which the clocks of the zone do not change. */
function steadyOffset(day: number, zone: string): number | undefined {
  const key = `${day} ${zone}`;
  if (steadyOffsets.has(key)) return steadyOffsets.get(key);
  const [before, after] = [offsetAt((day - 1) * DAY_MS, zone), offsetAt((day + 2) * DAY_MS, zone)];
  if (steadyOffsets.size >= DAYS_REMEMBERED) steadyOffsets.clear();
  const steady = before === after ? before : undefined;
  steadyOffsets.set(key, steady);
  return steady;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name) ?? 0);
  const y = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  const shown = Date.UTC(
    y,
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(instant / 1000) * 1000;
}
