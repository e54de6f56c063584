// Evidence through the door: multipart in, ranges out, and the headers that keep a file only a file.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, Role, SignedIn } from '#modules/identity/index.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer, UNHURRIED, type TestServer } from '#platform/http/testing.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { movableClock } from '#platform/time/index.ts';
import { attachEvidence } from './attach.ts';
import type { EvidenceSummary } from './contract.ts';
import { folderStore } from './folder-store.ts';
import { EVIDENCE_REFUSALS } from './refusals.ts';
import { evidenceRoutes } from './routes.ts';
import * as made from './testing.ts';
import { evidenceKeeper, type EvidenceKeeper } from './upload.ts';

const NOW = 1_800_000_000_000;
const person = (id: string, role: Role): Actor => ({
  kind: 'person',
  id,
  name: id,
  posts: [{ role, unitId: null, place: { countyId: 7 }, line: null }],
});
const worker = person('worker', 'gridWorker');
const clerk = person('clerk', 'countyDuty');
const PEOPLE: Record<string, Actor> = { worker, clerk, leader: person('leader', 'townLeader') };

let folder: string;
let server: TestServer;
let keeper: EvidenceKeeper;
let viewers: string[];
const openings: string[] = [];

beforeAll(async () => {
  const { db } = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  keeper = evidenceKeeper(db, folderStore(folder), randomBytes(32));
  server = await startTestServer({ refusals: EVIDENCE_REFUSALS, overload: UNHURRIED }, (app) => {
    app.decorateRequest('signedIn', null);
    app.addHook('onRequest', async (request) => {
      const actor = PEOPLE[String(request.headers['x-person'])];
      // Routes look at the actor only.
      if (actor) request.signedIn = { actor, mustChangePassword: false } as SignedIn;
    });
    const routes = evidenceRoutes({
      keeper,
      clock: movableClock(NOW),
      mayView: async (actor) => viewers.includes(actor.id),
      recordOpening: async (actor, row) => void openings.push(`${actor.id} ${row.id}`),
    });
    app.register(routes, { prefix: '/api/v1' });
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  viewers = [];
});

/** Reads the whole answer at once: one left unread would hold the server's end open. */
async function ask(path: string, init: RequestInit = {}, who = 'worker'): Promise<Response> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    ...init,
    headers: { 'x-person': who, 'x-maplebridge': '1', ...init.headers },
  });
  const body = await response.arrayBuffer();
  const { status, headers } = response;
  return new Response(status === 304 ? null : body, { status, headers });
}

function hand(
  bytes: Buffer,
  name = 'virus.exe',
  type = 'text/html',
  key?: string,
): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  // What waits is counted by person: the pieces of keys are the clerk's.
  return ask('/evidence', { method: 'POST', body: form, headers }, key ? 'clerk' : 'worker');
}

async function handed(bytes: Buffer): Promise<EvidenceSummary> {
  const response = await hand(bytes);
  expect(response.status).toBe(201);
  return (await response.json()) as EvidenceSummary;
}

describe('handing in', () => {
  test('what the client says of the type is not asked', async () => {
    const photo = await made.aJpegWithPlace();
    expect(await handed(photo)).toMatchObject({
      kind: 'image',
      mime: 'image/jpeg',
      bytes: photo.length,
      sha256: createHash('sha256').update(photo).digest('hex'),
      hasThumb: true,
    });
  });

  describe('again under the same key', () => {
    const pieces = async () =>
      (
        await inTransaction(keeper.db, [7], (tx) =>
          sql<{ id: string }>`select id from evidence order by id`.execute(tx),
        )
      ).rows.length;
    const files = async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
        one.isFile(),
      ).length;

    test('the same bytes are the same piece, and leave no second file', async () => {
      const png = await made.aPng();
      const first = await hand(png, 'a.png', 'image/png', 'photo-1');
      expect(first.status).toBe(201);
      const [rows, stored] = [await pieces(), await files()];
      const again = await hand(png, 'a.png', 'image/png', 'photo-1');
      expect([again.status, await again.json()]).toEqual([201, await first.json()]);
      expect([await pieces(), await files()]).toEqual([rows, stored]);
      expect((await hand(png, 'a.png', 'image/png', 'photo-2')).status).toBe(201);
      expect(await pieces()).toBe(rows + 1);
    });

    test('two at once are one, too', async () => {
      const png = await made.aPng();
      const rows = await pieces();
      const twins = await Promise.all(
        [1, 2].map(() => hand(png, 'a.png', 'image/png', 'photo-twins')),
      );
      const ids = await Promise.all(twins.map(async (one) => ((await one.json()) as EvidenceSummary).id)); // prettier-ignore
      expect(new Set(ids).size).toBe(1);
      expect(await pieces()).toBe(rows + 1);
    });

    test('other bytes are refused, and so is a key that is none', async () => {
      await hand(await made.aPng(), 'a.png', 'image/png', 'photo-3');
      const other = await hand(await made.aJpegWithPlace(), 'b.jpg', 'image/jpeg', 'photo-3');
      expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([
        422,
        'http.idempotency-key-reused',
      ]);
      expect((await hand(await made.aPng(), 'a.png', 'image/png', 'x y')).status).toBe(400);
    });
  });

  test('refusals say what to do, in the reader’s language', async () => {
    const response = await hand(Buffer.from('<html><script>'), 'photo.jpg', 'image/jpeg');
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      code: 'evidence.active-content',
      message: EVIDENCE_REFUSALS['evidence.active-content'].zh,
    });
    expect((await ask('/evidence', { method: 'POST', body: 'x' })).status).toBe(400);
    const form = new FormData();
    form.append('note', 'no file');
    expect((await ask('/evidence', { method: 'POST', body: form })).status).toBe(400);
    expect((await ask('/evidence?class=secret', { method: 'POST' })).status).toBe(400);
    expect((await ask('/evidence', { method: 'POST' }, 'nobody')).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test('a file too large is refused while it arrives, and the answer is read', async () => {
    const png = await made.aPng();
    const response = await hand(Buffer.concat([png, Buffer.alloc(40 * 1024 * 1024)]));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      413,
      'evidence.too-large',
    ]);
  });

  test('mutated files and bodies: an answer below 500, always', async () => {
    const seeds = [
      await made.aJpegWithPlace(64, 48),
      made.aMovie({ mediaBytes: 50 }),
      made.anMp3(),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 10 }),
        async (seed, changes) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const response = await hand(bytes);
          await response.arrayBuffer();
          expect(response.status).toBeLessThan(500);
        },
      ),
      { numRuns: 30 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const response = await ask('/evidence', {
          method: 'POST',
          body: Buffer.concat([Buffer.from('--b\r\n'), bytes, Buffer.from('\r\n--b--')]),
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
        });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 30 },
    );
  }, 30_000);
});

describe('looking', () => {
  test('only who handed it in, until it is attached; then who may see the incident', async () => {
    const { id } = await handed(await made.aPng());
    expect((await ask(`/evidence/${id}`, {}, 'worker')).status).toBe(200);
    viewers = ['clerk'];
    expect((await ask(`/evidence/${id}`, {}, 'clerk')).status).toBe(404);
    await inTransaction(keeper.db, [7], (tx) =>
      attachEvidence(tx, 7, 'worker', [{ incidentId: uuidv7(NOW), ids: [id] }]),
    );
    expect((await ask(`/evidence/${id}`, {}, 'worker')).status).toBe(404);
    expect((await ask(`/evidence/${id}/thumb`, {}, 'worker')).status).toBe(404);
    expect((await ask(`/evidence/${id}/original`, {}, 'worker')).status).toBe(404);
    for (const path of ['', '/thumb', '/info', '/original'])
      expect((await ask(`/evidence/${id}${path}`, {}, 'clerk')).status).toBe(200);
    expect(openings).toEqual([`clerk ${id}`]);
    viewers = ['leader'];
    expect((await ask(`/evidence/${id}`, {}, 'leader')).status).toBe(200);
    expect((await ask(`/evidence/${id}/original`, {}, 'leader')).status).toBe(403);
    expect((await ask(`/evidence/${uuidv7(NOW)}`)).status).toBe(404);
    expect((await ask('/evidence/not-an-id')).status).toBe(400);
  });

  test('a picture is shown, cannot run anything, and is asked for again only by its tag', async () => {
    const { id } = await handed(await made.aJpegWithPlace());
    const response = await ask(`/evidence/${id}`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': `inline; filename="${id}.jpg"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as string,
      'cache-control': 'private, no-cache',
    });
    expect(Buffer.from(await response.arrayBuffer()).includes('Maple Phone')).toBe(false);
    const tag = response.headers.get('etag') ?? '';
    expect((await ask(`/evidence/${id}`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  test('a PDF is downloaded, never shown', async () => {
    const { id } = await handed(made.aPdf());
    const response = await ask(`/evidence/${id}`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${id}.pdf"`);
    expect((await ask(`/evidence/${id}/thumb`)).status).toBe(404);
  });

  test('the original comes with its digest, as it was', async () => {
    const photo = await made.aJpegWithPlace();
    const { id } = await handed(photo);
    const response = await ask(`/evidence/${id}/original`);
    const digest = createHash('sha256').update(photo).digest('base64');
    expect(response.headers.get('repr-digest')).toBe(`sha-256=:${digest}:`);
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(Buffer.from(await response.arrayBuffer()).equals(photo)).toBe(true);
  });

  test.each<[string, number, string | null, number]>([
    ['bytes=0-9', 206, 'bytes 0-9/SIZE', 10],
    ['bytes=100000-', 206, 'bytes 100000-LAST/SIZE', -100_000],
    ['bytes=-500', 206, 'bytes FROM500-LAST/SIZE', 500],
    ['bytes=5-2', 200, null, 0],
    ['bytes=0-1,5-6', 200, null, 0],
    ['rows=1-2', 200, null, 0],
    ['bytes=99999999-', 416, null, -1],
    ['bytes=-0', 416, null, -1],
  ])('a clip by ranges: %s', async (header, status, contentRange, length) => {
    const clip = made.aMovie({ mediaBytes: 150_000 });
    const { id } = await handed(clip);
    const response = await ask(`/evidence/${id}`, { headers: { range: header } });
    const body = Buffer.from(await response.arrayBuffer());
    const size = clip.length;
    expect(response.status).toBe(status);
    if (contentRange !== null)
      expect(response.headers.get('content-range')).toBe(
        contentRange
          .replace('SIZE', `${size}`)
          .replace('LAST', `${size - 1}`)
          .replace('FROM500', `${size - 500}`),
      );
    if (status !== 416)
      expect(body.length).toBe(length === 0 ? size : length > 0 ? length : size + length);
  });
});
