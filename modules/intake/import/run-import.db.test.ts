// Runs on a real database: counted, cut off, resumed, repeated.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, sql } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { Refused } from '#platform/errors/index.ts';
import { movableClock } from '#platform/time/index.ts';
import { fileSource } from './byte-source.ts';
import { Mapping } from './mapping.ts';
import { IMPORT_REFUSALS } from './refusals.ts';
import type { ImportedReport } from './report.ts';
import { BATCH_ROWS, runImport, type ImportJob, type IntakePort } from './run-import.ts';
import { recentRuns } from './store.ts';

const MAPPING = Mapping.parse({
  version: 1,
  source: 'hotline',
  timeFormats: ['ymd'],
  fields: {
    sourceKey: { column: '编号' },
    occurredAt: { column: '时间' },
    text: { column: '内容' },
  },
});
let database: TestDatabase;
let folder: string;
let countyId = 100;
let taken: Map<string, ImportedReport>;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  countyId += 1;
  taken = new Map();
});

/** Intake as it is promised: durable, idempotent by key; it refuses what speaks of ghosts. */
const intake: IntakePort = async (reports, { dryRun }) =>
  reports.map((report) => {
    if (taken.has(report.sourceKey)) return { outcome: 'duplicate' };
    if (report.text.includes('鬼'))
      return { outcome: 'rejected', refusal: { code: 'intake.ghosts', field: 'text' } };
    if (!dryRun) taken.set(report.sourceKey, report);
    return { outcome: 'accepted', located: report.text.includes('路'), classified: true };
  });

async function aFile(rows: number, change: (row: number) => string | undefined = () => undefined) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.csv`);
  const lines = Array.from(
    { length: rows },
    (_, index) => change(index + 1) ?? `${index + 1},2026-1-1,路灯${index}`,
  );
  await writeFile(path, ['编号,时间,内容', ...lines, ''].join('\n'));
  return path;
}

async function job(path: string, over: Partial<ImportJob> = {}): Promise<ImportJob> {
  return {
    db: database.db,
    clock: movableClock(Date.UTC(2026, 10, 21)),
    source: await fileSource(path),
    fileName: 'calls.csv',
    county: { id: countyId, zone: 'Asia/Shanghai' },
    mapping: MAPPING,
    dryRun: false,
    rejectsPath: `${path}.rejects.csv`,
    texts: {
      ...IMPORT_REFUSALS,
      'intake.ghosts': { status: 422, zh: '没有鬼。', en: 'No ghosts.' },
    },
    intake,
    startedBy: 'system:import',
    ...over,
  };
}
const runs = () => inTransaction(database.db, [countyId], (tx) => recentRuns(tx, 10));

test('every row is accepted, a duplicate or rejected with its reason', async () => {
  const path = await aFile(1_234, (row) =>
    row === 7
      ? '7,昨天,路灯'
      : row === 600
        ? '600,2026-1-1,"=鬼(1,2)"'
        : row === 900
          ? '6,2026-1-1,again'
          : undefined,
  );
  const seen: number[] = [];
  const figures = await runImport(await job(path, { onProgress: ({ read }) => seen.push(read) }));
  expect(figures).toMatchObject({
    read: 1_234,
    accepted: 1_231,
    duplicates: 1,
    rejected: 2,
    located: 1_231,
    classified: 1_231,
  });
  expect(seen).toEqual([500, 1000, 1234]);
  const rejects = await readFile(`${path}.rejects.csv`, 'utf8');
  expect(rejects.split('\r\n')).toEqual([
    '\ufeff数据行 data row,结果 result,字段 field,代码 code,原因,reason,编号,时间,内容',
    '7,拒收 rejected,occurredAt,import.row.time,无法识别时间“昨天”。,"The time ""昨天"" is not understood.",7,昨天,路灯',
    `600,拒收 rejected,text,intake.ghosts,没有鬼。,No ghosts.,600,2026-1-1,"'=鬼(1,2)"`,
    '900,提醒 warning,sourceKey,import.row.same,与第 6 行相同，只导入一次。,Says the same as row 6; it is taken once.',
    '',
  ]);
  expect(await runs()).toMatchObject([
    {
      state: 'finished',
      warnings: 1,
      rowPosition: 1_234,
      accepted: 1_231,
      duplicates: 1,
      rejected: 2,
      fileName: 'calls.csv',
    },
  ]);
});

describe('cut off', () => {
  test('a killed run goes on after its last batch, and rejects are written once', async () => {
    const path = await aFile(1_400, (row) => (row % 400 === 3 ? `${row},nonsense,路` : undefined));
    let batches = 0;
    const dying: IntakePort = async (reports, options) => {
      batches += 1;
      const results = await intake(reports, options);
      if (batches === 2) throw new Error('killed'); // after intake's commit, before ours
      return results;
    };
    await expect(runImport(await job(path, { intake: dying }))).rejects.toThrow('killed');
    expect(await runs()).toMatchObject([{ state: 'running', rowPosition: BATCH_ROWS }]);
    // What a process that was killed wrote last, and never told the database.
    await writeFile(`${path}.rejects.csv`, 'half a li', { flag: 'a' });

    const figures = await runImport(await job(path));
    expect(figures.read).toBe(1_400 - BATCH_ROWS);
    expect(taken.size).toBe(1_396);
    expect(await runs()).toMatchObject([{ state: 'finished', rowPosition: 1_400, rejected: 4 }]);
    const lines = (await readFile(`${path}.rejects.csv`, 'utf8')).trim().split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      '数据行 data row',
      '3',
      '403',
      '803',
      '1203',
    ]);
  });

  test('cancelled between batches, and begun again', async () => {
    const path = await aFile(1_100);
    let asked = 0;
    await runImport(await job(path, { isCancelled: () => ++asked > 1 }));
    expect(await runs()).toMatchObject([{ state: 'cancelled', rowPosition: BATCH_ROWS }]);
    await runImport(await job(path));
    expect([taken.size, (await runs())[0]?.state]).toEqual([1_100, 'finished']);
  });

  test('two processes on one file: one of them is told', async () => {
    const path = await aFile(1_200);
    let entered = false;
    const slow: IntakePort = async (reports, options) => {
      if (!entered) {
        entered = true;
        await runImport(await job(path));
      }
      return intake(reports, options);
    };
    await expect(runImport(await job(path, { intake: slow }))).rejects.toMatchObject({
      refusal: { code: 'import.running-elsewhere' },
    });
    expect(await runs()).toMatchObject([{ state: 'finished', rowPosition: 1_200 }]);
  });
});

test('a second run of the same file makes nothing new', async () => {
  const path = await aFile(700);
  await runImport(await job(path));
  const again = await runImport(await job(path));
  expect(again).toMatchObject({ read: 700, accepted: 0, duplicates: 700, rejected: 0 });
  expect((await runs()).length).toBe(1);
});

test('a dry run says the same and leaves nothing', async () => {
  const path = await aFile(50, (row) => (row === 9 ? '9,,x' : undefined));
  expect(await runImport(await job(path, { dryRun: true }))).toMatchObject({
    read: 50,
    accepted: 49,
    rejected: 1,
  });
  expect([taken.size, (await runs()).length]).toEqual([0, 0]);
});

test('a file that breaks off is told with the row, and what came before is kept', async () => {
  const path = await aFile(700, (row) => (row === 650 ? '650,2026-1-1,"never closed' : undefined));
  const error = await runImport(await job(path)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refused);
  expect(await runs()).toMatchObject([
    { state: 'failed', problem: { code: 'import.broken-csv' }, rowPosition: 649 },
  ]);
});

test('a mapping that does not fit the file is refused before anything is taken', async () => {
  const path = await aFile(3);
  const wrong = { ...MAPPING, fields: { ...MAPPING.fields, text: { column: '正文' } } };
  await expect(runImport(await job(path, { mapping: wrong }))).rejects.toMatchObject({
    refusal: { code: 'import.no-such-column' },
  });
});

test('another county’s transaction sees no run', async () => {
  await runImport(await job(await aFile(3)));
  const seen = await inTransaction(database.db, [countyId + 1_000], (tx) =>
    sql`select 1 from import_run`.execute(tx),
  );
  expect(seen.rows).toEqual([]);
});
