// A county revises its catalogue over HTTP: what the trial tells, what is refused, from when on it holds, and what
// matters that are open already keep.
import { beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { putDueInForce } from '#modules/catalog/jobs.ts';
import type {
  CatalogAnswer,
  CatalogItem,
  PublicationList,
  TryCatalogAnswer,
} from '#modules/catalog/contract.ts';
import type { Client } from '#modules/identity/testing.ts';
import { openDatabase } from '#platform/db/index.ts';
import { DAY } from '#platform/time/index.ts';
import { signedIn } from './signed-in.ts';
import { OPENING_TIMEOUT_MS, testHouse } from './test-house.ts';

const POINT = { lng6: 120_915_595, lat6: 28_038_614 };
/** 窨井盖缺损, which the shipped routes and lists name. */
const MANHOLE = '0204003';

const house = testHouse('en');
const { clock } = house;
let countyId = 0;
let keeper: Client;
let clerk: Client;

type Problem = { code: string };
const read = async () =>
  (await keeper.get<z.infer<typeof CatalogAnswer>>(`/catalog?countyId=${countyId}`)).body;
const published = async (client = keeper) =>
  (await client.get<PublicationList & Problem>(`/catalog/publications?countyId=${countyId}`)).body;
const tryOut = (change: object, basedOn = 1, client = keeper) =>
  client.post<TryCatalogAnswer & Problem>('/catalog/dry-run', { countyId, basedOn, change });
const publish = (change: object, basedOn: number, more: object = {}, client = keeper) =>
  client.post<{ number: number } & Problem>('/catalog/publish', {
    ...{ countyId, basedOn, change, note: '依据新规修订' },
    ...more,
  });
const itemOf = async (code: string): Promise<CatalogItem> => {
  const item = (await read()).items.find((each) => each.code === code);
  if (!item) throw new Error(`no item ${code}`);
  return item;
};
async function reported(): Promise<string> {
  const { body } = await clerk.post<{ incidentId: string }>('/reports', {
    ...{ source: 'phone', text: '薛宅村路口窨井盖没了', itemCode: MANHOLE, point: POINT },
  });
  await house.workers.settle();
  return body.incidentId;
}

beforeAll(async () => {
  keeper = await signedIn(house.url, 'process', 'en');
  clerk = await signedIn(house.url, 'clerk', 'en');
  const { body } = await keeper.get<{ posts: { place: { countyId: number } }[] }>('/session');
  countyId = body.posts[0]?.place.countyId ?? 0;
}, OPENING_TIMEOUT_MS);

test('the shipped catalogue is the first publication; whoever works here reads it, one role keeps it', async () => {
  const [mine, theirs] = [await published(), await published(clerk)];
  expect(mine.items.map(({ number }) => number)).toEqual([1]);
  expect([mine.inForce, mine.mayKeep, theirs.mayKeep]).toEqual([1, true, false]);
  const stranger = await signedIn(house.url, 'b-clerk', 'en');
  expect((await published(stranger)).code).toBe('identity.not-allowed');
  for (const refused of [await tryOut({}, 1, clerk), await publish({}, 1, {}, clerk)])
    expect(refused).toMatchObject({ status: 403, body: { code: 'identity.not-allowed' } });
});

test('a trial tells what would change, what lies open and which lists name it; nothing is changed', async () => {
  await reported();
  const item = await itemOf(MANHOLE);
  const faster = { ...item, level: 1, standardRef: 'CJJ 6' };
  const { status, body } = await tryOut({ items: [faster] });
  expect(status).toBe(200);
  expect(body.differences).toMatchObject([{ code: MANHOLE, fields: ['level', 'standardRef'] }]);
  const [touched] = body.touched;
  expect(touched).toMatchObject({ code: MANHOLE, waiting: 1, open: 0 });
  expect(touched?.references.map(({ list }) => list)).toEqual(
    expect.arrayContaining(['routes', 'task']),
  );
  expect((await read()).version).toBe('v1');
});

test('what a version may not be is refused, in the words of the reader', async () => {
  const item = await itemOf(MANHOLE);
  const own = {
    ...item,
    code: '0204901',
    name: { zh: '智能井盖告警（自定义）', en: 'Smart cover' },
  };
  const codeOf = async (change: object, basedOn = 1) => (await tryOut(change, basedOn)).body.code;
  expect(await codeOf({})).toBe('catalog.unchanged');
  expect(await codeOf({ items: [item] })).toBe('catalog.unchanged');
  expect(await codeOf({ items: [own] }, 7)).toBe('catalog.changed-meanwhile');
  expect(await codeOf({ items: [{ ...own, code: '0204899' }] })).toBe('catalog.own-code');
  expect(await codeOf({ items: [{ ...own, code: '9904901' }] })).toBe('catalog.group-unknown');
  expect(await codeOf({ items: [{ ...own, leads: ['moon'] }] })).toBe('catalog.lead-unknown');
  expect(await codeOf({ retired: ['0204901'] })).toBe('catalog.item-unknown');
  expect((await tryOut({ items: [{ ...own, points: 5 }] })).status).toBe(400);
  const late = { effectiveAt: clock.now() + 900 * DAY };
  expect((await publish({ items: [own] }, 1, late)).body.code).toBe('catalog.too-far-ahead');
});

test('published: new matters go by it, those that were accepted keep theirs', async () => {
  const before = await reported();
  type Matter = { version: number; catalogVersion?: number };
  const detail = async (id: string) => (await clerk.get<Matter>(`/incidents/${id}`)).body;
  const accept = async (id: string) =>
    clerk.post(`/incidents/${id}/verbs/accept`, {
      ...{ input: { itemCode: MANHOLE, level: 3 }, expectedVersion: (await detail(id)).version },
    });
  expect((await accept(before)).status).toBe(200);
  const item = await itemOf(MANHOLE);
  const own = {
    ...item,
    code: '0204901',
    name: { zh: '智能井盖告警（自定义）', en: 'Smart cover' },
  };
  const { status, body } = await publish(
    { items: [own, { ...item, limits: { ...item.limits, sign: { amount: 7, unit: 'minute' } } }] },
    1,
  );
  expect([status, body.number]).toEqual([200, 2]);
  expect((await publish({ items: [own] }, 1)).body.code).toBe('catalog.changed-meanwhile');
  const { items, inForce } = await published();
  expect(inForce).toBe(2);
  expect(items[0]).toMatchObject({ added: 1, changed: 1, retired: 0, note: '依据新规修订' });
  expect(items[0]?.publishedBy).toMatch(/\p{Script=Han}/u);
  expect((await itemOf('0204901')).name.en).toBe('Smart cover');

  const after = await reported();
  await accept(after);
  const signLimit = async (id: string) => {
    const { version } = await detail(id);
    await clerk.post(`/incidents/${id}/verbs/dispatch`, {
      ...{ input: { lead: await leadOf(id), co: [] }, expectedVersion: version },
    });
    const clocks = (
      await clerk.get<{ clocks: { kind: string; startedAt: number; dueAt: number }[] }>(
        `/incidents/${id}`,
      )
    ).body.clocks;
    const sign = clocks.find(({ kind }) => kind === 'sign');
    return sign ? (sign.dueAt - sign.startedAt) / 60_000 : undefined;
  };
  const leadOf = async (id: string) => {
    const { body: advice } = await clerk.get<{ candidates: { unitId: number; part: string }[] }>(
      `/incidents/${id}/advice`,
    );
    return advice.candidates.find(({ part }) => part === 'lead')?.unitId;
  };
  expect(await signLimit(after)).toBe(7);
  expect(await signLimit(before)).toBe(item.limits.sign?.amount);
});

test('a version for a later day waits for it; a retired code is not given to something else', async () => {
  const effectiveAt = clock.now() + 3 * DAY;
  const { body } = await publish({ retired: ['0204901'] }, 2, { effectiveAt });
  expect(body.number).toBe(3);
  const waiting = await published();
  expect([waiting.inForce, waiting.items[0]?.effectiveAt]).toEqual([2, effectiveAt]);
  expect((await itemOf('0204901')).name.en).toBe('Smart cover');
  const item = await itemOf('0204901');
  const other = { ...item, name: { zh: '别的事项', en: 'Something else' } };
  expect((await tryOut({ items: [other] }, 3)).body.code).toBe('catalog.own-code');
  expect((await tryOut({ items: [item] }, 3)).status).toBe(200);

  clock.advance(3 * DAY);
  const db = openDatabase({ url: house.databaseUrl, poolMax: 2 });
  expect(await putDueInForce(db, clock.now())).toEqual([countyId]);
  expect(await putDueInForce(db, clock.now())).toEqual([]);
  await db.destroy();
  keeper = await signedIn(house.url, 'process', 'en');
  expect((await published()).inForce).toBe(3);
  expect((await read()).items.some(({ code }) => code === '0204901')).toBe(false);
});

test('a version that waits is withdrawn with a reason, stays in the list, and never comes into force', async () => {
  const withdraw = (number: number, reason = '时限写错', client = keeper) =>
    client.post<Problem>(`/catalog/publications/${number}/withdraw`, { countyId, reason });
  clerk = await signedIn(house.url, 'clerk', 'en');
  const item = await itemOf(MANHOLE);
  const effectiveAt = clock.now() + 2 * DAY;
  const own = { ...item, code: '0204902', name: { zh: '写错的事项', en: 'A slip' } };
  expect((await publish({ items: [own] }, 3, { effectiveAt })).body.number).toBe(4);
  const later = { items: [{ ...item, standardRef: 'CJJ 6' }] };
  const { body } = await publish(later, 4, { effectiveAt: effectiveAt + DAY });
  expect(body.number).toBe(5);

  // What is built on goes last; nobody else takes it back, and nobody without saying why.
  expect((await withdraw(4)).body.code).toBe('catalog.withdraw-later-first');
  expect((await withdraw(5, '时限写错', clerk)).status).toBe(403);
  expect((await withdraw(5, ' ')).status).toBe(400);
  expect((await withdraw(9)).body.code).toBe('catalog.publication-unknown');
  expect((await withdraw(3)).body.code).toBe('catalog.holds-already');
  expect((await withdraw(5)).status).toBe(204);
  expect((await withdraw(5)).body.code).toBe('catalog.withdrawn-already');
  expect((await withdraw(4)).status).toBe(204);
  const { items, inForce, formerCodes } = await published();
  expect([items.map(({ number }) => number), inForce]).toEqual([[5, 4, 3, 2, 1], 3]);
  expect(items[1]?.withdrawn).toMatchObject({ reason: '时限写错', at: clock.now() });
  expect(items[1]?.withdrawn?.by).toMatch(/\p{Script=Han}/u);
  expect(formerCodes).not.toContain('0204902');

  const db = openDatabase({ url: house.databaseUrl, poolMax: 2 });
  expect(await putDueInForce(db, effectiveAt + 2 * DAY)).toEqual([]);
  await db.destroy();

  // The next is made on what stands, under a number of its own; what was withdrawn has used no code.
  const right = { ...own, name: { zh: '写对的事项', en: 'As meant' } };
  expect((await publish({ items: [right] }, 5)).body.code).toBe('catalog.changed-meanwhile');
  expect((await publish({ items: [right] }, 3)).body.number).toBe(6);
  expect((await published()).inForce).toBe(6);
  const admin = await signedIn(house.url, 'auditor', 'zh-CN');
  const { body: log } = await admin.get<{ items: { action: string }[] }>('/audit?limit=50');
  expect(log.items.filter(({ action }) => action === 'catalog.withdrawn')).toHaveLength(2);
});
