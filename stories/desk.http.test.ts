// A clerk's day at the desk over HTTP: what was reported is listed, counted, mapped, searched, exported and
// handled many at once, and nobody sees, and nothing does, more than it should.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '#modules/identity/testing.ts';
import type {
  BulkResult,
  Colleagues as ColleaguesShape,
  IncidentDetail,
  IncidentPage,
  SupervisionList,
} from '#modules/incident/contract.ts';
import type { Clusters } from '#modules/map/contract.ts';
import { HOUR, SECOND } from '#platform/time/index.ts';
import type { z } from 'zod';
import { OPENED_AT } from './stories.ts';
import { OPENING_TIMEOUT_MS, testHouse } from './test-house.ts';

type Colleagues = z.infer<typeof ColleaguesShape>;

const REPORTS = 7;
const PHONE = '13800001234';
/** In the middle of 薛宅村, in the clerk's own town. */
const POINT = { lng6: 120_915_595, lat6: 28_038_614 };

const house = testHouse('en');
const { clock, as } = house;
const reported: string[] = [];

beforeAll(async () => {
  const clerk = await as('clerk');
  for (let no = 0; no < REPORTS; no += 1) {
    const { body } = await clerk.post<{ incidentId: string }>('/reports', {
      source: 'phone',
      text: `柳市镇薛宅村垃圾桶满溢，请清运（第${no}件）`,
      itemCode: '0401001',
      point: POINT,
      reporter: { name: '林小梅', phone: PHONE },
    });
    reported.push(body.incidentId);
    clock.advance(SECOND);
  }
  await house.workers.settle();
}, OPENING_TIMEOUT_MS);

describe('lists', () => {
  test('come page by page, each incident once, newest first', async () => {
    const clerk = await as('clerk');
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await clerk.get<IncidentPage>(`/incidents?limit=3${next}`);
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(reported.toReversed());
  });

  test('hold only what is within the rights: other people see other lists', async () => {
    for (const [login, count] of [
      ['clerk', REPORTS],
      ['duty', REPORTS],
      ['citizen', 0],
      ['sysadmin', 0],
    ] as const) {
      const { status, body } = await (await as(login)).get<IncidentPage>('/incidents');
      if (status === 200) expect([login, body.items.length]).toEqual([login, count]);
      else expect([login, status]).toEqual([login, 403]);
    }
  });

  test('are narrowed by filters and found by words, a telephone and a number', async () => {
    const clerk = await as('clerk');
    const found = async (query: string) =>
      (await clerk.get<IncidentPage>(`/incidents?${query}`)).body.items.map(({ id }) => id);
    expect(await found('status=reported')).toHaveLength(REPORTS);
    expect(await found('status=closed')).toEqual([]);
    expect(await found('item=0401')).toHaveLength(REPORTS);
    expect(await found('item=0901')).toEqual([]);
    expect(await found(`q=${encodeURIComponent('满溢')}`)).toHaveLength(REPORTS);
    expect(await found(`q=${encodeURIComponent('火星')}`)).toEqual([]);
    expect(await found(`q=${PHONE}`)).toHaveLength(REPORTS);
    const { body } = await clerk.get<IncidentPage>('/incidents?limit=1');
    expect(await found(`q=${body.items[0]?.number}`)).toEqual([body.items[0]?.id]);
  });

  test('are counted: what is asked for, and the badges', async () => {
    const clerk = await as('clerk');
    const count = await clerk.get<{ count: number }>('/incidents/count?status=reported');
    expect(count.body).toEqual({ count: REPORTS, capped: false });
    const words = await clerk.get(`/incidents/count?q=${encodeURIComponent('满溢')}`);
    expect(words.body).toEqual({ count: REPORTS, capped: false });
    const badges = await clerk.get<{ counts: Record<string, unknown> }>('/incidents/counts');
    expect(badges.body.counts).toHaveProperty('mine');
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['status=nowhere', 'status[0]'],
    ['level=7', 'level[0]'],
    ['townId=x', 'townId'],
    ['from=yesterday', 'from'],
    ['sort=loudest', 'sort'],
  ])('%s is refused with the name of the field', async (query, field) => {
    const { status, body } = await (
      await as('clerk')
    ).get<{ field: string; message: string }>(`/incidents?${query}`);
    expect([status, body.field]).toEqual([400, field]);
    expect(body.message).toMatch(/\w/);
  });

  test('a cursor that nobody was given is refused', async () => {
    const { status } = await (await as('clerk')).get('/incidents?cursor=AAAA');
    expect(status).toBe(400);
  });
});

test('the map shows what the list shows, and nothing to whom the list shows nothing', async () => {
  const box = 'west=120000000&south=27000000&east=122000000&north=29000000&zoom=9';
  const total = async (login: string) => {
    const { status, body } = await (await as(login)).get<Clusters>(`/map/incidents?${box}`);
    return status === 200 ? body.clusters.reduce((sum, { count }) => sum + count, 0) : status;
  };
  expect(await total('clerk')).toBe(REPORTS);
  expect(await total('citizen')).toBe(0);
});

test('an export names no persons to whom may not see them, and is audited', async () => {
  const duty = await as('duty');
  const { status, body: text, headers } = await duty.get<string>('/incidents/export?format=csv');
  expect(status).toBe(200);
  // Files of several exports lie beside each other under names that tell them apart.
  const name = decodeURIComponent(headers.get('content-disposition') ?? '');
  expect(name).toMatch(/^attachment; filename\*=UTF-8''incidents-\d{12}\.csv$/);
  expect(text.trim().split('\r\n')).toHaveLength(1 + REPORTS);
  expect(text).not.toContain(PHONE);
  expect(text).not.toContain('林小梅');
});

test("a caller's earlier matters are found by the telephone", async () => {
  const { body } = await (await as('clerk')).get<{ items: unknown[] }>(`/callers?phone=${PHONE}`);
  expect(body.items).toHaveLength(REPORTS);
});

test('views are kept for whoever saved them, and for nobody else', async () => {
  const clerk = await as('clerk');
  const saved = await clerk.post<{ id: string }>('/views', {
    name: '未受理',
    query: { status: ['reported'] },
  });
  expect(saved.status).toBe(200);
  const mine = await clerk.get<{ items: { id: string }[] }>('/views');
  expect(mine.body.items.map(({ id }) => id)).toEqual([saved.body.id]);
  expect((await (await as('duty')).get<{ items: unknown[] }>('/views')).body.items).toEqual([]);
  expect((await clerk.send('DELETE', `/views/${saved.body.id}`)).status).toBe(204);
  expect((await clerk.get<{ items: unknown[] }>('/views')).body.items).toEqual([]);
});

describe('many verbs in one request', () => {
  type Results = z.infer<typeof BulkResult>['results'];
  const send = async (commands: object[], key: string) =>
    (await as('clerk')).post<{ results: Results }>(
      '/verbs',
      { commands },
      { 'idempotency-key': key },
    );
  const accept = (id: string) => ({ id, verb: 'accept', input: { itemCode: '0401001' } });

  test('sent again under the same key are answered again, not done again', async () => {
    const commands = reported.slice(0, 3).map(accept);
    const first = await send(commands, 'desk-accepts');
    expect(first.body.results.map(({ ok }) => ok)).toEqual([true, true, true]);
    const again = await send(commands, 'desk-accepts');
    expect(again.body).toEqual(first.body);
    // Without the key it is another wish, and too late.
    const other = await send(commands, 'desk-accepts-anew');
    expect(other.body.results.map(({ ok }) => ok)).toEqual([false, false, false]);
  });

  test('another request under the same key does nothing', async () => {
    const { body } = await send(reported.slice(3, 5).map(accept), 'desk-accepts');
    expect(body.results.map((each) => (each.ok ? 'done' : each.problem.code))).toEqual([
      'http.idempotency-key-reused',
      'http.idempotency-key-reused',
    ]);
  });

  test('the refusal of one leaves the others alone, and says why', async () => {
    const [id = ''] = reported.slice(3);
    const { body } = await send(
      [accept(id), { id: '01a1ec2a-f1c9-78da-ab63-e3402faf3f22', verb: 'accept', input: {} }],
      'desk-mixed',
    );
    const [done, refused] = body.results;
    expect(done?.ok).toBe(true);
    expect(refused).toMatchObject({ ok: false, problem: { message: expect.stringMatching(/\w/) } });
  });

  test('more than a hundred are refused as a whole', async () => {
    const { status } = await send(
      Array.from({ length: 101 }, () => accept(reported[0] ?? '')),
      'x',
    );
    expect(status).toBe(400);
  });
});

test('who may know of a restricted matter is named, found by a part of the name', async () => {
  const id = reported.at(-1) ?? '';
  const clerk = await as('clerk');
  const duty = await as('duty');
  const { body: me } = await duty.get<{ account: { id: string; name: string } }>('/session');
  const seen = async (client: Client) => (await client.get(`/incidents/${id}`)).status;
  const find = (client: Client, text: string) =>
    client.get<Colleagues>(`/incidents/${id}/colleagues?text=${encodeURIComponent(text)}`);
  const restrict = (members: string[]) =>
    clerk.post(`/incidents/${id}/verbs/restrict`, {
      input: { restricted: true, members, reason: '当事人要求保密' },
    });

  const { body: found } = await find(clerk, me.account.name.slice(0, 2));
  expect(found.items).toContainEqual(
    expect.objectContaining({ id: me.account.id, name: me.account.name, unit: expect.any(String) }),
  );
  expect((await find(clerk, '没有这样的人')).body.items).toEqual([]);
  expect((await find(clerk, '')).status).toBe(400);
  expect((await find(await as('citizen'), '叶')).status).toBe(404);

  expect((await restrict([])).status).toBe(200);
  expect([await seen(clerk), await seen(duty)]).toEqual([200, 404]);
  expect((await restrict([me.account.id])).status).toBe(200);
  expect([await seen(clerk), await seen(duty)]).toEqual([200, 200]);
  const { body } = await duty.get<IncidentDetail>(`/incidents/${id}`);
  expect(body.members.map(({ name }) => name)).toContain(me.account.name);
});

test('a supervision is listed for whoever may see its matter until it is struck off', async () => {
  const id = reported[5] ?? '';
  const director = await as('director');
  const verb = async (client: Client, name: string, input: object) =>
    (await client.post(`/incidents/${id}/verbs/${name}`, { input })).status;
  const numbers = async (login: string) =>
    (await (await as(login)).get<SupervisionList>('/supervisions')).body.items.map(
      ({ number, repliedAt }) => [number, repliedAt !== null],
    );
  const replyBy = OPENED_AT + 20 * HOUR;
  expect(await verb(director, 'supervise', { grade: 'key', replyBy, note: '今日清运' })).toBe(200);
  const { body: detail } = await director.get<IncidentDetail>(`/incidents/${id}`);
  const number = `${detail.number}-1`;
  expect(await numbers('director')).toEqual([[number, false]]);
  expect(await numbers('duty')).toEqual([[number, false]]);
  // Another office's people, another county's, citizens: overdue and pressed is the government's inside.
  for (const login of ['handler', 'citizen', 'b-clerk'])
    expect([login, await numbers(login)]).toEqual([login, []]);
  const clerk = await as('clerk');
  expect(await verb(clerk, 'replySupervision', { no: 1, reply: '已派车' })).toBe(200);
  expect(await numbers('director')).toEqual([[number, true]]);
  expect(await verb(director, 'strikeOff', { no: 1, accepted: true })).toBe(200);
  expect(await numbers('director')).toEqual([]);
});

test('whoever is asked for help finds the matter in its own list', async () => {
  const id = reported[6 - 2] ?? '';
  const clerk = await as('clerk');
  const police = await as('police');
  const { body: team } = await (await as('team')).get<{ posts: { unitId: number }[] }>('/session');
  const verb = async (client: Client, name: string, input: object) =>
    (await client.post<{ code?: string }>(`/incidents/${id}/verbs/${name}`, { input })).body;
  const listed = async () =>
    (await police.get<IncidentPage>('/incidents')).body.items.map((row) => row.id);
  await verb(clerk, 'accept', { itemCode: '0401001' });
  await verb(clerk, 'dispatch', { lead: team.posts[0]?.unitId });
  expect(await listed()).toEqual([]);
  await verb(await as('team'), 'reinforce', { kind: 'police', request: '有人阻拦清运' });
  expect(await listed()).toEqual([id]);
  await verb(police, 'decline', { helpNo: 1, reason: '改由执法队到场' });
  await verb(await as('team'), 'sign', {});
  // It stays in the list as the matter moves on, once.
  expect(await listed()).toEqual([id]);
});

test('a report of several demands is split into matters of their own, and closed after them', async () => {
  const clerk = await as('clerk');
  const { body: mine } = await clerk.post<{ incidentId: string; number: string }>('/reports', {
    source: 'phone',
    text: '一是路灯不亮，二是井盖破损（联系电话 13800001234），三是垃圾未清。',
    itemCode: '0401001',
    point: POINT,
  });
  const id = mine.incidentId;
  const verb = async (of: string, name: string, input: object, client = clerk) => {
    const { status, body } = await client.post<{ code?: string }>(
      `/incidents/${of}/verbs/${name}`,
      { input },
    );
    return body.code ?? status;
  };
  expect(await verb(id, 'split', { parts: [{ text: '井盖', itemCode: '9999999' }] })).toBe(
    'incident.unknown-item',
  );
  const parts = [{ text: '路灯不亮' }, { text: '井盖破损，电话 13800001234' }];
  expect(await verb(id, 'split', { parts })).toBe(200);
  await house.workers.settle();
  const { body: whole } = await clerk.get<IncidentDetail>(`/incidents/${id}`);
  const serial = (number: string) => Number(number.slice(-6));
  // A refused split took no number.
  expect(whole.children.map(({ number }) => serial(number) - serial(mine.number))).toEqual([1, 2]);
  expect(whole.children[1]?.title).not.toContain('13800001234');
  const [lamp] = whole.children;
  const { body: child } = await clerk.get<IncidentDetail>(`/incidents/${lamp?.id}`);
  expect(child).toMatchObject({
    status: 'reported',
    text: '路灯不亮',
    parent: { id },
    village: whole.village,
    timeline: [{ type: 'incident.reported' }, { type: 'incident.triaged' }],
  });
  expect(await verb(lamp?.id ?? '', 'split', { parts })).toBe('incident.part-again');

  const { body: team } = await (await as('team')).get<{ posts: { unitId: number }[] }>('/session');
  await verb(id, 'accept', { itemCode: '0401001' });
  await verb(id, 'dispatch', { lead: team.posts[0]?.unitId });
  await verb(id, 'sign', {}, await as('team'));
  await verb(id, 'resolve', { noEvidence: '无法取证', result: '垃圾已清' }, await as('team'));
  expect(await verb(id, 'close', {})).toBe('incident.parts-open');
  // Also where a picture is shown with it.
  const evidence = [crypto.randomUUID()];
  expect(await verb(id, 'close', { evidence })).toBe('incident.parts-open');
  for (const part of whole.children) await verb(part.id, 'answer', { reply: '已转专业单位修复' });
  expect(await verb(id, 'close', {})).toBe(200);
});

test('two verbs in one request: the second goes on where the first left it, or is not done', async () => {
  const clerk = await as('clerk');
  const { body: report } = await clerk.post<{ incidentId: string }>('/reports', {
    source: 'phone',
    text: '路口垃圾成堆，两步一起办',
    point: POINT,
  });
  const id = report.incidentId;
  await house.workers.settle();
  const { body: team } = await (await as('team')).get<{ posts: { unitId: number }[] }>('/session');
  const both = async (expectedVersion: number) => {
    const { body } = await clerk.post<{ results: { ok: boolean; problem?: { code: string } }[] }>(
      '/verbs',
      {
        commands: [
          { id, verb: 'accept', input: { itemCode: '0401001' }, expectedVersion },
          { id, verb: 'dispatch', input: { lead: team.posts[0]?.unitId }, follows: true },
        ],
      },
    );
    return body.results.map(({ ok, problem }) => (ok ? 'ok' : problem?.code));
  };
  const statusOf = async () => (await clerk.get<IncidentDetail>(`/incidents/${id}`)).body;
  expect(await both(999)).toEqual(['incident.changed-meanwhile', 'incident.follows-nothing']);
  expect((await statusOf()).status).toBe('reported');
  expect(await both((await statusOf()).version)).toEqual(['ok', 'ok']);
  expect((await statusOf()).status).toBe('dispatched');
});

test('why not: what cannot be returned says why, not only who may', async () => {
  const [clerk, team] = [await as('clerk'), await as('team')];
  const { body } = await clerk.post<{ incidentId: string }>('/reports', {
    ...{ source: 'phone', text: '两人在路口推搡争吵', itemCode: '0301001', point: POINT },
  });
  const matter = `/incidents/${body.incidentId}`;
  const { body: session } = await team.get<{ posts: { unitId: number }[] }>('/session');
  const lead = session.posts[0]?.unitId;
  await clerk.post(`${matter}/verbs/accept`, { input: {} });
  await clerk.post(`${matter}/verbs/dispatch`, { input: { lead } });
  const told = async () => {
    const { body: detail } = await team.get<IncidentDetail>(matter);
    const { body: whyNot } = await team.get<{ keptBack: string | null }>(
      `${matter}/why-not?verb=return`,
    );
    return [detail.verbs.includes('return'), whyNot.keptBack];
  };
  expect(await told()).toEqual([true, null]);
  await team.post(`${matter}/verbs/sign`, { input: {} });
  expect(await told()).toEqual([false, 'You cannot return the two highest levels']);
});
