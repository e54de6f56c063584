// The demonstration's past hours on a real database: alive, labelled, made by people who may, and the same
// texts from the same seed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '#platform/chance/index.ts';
import { readSecrets } from '#platform/config/index.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { createLogger } from '#platform/log/index.ts';
import { MINUTE, movableClock } from '#platform/time/index.ts';
import { backfillDemoDay } from './demo-day.ts';
import { openDays, type DemoCount } from './demo/day.ts';
import { demoReport } from './demo/report.ts';
import { buildHouse, type House } from './house.ts';
import { seedDemo } from './seed.ts';

const NOW = Date.parse('2026-11-20T15:00:00+08:00');
const SEEDING_TIMEOUT_MS = 180_000;

describe('the demonstration day', () => {
  let database: TestDatabase;
  let house: House;
  let made: DemoCount;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-demo-'));

  beforeAll(async () => {
    database = await testDatabase();
    await seedDemo(database.db, NOW - 30 * 24 * 60 * MINUTE, () => {});
    house = buildHouse({
      db: database.db,
      clock: movableClock(NOW),
      config: { evidenceDir: dataDir, s3: undefined, oidc: undefined, publicUrl: undefined },
      secrets: readSecrets(dataDir),
      log: createLogger({ level: 'fatal' }),
      secondFactor: 'off',
    });
    made = await backfillDemoDay(house, { scale: 0.4 });
  }, SEEDING_TIMEOUT_MS);
  afterAll(async () => {
    await house.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const count = async (condition: string): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from incident where ${sql.raw(condition)}`.execute(database.owner);
    return rows[0]?.n ?? 0;
  };

  test('nobody does what the rules forbid', () => {
    expect(made.arrived).toBeGreaterThan(60);
    expect(made.acted).toBeGreaterThan(2 * made.arrived);
    expect(made.refused).toBe(0);
  });

  test('every pile has something in it, in both counties', async () => {
    const { rows } = await sql<{ status: string }>`
      select distinct status from incident`.execute(database.owner);
    const statuses = rows.map(({ status }) => status);
    expect(statuses).toEqual(
      expect.arrayContaining(['reported', 'filed', 'dispatched', 'handling', 'resolved', 'closed']),
    );
    expect(await count('overdue')).toBeGreaterThan(0);
    const counties = await sql`select distinct county_id from incident`.execute(database.owner);
    expect(counties.rows).toHaveLength(2);
  });

  test('every title says that it is a demonstration', async () => {
    expect(
      await count(`not (starts_with(title, '〔演示〕') or starts_with(title, '[Demo]'))`),
    ).toBe(0);
  });

  test('the past hours are past: nothing was reported or moved after now', async () => {
    expect(await count(`updated_at > to_timestamp(${NOW} / 1000.0)`)).toBe(0);
    expect(
      await count(`reported_at < to_timestamp(${NOW - 60 * MINUTE} / 1000.0)`),
    ).toBeGreaterThan(made.arrived / 3);
  });

  test('the same seed tells the same reports, each with its label and invented people', async () => {
    const [day] = await openDays(house, { speed: 1 });
    if (!day) throw new Error('there is a demonstration county');
    const told = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 200 }, (_, at) =>
        demoReport(random, day.places, `test:${at}`, NOW),
      ).flatMap((report) => (report ? [report.input] : []));
    };
    const first = told(7);
    expect(told(7)).toEqual(first);
    expect(told(8)).not.toEqual(first);
    expect(new Set(first.map(({ source }) => source)).size).toBeGreaterThan(8);
    for (const { text, reporter } of first) {
      expect(text).toMatch(/^〔演示〕/);
      expect(text).not.toMatch(/(..[镇街道乡]+)\1/);
      if (reporter) expect(reporter.phone).toMatch(/^1380000\d{4}$/);
    }
  });
});
