// Several processes on one database: what one of them publishes the others know, too.
import { beforeAll, expect, it } from 'vitest';
import { publishCalendar } from '#modules/deadline/index.ts';
import { aCalendarDefinition } from '#modules/deadline/testing.ts';
import { findCounty } from '#modules/organization/index.ts';
import { sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { referenceStore } from './reference.ts';
import { seedDemo } from './seed.ts';

const NOW = Date.parse('2026-11-20T15:00:00+08:00');
let db: Db;
let owner: Db;
let countyId: number;

beforeAll(async () => {
  ({ db, owner } = await testDatabase());
  await seedDemo(db, NOW, () => {});
  countyId = (await findCounty(db, '330382'))?.id ?? 0;
});

it('a calendar that one process publishes is read anew by another, once', async () => {
  const there = referenceStore(db);
  const before = (await there.of(countyId)).calendars.get('workTime').version;
  expect(await there.outdated()).toEqual([]);

  await publishCalendar(db, countyId, aCalendarDefinition(), 'system:test');
  expect(await there.outdated()).toEqual([countyId]);
  there.forget(countyId);
  expect((await there.of(countyId)).calendars.get('workTime').version).toBe(before + 1);
  expect(await there.outdated()).toEqual([]);
});

it.each(['catalog_in_force', 'route_version', 'duty_list_version', 'task_list_version'])(
  'so is what becomes a row of %s',
  async (table) => {
    const there = referenceStore(db);
    await there.of(countyId);
    // The same row again, or its next version.
    if (table === 'catalog_in_force')
      await sql`update catalog_in_force set since = since where county_id = ${countyId}`.execute(
        owner,
      );
    else
      await sql`insert into ${sql.table(table)} select (jsonb_populate_record(v, jsonb_build_object(
          'version', v.version + 1, 'id', (to_jsonb(v) ->> 'id')::int + 100000))).*
        from ${sql.table(table)} v where county_id = ${countyId}
        order by version desc limit 1`.execute(owner);
    expect(await there.outdated()).toEqual([countyId]);
  },
);
