// How PostgreSQL's types are read: instants and whole numbers as numbers, days as text. Pure.
import type pg from 'pg';

const OID = {
  int8: 20,
  textArray: 1009,
  int8Array: 1016,
  date: 1082,
  timestamptz: 1184,
  timestamptzArray: 1185,
};

/** Sets the parsers for the whole process; there is one convention, so there is one place. */
export function readTypesAsInside(types: typeof pg.types): void {
  const textArray: (text: string) => (string | null)[] = types.getTypeParser(OID.textArray);
  const each =
    <T>(read: (text: string) => T) =>
    (text: string) =>
      textArray(text).map((item) => (item === null ? null : read(item)));
  // Counts and positions stay below 2^53 here.
  types.setTypeParser(OID.int8, Number);
  types.setTypeParser(OID.int8Array, each(Number));
  types.setTypeParser(OID.timestamptz, readInstant);
  types.setTypeParser(OID.timestamptzArray, each(readInstant));
  // A day has no zone and no hour; pg would make it a midnight of the server's zone.
  types.setTypeParser(OID.date, (text) => text);
}

const DASH = 45;
const DOT = 46;

/**
 * `2026-11-21 19:05:00.123456+00` as milliseconds (microseconds are cut off); `infinity` as ±Infinity.
 * Sessions run in UTC; other offsets (`+08`, `+05:30`) are understood all the same.
 */
export function readInstant(text: string): number {
  // As our sessions write it, year 1000 to 9999: read digit by digit, because every row has several.
  if (text.length >= 22 && text.endsWith('+00') && text > '1' && text.charCodeAt(4) === DASH) {
    const two = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
    const year = two(0) * 100 + two(2);
    const ms =
      text.charCodeAt(19) === DOT ? Number(text.slice(20, -3).slice(0, 3).padEnd(3, '0')) : 0;
    return Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), ms);
  }
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const iso = text.replace(' ', 'T').replace(/\.(\d{3})\d*/, '.$1');
  return Date.parse(iso.replace(/([+-]\d\d)$/, '$1:00'));
}
