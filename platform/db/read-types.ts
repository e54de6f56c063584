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

/**
 * `2026-11-21 19:05:00.123456+00` as milliseconds (microseconds are cut off); `infinity` as ±Infinity.
 * Sessions run in UTC; other offsets (`+08`, `+05:30`) are understood all the same.
 */
export function readInstant(text: string): number {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const iso = text.replace(' ', 'T').replace(/\.(\d{3})\d*/, '.$1');
  return Date.parse(iso.replace(/([+-]\d\d)$/, '$1:00'));
}
