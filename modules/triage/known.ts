// What is known of each county, in the memory of the process that triages: read from the database when a county
// is first asked for, fed from the feed afterwards, read anew once a day, so that what was erased is forgotten.
import { setImmediate as breath } from 'node:timers/promises';
import { readFeedOf, type PerformDeps, type Ref } from '#modules/incident/index.ts';
import { inReading, type Db, type Tx } from '#platform/db/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { DuplicateFound } from './contract.ts';
import { gatherKnown, type DuplicatePolicy, type KnownMatter, type KnownMatters, type Matter } from './duplicates.ts'; // prettier-ignore
import { knownMatters, newestOpen, openAmong } from './queries/known-matters.ts';

/** Open matters of one county that are compared, the newest; a long letter takes 13 kB of memory. */
export const KNOWN_MAX = 5000;
/** Matters kept in memory of all counties together; beyond, those of the county asked for longest ago go. */
export const KNOWN_TOTAL_MAX = 15_000;
/** So many more may have come in before a county is read anew. */
const GROWTH_MAX = 2500;
/** Erased words are forgotten after so long at the latest. */
const KNOWN_FOR_MS = DAY;
/** Words opened in one transaction. */
const READ_AT_ONCE = 64;
/** Reports that another process has read meanwhile; with more, everything is read anew. */
const CATCH_UP_MAX = 1000;
/** Looked at for each one that is shown: some are closed by now. */
const SPARE = 3;

export type KnownDeps = Readonly<{
  db: Db;
  keyring: PerformDeps['keyring'];
  /** Hears that a county could not be read; it is tried again at the next question. */
  onFailed?: (error: unknown) => void;
}>;

export type KnownStore = Readonly<{
  /** Waits until the county is known. */
  ready(countyId: number, now: Instant): Promise<void>;
  isReady(countyId: number): boolean;
  /** Another process may have read the feed up to here; what it read becomes known here, too. */
  catchUp(position: number): Promise<void>;
  /** The feed was read up to here by this process. */
  reached(position: number): void;
  add(countyId: number, matter: KnownMatter): void;
  /**
   * What is likeliest the same, best first, more than is shown, because some may be closed by now. Nothing while the
   * county is not known. Who asks plays no part: the caller leaves out what may not be seen.
   */
  find(
    countyId: number,
    matter: Matter,
    policy: DuplicatePolicy,
    except?: string,
  ): DuplicateFound[];
  /** The same lists without what is no longer open, in one question. */
  openOnly(tx: Tx, asked: readonly Asked[]): Promise<DuplicateFound[][]>;
}>;

/** What was found for one matter, of which `most` are shown. */
export type Asked = Readonly<{
  countyId: number;
  found: readonly DuplicateFound[];
  most: number;
}>;

type County = Readonly<{ known: KnownMatters; since: Instant; limit: number }>;

export function knownStore({ db, keyring, onFailed = () => {} }: KnownDeps): KnownStore {
  const counties = new Map<number, County>();
  const reading = new Map<number, Promise<void>>();
  /** What comes in while a county is being read. */
  const late = new Map<number, KnownMatter[]>();
  let readTo: number | undefined;

  async function read(countyId: number, now: Instant): Promise<void> {
    const arrived: KnownMatter[] = [];
    late.set(countyId, arrived);
    try {
      const known = await readCounty(db, keyring, countyId);
      for (const matter of arrived) known.add(matter);
      counties.delete(countyId);
      const limit = known.size + GROWTH_MAX;
      counties.set(countyId, { known, since: now, limit });
      keepWithin(counties);
    } finally {
      late.delete(countyId);
      reading.delete(countyId);
    }
  }

  function begin(countyId: number, now: Instant): Promise<void> {
    const begun = reading.get(countyId) ?? read(countyId, now);
    if (!reading.has(countyId)) reading.set(countyId, begun);
    return begun;
  }

  function add(countyId: number, matter: KnownMatter): void {
    counties.get(countyId)?.known.add(matter);
    late.get(countyId)?.push(matter);
  }

  return {
    add,
    isReady: (countyId) => counties.has(countyId),
    reached: (position) => void (readTo = position),
    async ready(countyId, now) {
      const county = counties.get(countyId);
      if (!county) return begin(countyId, now);
      counties.delete(countyId);
      counties.set(countyId, county);
      const isOld = now - county.since >= KNOWN_FOR_MS || county.known.size > county.limit;
      // The old one answers meanwhile.
      if (isOld && !reading.has(countyId)) begin(countyId, now).catch(onFailed);
    },
    async catchUp(position) {
      if (readTo === undefined || readTo >= position) return;
      const { entries } = await readFeedOf(db, 'incident.reported', readTo, CATCH_UP_MAX);
      const until = entries.filter((entry) => entry.position <= position);
      if (entries.length === CATCH_UP_MAX) counties.clear();
      else await learn(db, keyring, until.map(refOf), counties, add);
      readTo = position;
    },
    find: (countyId, matter, policy, except) =>
      counties.get(countyId)?.known.find(matter, policy, policy.most * SPARE, except) ?? [],
    async openOnly(tx, asked) {
      const refs = asked.flatMap(({ countyId, found }) =>
        found.map(({ id }) => ({ countyId, id })),
      );
      const open = await openAmong(tx, refs);
      for (const { countyId, id } of refs)
        if (!open.has(id)) counties.get(countyId)?.known.drop(id);
      return asked.map(({ found, most }) => found.filter(({ id }) => open.has(id)).slice(0, most));
    },
  };
}

function keepWithin(counties: Map<number, County>): void {
  let total = 0;
  for (const { known } of counties.values()) total += known.size;
  for (const [countyId, { known }] of counties) {
    if (total <= KNOWN_TOTAL_MAX || counties.size === 1) return;
    counties.delete(countyId);
    total -= known.size;
  }
}

const refOf = ({ countyId, incidentId }: { countyId: number; incidentId: string }): Ref => ({
  ...{ countyId, id: incidentId },
});

/** What another process has read, as far as its county is known here. */
async function learn(
  db: Db,
  keyring: KnownDeps['keyring'],
  refs: readonly Ref[],
  counties: ReadonlyMap<number, unknown>,
  add: KnownStore['add'],
): Promise<void> {
  for (const [countyId, own] of Map.groupBy(refs, (ref) => ref.countyId)) {
    if (!counties.has(countyId)) continue;
    const ids = own.map(({ id }) => id);
    for (const matter of await readMatters(db, keyring, countyId, ids)) add(countyId, matter);
  }
}

async function readCounty(
  db: Db,
  keyring: KnownDeps['keyring'],
  countyId: number,
): Promise<KnownMatters> {
  const newest = await inReading(db, [countyId], (tx) => newestOpen(tx, countyId, KNOWN_MAX));
  const matters = await readMatters(db, keyring, countyId, newest.reverse());
  const known = gatherKnown();
  for (const [at, matter] of matters.entries()) {
    known.add(matter);
    if (at % READ_AT_ONCE === 0) await breath();
  }
  return known;
}

/** In the order of the ids. */
async function readMatters(
  db: Db,
  keyring: KnownDeps['keyring'],
  countyId: number,
  ids: readonly string[],
): Promise<KnownMatter[]> {
  const matters: KnownMatter[] = [];
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const some = ids.slice(at, at + READ_AT_ONCE);
    const read = await inReading(db, [countyId], (tx) => knownMatters(tx, keyring, countyId, some));
    matters.push(...read.sort((a, b) => (a.id < b.id ? -1 : 1)));
    await breath();
  }
  return matters;
}
