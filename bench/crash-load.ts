// People and systems who do not give up: each sends its request again until it is acknowledged, and
// writes down what it was told. What they were told is what must be found afterwards.
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_PASSWORD } from '../apps/server/seed.ts';
import { signIn } from './load.ts';

/** What was sent and what was acknowledged. */
export type Ledger = {
  /** Source keys of all reports sent, and the incident acknowledged for each. */
  readonly sent: Set<string>;
  readonly reports: Map<string, string>;
  /** Acknowledged verbs of each incident, as the facts they must have made; once each. */
  readonly verbs: Map<string, string[]>;
  /** Requests that had to be sent again: unanswered, or answered 429 or 503. */
  retries: number;
  /** Answers that a client who retries can make no sense of. */
  readonly wrong: string[];
};

export function newLedger(): Ledger {
  return {
    sent: new Set(),
    reports: new Map(),
    verbs: new Map(),
    retries: 0,
    wrong: [],
  };
}

export type Load = Readonly<{
  /** Reports until it is acknowledged, trying often. */
  knock: (key: string) => Promise<void>;
  /** Every client finishes what it has begun. */
  stop: () => Promise<void>;
}>;

export type LoadOptions = Readonly<{
  port: number;
  ledger: Ledger;
  reporters: number;
  actors: number;
}>;

/** Grows from the first to the last: many clients together must not make the recovery slow. */
const RETRY_MS = { from: 25, to: 400 };
const KNOCK_MS = 10;
const ANSWER_TIMEOUT_MS = 15_000;
/** One verb each, with the fact that it makes. `annotate` leaves the status: only its key tells a repeat. */
const STEPS = [
  { who: 'clerk', verb: 'accept', input: { itemCode: '0401001' }, fact: 'incident.filed' },
  { who: 'clerk', verb: 'annotate', input: { note: '已电话核实' }, fact: 'incident.annotated' },
  { who: 'clerk', verb: 'dispatch', input: {}, fact: 'incident.dispatched' },
  { who: 'handler', verb: 'sign', input: {}, fact: 'incident.signed' },
  {
    who: 'handler',
    verb: 'resolve',
    input: { result: '已清理干净', noEvidence: '强杀测试' },
    fact: 'incident.resolved',
  },
  { who: 'clerk', verb: 'close', input: { note: '核查属实' }, fact: 'incident.closed' },
] as const;

type Who = (typeof STEPS)[number]['who'] | 'duty';

/** Starts the clients; the server must be up, because they sign in first. */
export async function startLoad({ port, ledger, reporters, actors }: LoadOptions): Promise<Load> {
  const cookies: Record<Who, string> = {
    duty: await signIn(port, 'duty', DEMO_PASSWORD),
    clerk: await signIn(port, 'clerk', DEMO_PASSWORD),
    handler: await signIn(port, 'handler', DEMO_PASSWORD),
  };
  const lead = await unitOf(port, cookies.handler);
  let stopping = false;

  /** Sends until answered with something else than "later"; the key makes a repeat harmless. */
  async function insist(who: Who, path: string, body: object, key: string): Promise<Answered> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await once(port, cookies[who], path, body, key);
      if (answer && answer.status !== 503 && answer.status !== 429) {
        return answer;
      }
      ledger.retries += 1;
      await sleep(Math.min(RETRY_MS.to, RETRY_MS.from * 2 ** attempt));
    }
  }

  async function report(who: Who, key: string, more: object): Promise<string | undefined> {
    ledger.sent.add(key);
    const text = `柳市镇薛宅村垃圾桶满溢，请清运（${key}）`;
    const body = {
      source: who === 'duty' ? 'otherSystem' : 'phone',
      sourceKey: key,
      text,
      ...more,
    };
    const { status, json } = await insist(who, '/api/v1/reports', body, key);
    const { incidentId } = json as { incidentId?: string };
    if ((status === 201 || status === 200) && incidentId) {
      const earlier = ledger.reports.get(key);
      if (earlier !== undefined && earlier !== incidentId)
        ledger.wrong.push(`${key}: ${earlier} then ${incidentId}`);
      ledger.reports.set(key, incidentId);
      return incidentId;
    }
    ledger.wrong.push(`report ${key}: ${status} ${JSON.stringify(json)}`);
    return undefined;
  }

  async function reporter(no: number): Promise<void> {
    for (let serial = 0; !stopping; serial += 1) {
      const key = `r${no}-${serial}`;
      await report('duty', key, {});
      // Some systems send everything twice; it is the same report.
      if (serial % 10 === 0) await report('duty', key, {});
    }
  }

  async function actor(no: number): Promise<void> {
    for (let serial = 0; !stopping; serial += 1) {
      const id = await report('clerk', `a${no}-${serial}`, { itemCode: '0401001' });
      if (id === undefined) continue;
      const done: string[] = [];
      ledger.verbs.set(id, done);
      for (const { who, verb, input, fact } of STEPS) {
        const given = verb === 'dispatch' ? { lead, instruction: '请尽快处理' } : input;
        const path = `/api/v1/incidents/${id}/verbs/${verb}`;
        const { status, json } = await insist(who, path, { input: given }, `${id}-${verb}`);
        if (status === 200) done.push(fact);
        else {
          ledger.wrong.push(`${verb} ${id}: ${status} ${JSON.stringify(json)}`);
          break;
        }
      }
    }
  }

  async function knock(key: string): Promise<void> {
    ledger.sent.add(key);
    const body = { source: 'otherSystem', sourceKey: key, text: `路灯不亮（${key}）` };
    for (;;) {
      const answer = await once(port, cookies.duty, '/api/v1/reports', body, key);
      const { incidentId } = (answer?.json ?? {}) as { incidentId?: string };
      if (answer && answer.status < 300 && incidentId)
        return void ledger.reports.set(key, incidentId);
      await sleep(KNOCK_MS);
    }
  }

  const clients = [
    ...Array.from({ length: reporters }, (_, no) => reporter(no)),
    ...Array.from({ length: actors }, (_, no) => actor(no)),
  ];
  return {
    knock,
    async stop() {
      stopping = true;
      await Promise.all(clients);
    },
  };
}

type Answered = Readonly<{ status: number; json: unknown }>;

/** One attempt; undefined when no answer came. */
async function once(
  port: number,
  cookie: string,
  path: string,
  body: object,
  key: string,
): Promise<Answered | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-maplebridge': '1',
        'idempotency-key': key,
        cookie,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { status: response.status, json: await response.json() };
  } catch {
    return undefined;
  }
}

async function unitOf(port: number, cookie: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/session`, { headers: { cookie } });
  const me = (await response.json()) as { posts: { unitId: number | null }[] };
  const unitId = me.posts[0]?.unitId;
  if (!unitId) throw new Error('the handler has no unit');
  return unitId;
}
