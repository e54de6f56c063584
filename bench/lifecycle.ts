// Lifecycle: live verbs through HTTP by 64 actors, with and without sharing commits.
import { DEMO_PASSWORD } from '../apps/server/seed.ts';
import { calibrate, latenciesOf, round, say, type Latencies } from './figures.ts';
import { openClient, signIn, type Client } from './load.ts';
import { preparePlace, serve, untilTriaged, type Place } from './place.ts';

const ACTORS = 64;
const GOAL_UNBATCHED = 1_000;
const GOAL_BATCHED = 3_000;
const P99_LIMIT_MS = 50;
const WARM_MS = 2000;
/** So many times the goal may be reached before the incidents to work on run out. */
const HEADROOM = 2;
/** Reports of one request when the incidents to work on are made. */
const REPORT_BATCH = 200;

type Run = Readonly<{
  verbs: number;
  perSecond: number;
  latencies: Latencies;
  ratioToGoal: number;
  /** The same actors at half the rate; latency counts from when a verb was due. */
  halfRate: Latencies & Readonly<{ perSecond: number }>;
  refused: number;
}>;

export type LifecycleFigures = Readonly<{
  unbatched: Run;
  batched: Run;
  p99LimitMs: number;
  cleanWindow: number;
}>;

export async function benchLifecycle({
  quick,
}: Readonly<{ quick: boolean }>): Promise<LifecycleFigures> {
  const place = await preparePlace();
  try {
    const cleanWindow = calibrate();
    const seconds = quick ? 6 : 20;
    const unbatched = await run(place, 1, GOAL_UNBATCHED, seconds);
    const batched = await run(place, undefined, GOAL_BATCHED, seconds);
    return { unbatched, batched, p99LimitMs: P99_LIMIT_MS, cleanWindow };
  } finally {
    await place.end();
  }
}

async function run(
  place: Place,
  verbsPerCommit: number | undefined,
  goal: number,
  seconds: number,
): Promise<Run> {
  const server = await serve(place, verbsPerCommit === undefined ? {} : { verbsPerCommit });
  try {
    const [clerk, handler] = await Promise.all([
      signIn(server.port, 'clerk', DEMO_PASSWORD),
      signIn(server.port, 'handler', DEMO_PASSWORD),
    ]);
    const unit = await unitOf(server.port, handler);
    // At full rate, then at half of it, both after warming up.
    const verbs = goal * HEADROOM * 1.5 * (seconds + WARM_MS / 1000);
    const incidents = await makeIncidents(place, server.port, clerk, verbs);
    let refused = 0;
    const through = async (paceMs: number | null, forSeconds: number) => {
      const latencies: number[] = [];
      const warmUntil = performance.now() + WARM_MS;
      const until = warmUntil + forSeconds * 1000;
      await Promise.all(
        Array.from({ length: ACTORS }, async (_, actor) => {
          const room = await openClient({ port: server.port, cookie: clerk });
          const team = await openClient({ port: server.port, cookie: handler });
          // Actors begin one after the other, so that a timetable is a stream and no salvo.
          let due = performance.now() + ((paceMs ?? 0) * actor) / ACTORS;
          const act = async (client: Client, id: string, verb: string, input: object) => {
            if (paceMs !== null) {
              const wait = due - performance.now();
              if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
            }
            const asked = paceMs === null ? performance.now() : due;
            due += paceMs ?? 0;
            const path = `/api/v1/incidents/${id}/verbs/${verb}`;
            const { status } = await client.send('POST', path, JSON.stringify({ input }));
            if (status !== 200) refused += 1;
            else if (asked > warmUntil) latencies.push(performance.now() - asked);
          };
          while (performance.now() < until) {
            const id = incidents.pop();
            if (!id) throw new Error('no incident is left to work on');
            await act(room, id, 'accept', { itemCode: '0401001' });
            await act(room, id, 'dispatch', { lead: unit, instruction: '请尽快处理' });
            await act(team, id, 'sign', {});
            await act(team, id, 'resolve', { result: '已清理干净', noEvidence: '压测' });
            await act(room, id, 'close', { note: '核查属实' });
          }
          room.close();
          team.close();
        }),
      );
      return { latencies, perSecond: (latencies.length / (performance.now() - warmUntil)) * 1000 };
    };
    const full = await through(null, seconds);
    const half = await through((ACTORS / (full.perSecond / 2)) * 1000, seconds);
    const result: Run = {
      verbs: full.latencies.length,
      perSecond: Math.round(full.perSecond),
      latencies: latenciesOf(full.latencies),
      ratioToGoal: round(full.perSecond / goal),
      halfRate: { ...latenciesOf(half.latencies), perSecond: Math.round(half.perSecond) },
      refused,
    };
    say(
      `lifecycle ${verbsPerCommit === 1 ? 'one commit per verb' : 'shared commits'}: ` +
        `${result.perSecond} verbs/s (${result.ratioToGoal} × ${goal}), p99 ${result.latencies.p99} ms; ` +
        `at ${result.halfRate.perSecond}/s p99 ${result.halfRate.p99} ms (limit ${P99_LIMIT_MS}), refused ${refused}`,
    );
    return result;
  } finally {
    await server.stop();
  }
}

async function unitOf(port: number, cookie: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/session`, { headers: { cookie } });
  const me = (await response.json()) as { posts: { unitId: number | null }[] };
  const unitId = me.posts[0]?.unitId;
  if (!unitId) throw new Error('the handler has no unit');
  return unitId;
}

/** Incidents enough for the run (five verbs each), reported by the clerk and left in peace by triage. */
async function makeIncidents(
  place: Place,
  port: number,
  cookie: string,
  verbs: number,
): Promise<string[]> {
  const wanted = Math.ceil(verbs / 5);
  const ids: string[] = [];
  const client = await openClient({ port, cookie });
  while (ids.length < wanted) {
    const reports = Array.from({ length: REPORT_BATCH }, (_, index) => ({
      source: 'phone',
      text: `柳市镇薛宅村垃圾桶满溢，请清运（第${ids.length + index}件）`,
      itemCode: '0401001',
    }));
    const answer = await client.send('POST', '/api/v1/reports/batch', JSON.stringify({ reports }));
    const { results } = JSON.parse(answer.body) as {
      results: { ok: boolean; report?: { incidentId: string } }[];
    };
    for (const each of results) if (each.report) ids.push(each.report.incidentId);
  }
  client.close();
  // Triage is let finish, so that the run measures verbs alone.
  await untilTriaged(place);
  return ids;
}
