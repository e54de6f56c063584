// One row through a mapping: a report ready for intake, or why not. Pure; never throws.
import { createHash } from 'node:crypto';
import {
  REPORTER_MODES,
  SOURCES,
  type ReporterMode,
  type Source,
} from '#modules/incident/index.ts';
import { isValidPoint, toPoint, type Point } from '#platform/geo/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import { readTime } from './local-time.ts';
import { PLACEHOLDER, type Mapping, type ReportField } from './mapping.ts';
import * as limits from './report.ts';
import type { Cells, ImportedReport, Rejection, Warning } from './report.ts';

export type RowContext = Readonly<{
  /** Data rows from 1. */
  row: number;
  now: Instant;
  /** IANA zone of the county. */
  zone: string;
}>;

export type RowResult =
  | Readonly<{ ok: true; report: ImportedReport; warnings: readonly Warning[] }>
  | Readonly<{ ok: false; rejection: Rejection }>;

/** Nothing that is still to be governed is older. */
const EARLIEST_YEAR = 1990;
const EARLIEST = Date.UTC(EARLIEST_YEAR, 0, 1);
/** Told values are cut: they go into a sentence. */
const TOLD_CHARACTERS = 60;
/** A title made from the words of a report that has none. */
const MADE_TITLE_CHARACTERS = 40;

/** Reads a row of cells. */
export function readRow(mapping: Mapping, cells: Cells, context: RowContext): RowResult {
  try {
    const warnings: Warning[] = [];
    const warn: Warn = (code, field, params) =>
      void warnings.push({ row: context.row, field, code: `import.row.${code}`, params });
    return { ok: true, report: reportOf(mapping, cells, context, warn), warnings };
  } catch (error) {
    if (error instanceof RowProblem) {
      const { field, code, params } = error;
      return { ok: false, rejection: { row: context.row, field, code, params } };
    }
    throw error;
  }
}

type Warn = (code: string, field: ReportField, params: NonNullable<Warning['params']>) => void;

/** Leaves the reading of a row from wherever the problem is; never leaves this file. */
class RowProblem extends Error {
  readonly code: string;
  readonly field: string;
  readonly params: NonNullable<Rejection['params']>;
  constructor(code: string, field: string, params: NonNullable<Rejection['params']>) {
    super(code);
    this.code = `import.row.${code}`;
    this.field = field;
    this.params = params;
  }
}

function reportOf(
  mapping: Mapping,
  cells: Cells,
  { now, zone }: RowContext,
  warn: Warn,
): ImportedReport {
  const get = (field: ReportField): string | undefined => valueOf(mapping, cells, field);
  const bounded = (field: ReportField, limit: number): string | undefined => {
    const value = get(field);
    if (value !== undefined && value.length > limit)
      throw new RowProblem('too-long', field, { field, limit });
    return value;
  };
  const time = (field: ReportField): Instant | undefined => {
    const value = get(field);
    if (value === undefined) return undefined;
    const instant = readTime(value, mapping.timeFormats, mapping.zone ?? zone);
    if (instant === undefined) throw new RowProblem('time', field, { value: told(value) });
    return instant;
  };

  const occurredAt = time('occurredAt');
  if (occurredAt === undefined)
    throw new RowProblem('missing', 'occurredAt', { field: 'occurredAt' });
  // A day of grace: clocks of sources run ahead, and dates without an hour are of their own zone.
  if (occurredAt < EARLIEST || occurredAt > now + DAY) {
    const value = told(get('occurredAt') ?? '');
    throw new RowProblem('time-range', 'occurredAt', { value, year: EARLIEST_YEAR });
  }
  const words = bounded('text', limits.MAX_TEXT_CHARACTERS);
  const heading = get('title');
  const text = words ?? heading;
  if (text === undefined) throw new RowProblem('missing', 'text', { field: 'text' });
  const point = pointOf(mapping, get);
  const [addressText, itemCode] = [bounded('address', limits.MAX_ADDRESS_CHARACTERS), get('item')];
  const [dueAt, closedAt, status, unit] = [
    time('dueAt'),
    time('closedAt'),
    get('status'),
    get('unit'),
  ];
  return {
    sourceKey: bounded('sourceKey', limits.MAX_KEY_CHARACTERS) ?? digestOf(cells),
    occurredAt,
    title: shorten(
      heading ?? text.replace(/\s+/g, ' '),
      heading ? limits.MAX_TITLE_CHARACTERS : MADE_TITLE_CHARACTERS,
    ),
    text,
    reporter: reporterOf(mapping, get, bounded, warn),
    channel: channelOf(mapping, get),
    extras: extrasOf(mapping, cells),
    ...(point && { point }),
    ...(addressText !== undefined && { addressText }),
    // A word that is no code of ours (and that the mapping does not translate) is left to triage.
    ...(itemCode !== undefined && /^\d{7}$/.test(itemCode) && { itemCode }),
    ...(dueAt !== undefined && { dueAt }),
    ...(closedAt !== undefined && { closedAt }),
    ...(status !== undefined && { status: shorten(status, limits.MAX_NAME_CHARACTERS) }),
    ...(unit !== undefined && { unit: shorten(unit, limits.MAX_NAME_CHARACTERS) }),
  };
}

/** The cleaned value of a field; undefined where it is empty or not mapped. */
function valueOf(mapping: Mapping, cells: Cells, field: ReportField): string | undefined {
  const rule = mapping.fields[field];
  if (!rule) return undefined;
  if ('constant' in rule) return filled(rule.constant);
  if ('template' in rule) {
    const woven = rule.template.replace(PLACEHOLDER, (_all, column: string) =>
      clean(cells.get(column) ?? ''),
    );
    // Empty cells leave lone commas behind.
    return filled(woven.replace(/(^[\s,，、;；]+)|([\s,，、;；]+$)/g, ''));
  }
  const value = filled(cells.get(rule.column) ?? '');
  if (value === undefined || rule.values === undefined) return value;
  if (Object.hasOwn(rule.values, value)) return rule.values[value];
  if (rule.otherwise !== undefined) return rule.otherwise;
  // What triage can find out by itself need not be listed; a channel or a mode must.
  if (field === 'channel' || field === 'reporterMode')
    throw new RowProblem('value', field, { field, value: told(value) });
  return value;
}

function pointOf(
  mapping: Mapping,
  get: (field: ReportField) => string | undefined,
): Point | undefined {
  let [lng, lat] = [get('lng'), get('lat')];
  const pair = lng === undefined && lat === undefined ? get('point') : undefined;
  if (pair !== undefined) {
    const numbers = pair.match(/-?\d+(\.\d+)?/g) ?? [];
    if (numbers.length !== 2) throw new RowProblem('coordinates', 'point', { value: told(pair) });
    [lng, lat] = numbers;
    // Pairs are written in either order; beyond 90 only a longitude can be.
    if (Math.abs(Number(lat)) > 90) [lng, lat] = [lat, lng];
  }
  if (lng === undefined && lat === undefined) return undefined;
  const [x, y] = [Number(lng ?? NaN), Number(lat ?? NaN)];
  if (x === 0 && y === 0) return undefined; // what devices and forms write for "unknown"
  const value = told(`${lng ?? ''}, ${lat ?? ''}`);
  if (!isValidPoint({ lng: x, lat: y })) throw new RowProblem('coordinates', 'lng', { value });
  return toPoint(mapping.coordinates, x, y);
}

function reporterOf(
  mapping: Mapping,
  get: (field: ReportField) => string | undefined,
  bounded: (field: ReportField, limit: number) => string | undefined,
  warn: Warn,
): ImportedReport['reporter'] {
  const name = bounded('reporterName', limits.MAX_NAME_CHARACTERS);
  const phone = phoneOf(get('reporterPhone'), warn);
  const written = get('reporterMode');
  const mode = written === undefined ? mapping.reporterMode : MODES.get(written);
  if (!mode)
    throw new RowProblem('value', 'reporterMode', {
      field: 'reporterMode',
      value: told(written ?? ''),
    });
  return { mode, ...(name !== undefined && { name }), ...(phone !== undefined && { phone }) };
}

/** A number that cannot be read is no reason to turn a person's report away; it is told. */
function phoneOf(value: string | undefined, warn: Warn): string | undefined {
  if (value === undefined || NO_PHONE.test(value)) return undefined;
  const digits = value.replace(/[^\d+]/g, '');
  if (/^\+?\d{5,20}$/.test(digits)) return digits;
  warn('phone', 'reporterPhone', { value: told(value) });
  return undefined;
}
/** What people write where there is none. */
export const NO_PHONE = /^(无|没有|不详|未知|未留|none|unknown|n\/?a|[-—/\\]+)$/i;

const MODES: ReadonlyMap<string, ReporterMode> = new Map([
  ...REPORTER_MODES.map((mode) => [mode, mode] as const),
  ['实名', 'named'],
  ['保密', 'confidential'],
  ['匿名', 'anonymous'],
]);

function channelOf(mapping: Mapping, get: (field: ReportField) => string | undefined): Source {
  const written = get('channel');
  if (written === undefined) return mapping.channel;
  const found = SOURCES.find((source) => source === written);
  if (!found) throw new RowProblem('value', 'channel', { field: 'channel', value: told(written) });
  return found;
}

function extrasOf(mapping: Mapping, cells: Cells): Readonly<Record<string, string>> {
  const kept = mapping.keep.flatMap((column): [string, string][] => {
    const value = filled(cells.get(column) ?? '');
    return value === undefined ? [] : [[column, shorten(value, limits.MAX_EXTRA_CHARACTERS)]];
  });
  return Object.fromEntries(kept);
}

/** A row without a number of its own is known by what it says. */
function digestOf(cells: Cells): string {
  const hash = createHash('sha256');
  for (const [header, value] of cells) hash.update(JSON.stringify([header, value]));
  return hash.digest('hex').slice(0, 40);
}

function filled(text: string): string | undefined {
  const cleaned = clean(text);
  return cleaned === '' ? undefined : cleaned;
}

/** Drops what no database and no screen can show; keeps line breaks and tabs. */
function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(limits.CONTROL, '').trim();
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}

function told(value: string): string {
  return shorten(value, TOLD_CHARACTERS);
}
