// Timers: how late clocks ring with a million pending. A clock that rings is a fact written in the
// transaction that claims it, so "fires once" is counted in the facts afterwards.
import { createLogger } from '#platform/log/index.ts';
import { readSecrets } from '#platform/config/index.ts';
import { feedEnd, moveReader, receiveAll, relay, type Reporting } from '#modules/incident/index.ts';
import { systemActor } from '#modules/identity/index.ts';
import { sql } from '#platform/db/index.ts';
import { MINUTE, SECOND, systemClock } from '#platform/time/index.ts';
import { buildHouse, type House } from '../apps/server/house.ts';
import { startWorkers } from '../apps/server/workers.ts';
import { fillIncidents } from './fill.ts';
import { seededPlaces } from './fill-places.ts';
import { calibrate, latenciesOf, round, say, type Latencies } from './figures.ts';
import { preparePlace, type Place } from './place.ts';

const P99_LIMIT_MS = 50;
const BURST_LIMIT_SECONDS = 5;
const PER_SECOND = 2_000;
/** Receiving all that comes due takes a while, and the jobs of a start are let pass. */
const LEAD_MS = 20_000;
const LEAD_EACH_MS = 1;
/** The accept clock of the highest level: one minute from the report (catalogue, clock policy). */
const BUDGET = MINUTE;

export type TimersFigures = Readonly<{
  pending: number;
  steady: Readonly<{
    due: number;
    perSecond: number;
    late: Latencies;
    limitMs: number;
    firedOnce: boolean;
  }>;
  burst: Readonly<{ due: number; seconds: number; limitSeconds: number; firedOnce: boolean }>;
  cleanWindow: number;
}>;

export async function benchTimers({ quick }: Readonly<{ quick: boolean }>): Promise<TimersFigures> {
  const place = await preparePlace();
  try {
    const pending = await fillPending(place, quick ? 100_000 : 1_000_000);
    const cleanWindow = calibrate();
    const house = buildHouse({
      db: place.db,
      config: {
        evidenceDir: `${place.dataDir}/evidence`,
        s3: undefined,
        oidc: undefined,
        publicUrl: undefined,
      },
      secrets: readSecrets(place.dataDir),
      clock: systemClock,
      log: createLogger({ level: 'error' }),
      secondFactor: 'off',
    });
    for (const county of await house.reference.counties()) await house.reference.of(county.id);
    const seconds = quick ? 5 : 20;
    const steadyDue = await report(house, PER_SECOND * seconds, seconds * SECOND);
    const burstDue = await report(house, quick ? 5_000 : 20_000, 0, seconds * SECOND + 10 * SECOND);
    say(`timers: ${steadyDue.size} due at ${PER_SECOND}/s, then ${burstDue.size} at one instant`);

    const late: number[] = [];
    const rang = new Set<string>();
    let burstAt = 0;
    let burstLast = 0;
    const heard = (changes: readonly { incidentId: string; type: string }[]) => {
      const now = Date.now();
      for (const { incidentId, type } of changes) {
        if (type !== 'incident.rang') continue;
        // The next rung comes half a minute later: only the first is measured.
        if (rang.has(incidentId)) continue;
        rang.add(incidentId);
        const steady = steadyDue.get(incidentId);
        if (steady !== undefined) late.push(now - steady);
        const burst = burstDue.get(incidentId);
        if (burst !== undefined) {
          burstAt = burst;
          burstLast = now;
        }
      }
    };
    house.onCommitted(heard);
    // Clocks ring for matters that were triaged long ago: these count as read.
    while ((await relay(place.db)) > 0);
    await moveReader(place.db, 'triage', await feedEnd(place.db));
    const workers = await startWorkers(house);
    const end = Math.max(...burstDue.values()) + BURST_LIMIT_SECONDS * 2 * SECOND;
    while (Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 200));
    await workers.stop();
    await house.close();

    const figures: TimersFigures = {
      pending,
      steady: {
        due: steadyDue.size,
        perSecond: PER_SECOND,
        late: latenciesOf(late),
        limitMs: P99_LIMIT_MS,
        firedOnce: await firedOnce(place, [...steadyDue.keys()]),
      },
      burst: {
        due: burstDue.size,
        seconds: round((burstLast - burstAt) / SECOND),
        limitSeconds: BURST_LIMIT_SECONDS,
        firedOnce: await firedOnce(place, [...burstDue.keys()]),
      },
      cleanWindow,
    };
    say(
      `timers: with ${pending} pending p99 ${figures.steady.late.p99} ms late (limit ${P99_LIMIT_MS}); ` +
        `${burstDue.size} at once in ${figures.burst.seconds} s (limit ${BURST_LIMIT_SECONDS})`,
    );
    return figures;
  } finally {
    await place.end();
  }
}

/** Fills the table and gives every open matter clocks that ring far in the future. */
async function fillPending(place: Place, count: number): Promise<number> {
  say(`timers: filling ${count} incidents`);
  await fillIncidents({
    url: place.url,
    places: await seededPlaces(place.url, 1),
    count,
    until: Date.now(),
  });
  // What a history of years would have had done to it by now is done, so that no job finds a backlog.
  await sql`update incident set next_ring_at = now() + interval '1 day' + (random() * interval '300 days'),
    archived = closed_at is not null, person_erased_at = now(), words_erased_at = now()`.execute(
    place.owner,
  );
  await sql`vacuum analyze incident`.execute(place.owner);
  const { rows } = await sql<{ pending: number }>`
    select count(*)::int as pending from incident where next_ring_at is not null`.execute(
    place.owner,
  );
  return rows[0]?.pending ?? 0;
}

/**
 * Reports of the highest level, told at past instants so that their one-minute clocks come due over
 * `spread` ms from a little while after now. Returns when each is due.
 */
async function report(
  house: House,
  count: number,
  spread: number,
  after = 0,
): Promise<Map<string, number>> {
  const due = new Map<string, number>();
  const step = 10;

  const first = Date.now() + LEAD_MS + LEAD_EACH_MS * count + after;
  for (let done = 0; done < count;) {
    const size = spread === 0 ? 500 : Math.max(1, Math.round((count / spread) * step));
    const dueAt = first + (spread === 0 ? 0 : Math.floor((done / count) * spread));
    const reports = Array.from({ length: Math.min(size, count - done) }, () => aReport());
    const received = await receiveAll(house.perform, reports, dueAt - BUDGET);
    for (const each of received) if (each.ok) due.set(each.incidentId, dueAt);
    done += reports.length;
  }
  return due;
}

function aReport(): Reporting {
  return {
    countyId: 1,
    divisionCode: '330382',
    zone: 'Asia/Shanghai',
    actor: systemActor('bench'),
    unitId: null,
    source: 'sensor',
    title: '烟感报警',
    words: { text: '烟感报警' },
    person: {},
    reporterMode: 'anonymous',
    reporterId: null,
    itemCode: null,
    level: 1,
    place: { townId: null, villageId: null, gridId: null, lng6: null, lat6: null },
    roomUnitId: null,
    occurredAt: Date.now() - BUDGET,
    evidence: [],
    wantsReceipt: false,
  };
}

/** Whether each of these has exactly one fact of its first rung. */
async function firedOnce(place: Place, ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ wrong: number }>`
    select count(*)::int as wrong from unnest(${ids}::uuid[]) as wanted (id)
    where (select count(*) from fact where county_id = 1 and incident_id = wanted.id
      and type = 'incident.rang' and body like '%"rung":1%') <> 1`.execute(place.owner);
  return rows[0]?.wrong === 0;
}
