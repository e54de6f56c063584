// The bulk writer of a replay: facts sealed into their chains and incidents as their lives left them, in
// binary COPY, batch by batch. A batch is one commit; while it is written, the next is decided.
import type { Copier } from '#platform/db/copy.ts';
import { binaryRows, type BinaryRows } from '#platform/db/copy.ts';
import type { HashAlgorithm } from '#platform/facts/index.ts';
import { uuidBytes } from '#platform/ids/index.ts';
import type { NewFact } from '../decide.ts';
import { chainFact } from '../sealing.ts';
import { incidentRow } from '../store.ts';
import type { Life, ReplayListener } from './live-again.ts';

/** Bytes of one commit: large enough that its flush to disk costs little, small enough to be held twice. */
export const REPLAY_BATCH_BYTES_MAX = 16_000_000;

export type ReplayWriter = ReplayListener &
  Readonly<{
    /** Writes what is full; waits only when the batch before is still on its way. */
    relieve: () => Promise<void>;
    /** Writes the rest. */
    end: () => Promise<void>;
    written: () => Readonly<{ incidents: number; facts: number; bytes: number; commits: number }>;
  }>;

export type ReplayTarget = Readonly<{ runId: number; algorithm: HashAlgorithm }>;

export function replayWriter(copier: Copier, { runId, algorithm }: ReplayTarget): ReplayWriter {
  const facts = binaryRows();
  const incidents = binaryRows();
  const written = { incidents: 0, facts: 0, bytes: 0, commits: 0 };
  let underway: Promise<void> = Promise.resolve();

  const flush = async () => {
    // One batch on its way at a time: its failure is told here.
    await underway;
    const bytes = facts.size() + incidents.size();
    if (bytes === 0) return;
    written.facts += facts.count();
    written.incidents += incidents.count();
    written.bytes += bytes;
    written.commits++;
    const parts = [
      { table: `replay.fact_${runId}`, columns: FACT_COLUMNS, rows: facts.take() },
      { table: `replay.incident_${runId}`, columns: INCIDENT_COLUMNS, rows: incidents.take() },
    ];
    underway = copier.write(parts);
    underway.catch(() => {});
  };
  return {
    fact: (life, entry) => putFact(facts, runId, life, entry, algorithm),
    ended: (life) => putIncident(incidents, runId, life),
    async relieve() {
      if (facts.size() + incidents.size() >= REPLAY_BATCH_BYTES_MAX) await flush();
    },
    async end() {
      await flush();
      await underway;
    },
    written: () => written,
  };
}

const FACT_COLUMNS = 'run_id, county_id, incident_id, seq, type, at, body, hash';

function putFact(
  rows: BinaryRows,
  runId: number,
  { chain, idBytes }: Life,
  { fact }: NewFact,
  algorithm: HashAlgorithm,
): void {
  const { body, hash } = chainFact(fact, chain, algorithm);
  rows.row(8);
  rows.int(runId);
  rows.int(fact.countyId);
  rows.bytes(idBytes);
  rows.int(fact.seq);
  rows.text(fact.type);
  rows.instant(fact.at);
  rows.text(body);
  rows.bytes(hash);
}

const INCIDENT_COLUMNS =
  'run_id, county_id, id, number, version, head_hash, status, outcome, source, reporter_id, ' +
  'reporter_mode, item_code, level, catalog_version, town_id, village_id, grid_id, lng6, lat6, ' +
  'room_unit_id, holder_unit_id, unit_ids, overdue, merged_into, reported_at, occurred_at, updated_at, ' +
  'closed_at, flags, state, asked, refused';

function putIncident(rows: BinaryRows, runId: number, life: Life): void {
  const { chain, incident } = life;
  if (!chain.head) throw new Error(`a life without facts: ${incident.id}`);
  const row = incidentRow(incident, '');
  rows.row(32);
  rows.int(runId);
  rows.int(row.county_id);
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
