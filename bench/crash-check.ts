// What a database holds after the crashes, compared with what the clients were told: read as the owner,
// without the program's own barriers, and folded anew from the facts.
import {
  findIncidents,
  fold,
  readFact,
  type Fact,
  type Incident,
} from '#modules/incident/index.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Ledger } from './crash-load.ts';

export type Verdict = Readonly<{
  incidents: number;
  facts: number;
  rungs: number;
  /** Acknowledged but not there: reports, verbs, rungs that were due, feed entries. */
  lost: number;
  /** There more than once: reports, verbs, rungs, triage, numbers, feed entries. */
  doubled: number;
  /** Incidents whose row is not the fold of its facts, or that have none. */
  unfolded: number;
  /** One line for each of the first findings. */
  findings: readonly string[];
}>;

const FINDINGS_MAX = 20;
const PAGE = 500;
/** What was due this shortly before the server was told to stop may be left to its next start. */
const RING_SLACK_MS = 2_000;

export async function checkAfter(owner: Db, ledger: Ledger, stoppedAt: Instant): Promise<Verdict> {
  const findings: string[] = [];
  const count = { incidents: 0, facts: 0, rungs: 0, lost: 0, doubled: 0, unfolded: 0 };
  const tell = (kind: 'lost' | 'doubled' | 'unfolded', what: string, times = 1) => {
    count[kind] += times;
    if (findings.length < FINDINGS_MAX) findings.push(`${kind}: ${what}`);
  };

  await checkReports(owner, ledger, tell);
  await checkFeed(owner, tell);
  await checkNumbers(owner, tell);
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await incidentPage(owner, after);
    for (const { incident, facts } of page) {
      count.incidents += 1;
      count.facts += facts.length;
      checkIncident(incident, facts, tell);
      checkVerbs(incident, facts, ledger, tell);
      count.rungs += checkClocks(incident, facts, stoppedAt, tell);
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last.incident.id;
  }
  return { ...count, findings };
}

type Tell = (kind: 'lost' | 'doubled' | 'unfolded', what: string, times?: number) => void;

/** Each acknowledged report is there once, under the incident that was told. */
async function checkReports(owner: Db, ledger: Ledger, tell: Tell): Promise<void> {
  const { rows } = await sql<{ key: string; ids: string[]; exist: number }>`
    select r.key, array_agg(r.incident_id::text) as ids, count(i.id)::int as exist
    from report r left join incident i on i.county_id = r.county_id and i.id = r.incident_id
    where r.key = any (${[...ledger.sent]}::text[]) group by r.key`.execute(owner);
  const found = new Map(rows.map((row) => [row.key, row]));
  for (const [key, id] of ledger.reports) {
    const row = found.get(key);
    if (!row || row.exist === 0 || !row.ids.includes(id)) tell('lost', `report ${key} (${id})`);
  }
  for (const row of rows) if (row.exist > 1) tell('doubled', `report ${row.key}`, row.exist - 1);
  // An incident that no report tells of was made by something that nobody acknowledged.
  const { rows: orphans } = await sql<{ id: string }>`
    select i.id from incident i where not exists (
      select from report r where r.county_id = i.county_id and r.incident_id = i.id)`.execute(
    owner,
  );
  for (const { id } of orphans) tell('doubled', `incident ${id} without a report`);
}

/**
 * The feed tells every fact once, at places without gaps; a clock that rang in the last moment may still
 * wait in the outbox for the next start.
 */
async function checkFeed(owner: Db, tell: Tell): Promise<void> {
  const { rows } = await sql<{ gaps: number; missing: number; twice: number }>`
    with waiting as (
      select (change ->> 'incidentId')::uuid as incident_id, (change ->> 'version')::int as version
      from outbox, json_array_elements(changes) as change)
    select (select coalesce(max(position) - min(position) + 1 - count(*), 0)::int from feed) as gaps,
      (select count(*)::int from fact f where not exists (select from feed
        where feed.county_id = f.county_id and feed.incident_id = f.incident_id
          and feed.version = f.seq) and not exists (select from waiting
        where waiting.incident_id = f.incident_id and waiting.version = f.seq)) as missing,
      (select coalesce(sum(n - 1), 0)::int from (select count(*) as n from feed
        group by county_id, incident_id, version) as told) as twice`.execute(owner);
  const [found] = rows;
  if (found?.gaps) tell('lost', `${found.gaps} places of the feed are empty`, found.gaps);
  if (found?.missing) tell('lost', `${found.missing} facts are not in the feed`, found.missing);
  if (found?.twice) tell('doubled', `${found.twice} facts are twice in the feed`, found.twice);
}

/** Numbers of a day run without gaps up to the last one given (they are unique by constraint). */
async function checkNumbers(owner: Db, tell: Tell): Promise<void> {
  const { rows } = await sql<{ day: string; gaps: number }>`
    select s.day::text as day, s.last - count(i.id)::int as gaps
    from incident_serial s join county c on c.id = s.county_id
    left join incident i on i.county_id = s.county_id
      and split_part(right(i.number, 15), '-', 1) = to_char(s.day, 'YYYYMMDD')
    group by s.county_id, s.day, s.last having s.last <> count(i.id)`.execute(owner);
  for (const { day, gaps } of rows) tell('lost', `${gaps} numbers of ${day}`, Math.abs(gaps));
}

type Checked = Readonly<{ incident: Incident; facts: readonly Fact[] }>;

async function incidentPage(owner: Db, after: string): Promise<Checked[]> {
  return inTransaction(owner, 'all', async (tx) => {
    const { rows } = await sql<{ countyId: number; id: string }>`
      select county_id as "countyId", id from incident where id > ${after}
      order by id limit ${PAGE}`.execute(tx);
    const stored = await findIncidents(tx, rows);
    const { rows: facts } = await sql<{ id: string; body: string }>`
      select incident_id as id, body from fact
      where incident_id = any (${rows.map((row) => row.id)}::uuid[]) order by incident_id, seq`.execute(
      tx,
    );
    const byId = Map.groupBy(facts, (fact) => fact.id);
    return rows.flatMap(({ id }) => {
      const incident = stored.get(id)?.incident;
      return incident
        ? [{ incident, facts: (byId.get(id) ?? []).map(({ body }) => readFact(body)) }]
        : [];
    });
  });
}

/** The row is the fold of its facts. */
function checkIncident(incident: Incident, facts: readonly Fact[], tell: Tell): void {
  if (facts.length === 0) return tell('unfolded', `incident ${incident.id} has no facts`);
  if (!isDeepStrictEqual(fold(facts), incident))
    tell('unfolded', `incident ${incident.id} is not the fold of its facts`);
  const triaged = countOf(facts, 'incident.triaged');
  if (triaged > 1) tell('doubled', `triage of ${incident.id}`, triaged - 1);
}

/** Each acknowledged verb made its fact, and no verb that was sent made it twice. */
function checkVerbs(incident: Incident, facts: readonly Fact[], ledger: Ledger, tell: Tell): void {
  const acknowledged = ledger.verbs.get(incident.id);
  if (!acknowledged) return;
  for (const type of acknowledged)
    if (countOf(facts, type) === 0) tell('lost', `${type} of ${incident.id}`);
  for (const type of VERB_FACTS) {
    const times = countOf(facts, type);
    if (times > 1) tell('doubled', `${type} of ${incident.id}`, times - 1);
  }
}
const VERB_FACTS = [
  'incident.filed',
  'incident.annotated',
  'incident.dispatched',
  'incident.signed',
  'incident.resolved',
  'incident.closed',
];

/** Each rung that came due while its clock ran made one fact. Returns how many rang. */
function checkClocks(
  incident: Incident,
  facts: readonly Fact[],
  stoppedAt: Instant,
  tell: Tell,
): number {
  const rang = facts.flatMap((fact) => (fact.type === 'incident.rang' ? [fact.data] : []));
  const times = new Map<string, number>();
  for (const { clockNo, rung } of rang)
    times.set(`${clockNo}/${rung}`, (times.get(`${clockNo}/${rung}`) ?? 0) + 1);
  for (const [rung, n] of times)
    if (n > 1) tell('doubled', `rung ${rung} of ${incident.id}`, n - 1);
  for (const clock of incident.clocks) {
    for (let rung = 1; rung <= clock.rung; rung += 1)
      if (!times.has(`${clock.no}/${rung}`))
        tell('lost', `rung ${clock.no}/${rung} of ${incident.id}`);
    if (clock.nextAt !== null && clock.nextAt < stoppedAt - RING_SLACK_MS)
      tell('lost', `clock ${clock.no} of ${incident.id}, due ${stoppedAt - clock.nextAt} ms ago`);
  }
  return rang.length;
}

function countOf(facts: readonly Fact[], type: string): number {
  return facts.reduce((count, fact) => count + (fact.type === type ? 1 : 0), 0);
}
