// A report becomes an incident: the first fact of a history, through the same record and clocks as all others.
import { createHash } from 'node:crypto';
import { findItem } from '#modules/catalog/index.ts';
import { kindsOfEvidence, type EvidenceKind } from '#modules/evidence/index.ts';
import type { Actor } from '#modules/identity/index.ts';
import { inReading, inWriting, isConnectionLoss, type Tx } from '#platform/db/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import {
  blindIndex,
  canonicalText,
  keyedDigest,
  phoneDigits,
  type Keyring,
} from '#platform/facts/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { HOUR, type Instant } from '#platform/time/index.ts';
import { happen, withPapers, type Knowledge, type NewFact } from './decide.ts';
import type { By, Draft } from './facts.ts';
import type { Given, Incident, Level, Place, ReporterMode, Source } from './incident.ts';
import {
  foreseenRows,
  numbersFrom,
  takeNumbers,
  wanted,
  type Foresight,
  type NumberBook,
  type Numbered,
  type Wanted,
} from './numbers.ts';
import { bindEvidence, changeOf, failed, type PerformDeps } from './perform.ts';
import { sealFact } from './sealing.ts';
import {
  isTakenKey,
  isUnforeseen,
  knownReports,
  writeBatch,
  writingOf,
  type Batch,
  type PersonRow,
  type ReportRow,
  type SerialRow,
} from './store.ts';

/** A report made ready by intake: checked, placed as far as known, its title free of personal data. */
export type Reporting = Readonly<{
  countyId: number;
  /** Division code and zone of the county: they make the readable number. */
  divisionCode: string;
  zone: string;
  actor: Actor;
  unitId: number | null;
  source: Source;
  /** The source's own key; absent for a report that has none. */
  sourceKey?: string;
  title: string;
  words: Readonly<Record<string, string>>;
  person: Readonly<{ name?: string; phone?: string; idNumber?: string; address?: string }>;
  reporterMode: ReporterMode;
  /** Whose own matter it is (citizen, deputy, other system); null when told to a clerk. */
  reporterId: string | null;
  itemCode: string | null;
  level: Level | null;
  place: Place;
  roomUnitId: number | null;
  occurredAt: Instant;
  /** Set when it is an outside system's order. */
  given?: Given;
  evidence: readonly string[];
  wantsReceipt: boolean;
}>;

export type Received =
  | Readonly<{
      ok: true;
      incidentId: string;
      number: string;
      receiptCode: string | null;
      duplicate: boolean;
    }>
  | Readonly<{ ok: false; refusal: Refusal; error?: unknown }>;

/** Reports of one commit. */
export const RECEIVE_MAX = 1000;
/** Written down later than this after it happened, a report is marked 补录. */
const LATE_AFTER = HOUR;

/**
 * Receives reports in one commit; a repeated source key is answered with the incident it already made.
 * A failing batch is tried one by one, as in `performAll`, but not when the database went away.
 */
export async function receiveAll(
  deps: PerformDeps,
  reports: readonly Reporting[],
  now: Instant,
): Promise<readonly Received[]> {
  if (reports.length === 0) return [];
  if (reports.length > RECEIVE_MAX) throw new Error(`at most ${RECEIVE_MAX} reports at once`);
  try {
    return await attempt(deps, reports, now);
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    if (reports.length > 1) {
      const received: Received[] = [];
      for (const report of reports)
        received.push(
          ...(await receiveAll(deps, [report], now).catch((alone: unknown) => [failed(alone)])),
        );
      if (received.every((each) => !each.ok && each.error !== undefined)) throw error;
      return received;
    }
    if (error instanceof Refused) return [{ ok: false, refusal: error.refusal }];
    throw error;
  }
}

/** Another commit was faster with the same source key or numbers: this one is undone and tried again. */
const OVERTAKEN_RETRIES = 3;

async function attempt(
  deps: PerformDeps,
  reports: readonly Reporting[],
  now: Instant,
  retries = OVERTAKEN_RETRIES,
): Promise<readonly Received[]> {
  const counties = [...new Set(reports.map((report) => report.countyId))];
  const known = new Map<number, Knowledge>();
  for (const id of counties) known.set(id, await deps.knowledge.of(id));
  const { before, kinds } = await knownBefore(deps, counties, reports);
  const fresh = newOnes(reports, before);
  const wants = fresh.map(({ county, indexes }) => wanted(county, indexes.length, now));
  const make = (afters: readonly number[], foreseen: readonly SerialRow[]) => {
    const numbers = spread(reports.length, fresh, wants, afters);
    const made = bear(deps, reports, before, numbers, known, now, kinds);
    return { ...made, writing: writingOf(made.batch, foreseen) };
  };
  const makeWith = (sight: Foresight) => make(sight.afters, foreseenRows(wants, sight));
  const foresight = deps.numbers.foresee(wants);
  const ahead = foresight && orForget(deps.numbers, () => makeWith(foresight));
  try {
    const { received, batch } = await deps.numbers.inTurn(wants, foresight, (holding) =>
      inWriting(deps.db, counties, async (tx) => {
        const made = holding
          ? ahead && holding === foresight
            ? ahead
            : makeWith(holding)
          : make(await ask(deps.numbers, tx, wants), []);
        await bindEvidence(tx, made.uses);
        await writeBatch(tx, made.batch, made.writing);
        return made;
      }),
    );
    if (batch.changes.length) deps.onCommitted(batch.changes);
    return received;
  } catch (error) {
    const isOvertaken = isUnforeseen(error) || isTakenKey(error);
    if (
      retries > 0 &&
      (isOvertaken || (retries === OVERTAKEN_RETRIES && mayBeSame(error, reports)))
    )
      return attempt(deps, reports, now, retries - 1);
    throw error;
  }
}

/** What was foreseen is given to nobody when there is nothing to give it to. */
function orForget<T>(book: NumberBook, make: () => T): T {
  try {
    return make();
  } catch (error) {
    book.forget();
    throw error;
  }
}

/** Evidence that is taken may have been taken by the same report, sent a moment before: reading again tells. */
function mayBeSame(error: unknown, reports: readonly Reporting[]): boolean {
  return (
    error instanceof Refused &&
    error.refusal.code === 'evidence.not-attachable' &&
    reports.some(({ sourceKey, evidence }) => sourceKey !== undefined && evidence.length > 0)
  );
}

/** What reports refer to: reports that came before under their keys, and the kinds of their evidence. */
async function knownBefore(
  { db }: Pick<PerformDeps, 'db'>,
  counties: readonly number[],
  reports: readonly Reporting[],
): Promise<Readonly<{ before: ReadonlyMap<string, Earlier>; kinds: Kinds }>> {
  const evidence = reports.flatMap((report) =>
    report.evidence.map((id) => ({ countyId: report.countyId, id })),
  );
  if (!evidence.length && reports.every(({ sourceKey }) => sourceKey === undefined))
    return { before: new Map(), kinds: new Map() };
  return inReading(db, counties, async (tx) => ({
    before: await alreadyReceived(tx, reports),
    kinds: await kindsOfEvidence(tx, evidence),
  }));
}

type Kinds = ReadonlyMap<string, EvidenceKind>;

type Earlier = Readonly<{ incidentId: string; number: string; digest: string }>;
const keyOf = (report: { countyId: number; source: string }, key: string) =>
  `${report.countyId}/${report.source}/${key}`;

async function alreadyReceived(
  tx: Tx,
  reports: readonly Reporting[],
): Promise<Map<string, Earlier>> {
  const keys = reports.flatMap((report) =>
    report.sourceKey === undefined
      ? []
      : [{ countyId: report.countyId, source: report.source, key: report.sourceKey }],
  );
  const rows = await knownReports(tx, keys);
  return new Map(
    rows.map((row) => [
      keyOf({ countyId: row.county_id, source: row.source }, row.key),
      { incidentId: row.incident_id, number: row.number, digest: row.digest.toString('hex') },
    ]),
  );
}

type Fresh = Readonly<{ county: Numbered; indexes: readonly number[] }>;

/** The reports that are new, by county. */
function newOnes(
  reports: readonly Reporting[],
  before: ReadonlyMap<string, Earlier>,
): readonly Fresh[] {
  const seen = new Set<string>();
  const found = new Map<number, { county: Numbered; indexes: number[] }>();
  for (const [index, report] of reports.entries()) {
    if (report.sourceKey !== undefined) {
      const key = keyOf(report, report.sourceKey);
      if (before.has(key) || seen.has(key)) continue;
      seen.add(key);
    }
    const page = found.get(report.countyId);
    if (page) page.indexes.push(index);
    else found.set(report.countyId, { county: report, indexes: [index] });
  }
  // In county order, so that two batches never wait for each other in a ring.
  return [...found.values()].sort((a, b) => a.county.countyId - b.county.countyId);
}

async function ask(book: NumberBook, tx: Tx, wants: readonly Wanted[]): Promise<readonly number[]> {
  const afters: number[] = [];
  for (const want of wants) afters.push(await takeNumbers(tx, want));
  book.learn(wants, afters);
  return afters;
}

/** One number for each report that is new, at its place. */
function spread(
  length: number,
  fresh: readonly Fresh[],
  wants: readonly Wanted[],
  afters: readonly number[],
): (string | null)[] {
  const numbers = Array.from({ length }, (): string | null => null);
  for (const [each, { indexes }] of fresh.entries()) {
    const given = numbersFrom(wants[each] as Wanted, afters[each] as number);
    indexes.forEach((index, place) => (numbers[index] = given[place] ?? null));
  }
  return numbers;
}

/** What a commit of reports writes, decided without the database: pure but for ids, keys and salts. */
export function bear(
  deps: Pick<PerformDeps, 'keyring' | 'algorithm'>,
  reports: readonly Reporting[],
  before: ReadonlyMap<string, Earlier>,
  numbers: readonly (string | null)[],
  known: ReadonlyMap<number, Knowledge>,
  now: Instant,
  kinds?: Kinds,
) {
  const born: Batch['born'][number][] = [];
  const facts = [];
  const sealed = [];
  const keys = [];
  const rows: ReportRow[] = [];
  const persons: PersonRow[] = [];
  const changes = [];
  const uses: { ids: readonly string[]; incident: Incident; actor: Actor }[] = [];
  const sameBatch = new Map<string, Earlier>();
  const received: Received[] = [];
  for (const [index, report] of reports.entries()) {
    const key = report.sourceKey === undefined ? undefined : keyOf(report, report.sourceKey);
    // Nobody can send again what has no key: there is nothing to compare.
    const digest = key === undefined ? '' : digestOf(deps.keyring, report);
    const earlier = key === undefined ? undefined : (before.get(key) ?? sameBatch.get(key));
    if (earlier) {
      received.push(
        earlier.digest === digest
          ? {
              ok: true,
              incidentId: earlier.incidentId,
              number: earlier.number,
              receiptCode: report.wantsReceipt
                ? receiptCode(deps.keyring, earlier.incidentId)
                : null,
              duplicate: true,
            }
          : { ok: false, refusal: { code: 'incident.key-reused', field: 'sourceKey' } },
      );
      continue;
    }
    const number = numbers[index];
    const knowledge = known.get(report.countyId);
    if (!number || !knowledge) throw new Error('a new report has a number and a county');
    const { incident, entry } = birth(report, number, knowledge, now, undefined, kinds);
    const chain = { head: null, wrapped: null, key: null };
    const done = sealFact(entry, chain, deps.keyring, deps.algorithm);
    const code = report.wantsReceipt ? receiptCode(deps.keyring, incident.id) : null;
    born.push({ incident, headHash: done.row.hash, title: report.title });
    facts.push(done.row);
    sealed.push(...done.sealed);
    if (done.newKey) keys.push(done.newKey);
    rows.push({
      county_id: report.countyId,
      source: report.source,
      // A report without a key of its own is its own key.
      key: report.sourceKey ?? incident.id,
      incident_id: incident.id,
      digest,
      receipt_hash: code === null ? null : receiptHash(code),
      received_at: now,
    });
    persons.push(...personRows(deps, report, incident.id));
    changes.push(changeOf(incident, done.row));
    if (report.evidence.length) uses.push({ ids: report.evidence, incident, actor: report.actor });
    if (key !== undefined) sameBatch.set(key, { incidentId: incident.id, number, digest });
    received.push({
      ok: true,
      incidentId: incident.id,
      number,
      receiptCode: code,
      duplicate: false,
    });
  }
  const batch: Batch = { born, changed: [], facts, sealed, keys, reports: rows, persons, changes };
  return { received, batch, uses };
}

/** The first fact of a history with its clocks, and the incident it makes: pure but for the id. */
export function birth(
  report: Reporting,
  number: string,
  knowledge: Knowledge,
  now: Instant,
  id = uuidv7(now),
  kinds?: Kinds,
): { incident: Incident; entry: NewFact } {
  const at = Math.max(now, knowledge.sealedUntil ?? 0);
  const basis = knowledge.basis(knowledge.currentCatalog);
  const item = report.itemCode === null ? undefined : findItem(basis.catalog, report.itemCode);
  if (report.itemCode !== null && !item)
    throw new Refused('incident.unknown-item', 'itemCode', { code: report.itemCode });
  const by: By = {
    id: report.actor.id,
    kind: report.actor.kind,
    ...(report.actor.posts[0] ? { role: report.actor.posts[0].role } : {}),
    ...(report.unitId === null ? {} : { unitId: report.unitId }),
  };
  const { gridId, lat6, lng6, townId, villageId } = report.place;
  const reported: Draft = {
    type: 'incident.reported',
    // In the order in which they are hashed.
    data: {
      catalogVersion: basis.catalog.id,
      ...(report.evidence.length ? { evidence: report.evidence } : {}),
      ...(report.given ? { given: report.given } : {}),
      itemCode: report.itemCode,
      ...(now - report.occurredAt > LATE_AFTER ? { late: true } : {}),
      level: report.level ?? item?.level ?? 4,
      number,
      occurredAt: report.occurredAt,
      place: { gridId, lat6, lng6, townId, villageId },
      reporterId: report.reporterId,
      reporterMode: report.reporterMode,
      roomUnitId: report.roomUnitId,
      source: report.source,
    },
  };
  const birthplace = { countyId: report.countyId, id, version: 0 };
  const counted = withPapers(reported, (piece) => kinds?.get(piece) ?? 'image');
  const { fact, after } = happen(undefined, birthplace, counted, by, at, basis);
  const person = Object.fromEntries(
    Object.entries(report.person).filter(([, text]) => text !== undefined && text !== ''),
  ) as Record<string, string>;
  return {
    incident: after,
    entry: {
      fact,
      words: report.words,
      ...(Object.keys(person).length ? { person } : {}),
    },
  };
}

function personRows(
  deps: Pick<PerformDeps, 'keyring'>,
  report: Reporting,
  incidentId: string,
): PersonRow[] {
  const { phone, idNumber } = report.person;
  const row = (kind: PersonRow['kind'], value: string): PersonRow => ({
    county_id: report.countyId,
    kind,
    hash: blindIndex(deps.keyring, kind, value).toString('hex'),
    incident_id: incidentId,
  });
  return [
    ...(phone ? [row('phone', phoneDigits(phone))] : []),
    ...(idNumber ? [row('idNumber', idNumber.toUpperCase())] : []),
  ];
}

/**
 * Tells a repeated report from another one under the same key. Keyed: it is kept for good, and must not
 * let anybody try names and phones until one fits, once what they were is erased.
 */
export function digestOf(keyring: Keyring, report: Reporting): string {
  const { words, person } = report;
  return keyedDigest(keyring, canonicalText({ words, person })).toString('hex');
}

/** Crockford's 32 letters and digits: none is mistaken for another when read over the phone. */
const RECEIPT_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECEIPT_LETTERS = 16; // of 5 bits each: 80 bits that nobody can guess

/**
 * The code that the reporter is told, e.g. `7K2M-…`. Made from the incident under a secret key, so that
 * a report repeated after a lost answer is told the same code, although only its hash is stored.
 */
export function receiptCode(keyring: Keyring, incidentId: string): string {
  const bytes = keyedDigest(keyring, `receipt\n${incidentId}`);
  const letters = Array.from(
    bytes.subarray(0, RECEIPT_LETTERS),
    (byte) => RECEIPT_ALPHABET[byte % RECEIPT_ALPHABET.length],
  );
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** Only the hash is kept, so the database cannot be used to follow somebody's matter. Hex. */
export function receiptHash(code: string): string {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return createHash('sha256').update(`receipt\n${plain}`).digest('hex');
}
