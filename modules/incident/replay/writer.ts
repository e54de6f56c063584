// The bulk writer of a replay: facts sealed into their chains and incidents as their lives left them, in
// binary COPY, batch by batch; while one is written, the next is decided. What is written for a while is one
// slice: tables of its own, one commit.
import type { Copier } from '#platform/db/copy.ts';
import { binaryRows, type BinaryRows } from '#platform/db/copy.ts';
import type { HashAlgorithm } from '#platform/facts/index.ts';
import { uuidBytes } from '#platform/ids/index.ts';
import type { NewFact } from '../decide.ts';
import { chainFact } from '../sealing.ts';
import { incidentRow } from '../store.ts';
import type { Life, ReplayListener } from './live-again.ts';

/** Sent at once: large enough to cost few round trips, small enough to be held twice. */
export const REPLAY_BATCH_BYTES_MAX = 16_000_000;
/** Bytes of a slice, which is one commit: its keys are sorted in memory, and a year has some hundred. */
export const REPLAY_SLICE_BYTES_MAX = 256_000_000;

export type ReplayWriter = ReplayListener &
  Readonly<{
    /** Writes what is full; waits only when the batch before is still on its way. */
    relieve: () => Promise<void>;
    /** Writes the rest. */
    end: () => Promise<void>;
    written: () => Readonly<{ incidents: number; facts: number; bytes: number; commits: number }>;
  }>;

export type ReplayTarget = Readonly<{ id: number; countyId: number; algorithm: HashAlgorithm }>;

/** Rows of one slice so far; its tables are seen by nobody before it ends. */
type Slice = { readonly no: number; incidents: number; facts: number; bytes: number };

export function replayWriter(
  copier: Copier,
  { id, countyId, algorithm }: ReplayTarget,
): ReplayWriter {
  const facts = binaryRows();
  const incidents = binaryRows();
  const written = { incidents: 0, facts: 0, bytes: 0, commits: 0 };
  let slice: Slice | null = null;
  let underway: Promise<void> = Promise.resolve();

  const beginSlice = async (): Promise<Slice> => {
    await copier.query('begin');
    const [row] = await copier.query<{ no: number }>('select replay.begin_slice($1, $2) as no', [
      countyId,
      id,
    ]);
    if (!row) throw new Error('a slice has a number');
    return { no: row.no, incidents: 0, facts: 0, bytes: 0 };
  };
  const endSlice = async ({ no, incidents, facts, bytes }: Slice) => {
    const its = [countyId, id, no, incidents, facts];
    await copier.query('select replay.end_slice($1, $2, $3, $4, $5)', its);
    await copier.query('commit');
    written.incidents += incidents;
    written.facts += facts;
    written.bytes += bytes;
    written.commits++;
    slice = null;
  };
  const send = async (batch: Batch) => {
    slice ??= await beginSlice();
    const { no } = slice;
    await copier.copy({ table: `replay.fact_${no}`, columns: FACT_COLUMNS, rows: batch.facts });
    await copier.copy({
      table: `replay.incident_${no}`,
      columns: INCIDENT_COLUMNS,
      rows: batch.incidents,
    });
    slice.facts += batch.factCount;
    slice.incidents += batch.incidentCount;
    slice.bytes += batch.bytes;
    if (slice.bytes >= REPLAY_SLICE_BYTES_MAX) await endSlice(slice);
  };
  const flush = async () => {
    // One batch on its way at a time: its failure is told here.
    await underway;
    const bytes = facts.size() + incidents.size();
    if (bytes === 0) return;
    const [factCount, incidentCount] = [facts.count(), incidents.count()];
    underway = send({
      ...{ facts: facts.take(), incidents: incidents.take(), factCount, incidentCount, bytes },
    });
    underway.catch(() => {});
  };
  return {
    fact: (life, entry) => putFact(facts, life, entry, algorithm),
    ended: (life) => putIncident(incidents, life),
    async relieve() {
      if (facts.size() + incidents.size() >= REPLAY_BATCH_BYTES_MAX) await flush();
    },
    async end() {
      await flush();
      await underway;
      if (slice) await endSlice(slice);
    },
    written: () => written,
  };
}

type Batch = Readonly<{
  facts: readonly Buffer[];
  incidents: readonly Buffer[];
  factCount: number;
  incidentCount: number;
  bytes: number;
}>;

// Run, slice and county are what the tables of a slice are for.
const FACT_COLUMNS = 'incident_id, seq, type, at, body, hash';

function putFact(
  rows: BinaryRows,
  { chain, idBytes }: Life,
  { fact }: NewFact,
  algorithm: HashAlgorithm,
): void {
  const { body, hash } = chainFact(fact, chain, algorithm);
  rows.row(6);
  rows.bytes(idBytes);
  rows.int(fact.seq);
  rows.text(fact.type);
  rows.instant(fact.at);
  rows.text(body);
  rows.bytes(hash);
}

const INCIDENT_COLUMNS =
  'id, number, version, head_hash, status, outcome, source, reporter_id, ' +
  'reporter_mode, item_code, level, catalog_version, town_id, village_id, grid_id, lng6, lat6, ' +
  'room_unit_id, holder_unit_id, unit_ids, overdue, merged_into, reported_at, occurred_at, updated_at, ' +
  'closed_at, flags, state, asked, refused';

function putIncident(rows: BinaryRows, life: Life): void {
  const { chain, incident } = life;
  if (!chain.head) throw new Error(`a life without facts: ${incident.id}`);
  const row = incidentRow(incident, '');
  rows.row(30);
  rows.bytes(life.idBytes);
  rows.text(row.number);
  rows.int(row.version);
  rows.bytes(chain.head);
  rows.text(row.status);
  rows.text(row.outcome);
  rows.text(row.source);
  rows.text(row.reporter_id);
  rows.text(row.reporter_mode);
  rows.text(row.item_code);
  rows.smallint(row.level);
  rows.int(row.catalog_version);
  rows.int(row.town_id);
  rows.int(row.village_id);
  rows.int(row.grid_id);
  rows.int(row.lng6);
  rows.int(row.lat6);
  rows.int(row.room_unit_id);
  rows.int(row.holder_unit_id);
  rows.ints(row.unit_ids);
  rows.boolean(row.overdue);
  if (row.merged_into === null) rows.none();
  else rows.bytes(uuidBytes(row.merged_into));
  rows.instant(row.reported_at);
  rows.instant(row.occurred_at);
  rows.instant(row.updated_at);
  rows.instant(row.closed_at);
  rows.text(JSON.stringify(row.flags));
  rows.text(JSON.stringify(row.state));
  rows.int(life.asked);
  rows.int(life.refused);
}
