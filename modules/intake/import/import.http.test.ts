// The import page's API: upload, look, try, run, follow, fetch what was not taken; and who may.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, Role, SignedIn } from '#modules/identity/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { startTestServer, UNHURRIED, type TestServer } from '#platform/http/testing.ts';
import { DAY, movableClock } from '#platform/time/index.ts';
import type { ImportPreview, ImportStatus } from './contract.ts';
import { importDesk, type ImportDesk } from './desk.ts';
import { IMPORT_REFUSALS } from './refusals.ts';
import { importRoutes } from './routes.ts';
import type { IntakePort } from './run-import.ts';

const clock = movableClock(Date.now());
const person = (id: string, role: Role, countyId = 7): Actor => ({
  kind: 'person',
  id,
  name: id,
  posts: [{ role, unitId: null, place: { countyId }, line: null }],
});
const PEOPLE: Record<string, Actor> = {
  clerk: person('clerk', 'countyDuty'),
  worker: person('worker', 'gridWorker'),
  elsewhere: person('elsewhere', 'countyDuty', 8),
};
const CSV =
  '编号,内容,时间,经度,纬度\n1,路灯不亮,2026-1-1,120.9,28.1\n2,井盖,昨天,,\n3,噪声,2026-1-2,,\n';

let database: TestDatabase;
let folder: string;
let server: TestServer;
let desk: ImportDesk;
let taken: string[];
let holdBatches: Promise<void> | undefined;

const intake: IntakePort = async (reports, { dryRun }) => {
  await holdBatches;
  return reports.map(({ sourceKey }) => {
    if (taken.includes(sourceKey)) return { outcome: 'duplicate' };
    if (!dryRun) taken.push(sourceKey);
    return { outcome: 'accepted', located: false, classified: true };
  });
};

function makeDesk(): ImportDesk {
  return importDesk({
    db: database.db,
    clock,
    folder,
    countyOf: async (id) => ({ id, zone: 'Asia/Shanghai', country: 'CN' }),
    itemsOf: async () => undefined,
    intakeFor: async () => intake,
    texts: IMPORT_REFUSALS,
    onFailure: (_run, error) => {
      throw error;
    },
  });
}

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  desk = makeDesk();
  server = await startTestServer({ refusals: IMPORT_REFUSALS, overload: UNHURRIED }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      const actor = PEOPLE[String(request.headers['x-person'])];
      if (actor) request.signedIn = { actor, mustChangePassword: false } as SignedIn;
    });
    app.register(
      importRoutes(desk, async () => {}),
      { prefix: '/api/v1' },
    );
  });
});
afterAll(async () => {
  await desk.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  taken = [];
  holdBatches = undefined;
});

async function ask(path: string, init: RequestInit = {}, who = 'clerk'): Promise<Response> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    ...init,
    headers: { 'x-person': who, 'x-maplebridge': '1', ...init.headers },
  });
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
}

function upload(
  bytes: string | Uint8Array<ArrayBuffer>,
  who = 'clerk',
  name = '工单.csv',
  key?: string,
): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  return ask('/imports', { method: 'POST', body: form, headers }, who);
}

const post = (path: string, body: unknown, who = 'clerk', key?: string) =>
  ask(
    path,
    {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
    },
    who,
  );

async function uploaded(text = CSV): Promise<ImportPreview> {
  const response = await upload(text);
  expect(response.status).toBe(201);
  return (await response.json()) as ImportPreview;
}

async function ended(id: string): Promise<ImportStatus> {
  for (let tries = 0; tries < 200; tries += 1) {
    const status = (await (await ask(`/imports/${id}`)).json()) as ImportStatus;
    if (status.state !== 'running') return status;
    await wait(10);
  }
  throw new Error('the import did not end');
}

describe('again under the same key', () => {
  test('the same file is the same import with the same answer; another file is refused', async () => {
    const first = await upload(CSV, 'clerk', '工单.csv', 'file-1');
    const files = (await readdir(folder)).length;
    const again = await upload(CSV, 'clerk', '工单.csv', 'file-1');
    expect([again.status, await again.json()]).toEqual([201, await first.json()]);
    expect((await readdir(folder)).length).toBe(files);
    const other = await upload(`${CSV}4,路面,2026-1-3,,\n`, 'clerk', '工单.csv', 'file-1');
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([
      422,
      'http.idempotency-key-reused',
    ]);
    expect((await readdir(folder)).length).toBe(files);
  });

  test('a run begins once: asked again it says how far it has come', async () => {
    const { id, mapping } = await uploaded(CSV.replaceAll('路灯', '路灯又'));
    const begin = (dryRun: boolean, key: string) =>
      post(`/imports/${id}/run`, { mapping, dryRun }, 'clerk', key);
    const twins = await Promise.all([begin(false, 'run-1'), begin(false, 'run-1')]);
    expect(twins.map(({ status }) => status)).toEqual([202, 202]);
    const over = await ended(id);
    const again = await begin(false, 'run-1');
    expect([again.status, await again.json()]).toEqual([202, over]);
    expect((await begin(false, 'run-2')).status).toBe(409);
    expect((await begin(true, 'run-1')).status).toBe(422);
  });
});

describe('the way of a file', () => {
  test('upload shows columns, a mapping, the first rows and their problems', async () => {
    const preview = await uploaded();
    expect(preview).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      headers: ['编号', '内容', '时间', '经度', '纬度'],
      mapping: { source: 'import', fields: { text: { column: '内容' }, lng: { column: '经度' } } },
      problems: [],
    });
    expect(preview.rows.map((row) => row.report?.title ?? row.rejection?.message)).toEqual([
      '路灯不亮',
      '无法识别时间“昨天”。',
      '噪声',
    ]);
  });

  test('columns with names that nobody can read are columns all the same', async () => {
    const odd = ['', ' ', '\u0000', '\ud800', `${'长'.repeat(199)}😀`, '\u0007铃'];
    const lines = odd.map((name) => JSON.stringify({ 内容: '路灯不亮', [name]: 'x' }));
    const asJson = await upload(lines.join('\n'), 'clerk', '工单.jsonl');
    // A NUL is no text to begin with.
    const cells = odd.filter((name) => name !== '\u0000').map((name) => `"${name}"`);
    const asCsv = await upload(`内容,${cells.join(',')}\n路灯,,,,,x\n`);
    for (const response of [asJson, asCsv]) {
      expect(response.status).toBe(201);
      const { id, mapping, headers } = (await response.json()) as ImportPreview;
      expect(headers.every((header) => header.trim() !== '' && header.isWellFormed())).toBe(true);
      const again = await post(`/imports/${id}/preview`, { mapping });
      expect([again.status, ((await again.json()) as ImportPreview).headers]).toEqual([
        200,
        headers,
      ]);
    }
  });

  test('another mapping, a dry run, the run, and what was not taken', async () => {
    const { id, mapping } = await uploaded();
    const keyless = { ...mapping, fields: { ...mapping.fields, sourceKey: { column: '没有' } } };
    const looked = (await (
      await post(`/imports/${id}/preview`, { mapping: keyless })
    ).json()) as ImportPreview;
    expect(looked.problems).toMatchObject([
      { code: 'import.no-such-column', message: '文件里没有列“没有”。' },
    ]);
    expect((await post(`/imports/${id}/run`, { mapping, dryRun: true })).status).toBe(202);
    expect(await ended(id)).toMatchObject({
      state: 'finished',
      dryRun: true,
      read: 3,
      accepted: 2,
      rejected: 1,
    });
    expect(taken).toEqual([]);

    expect((await post(`/imports/${id}/run`, { mapping, dryRun: false })).status).toBe(202);
    expect(await ended(id)).toMatchObject({
      state: 'finished',
      dryRun: false,
      read: 3,
      accepted: 2,
      rejected: 1,
      hasRejects: true,
    });
    expect(taken).toEqual(['1', '3']);
    const rejects = await ask(`/imports/${id}/rejects`);
    expect(rejects.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('工单.csv.rejects.csv')}`,
    );
    expect(await rejects.text()).toContain(
      '2,拒收 rejected,occurredAt,import.row.time,无法识别时间“昨天”。',
    );
    expect((await post(`/imports/${id}/run`, { mapping, dryRun: false })).status).toBe(409);
    expect(
      ((await (await ask('/imports')).json()) as { items: unknown[] }).items.length,
    ).toBeGreaterThan(0);
  });

  test('a run that cannot begin says why in its state', async () => {
    const { id, mapping } = await uploaded();
    const wrong = { ...mapping, fields: { ...mapping.fields, text: { column: '没有' } } };
    await post(`/imports/${id}/run`, { mapping: wrong, dryRun: false });
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      problem: { code: 'import.no-such-column' },
    });
    await post(`/imports/${id}/run`, { mapping, dryRun: false });
    expect(await ended(id)).toMatchObject({ state: 'finished', accepted: 2, problem: null });
  });

  test('cancelled: what was taken stays, and it can go on', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => `${index},路灯,2026-1-1,,`);
    const { id, mapping } = await uploaded(['编号,内容,时间,经度,纬度', ...rows].join('\n'));
    const gate = Promise.withResolvers<void>();
    holdBatches = gate.promise;
    await post(`/imports/${id}/run`, { mapping, dryRun: false });
    expect((await post(`/imports/${id}/run`, { mapping, dryRun: false })).status).toBe(409);
    expect((await ask(`/imports/${id}/cancel`, { method: 'POST' })).status).toBe(202);
    gate.resolve();
    const stopped = await ended(id);
    expect(stopped.state).toBe('cancelled');
    expect(stopped.read).toBeLessThan(1_200);
    await post(`/imports/${id}/run`, { mapping, dryRun: false });
    expect(await ended(id)).toMatchObject({ state: 'finished', read: 1_200, accepted: 1_200 });
  });

  test('a restart takes up what was cut off', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => `${index},路灯,2026-1-1,,`);
    const { id, mapping } = await uploaded(['编号,内容,时间,经度,纬度', ...rows].join('\n'));
    const gate = Promise.withResolvers<void>();
    holdBatches = gate.promise;
    await post(`/imports/${id}/run`, { mapping, dryRun: false });
    const closed = desk.close();
    gate.resolve();
    await closed;
    const status = (await (await ask(`/imports/${id}`)).json()) as ImportStatus;
    expect([status.state, status.read]).toEqual(['running', 500]);
    const next = makeDesk();
    expect(await next.resume()).toBe(1);
    expect(await ended(id)).toMatchObject({ state: 'finished', read: 1_200, accepted: 1_200 });
    expect(taken.length).toBe(1_200);
    await next.close();
  });
});

test('only those who may import, in their own county', async () => {
  expect((await upload(CSV, 'worker')).status).toBe(403);
  expect((await upload(CSV, 'nobody')).status).toBeGreaterThanOrEqual(400);
  const { id, mapping } = await uploaded();
  for (const who of ['worker', 'elsewhere']) {
    expect((await ask(`/imports/${id}`, {}, who)).status).toBe(404);
    expect((await ask(`/imports/${id}/rejects`, {}, who)).status).toBe(404);
    expect((await post(`/imports/${id}/run`, { mapping, dryRun: false }, who)).status).toBe(404);
    const listed = (await (await ask('/imports', {}, who)).json()) as { items: unknown[] };
    expect(listed.items).toEqual([]);
  }
});

test('what cannot be imported is refused and leaves no file', async () => {
  const before = (await readdir(folder)).length;
  expect((await upload('')).status).toBe(422);
  expect((await upload(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]))).status).toBe(415);
  expect((await upload('[{"a":1},{')).status).toBeLessThan(500);
  expect((await post('/imports/no-id/run', {})).status).toBe(400);
  expect((await readdir(folder)).length).toBeLessThanOrEqual(before + 1);
});

test('mutated uploads: an answer below 500, always', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
      async (changes) => {
        const bytes = new Uint8Array(Buffer.from(CSV));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expect((await upload(bytes)).status).toBeLessThan(500);
      },
    ),
    { numRuns: 25 },
  );
});

test('files are cleared when their time is over', async () => {
  await uploaded();
  expect(await desk.sweep()).toBe(0);
  clock.advance(8 * DAY);
  expect(await desk.sweep()).toBeGreaterThan(0);
  expect(await readdir(folder)).toEqual([]);
});
