// The stage of the stories: the whole house on a real database and behind real HTTP, people who sign in
// with their demo accounts, and a clock that only the story moves.
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { aJpegWithPlace } from '#modules/evidence/testing.ts';
import { apiClient, type Answer, type Client } from '#modules/identity/testing.ts';
import { nextRingAt, type Verb } from '#modules/incident/index.ts';
import type {
  IncidentDetail,
  TimelineEntry,
  TrackCheck,
  TrackView,
  VerbResult,
} from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { DAY, MINUTE, movableClock } from '#platform/time/index.ts';
import { findByKey, openHouse } from './open-house.ts';
import { openOutsideDesk } from './outside-desk.ts';
import type { Claim, Measured, Player, Scene, Story, Told } from './story.ts';
import { paper } from './timeline.ts';

/** Where the stories happen. */
const COUNTY = '330382';
/** The desk through whose eyes the record is read. */
const OBSERVER = 'duty';
/** A session unused for this long is opened anew, before the house ends it. */
const SESSION_FRESH_MS = 30 * MINUTE;
/** The account of cameras, models and other systems. */
const SERVICE = 'service';
const CHINESE = { 'accept-language': 'zh-CN' };

export type StageOptions = Readonly<{
  /** A migrated database without counties; the stage fills it. */
  url: string;
  /** Secrets and evidence lie here. */
  dataDir: string;
  /** Hears the timelines. */
  write: (line: string) => void;
  /** When the house was opened: before the first story's day. */
  openedAt: number;
}>;

export type Stage = Readonly<{
  url: string;
  /** Tells a story; never throws because of what happens in it. */
  tell: (story: Story) => Promise<Told>;
  close: () => Promise<void>;
}>;

/** Opens the house. Stories are told in the order of their days: time does not run backwards. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const clock = movableClock(options.openedAt);
  const desk = await openOutsideDesk({
    ...{ form: 'http', system: 'hotline12345', source: 'hotline12345', asksBackup: false, clock },
    dataDir: options.dataDir,
    name: { zh: '12345 热线', en: 'the 12345 hotline' },
    items: { 供水问题: '1101001' },
    // People over there look at a result before they answer it.
    manners: { judge: () => null },
  });
  const opened = await openHouse({
    databaseUrl: options.url,
    dataDir: options.dataDir,
    clock,
    byHand: true,
    exchangeFile: desk.exchangeFile,
  });
  const { url, house, workers } = opened;
  const hotline = desk.connect(url);
  const close = async () => {
    await opened.close();
    await desk.close();
  };
  const county = (await house.reference.counties()).find(({ code }) => code === COUNTY);
  if (!county) throw new Error(`no county ${COUNTY}`);

  const signedIn = new Map<string, SignedIn>();
  async function clientOf(login: string): Promise<SignedIn> {
    const known = signedIn.get(login);
    const isFresh = known !== undefined && clock.now() - known.usedAt < SESSION_FRESH_MS;
    const { usedAt: _, ...who } = isFresh
      ? known
      : login === SERVICE
        ? await withToken(login)
        : await withPassword(login);
    const now = { ...who, usedAt: clock.now() };
    signedIn.set(login, now);
    return now;
  }

  async function withPassword(login: string): Promise<SignedIn> {
    const client = apiClient(url, CHINESE);
    const { account, posts } = well(
      await client.post<SessionAnswer>('/session', { login, password: DEMO_PASSWORD }),
    );
    return { client, usedAt: clock.now(), name: account.name, unit: posts[0]?.unitId ?? null };
  }

  /** Another system does not sign in: the system administrator gave it a token. */
  async function withToken(login: string): Promise<SignedIn> {
    const { client: administrator } = await clientOf('sysadmin');
    const { items } = well(
      await administrator.get<{ items: { id: string; login: string; name: string }[] }>(
        `/accounts?text=${login}`,
      ),
    );
    const account = items.find((each) => each.login === login);
    if (!account) throw new Error(`no account ${login}`);
    const { token } = well(
      await administrator.post<{ token: string }>(`/accounts/${account.id}/tokens`, {
        name: 'stories',
        scopes: ['intake:write'],
      }),
    );
    const client = apiClient(url, { ...CHINESE, authorization: `Bearer ${token}` });
    return { client, usedAt: clock.now(), name: account.name, unit: null };
  }

  /** Time passes; whatever rings on the way rings at its time and not when the story next looks. */
  async function passTo(instant: number): Promise<void> {
    if (instant < clock.now()) throw new Error('a story never goes back in time');
    for (;;) {
      const ring = await nextRingAt(house.db);
      if (ring === null || ring > instant) break;
      clock.moveTo(Math.max(clock.now(), ring));
      await workers.settle();
    }
    clock.moveTo(instant);
    await workers.settle();
  }

  async function tell(story: Story): Promise<Told> {
    const sheet = paper(county?.zone ?? 'UTC', options.write);
    const midnight = startOfDay(story.day);
    const measured: Measured[] = [];
    const claims: Claim[] = [];
    let mine: ReportResult | undefined;
    let seen = 0;

    const report = () => {
      if (!mine) throw new Error('nothing has been reported yet');
      return mine;
    };
    async function matter(): Promise<IncidentDetail> {
      const { client } = await clientOf(OBSERVER);
      return well(await client.get<IncidentDetail>(`/incidents/${report().incidentId}`));
    }
    /** The machine finishes what follows from the step; what is new in the record is written down. */
    async function settle(): Promise<void> {
      do await workers.settle();
      while ((await hotline.round()) > 0);
      if (!mine) return;
      const now = await matter();
      const fresh: readonly TimelineEntry[] = now.timeline.filter(({ seq }) => seq > seen);
      seen = now.timeline.at(-1)?.seq ?? seen;
      sheet.facts(now, fresh);
    }
    const act = async <T>(login: string, verb: Verb, input: unknown): Promise<Answer<T>> => {
      const { client } = await clientOf(login);
      return client.post<T>(`/incidents/${report().incidentId}/verbs/${verb}`, { input });
    };
    const as = (login: string): Player => ({
      async reports(input) {
        const { client } = await clientOf(login);
        mine = well(await client.post<ReportResult>('/reports', input));
        await settle();
        return mine;
      },
      async does(verb, input = {}) {
        const result = well(await act<VerbResult>(login, verb, input));
        await settle();
        return result;
      },
      async isRefused(verb, code, input = {}) {
        const answer = await act<Problem>(login, verb, input);
        const { name } = await clientOf(login);
        sheet.refusal(clock.now(), name, verb, answer.body.message ?? '', answer.body.code ?? '');
        claims.push({
          what: { zh: `“${name}”的 ${verb} 被拒`, en: `${login} is refused ${verb}: ${code}` },
          isSo: answer.status >= 400 && answer.body.code === code,
        });
      },
      async photographs() {
        const { client } = await clientOf(login);
        return upload(url, client, await aJpegWithPlace());
      },
      async unit() {
        const { unit } = await clientOf(login);
        if (unit === null) throw new Error(`${login} works for no unit`);
        return unit;
      },
    });
    const scene: Scene = {
      hotline: {
        async gives(order) {
          const happenedAt = new Date(clock.now()).toISOString();
          hotline.give({ kind: 'order', happenedAt, ...order });
          // It goes with the next round, and the house settles before and after.
          await settle();
          const incidentId = await findByKey(opened, order.orderId);
          if (!incidentId) throw new Error('the order of 12345 did not arrive');
          mine = { incidentId, number: '', receiptCode: null, duplicate: false, isVisible: true };
          await settle();
        },
        async answers(orderId, accepted, words) {
          const at = new Date(clock.now()).toISOString();
          hotline.say({ kind: 'answer', orderId, accepted, at, ...(words ? { words } : {}) });
          await settle();
        },
        heard: (orderId) =>
          hotline.orders
            .get(orderId)
            ?.heard.map((message) => (message.kind === 'step' ? message.step : message.kind)) ?? [],
      },
      async at(time) {
        await passTo(midnight + timeOfDay(time));
        await settle();
      },
      as,
      matter,
      track: async () =>
        well(await apiClient(url).get<TrackView>(`/track/${report().receiptCode ?? ''}`)),
      check: async (hash) =>
        well(
          await apiClient(url).get<TrackCheck>(
            `/track/${report().receiptCode ?? ''}/check?hash=${hash}`,
          ),
        ),
      async pointIn(place) {
        const { areas } = await house.reference.of(county?.id ?? 0);
        const area = areas.find(({ name }) => name === place);
        if (!area) throw new Error(`no place ${place}`);
        return { lng6: Math.round(area.centre.lng * 1e6), lat6: Math.round(area.centre.lat * 1e6) };
      },
      holds: (what, isSo) => void claims.push({ what, isSo }),
      within: (code, what, minutes, limit) =>
        void measured.push({ code, what, minutes, limit, isWithin: minutes <= limit }),
    };

    sheet.title(story);
    let brokeOff: string | null = null;
    try {
      await story.tell(scene);
    } catch (error) {
      brokeOff = error instanceof Error ? error.message : String(error);
    }
    const told: Told = {
      name: story.name,
      held:
        brokeOff === null &&
        claims.every(({ isSo }) => isSo) &&
        measured.every(({ isWithin }) => isWithin),
      number: mine?.number ?? '',
      entries: seen,
      measured,
      claims,
      brokeOff,
    };
    sheet.end(told);
    return told;
  }

  return { url, tell, close };
}

type SignedIn = Readonly<{ client: Client; usedAt: number; name: string; unit: number | null }>;
type SessionAnswer = Readonly<{
  account: { name: string };
  posts: readonly { unitId: number | null }[];
}>;
type Problem = Readonly<{ code?: string; message?: string }>;

/** The body of an answer that went well; anything else ends the story with what the server said. */
function well<T>({ status, body }: Answer<T>): T {
  if (status < 300) return body;
  const { code, message } = body as Problem;
  throw new Error(`${status} ${code ?? ''} ${message ?? ''}`);
}

async function upload(url: string, client: Client, bytes: Uint8Array): Promise<string> {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], 'photo.jpg', { type: 'image/jpeg' }));
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${url}/api/v1/evidence`, {
    method: 'POST',
    headers: { cookie, 'x-maplebridge': '1' },
    body: form,
  });
  if (!answer.ok) throw new Error(`the photograph was not taken: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

/** China keeps one time, eight hours ahead, all year. */
function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`);
}

/** `14:00`, `14:00:20` or `+1 09:00` as milliseconds after midnight of the first day. */
function timeOfDay(time: string): number {
  const [, days = '0', hours = '', minutes = '', seconds = '0'] =
    /^(?:\+(\d+) )?(\d\d):(\d\d)(?::(\d\d))?$/.exec(time) ?? [];
  if (hours === '') throw new Error(`no time of the day: ${time}`);
  return (
    Number(days) * DAY + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  );
}
