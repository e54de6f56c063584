// The demonstration's day lived again from its record: under its own rules it is itself, under others it is
// not, and nothing is written.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSecrets } from '#platform/config/index.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import { createLogger } from '#platform/log/index.ts';
import { DAY, movableClock } from '#platform/time/index.ts';
import { ringDue } from '#modules/incident/index.ts';
import { backfillDemoDay } from './demo-day.ts';
import { buildHouse, type House } from './house.ts';
import { seedDemo } from './seed.ts';
import { countyWhatIf } from './what-if.ts';
import { WhatIfFile, withLimits } from './what-if-rules.ts';

const NOW = Date.parse('2026-11-20T15:00:00+08:00');
const SEEDING_TIMEOUT_MS = 240_000;

describe('the demonstration day under other rules', () => {
  let database: TestDatabase;
  let house: House;
  let countyId = 0;
  const clock = movableClock(NOW);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-what-if-'));

  beforeAll(async () => {
    database = await testDatabase();
    await seedDemo(database.db, NOW - 30 * DAY, () => {});
    house = buildHouse({
      ...{ db: database.db, clock, secrets: readSecrets(dataDir), secondFactor: 'off' },
      config: { evidenceDir: dataDir, s3: undefined, oidc: undefined, publicUrl: undefined },
      log: createLogger({ level: 'fatal' }),
    });
    await backfillDemoDay(house, { scale: 0.4 });
    while ((await ringDue(house.perform, NOW)) > 0);
    countyId = (await house.reference.counties()).find(({ code }) => code === '330382')?.id ?? 0;
  }, SEEDING_TIMEOUT_MS);
  afterAll(async () => {
    await house.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ask = (rules: object, more: object = {}) =>
    countyWhatIf(house, {
      ...{ countyId, from: NOW - 10 * DAY, to: NOW + 1, rules: WhatIfFile.parse(rules) },
      ...more,
    });

  test('its own rules: the same statuses, hands and clocks, and nothing is written', async () => {
    const written = async () =>
      (
        await sql<{ facts: string; rows: string }>`
          select (select md5(string_agg(body, '' order by county_id, incident_id, seq)) from fact) as facts,
            (select count(*) from replay.run)::text as rows`.execute(database.owner)
      ).rows[0];
    const before = await written();
    const told = await ask({});
    expect(told.matters).toBeGreaterThan(40);
    expect(told.asked).toBeGreaterThan(3 * told.matters);
    expect([told.unlikeRecord, told.unlikeExamples, told.refusedThen, told.leftOut]).toEqual([
      0,
      [],
      0,
      {},
    ]);
    expect(told).toMatchObject({ elsewhere: 0, becameLate: 0, becameInTime: 0, isWhole: true });
    expect(await written()).toEqual(before);
  });

  test('limits of half: more is late, and it says of what, whose and where', async () => {
    const limits = [{ limits: ['handle', 'sign', 'arrive', 'accept', 'dispatch'], share: 0.5 }];
    const told = await ask({ limits });
    expect(told.lateNow).toBeGreaterThan(told.lateThen);
    expect(told.becameInTime).toBe(0);
    const changed = told.byTown.filter(({ lateNow, lateThen }) => lateNow > lateThen);
    expect(changed[0]?.examples[0]).toMatch(/^330382-/);
    for (const groups of [told.byItem, told.byUnit, told.byTown])
      expect(groups.reduce((sum, { lateNow }) => sum + lateNow, 0)).toBe(told.lateNow);
  });

  test('routes that give all to the county: what the old routes sent goes elsewhere', async () => {
    const routes = [
      {
        ...{ no: 10, when: {}, lead: [{ kind: 'countyCentre', at: 'county' }], co: [] },
        ...{ confidence: 0.9, reason: { zh: '统一派遣', en: 'One desk' } },
      },
    ];
    const told = await ask({ routes });
    expect(told.elsewhere).toBeGreaterThan(5);
    expect(told.unlikeRecord).toBe(0);
  });

  test('what there is not is refused, as is a period of years', async () => {
    for (const rules of [{ catalog: 99 }, { routes: 99 }, { taskList: 99 }])
      await expect(ask(rules)).rejects.toMatchObject({ refusal: { code: 'what-if.no-version' } });
    await expect(ask({}, { from: NOW - 900 * DAY })).rejects.toMatchObject({
      refusal: { code: 'what-if.period' },
    });
    expect(WhatIfFile.safeParse({ limit: [] }).success).toBe(false);
    const few = await ask({}, { limit: 3 });
    expect(few).toMatchObject({ matters: 3, cut: true });
  });

  test('a share of a limit is that, of the items named alone; levels change for all or none', async () => {
    const { current } = await house.reference.of(countyId);
    const half = withLimits(current, [{ items: ['04'], limits: ['handle', 'accept'], share: 0.5 }]);
    const amount = (code: string, from = half) => from.byCode.get(code)?.limits.handle?.amount ?? 0;
    expect(amount('0401001')).toBe(amount('0401001', current) / 2);
    expect(amount('0101001')).toBe(amount('0101001', current));
    expect(half.clockPolicy).toEqual(current.clockPolicy);
    const all = withLimits(current, [{ limits: ['accept'], share: 2 }]);
    expect(all.clockPolicy.accept[1]?.amount).toBe(
      (current.clockPolicy.accept[1]?.amount ?? 0) * 2,
    );
  });
});
