// trace:verify — reads the whole record once, in order and in bounded memory, and says whether it is
// what it was when it was written; if not, where it breaks first and how.
import type { KeyObject } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import {
  canonicalText,
  chainHash,
  commitment,
  unwrapMatterKey,
  type Keyring,
} from '#platform/facts/index.ts';
import type { SealedClass } from '../facts.ts';
import {
  readAsOfNow,
  recordFacts,
  recordRows,
  recordSealed,
  vanishedIncidents,
  type RecordFact,
  type RecordRow,
  type RecordSealed,
} from '../queries/record-pages.ts';
import { countyIds, sealsAfter, type StoredSeal } from '../queries/seals.ts';
import { matterOf, unsealOne } from '../sealing.ts';
import { rootAt, sealFault } from './seal.ts';

/** How a link can be broken. */
export type Fault =
  | 'changed' // its text, or its hash, is not what the chain says
  | 'misplaced' // its text belongs to another place, or another kind, than its row
  | 'not-canonical'
  | 'missing' // entries before it are gone
  | 'cut' // the incident is further than its last entry
  | 'ahead' // there are entries that the incident does not know
  | 'no-incident' // entries whose incident is gone
  | 'no-entries'
  | 'vanished' // a report names an incident that is gone
  | 'vault-changed' // what is sealed is not what the entry committed to
  | 'vault-missing' // it is gone, and nobody erased it
  | 'vault-unknown' // sealed beside no entry that speaks of it
  | 'seal-root' // the heads of that hour are not what was sealed
  | 'seal-changed'
  | 'seal-signature'
  | 'seal-chain';

export type BrokenLink = Readonly<{
  countyId: number;
  incidentId: string | null;
  seq: number | null;
  why: Fault;
}>;

export type TraceReport = Readonly<{
  incidents: number;
  entries: number;
  /** Incidents and seals that are not what they were. */
  broken: number;
  /** Sealed pieces that were erased under a rule or on request; their entries stand. */
  erased: number;
  seals: number;
  perSecond: number;
  first: BrokenLink | null;
}>;

export type VerifyOptions = Readonly<{
  /** Also makes each canonical text anew from its value; three times slower, and the hash covers it. */
  full?: boolean;
  onProgress?: (done: Readonly<{ incidents: number; entries: number }>) => void;
}>;

const INCIDENTS_PER_PAGE = 1_000;
/** About 3 MB of text; what is held at once, whatever the size of the record. */
const ENTRIES_PER_PAGE = 2_000;
const SEALS_PER_PAGE = 1_000;
const VANISHED_MAX = 1_000;
/** Ids kept so that an incident broken twice counts once; beyond it the count is an upper bound. */
const BROKEN_KEPT = 50_000;
const SEQ_MAX = 2 ** 31 - 1;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Verifies every county. Throws only what the database throws. */
export async function verifyTrace(
  db: Db,
  keyring: Keyring,
  options: VerifyOptions = {},
): Promise<TraceReport> {
  const began = performance.now();
  const count = { incidents: 0, entries: 0, broken: 0, erased: 0, seals: 0 };
  let first: BrokenLink | null = null;
  const brokenIds = new Set<string>();
  const found = (link: BrokenLink): void => {
    first ??= link;
    if (link.incidentId !== null) {
      if (brokenIds.has(link.incidentId)) return;
      if (brokenIds.size < BROKEN_KEPT) brokenIds.add(link.incidentId);
    }
    count.broken += 1;
  };
  for (const countyId of await countyIds(db)) {
    await inTransaction(db, [countyId], async (tx) => {
      await readAsOfNow(tx);
      await verifyCounty(tx, keyring, countyId, count, found, options);
    });
    await verifySeals(db, countyId, count, found);
  }
  const seconds = (performance.now() - began) / 1000;
  return { ...count, perSecond: Math.round(count.entries / seconds), first };
}

type Count = { incidents: number; entries: number; broken: number; erased: number; seals: number };
type Found = (link: BrokenLink) => void;

async function verifyCounty(
  tx: Tx,
  keyring: Keyring,
  countyId: number,
  count: Count,
  found: Found,
  { onProgress, full = false }: VerifyOptions,
): Promise<void> {
  let afterId = FIRST_ID;
  for (;;) {
    const rows = await recordRows(tx, countyId, afterId, INCIDENTS_PER_PAGE);
    const last = rows.length === INCIDENTS_PER_PAGE ? rows.at(-1) : undefined;
    const toId = last?.id ?? LAST_ID;
    const walk = walkOf(countyId, rows, keyring, full, count, found);
    for await (const page of entriesOf(tx, { countyId, afterId, toId })) {
      for (const entry of page.facts) walk.entry(entry, page.sealed);
      // What is left over belongs to no entry that speaks of it.
      for (const { incidentId, seq } of page.sealed.values())
        found({ countyId, incidentId, seq, why: 'vault-unknown' });
      count.entries += page.facts.length;
      onProgress?.(count);
    }
    walk.end();
    if (!last) break;
    afterId = toId;
  }
  for (const id of await vanishedIncidents(tx, countyId, VANISHED_MAX))
    found({ countyId, incidentId: id, seq: null, why: 'vanished' });
}

type Page = Readonly<{ facts: readonly RecordFact[]; sealed: SealedByPlace }>;
type SealedByPlace = Map<string, RecordSealed>;
const placeKey = (id: string, seq: number, of: SealedClass) => `${id}/${seq}/${of}`;

/** The entries of a span with what is sealed beside them, read one page ahead of the checking. */
async function* entriesOf(
  tx: Tx,
  span: Readonly<{ countyId: number; afterId: string; toId: string }>,
): AsyncGenerator<Page> {
  const read = async (after: { id: string; seq: number }): Promise<Page> => {
    const facts = await recordFacts(tx, span, after, ENTRIES_PER_PAGE);
    const last = facts.at(-1);
    if (!last) return { facts, sealed: new Map() };
    // Up to the next page's first place, so that what is sealed beside no entry is seen, too.
    const isLast = facts.length < ENTRIES_PER_PAGE;
    const to = isLast ? { id: span.toId, seq: SEQ_MAX } : { id: last.incidentId, seq: last.seq };
    const rows = await recordSealed(tx, span.countyId, { id: after.id, seq: after.seq + 1 }, to);
    return {
      facts,
      sealed: new Map(rows.map((row) => [placeKey(row.incidentId, row.seq, row.class), row])),
    };
  };
  let next = read({ id: span.afterId, seq: SEQ_MAX - 1 });
  for (;;) {
    const page = await next;
    const last = page.facts.at(-1);
    if (!last) return;
    const more = page.facts.length === ENTRIES_PER_PAGE;
    if (more) next = read({ id: last.incidentId, seq: last.seq });
    yield page;
    if (!more) return;
  }
}

/** Walks along the entries of some incidents; at most one fault is told of each. */
function walkOf(
  countyId: number,
  rows: readonly RecordRow[],
  keyring: Keyring,
  full: boolean,
  count: Count,
  found: Found,
) {
  const waiting = [...rows].reverse();
  let id: string | null = null;
  let row: RecordRow | undefined;
  let head: Buffer | null = null;
  let seq = 0;
  let key: KeyObject | null | undefined;
  let isBroken = false;

  const breaks = (why: Fault, at: number | null): void => {
    if (!isBroken) found({ countyId, incidentId: id, seq: at, why });
    isBroken = true;
  };
  const finish = (): void => {
    if (id === null || !row) return;
    if (row.version > seq) breaks(seq === 0 ? 'no-entries' : 'cut', seq + 1);
    else if (row.version < seq) breaks('ahead', row.version + 1);
    else if (head && !row.headHash.equals(head)) breaks('changed', seq);
  };
  const begin = (next: string): void => {
    finish();
    // Incidents before it have no entries at all.
    for (let each = waiting.at(-1); each && each.id < next; each = waiting.at(-1)) start(each.id);
    start(next);
  };
  const start = (next: string): void => {
    if (id !== null && row && seq === 0) finish();
    id = next;
    row = waiting.at(-1)?.id === next ? waiting.pop() : undefined;
    head = null;
    seq = 0;
    key = undefined;
    isBroken = false;
    if (row) count.incidents += 1;
    else breaks('no-incident', null);
  };
  /** The key of this incident; null when there is none (any more). */
  const keyOf = (): KeyObject | null => {
    if (key !== undefined) return key;
    if (!row?.wrapped || id === null) return (key = null);
    try {
      return (key = unwrapMatterKey(keyring, row.wrapped, matterOf(countyId, id)));
    } catch {
      breaks('vault-changed', null);
      return (key = null);
    }
  };
  const checkSealed = (entry: RecordFact, committed: Committed, sealed: SealedByPlace): void => {
    for (const of of Object.keys(committed) as SealedClass[]) {
      const place = placeKey(entry.incidentId, entry.seq, of);
      const piece = sealed.get(place);
      sealed.delete(place);
      if (!piece) {
        count.erased += 1;
        if ((of === 'person' ? row?.personErasedAt : row?.wordsErasedAt) === null)
          breaks('vault-missing', entry.seq);
        continue;
      }
      const said = unsealOne(keyOf(), countyId, entry.incidentId, piece);
      if (said === null || commitment(piece.salt, said) !== committed[of])
        breaks('vault-changed', entry.seq);
    }
  };

  return {
    entry(entry: RecordFact, sealed: SealedByPlace): void {
      if (entry.incidentId !== id) begin(entry.incidentId);
      if (entry.seq !== seq + 1) breaks('missing', seq + 1);
      const hash = chainHash(head, entry.body, entry.alg);
      const holds = hash.equals(entry.hash);
      if (!holds) breaks('changed', entry.seq);
      const place = placeOf(entry.body);
      if (!place || (holds && !isAt(place, countyId, entry))) breaks('misplaced', entry.seq);
      else if (holds && full && !isCanonical(entry.body)) breaks('not-canonical', entry.seq);
      if (place?.sealed) checkSealed(entry, place.sealed, sealed);
      seq = entry.seq;
      // Goes on from what is stored, so that one changed entry does not hide where the next one is.
      head = entry.hash;
    },
    end(): void {
      finish();
      while (waiting.length) {
        start(waiting.at(-1)?.id ?? '');
        finish();
      }
    },
  };
}

type Committed = Readonly<Partial<Record<SealedClass, string>>>;
type Place = Readonly<{
  at: string;
  countyId: string;
  incidentId: string;
  sealed: Committed | null;
  seq: string;
  type: string;
}>;

/** Canonical text has its keys in order, so an entry says when it was at its beginning, and where … */
const BEGINNING = /^\{"at":(\d+),"by":\{/;
const COUNTY = /,"countyId":(\d+),"data":/;
/** … which incident, what it seals, which number and which kind at its end. */
const END =
  /,"incidentId":"([0-9a-f-]{36})",(?:"sealed":(\{[^{}]*\}),)?"seq":(\d+),"type":"([\w.]+)","v":\d+\}$/;
/** Longer than any end: an id, two commitments, a number and a kind. */
const END_CHARS_MAX = 400;

/** What an entry says of its own place, read without parsing the rest: most of it is clocks. */
function placeOf(body: string): Place | null {
  const at = BEGINNING.exec(body)?.[1];
  const countyId = COUNTY.exec(body)?.[1];
  const [, incidentId, sealed, seq, type] = END.exec(body.slice(-END_CHARS_MAX)) ?? [];
  if (!at || !countyId || !incidentId || !seq || !type) return null;
  const committed = sealed === undefined ? null : (JSON.parse(sealed) as Committed);
  return { at, countyId, incidentId, sealed: committed, seq, type };
}

/** Whether an entry lies where its own text says. */
function isAt(place: Place, countyId: number, entry: RecordFact): boolean {
  return (
    place.incidentId === entry.incidentId &&
    Number(place.seq) === entry.seq &&
    place.type === entry.type &&
    Number(place.at) === entry.at &&
    Number(place.countyId) === countyId
  );
}

/** Whether a text is the canonical one of its own value (RFC 8785). */
function isCanonical(body: string): boolean {
  try {
    return canonicalText(JSON.parse(body)) === body;
  } catch {
    return false;
  }
}

/** Every seal's own signature and its link to the one before; the newest one's root against the record. */
async function verifySeals(db: Db, countyId: number, count: Count, found: Found): Promise<void> {
  let before: StoredSeal | null = null;
  for (;;) {
    const after: number = before?.hour ?? 0;
    const seals: StoredSeal[] = await inTransaction(db, [countyId], (tx) =>
      sealsAfter(tx, countyId, after, SEALS_PER_PAGE),
    );
    for (const seal of seals) {
      const why = sealFault(seal, before) as Fault | null;
      if (why) found({ countyId, incidentId: null, seq: null, why });
      before = seal;
    }
    count.seals += seals.length;
    if (seals.length < SEALS_PER_PAGE) break;
  }
  if (!before) return;
  const { root } = await rootAt(db, countyId, before.hour);
  if (!root.equals(before.root)) found({ countyId, incidentId: null, seq: null, why: 'seal-root' });
}
