// The published working calendars of each county: versions are only ever added, and equal
// definitions are compiled once per process.
import { createHash } from 'node:crypto';
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { CalendarDefinition, checkDefinition } from './calendar-definition.ts';
import { calendarsFrom, type Calendar, type Calendars } from './calendar.ts';
import { compileCalendar } from './compile-calendar.ts';

export type CalendarVersionTable = {
  calendar_version: {
    county_id: number;
    version: number;
    definition: unknown;
    digest: string;
    published_at: Instant;
    published_by: string;
  };
};

/** The calendars of one county, every published version; a county without any has only `clock24x7`. */
export async function loadCalendars(db: Db | Tx, countyId: number): Promise<Calendars> {
  const loaded = await loadCountyCalendars(db, [countyId]);
  return loaded.get(countyId) ?? calendarsFrom(0, () => undefined);
}

/**
 * The calendars of several counties, in one small query (two when a version is seen for the first
 * time). Versions are compiled when they are first asked for.
 */
export async function loadCountyCalendars(
  db: Db | Tx,
  countyIds: readonly number[],
): Promise<ReadonlyMap<number, Calendars>> {
  const tables = db.withTables<CalendarVersionTable>();
  const rows = await tables
    .selectFrom('calendar_version')
    .select(['county_id', 'version', 'digest'])
    .where(sql<boolean>`county_id = any(${[...countyIds]}::int[])`)
    .execute();
  const compiled = await compiledByDigest(db, new Set(rows.map((row) => row.digest)));
  return new Map(
    countyIds.map((countyId) => {
      const own = rows.filter((row) => row.county_id === countyId);
      const byVersion = new Map(own.map((row) => [row.version, compiled.get(row.digest)]));
      const newest = Math.max(0, ...byVersion.keys());
      return [
        countyId,
        calendarsFrom(newest, (version) => identified(countyId, version, byVersion)),
      ];
    }),
  );
}

/** How a calendar is compiled when it is first needed. */
type Lazy = () => Calendar;

function identified(
  countyId: number,
  version: number,
  byVersion: ReadonlyMap<number, Lazy | undefined>,
): Calendar | undefined {
  const compile = byVersion.get(version);
  return compile && { ...compile(), id: `${countyId}:workTime:${version}`, version };
}

/** Compiled calendars kept per process, under 1 MB each: a province publishes fewer in some years. */
const COMPILED_MAX = 200;
const compiledCalendars = new Map<string, Lazy>();

async function compiledByDigest(
  db: Db | Tx,
  digests: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Lazy>> {
  const known = new Map<string, Lazy>();
  const unknown: string[] = [];
  for (const digest of digests) {
    const compile = compiledCalendars.get(digest);
    if (compile) known.set(digest, compile);
    else unknown.push(digest);
  }
  if (unknown.length === 0) return known;
  const rows = await db
    .withTables<CalendarVersionTable>()
    .selectFrom('calendar_version')
    .select(['digest', 'definition'])
    .distinctOn('digest')
    .where(sql<boolean>`digest = any(${unknown}::text[])`)
    .execute();
  for (const { digest, definition } of rows) {
    const compile = compiledOnce(CalendarDefinition.parse(definition));
    known.set(digest, compile);
    keep(digest, compile);
  }
  return known;
}

function compiledOnce(definition: CalendarDefinition): Lazy {
  let calendar: Calendar | undefined;
  return () => (calendar ??= compileCalendar(definition));
}

function keep(digest: string, compile: Lazy): void {
  const [oldest] = compiledCalendars.keys();
  if (compiledCalendars.size >= COMPILED_MAX && oldest !== undefined)
    compiledCalendars.delete(oldest);
  compiledCalendars.set(digest, compile);
}

export type Publication = Readonly<{
  /** When; the database's own time by default. */
  at?: Instant;
  /** The newest version that the publisher has seen; a newer one refuses the publication. */
  basedOn?: number;
}>;

/**
 * Publishes the county's next calendar version and returns its number; `by` is an account id or
 * `system:…`. Throws what `checkDefinition` finds, and `deadline.published-meanwhile` when somebody
 * else was faster.
 */
export async function publishCalendar(
  db: Db | Tx,
  countyId: number,
  definition: CalendarDefinition,
  by: string,
  { at, basedOn }: Publication = {},
): Promise<number> {
  const refusal = checkDefinition(definition);
  if (refusal !== null) throw new Refused(refusal.code, refusal.field, refusal.params);
  const text = JSON.stringify(CalendarDefinition.parse(definition));
  const digest = createHash('sha256').update(text).digest('hex');
  const publishedAt = at === undefined ? sql`now()` : sql`to_timestamp(${at}::float8 / 1000)`;
  // One statement: of two publishers who saw the same newest version, the primary key admits one.
  const inserted = await sql<{ version: number }>`
    insert into calendar_version (county_id, version, definition, digest, published_at, published_by)
    select ${countyId}::int, coalesce(max(version), 0) + 1, ${text}::jsonb, ${digest}::text,
      ${publishedAt}, ${by}::text
    from calendar_version where county_id = ${countyId}::int
    having ${basedOn ?? null}::int is null or coalesce(max(version), 0) = ${basedOn ?? null}::int
    on conflict on constraint calendar_version_pk do nothing
    returning version`.execute(db);
  const version = inserted.rows[0]?.version;
  if (version === undefined)
    throw new Refused('deadline.published-meanwhile', undefined, {
      version: await newestVersion(db, countyId),
    });
  return version;
}

/** Publishes a county's first calendar unless it has one already; returns the newest version. */
export async function seedCalendar(
  db: Db | Tx,
  countyId: number,
  definition: CalendarDefinition,
): Promise<number> {
  const newest = await newestVersion(db, countyId);
  return newest > 0 ? newest : publishCalendar(db, countyId, definition, 'system:seed');
}

async function newestVersion(db: Db | Tx, countyId: number): Promise<number> {
  const row = await db
    .withTables<CalendarVersionTable>()
    .selectFrom('calendar_version')
    .select((select) => select.fn.max('version').as('newest'))
    .where('county_id', '=', countyId)
    .executeTakeFirst();
  return row?.newest ?? 0;
}
