// A house and one outside system on the same moved clock, connected by either road.
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import type { Manners, Outside } from '#adapters/exchange-counterpart/index.ts';
import type { Keys, MessageOf } from '#modules/exchange/index.ts';
import { apiClient, type Client } from '#modules/identity/testing.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import type { Verb } from '#modules/incident/index.ts';
import { MINUTE, movableClock, type MovableClock } from '#platform/time/index.ts';
import { findByKey, openHouse, type OpenHouse } from './open-house.ts';
import { openOutsideDesk, type Form } from './outside-desk.ts';

export type { Form };

export type ExchangeStage = Readonly<{
  house: OpenHouse;
  outside: Outside;
  clock: MovableClock;
  system: string;
  keys: Keys;
  /** Where each side of the road by files writes. */
  folders: Readonly<{ house: string; outside: string }>;
  as: (login: string) => Promise<Client>;
  /** Both sides work until neither has anything to do. */
  settle: () => Promise<void>;
  /** Both tell how far they are, then settle. */
  reconcile: () => Promise<void>;
  /** The matter that an order became. */
  matter: (orderId: string) => Promise<IncidentDetail>;
  does: (login: string, id: string, verb: Verb, input?: object) => Promise<void>;
  close: () => Promise<void>;
}>;

export type ExchangeStageOptions = Readonly<{
  form: Form;
  databaseUrl: string;
  dataDir: string;
  openedAt: number;
  seed?: number;
  manners?: Partial<Manners>;
}>;

const SYSTEM = 'police110';
const ROUNDS_MAX = 500;
/** A session unused for longer is opened anew, before the house ends it. */
const SESSION_FRESH_MS = 30 * MINUTE;

export async function openExchangeStage(options: ExchangeStageOptions): Promise<ExchangeStage> {
  const { form, dataDir, databaseUrl } = options;
  const clock = movableClock(options.openedAt);
  const desk = await openOutsideDesk({
    ...{ form, system: SYSTEM, source: 'police110', dataDir, clock, asksBackup: true },
    name: { zh: '110 报警服务台', en: '110 police desk' },
    items: { 噪音扰民: '0301003' },
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.manners ? { manners: options.manners } : {}),
  });
  const { keys, folders, exchangeFile } = desk;
  const house = await openHouse({ databaseUrl, dataDir, clock, byHand: true, exchangeFile });
  const outside = desk.connect(house.url);

  const signedIn = new Map<string, { client: Client; usedAt: number }>();
  async function as(login: string): Promise<Client> {
    const known = signedIn.get(login);
    const isFresh = known && clock.now() - known.usedAt < SESSION_FRESH_MS;
    if (isFresh) return known.client;
    const client = apiClient(house.url, { 'accept-language': 'en' });
    const { status } = await client.post('/session', { login, password: DEMO_PASSWORD });
    if (status !== 200) throw new Error(`${login} cannot sign in: ${status}`);
    signedIn.set(login, { client, usedAt: clock.now() });
    return client;
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      await house.workers.settle();
      if ((await outside.round()) === 0) return;
    }
    throw new Error('the two houses do not come to rest');
  }

  return {
    house,
    outside,
    clock,
    system: SYSTEM,
    keys,
    folders,
    as,
    settle,
    async reconcile() {
      await outside.reconcile();
      for (const job of house.exchange.jobs) if (job.name.includes('reconcile')) await job.run();
      await settle();
    },
    async matter(orderId) {
      const duty = await as('duty');
      const id = await findByKey(house, orderId);
      const { body } = await duty.get<IncidentDetail>(`/incidents/${id ?? ''}`);
      return body;
    },
    async does(login, id, verb, input = {}) {
      const { status, body } = await (
        await as(login)
      ).post(`/incidents/${id}/verbs/${verb}`, {
        input,
      });
      if (status >= 300) throw new Error(`${login} ${verb}: ${JSON.stringify(body)}`);
    },
    async close() {
      await house.close();
      await desk.close();
    },
  };
}

/** An order as 110 gives it. */
export function anOrder(
  orderId: string,
  clock: MovableClock,
  more: Partial<MessageOf<'order'>> = {},
): MessageOf<'order'> {
  return {
    kind: 'order',
    orderId,
    form: 'call',
    happenedAt: new Date(clock.now() - 30_000).toISOString(),
    urgency: 3,
    item: { words: '噪音扰民' },
    text: '柳市镇金海岸KTV深夜音量过大，楼上居民无法休息，请到场处理。',
    place: { address: '柳市镇金海岸KTV', lng: 120.915595, lat: 28.038614 },
    caller: { mode: 'named', name: '章某', phone: '13800000127' },
    ...more,
  };
}
