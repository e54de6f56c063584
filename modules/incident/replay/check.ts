// Whether a run is whole: every wish and every step of a life is there as a fact, all facts of an incident
// are one chain, and each row is the fold of its facts.
import { isDeepStrictEqual } from 'node:util';
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { canonicalText, chainHash } from '#platform/facts/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Fact, FactType } from '../facts.ts';
import { fold } from '../fold.ts';
import { readFact } from '../record/upcast.ts';
import { INCIDENT_COLUMNS, toIncident, type IncidentRecord } from '../store.ts';
import type { ReplayRun } from './run.ts';

/** How a replayed incident can be wrong. */
export type ReplayFault =
  | 'changed' // a hash is not what the chain says
  | 'misplaced' // a text belongs elsewhere than its row
  | 'not-canonical'
  | 'cut' // facts end before, or go beyond, the incident's version
  | 'not-the-fold';

export type ReplayCheck = Readonly<{
  incidents: number;
  facts: number;
  asked: number;
  refused: number;
  /**
   * Transitions that are not on record: wishes without a fact of theirs, gaps in the numbers of facts,
   * and steps (`steps`) that an incident's life has left out.
   */
  missing: number;
  sampled: number;
  broken: number;
  first: Readonly<{ incidentId: string; why: ReplayFault }> | null;
}>;

export type CheckOptions = Readonly<{
  /** Facts that every whole life holds. */
  steps?: readonly FactType[];
  /** Incidents whose chain and fold are made anew, spread over the run; all when it has fewer. */
  sample?: number;
}>;

const SAMPLE_DEFAULT = 1_000;
const INCIDENTS_AT_ONCE = 200;

/** Reads a finished run; a minute for twenty million facts. */
export async function checkReplay(
  db: Db,
  run: ReplayRun,
  { steps = [], sample = SAMPLE_DEFAULT }: CheckOptions = {},
): Promise<ReplayCheck> {
  return inTransaction(db, [run.countyId], async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`set local work_mem = '256MB'`.execute(tx);
    const counted = await count(tx, run, steps);
    const ids = await sampleOf(tx, run, counted.incidents, sample);
    let broken = 0;
    let first: ReplayCheck['first'] = null;
    for (let at = 0; at < ids.length; at += INCIDENTS_AT_ONCE)
      for (const fault of await faultsOf(tx, run, ids.slice(at, at + INCIDENTS_AT_ONCE))) {
        broken++;
        first ??= fault;
      }
    return { ...counted, sampled: ids.length, broken, first };
  });
}

type Counted = Pick<ReplayCheck, 'incidents' | 'facts' | 'asked' | 'refused' | 'missing'>;

async function count(tx: Tx, { id, countyId }: ReplayRun, steps: readonly FactType[]) {
  const bits = steps.map((step, bit) => sql`when ${step} then ${sql.lit(2 ** bit)}`);
  const wanted = sql.lit(2 ** steps.length - 1);
  const stepBits = steps.length
    ? sql`bit_or(case type ${sql.join(bits, sql` `)} else 0 end)`
    : sql`0`;
  const { rows } = await sql<Counted>`
    with its as (
      select incident_id, count(*) as facts, max(seq) as last,
        count(*) filter (where type in ('incident.reported', 'incident.rang')) as others,
        ${stepBits} as steps
      from replay.fact where run_id = ${id} and county_id = ${countyId} group by incident_id)
    select count(i.id)::int as incidents, coalesce(sum(its.facts), 0)::float8 as facts,
      coalesce(sum(i.asked), 0)::float8 as asked, coalesce(sum(i.refused), 0)::float8 as refused,
      coalesce(sum(
        greatest(0, i.asked - coalesce(its.facts - its.others, 0))
        + greatest(0, greatest(i.version, its.last) - coalesce(its.facts, 0))
        + bit_count((${wanted}::int & ~coalesce(its.steps, 0))::bit(32))
        + case when i.id is null then 1 else 0 end), 0)::float8 as missing
    from (select id, version, asked, refused from replay.incident
      where run_id = ${id} and county_id = ${countyId}) i
    full join its on its.incident_id = i.id`.execute(tx);
  const counted = rows[0];
  if (!counted) throw new Error('a count has a row');
  return counted;
}

async function sampleOf(
  tx: Tx,
  { id, countyId }: ReplayRun,
  incidents: number,
  sample: number,
): Promise<string[]> {
  const step = Math.max(1, Math.ceil(incidents / sample));
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id, row_number() over (order by id) as place from replay.incident
      where run_id = ${id} and county_id = ${countyId}) i
    where place % ${step} = 0 limit ${sample}`.execute(tx);
  return rows.map((row) => row.id);
}

type FactRecord = Readonly<{
  incidentId: string;
  seq: number;
  type: string;
  at: Instant;
  body: string;
  hash: Buffer;
}>;

async function faultsOf(tx: Tx, run: ReplayRun, ids: readonly string[]) {
  const { rows: incidents } = await sql<IncidentRecord>`
    select ${INCIDENT_COLUMNS} from (select *, '' as title from replay.incident) i
    where i.run_id = ${run.id} and i.county_id = ${run.countyId} and i.id = any(${ids}::uuid[])`.execute(
    tx,
  );
  const { rows: facts } = await sql<FactRecord>`
    select incident_id as "incidentId", seq, type, at, body, hash from replay.fact
    where run_id = ${run.id} and county_id = ${run.countyId} and incident_id = any(${ids}::uuid[])
    order by incident_id, seq`.execute(tx);
  const histories = Map.groupBy(facts, (fact) => fact.incidentId);
  return incidents.flatMap((incident) => {
    const why = faultOf(incident, histories.get(incident.id) ?? [], run);
    return why ? [{ incidentId: incident.id, why }] : [];
  });
}

function faultOf(
  row: IncidentRecord,
  history: readonly FactRecord[],
  run: ReplayRun,
): ReplayFault | null {
  let head: Buffer | null = null;
  const facts: Fact[] = [];
  for (const [index, entry] of history.entries()) {
    head = chainHash(head, entry.body, run.algorithm);
    if (!head.equals(entry.hash)) return 'changed';
    const said: unknown = JSON.parse(entry.body);
    if (canonicalText(said) !== entry.body) return 'not-canonical';
    const fact = readFact(entry.body);
    const isHere =
      fact.countyId === run.countyId &&
      fact.incidentId === row.id &&
      fact.seq === entry.seq &&
      fact.seq === index + 1 &&
      fact.type === entry.type &&
      fact.at === entry.at;
    if (!isHere) return 'misplaced';
    facts.push(fact);
  }
  if (facts.length !== row.version || !head?.equals(row.head_hash)) return 'cut';
  return isDeepStrictEqual(fold(facts), toIncident(row)) ? null : 'not-the-fold';
}
