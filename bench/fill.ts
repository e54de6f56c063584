// Fills a database with incidents as a real county has them, for benches and tests of scale: places,
// items, sources and hours in their usual shares, lives that took as long as lives do, and rows that are
// the fold of their facts. The same seed gives the same incidents.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { shippedCatalog, type CatalogItem } from '#modules/catalog/index.ts';
import { clockChange } from '#modules/deadline/index.ts';
import { fold, TEXT_MARKS, textWords, type Fact, type Incident } from '#modules/incident/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { canonicalText, chainHash } from '#platform/facts/index.ts';
import { dayIn, DAY, type Instant } from '#platform/time/index.ts';
import { chooser, type Random } from './fill-chance.ts';
import { liveThrough } from './fill-life.ts';
import type { FillPlaces } from './fill-places.ts';
import { wordsAbout } from './fill-words.ts';

export type FillOptions = Readonly<{
  /** Of a migrated database, as its owner. */
  url: string;
  places: FillPlaces;
  count: number;
  /** The last report comes in just before this. */
  until: Instant;
  days?: number;
  seed?: number;
  /** Writes the whole record too: about six facts for each incident, with true hashes. */
  facts?: boolean;
  /** Written as the incidents' catalogue version. */
  catalogVersion?: number;
}>;

export type FillFigures = Readonly<{
  incidents: number;
  facts: number;
  seconds: number;
  perSecond: number;
  /** Rebuilding indexes and statistics afterwards. */
  indexSeconds: number;
}>;

/** Four years of a county of 1.4 million people are about a million matters. */
const DAYS_DEFAULT = 1460;
/** Below this the indexes stay while rows are written. */
const INDEXES_ASIDE_FROM = 20_000;
const CHUNK = 500;
/** Bytes on their way to one table: while the database reads one, the others go on. */
const IN_FLIGHT_MAX = 8_000_000;

export async function fillIncidents(options: FillOptions): Promise<FillFigures> {
  const began = performance.now();
  const connections = await Promise.all(TABLES.map(() => connect(options.url)));
  const [first] = connections;
  if (!first) throw new Error('no connection');
  let indexesFrom = performance.now();
  let facts = 0;
  try {
    const aside = options.count >= INDEXES_ASIDE_FROM ? await dropIndexes(first) : [];
    await first.query(WORDS_TABLE);
    const sinks = TABLES.map((table, at) => openSink(connections[at], table));
    facts = await writeAll(options, sinks);
    await Promise.all(sinks.map((sink) => sink.end()));
    indexesFrom = performance.now();
    await first.query(TEXTS_FROM_WORDS);
    await first.query(`set maintenance_work_mem = '512MB'`);
    for (const definition of aside) await first.query(definition);
    await first.query(`vacuum (analyze) incident, incident_text, assignment, incident_member`);
    await first.query(`vacuum (analyze) fact`);
  } finally {
    await Promise.all(connections.map((client) => client.end()));
  }
  const ended = performance.now();
  return {
    incidents: options.count,
    facts,
    seconds: (indexesFrom - began) / 1000,
    perSecond: Math.round((options.count * 1000) / (indexesFrom - began)),
    indexSeconds: (ended - indexesFrom) / 1000,
  };
}

async function writeAll(options: FillOptions, sinks: readonly Sink[]): Promise<number> {
  const [incidents, assignments, texts, members, facts, serials] = sinks;
  if (!incidents || !assignments || !texts || !members || !facts || !serials)
    throw new Error('no sinks');
  const days = new Map<string, number>();
  let written = 0;
  for (const matter of matters(options)) {
    const { incident, history, text, title } = matter;
    let head = ZERO_HASH;
    if (options.facts) {
      let previous: Buffer | null = null;
      for (const fact of history) {
        const body = canonicalText(fact);
        previous = chainHash(previous, body);
        facts.put(
          `${fact.countyId}\t${fact.incidentId}\t${fact.seq}\t${fact.type}\t${time(fact.at)}\tsha256\t` +
            `${body}\t\\\\x${previous.toString('hex')}\n`,
        );
        written++;
      }
      head = previous?.toString('hex') ?? head;
    }
    incidents.put(incidentLine(incident, title, head));
    const [day = '', serial = ''] = incident.number.split('-').slice(-2);
    days.set(day, Number(serial));
    for (const each of incident.assignments)
      assignments.put(
        `${incident.countyId}\t${incident.id}\t${each.no}\t${each.unitId}\t${each.role}\t` +
          `${each.doneAt ? 'done' : each.returnedAt ? 'returned' : each.signedAt ? 'signed' : 'ordered'}\t` +
          `${time(each.orderedAt)}\t${incident.status}\n`,
      );
    texts.put(
      `${incident.countyId}\t${incident.id}\t{${textWords(text)
        .map((word) => `"${word}"`)
        .join(',')}}\n`,
    );
    for (const member of incident.memberIds)
      members.put(`${incident.countyId}\t${incident.id}\t${member}\n`);
    for (const sink of sinks) if (sink.isFull()) await sink.flush();
  }
  // The next reports of these days go on counting.
  for (const [day, last] of days) serials.put(`${options.places.countyId}\t${day}\t${last}\n`);
  return written;
}

export type Matter = Readonly<{
  incident: Incident;
  history: readonly Fact[];
  title: string;
  text: string;
}>;

/** The incidents in the order of their births. */
export function* matters(options: FillOptions): Generator<Matter> {
  const random = seededRandom(options.seed ?? 330_382);
  const days = options.days ?? DAYS_DEFAULT;
  const start = options.until - days * DAY;
  const { places } = options;
  const items = chooser(random, shippedCatalog().items, itemWeight);
  const towns = chooser(random, places.towns, (town) => town.weight);
  const serials = new Map<string, number>();
  let earlierId: string | undefined;
  for (let at = 0; at < options.count; at++) {
    const reportedAt = bornAt(start, days, (at + random()) / options.count);
    const item = items();
    const town = towns();
    const village = pick(random, town.villages);
    const day = dayIn(places.zone, reportedAt).replaceAll('-', '');
    const serial = (serials.get(day) ?? 0) + 1;
    if (serial === 1) serials.clear();
    serials.set(day, serial);
    const words = wordsAbout(random, item, town.name, village?.name ?? '');
    const history = liveThrough(random, {
      countyId: places.countyId,
      id: idOf(random, reportedAt),
      number: `${places.code}-${day}-${String(serial).padStart(6, '0')}`,
      reportedAt,
      until: options.until,
      item,
      town,
      village,
      places,
      catalogVersion: options.catalogVersion ?? 1,
      earlierId,
    });
    earlierId = history[0]?.incidentId;
    yield { incident: fold(history), history, ...words };
  }
}

/** Matters of everyday order are many, disasters few: a steep but ordinary distribution. */
export function itemWeight(item: CatalogItem, at: number): number {
  return (item.level === 4 ? 6 : item.level === 3 ? 3 : 1) / (1 + ((at * 37) % 23));
}

/** Share of a day's reports that come by the end of each hour. */
const HOURS = [
  0.01, 0.02, 0.025, 0.03, 0.035, 0.045, 0.07, 0.12, 0.2, 0.29, 0.38, 0.45, 0.5, 0.55, 0.62, 0.7,
  0.77, 0.83, 0.88, 0.92, 0.95, 0.97, 0.985, 1,
];

/** The instant of a share of the whole span, moved within its day to when people report. */
export function bornAt(start: Instant, days: number, share: number): Instant {
  const day = Math.floor(share * days);
  const within = share * days - day;
  const hour = HOURS.findIndex((end) => within < end);
  const from = HOURS[hour - 1] ?? 0;
  const part = (within - from) / ((HOURS[hour] ?? 1) - from);
  return Math.floor(start + day * DAY + ((hour + part) * DAY) / 24);
}

function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** A UUIDv7 whose random part comes from the seed. */
export function idOf(random: Random, at: Instant): string {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
}

// ---- rows ------------------------------------------------------------------------------------

const TABLES = [
  'incident (county_id, id, number, version, head_hash, status, outcome, source, reporter_id, reporter_mode, item_code, level, catalog_version, town_id, village_id, grid_id, lng6, lat6, room_unit_id, holder_unit_id, unit_ids, restricted, overdue, supervised, follow_up_due, merged_into, reported_at, occurred_at, updated_at, closed_at, clock_kind, clock_started_at, clock_warn_at, clock_due_at, next_ring_at, title, flags, state)',
  'assignment (county_id, incident_id, no, unit_id, role, state, ordered_at, incident_status)',
  'fill_words (county_id, incident_id, words)',
  'incident_member (county_id, incident_id, account_id)',
  'fact (county_id, incident_id, seq, type, at, alg, body, hash)',
  'incident_serial (county_id, day, last)',
] as const;

/** The words wait here until their incidents are there, from which the database makes their marks. */
const WORDS_TABLE = `
  drop table if exists fill_words;
  create unlogged table fill_words (county_id int, incident_id uuid, words text[])`;
const TEXTS_FROM_WORDS = `
  insert into incident_text (county_id, incident_id, tokens)
  select f.county_id, f.incident_id, array_to_tsvector(f.words || ${TEXT_MARKS})
  from fill_words as f join incident as i on i.county_id = f.county_id and i.id = f.incident_id;
  drop table fill_words`;

/** Head of a chain whose facts were not written. */
const ZERO_HASH = createHash('sha256').digest('hex');

function incidentLine(incident: Incident, title: string, head: string): string {
  const { place, flags } = incident;
  const running = incident.clocks.filter((clock) => clock.state === 'running');
  const clock = running.toSorted((a, b) => a.dueAt - b.dueAt)[0];
  const rings = running.flatMap((each) => (each.nextAt === null ? [] : [each.nextAt]));
  const state = {
    assignments: incident.assignments,
    clocks: incident.clocks.map((each) => clockChange(undefined, each)),
    members: incident.memberIds,
  };
  return (
    [
      incident.countyId,
      incident.id,
      incident.number,
      incident.version,
      `\\\\x${head}`,
      incident.status,
      incident.outcome ?? NULL,
      incident.source,
      incident.reporterId ?? NULL,
      incident.reporterMode,
      incident.itemCode ?? NULL,
      incident.level,
      incident.catalogVersion,
      place.townId ?? NULL,
      place.villageId ?? NULL,
      place.gridId ?? NULL,
      place.lng6 ?? NULL,
      place.lat6 ?? NULL,
      incident.roomUnitId ?? NULL,
      incident.holderUnitId ?? NULL,
      `{${incident.unitIds.join(',')}}`,
      flags.restricted === true,
      flags.overdue === true,
      (flags.supervisions ?? []).some((each) => each.repliedAt === undefined),
      incident.clocks.some((each) => each.kind === 'followUp' && each.state === 'running'),
      incident.mergedInto ?? NULL,
      time(incident.reportedAt),
      time(incident.occurredAt),
      time(incident.updatedAt),
      time(incident.closedAt),
      clock?.kind ?? NULL,
      time(clock?.startedAt),
      time(clock?.warnAt),
      time(clock?.dueAt),
      time(rings.length ? Math.min(...rings) : null),
      title,
      JSON.stringify(flags),
      JSON.stringify(state),
    ].join('\t') + '\n'
  );
}

const NULL = '\\N';
function time(at: Instant | null | undefined): string {
  return at == null ? NULL : new Date(at).toISOString();
}

// ---- writing ---------------------------------------------------------------------------------

type Sink = Readonly<{
  put(line: string): void;
  isFull(): boolean;
  flush(): Promise<void>;
  end(): Promise<void>;
}>;

function openSink(client: pg.Client | undefined, table: string): Sink {
  if (!client) throw new Error('no connection');
  const stream: Writable = client.query(copyFrom(`copy ${table} from stdin`));
  // Told by the next flush or at the end; without a listener it would end the process unsaid.
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => {});
  let lines: string[] = [];
  const flush = async () => {
    const text = lines.join('');
    lines = [];
    if (text && !stream.write(text) && stream.writableLength > IN_FLIGHT_MAX)
      await Promise.race([once(stream, 'drain'), failed]);
  };
  return {
    put: (line) => lines.push(line),
    isFull: () => lines.length >= CHUNK,
    flush,
    async end() {
      await flush();
      stream.end();
      await Promise.race([finished(stream), failed]);
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `set synchronous_commit = off; set maplebridge.counties = '*'; set time zone 'UTC'`,
  );
  return client;
}

/** Takes away all indexes but the keys, and returns how to make them again. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i
     where i.indrelid in ('incident'::regclass, 'assignment'::regclass, 'incident_text'::regclass)
       and not i.indisunique`,
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map((row) => row.definition);
}
