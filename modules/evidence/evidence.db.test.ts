// Evidence on a real database and a real folder: taken in, attached, opened, erased, swept.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, Role } from '#modules/identity/index.ts';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { Refused } from '#platform/errors/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { DAY, HOUR } from '#platform/time/index.ts';
import { attachEvidence, eraseEvidence } from './attach.ts';
import { MAX_PER_INCIDENT, MAX_UNATTACHED_PER_UPLOADER, type Evidence } from './evidence.ts';
import { folderStore } from './folder-store.ts';
import { sweepEvidence } from './jobs.ts';
import { openOriginal, openServed, openThumb } from './open.ts';
import { collect } from './sealing.ts';
import { findEvidenceRow, kindsOfEvidence } from './store.ts';
import * as made from './testing.ts';
import { evidenceKeeper, uploadEvidence, type EvidenceKeeper } from './upload.ts';

const NOW = 1_800_000_000_000;
const COUNTY = 7;
let folder: string;
let database: TestDatabase;
let keeper: EvidenceKeeper;
let nextPerson = 0;
let worker: Actor;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  keeper = evidenceKeeper(database.db, folderStore(folder), randomBytes(32));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  worker = aPerson('gridWorker');
});

function aPerson(role: Role, countyId = COUNTY): Actor {
  const place = { countyId };
  return {
    kind: 'person',
    id: `person-${nextPerson++}`,
    name: '林',
    posts: [{ role, unitId: null, place, line: null }],
  };
}

async function* stream(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const upload = (bytes: Buffer, actor = worker, now = NOW): Promise<Evidence> =>
  uploadEvidence(keeper, stream(bytes), { actor, countyId: COUNTY, class: 'attachment', now });

const attach = (ids: readonly string[], incidentId = uuidv7(NOW), by = worker) =>
  inTransaction(database.db, [COUNTY], (tx) =>
    attachEvidence(tx, COUNTY, by.id, [{ incidentId, ids }]),
  );

const find = (id: string, reach: readonly number[] = [COUNTY]) =>
  inTransaction(database.db, reach, (tx) => findEvidenceRow(tx, id));

const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  ).length;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );

describe('taking in', () => {
  test('a phone’s photo: original sealed byte for byte, copy without place, thumbnail', async () => {
    const photo = await made.aJpegWithPlace();
    const row = await upload(photo);
    expect(row).toMatchObject({
      kind: 'image',
      mime: 'image/jpeg',
      width: 640,
      height: 960,
      bytes: photo.length,
      sha256: createHash('sha256').update(photo).digest('hex'),
    });
    expect(await find(row.id)).toEqual(row);
    expect((await collect(openOriginal(keeper, row).stream)).equals(photo)).toBe(true);
    const served = await collect(openServed(keeper, row).stream);
    expect(served.length).toBe(row.servedBytes);
    expect((await sharp(served).metadata()).exif).toBeUndefined();
    const thumb = await sharp(await collect(openThumb(keeper, row).stream)).metadata();
    expect([thumb.format, thumb.height]).toEqual(['webp', 320]);
  });

  test('nothing readable lies in the folder', async () => {
    const clip = made.aMovie({ mediaBytes: 200_000 });
    const row = await upload(clip);
    const blob = await collect(await keeper.store.get(row.originalRef));
    for (const trace of ['ftyp', 'moov', made.MOVIE_PLACE, 'ZZZZZZZZ'])
      expect(blob.includes(trace)).toBe(false);
  });

  test('a clip is served by ranges, without its place', async () => {
    const clip = made.aMovie({ mediaBytes: 200_000, turned: true });
    const row = await upload(clip);
    expect(row).toMatchObject({
      kind: 'video',
      durationMs: 8000,
      width: 1080,
      height: 1920,
      servedRef: null,
    });
    const served = await collect(openServed(keeper, row).stream);
    expect([served.length, served.includes(made.MOVIE_PLACE)]).toEqual([clip.length, false]);
    const range = { start: 65_000, end: 200_100 };
    const part = await collect(openServed(keeper, row, range).stream);
    expect(part.equals(served.subarray(range.start, range.end))).toBe(true);
    expect((await collect(openOriginal(keeper, row).stream)).equals(clip)).toBe(true);
  });

  test.each<[string, string, () => Buffer]>([
    ['audio', 'audio/mp4', () => made.aMovie({ video: false, mediaBytes: 1000 })],
    ['audio', 'audio/3gpp', () => made.aMovie({ brand: '3gp5', video: false, mediaBytes: 1000 })],
    ['audio', 'audio/amr', () => made.anAmr()],
    ['audio', 'audio/wav', () => made.aWav(2)],
    ['image', 'image/heic', () => made.aHeic()],
    ['document', 'application/pdf', () => made.aPdf()],
  ])('%s as %s', async (kind, mime, make) => {
    expect(await upload(make())).toMatchObject({ kind, mime });
  });

  test('what is refused leaves no bytes', async () => {
    const before = await files();
    const png = await made.aPng();
    expect(await codeOf(upload(Buffer.from('<svg/>')))).toBe('evidence.active-content');
    expect(await codeOf(upload(Buffer.concat([png, made.aZip()])))).toBe(
      'evidence.two-files-in-one',
    );
    expect(await codeOf(upload(png.subarray(0, 60)))).toBe('evidence.damaged');
    expect(await codeOf(upload(await made.aPngBomb()))).toBe('evidence.too-many-pixels');
    expect(await codeOf(upload(made.aMovie().subarray(0, 5000)))).toBe('evidence.damaged');
    const large = Buffer.concat([png, Buffer.alloc(26 * 1024 * 1024)]);
    expect(await codeOf(upload(large))).toBe('evidence.too-large');
    expect(await files()).toBe(before);
  });

  test('a person cannot use it as a free file store', async () => {
    const row = await upload(made.anAmr());
    await sql`insert into evidence (county_id, id, kind, class, mime, bytes, sha256, original_ref,
        served_mime, served_bytes, uploaded_by, uploaded_at, wrapped_key)
      select county_id, gen_random_uuid(), kind, class, mime, bytes, sha256, original_ref,
        served_mime, served_bytes, uploaded_by, uploaded_at, wrapped_key
      from evidence, generate_series(2, ${MAX_UNATTACHED_PER_UPLOADER}::int) where id = ${row.id}`.execute(
      database.owner,
    );
    expect(await codeOf(upload(made.anAmr()))).toBe('evidence.too-many-waiting');
    await sql`delete from evidence where uploaded_by = ${worker.id}`.execute(database.owner);
  });

  test('only into a county of one’s own', async () => {
    expect(await codeOf(upload(made.anAmr(), aPerson('gridWorker', 8)))).toBe(
      'evidence.county-needed',
    );
  });
});

describe('attaching', () => {
  test('one’s own free pieces, once', async () => {
    const [a, b] = [await upload(made.anAmr()), await upload(made.aPdf())];
    const incidentId = uuidv7(NOW);
    const attached = await attach([a.id, b.id], incidentId);
    expect(new Set(attached.map((row) => row.sha256))).toEqual(new Set([a.sha256, b.sha256]));
    expect((await find(a.id))?.incidentId).toBe(incidentId);
    expect(await codeOf(attach([a.id]))).toBe('evidence.not-attachable');
  });

  test('not another’s, not unknown, not the same twice; then none is', async () => {
    const mine = await upload(made.anAmr());
    const theirs = await upload(made.anAmr(), aPerson('gridWorker'));
    expect(await codeOf(attach([mine.id, theirs.id]))).toBe('evidence.not-attachable');
    expect(await codeOf(attach([mine.id, uuidv7(NOW)]))).toBe('evidence.not-attachable');
    expect(await codeOf(attach([mine.id, mine.id]))).toBe('evidence.not-attachable');
    expect((await find(mine.id))?.incidentId).toBeNull();
  });

  test('up to a limit per incident', async () => {
    const row = await upload(made.anAmr());
    const incidentId = uuidv7(NOW);
    await attach([row.id], incidentId);
    await sql`insert into evidence (county_id, id, incident_id, kind, class, mime, bytes, sha256, original_ref,
        served_mime, served_bytes, uploaded_by, uploaded_at, wrapped_key)
      select county_id, gen_random_uuid(), incident_id, kind, class, mime, bytes, sha256, original_ref,
        served_mime, served_bytes, uploaded_by, uploaded_at, wrapped_key
      from evidence, generate_series(2, ${MAX_PER_INCIDENT}::int) where id = ${row.id}`.execute(
      database.owner,
    );
    const more = await upload(made.anAmr());
    expect(await codeOf(attach([more.id], incidentId))).toBe('evidence.too-many-on-incident');
  });
});

describe('the barrier', () => {
  test('another county’s transaction sees nothing, and cannot attach', async () => {
    const row = await upload(made.anAmr());
    expect(await find(row.id, [8])).toBeUndefined();
    expect(await find(row.id, [])).toBeUndefined();
  });

  test('the kinds of pieces of several counties are asked for at once, each in its own', async () => {
    const other = COUNTY + 1;
    const { id: picture } = await upload(await made.aPng());
    const { id: recording } = await uploadEvidence(keeper, stream(made.anAmr()), {
      ...{ actor: aPerson('gridWorker', other), countyId: other, class: 'attachment', now: NOW },
    });
    const kindsOf = (...pieces: readonly [countyId: number, id: string][]) =>
      inTransaction(database.db, [COUNTY, other], (tx) =>
        kindsOfEvidence(
          tx,
          pieces.map(([countyId, id]) => ({ countyId, id })),
        ),
      );
    expect(await kindsOf([COUNTY, picture], [other, recording])).toEqual(
      new Map([
        [picture, 'image'],
        [recording, 'audio'],
      ]),
    );
    expect(await kindsOf([other, picture], [COUNTY, uuidv7(NOW)])).toEqual(new Map());
  });

  test('the application can neither change what was handed in nor delete what an incident rests on', async () => {
    const row = await upload(made.anAmr());
    const run = (statement: ReturnType<typeof sql>) =>
      inTransaction(database.db, [COUNTY], (tx) => statement.execute(tx));
    await expect(
      run(sql`update evidence set sha256 = sha256 where id = ${row.id}`),
    ).rejects.toThrow(/permission denied/);
    await attach([row.id]);
    const deleted = await run(sql`delete from evidence where id = ${row.id}`);
    expect(deleted.numAffectedRows).toBe(0n);
  });
});

describe('erasing', () => {
  test('destroys the key with the commit, the bytes with the next sweep; the digest stays', async () => {
    const row = await upload(await made.aJpegWithPlace(64, 48));
    const incidentId = uuidv7(NOW);
    await attach([row.id], incidentId);
    const erased = await inTransaction(database.db, [COUNTY], (tx) =>
      eraseEvidence(tx, COUNTY, [incidentId], NOW),
    );
    expect(erased).toBe(1);
    const after = await find(row.id);
    expect(after).toMatchObject({ wrappedKey: null, erasedAt: NOW, sha256: row.sha256 });
    expect(() => openServed(keeper, after ?? row)).toThrow(Refused);
    const before = await files();
    await sweepEvidence(keeper, NOW);
    expect(await files()).toBe(before - 3);
    expect(await find(row.id)).toMatchObject({ sha256: row.sha256 });
  });

  test('only the named classes', async () => {
    const row = await upload(made.anAmr());
    const incidentId = uuidv7(NOW);
    await attach([row.id], incidentId);
    const erase = (classes: readonly ['recording'] | readonly ['attachment']) =>
      inTransaction(database.db, [COUNTY], (tx) =>
        eraseEvidence(tx, COUNTY, [incidentId], NOW, classes),
      );
    expect([await erase(['recording']), await erase(['attachment'])]).toEqual([0, 1]);
  });

  test('what nobody attached is gone after a day, row and bytes', async () => {
    const old = await upload(made.anAmr(), worker, NOW - DAY - HOUR);
    const recent = await upload(made.anAmr(), worker, NOW - HOUR);
    const kept = await upload(made.anAmr(), worker, NOW - DAY - HOUR);
    await attach([kept.id]);
    await sweepEvidence(keeper, NOW);
    expect([await find(old.id), (await find(recent.id))?.id, (await find(kept.id))?.id]).toEqual([
      undefined,
      recent.id,
      kept.id,
    ]);
    await expect(keeper.store.get(old.originalRef)).rejects.toThrow();
    expect(await sweepEvidence(keeper, NOW)).toEqual({ givenUp: 0, deleted: 0 });
  });

  test('a store that is away keeps the work for the next sweep', async () => {
    const old = await upload(made.anAmr(), worker, NOW - DAY - HOUR);
    const away = { ...keeper.store, delete: () => Promise.reject(new Error('away')) };
    await expect(sweepEvidence({ db: keeper.db, store: away }, NOW)).rejects.toThrow('away');
    expect((await find(old.id))?.wrappedKey).toBeNull();
    expect(await sweepEvidence(keeper, NOW)).toEqual({ givenUp: 0, deleted: 1 });
  });
});
