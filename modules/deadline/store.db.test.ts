import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { dueInstant } from './calendar.ts';
import { calendarVersions, getPublishedCalendar } from './queries/published-calendars.ts';
import { loadCalendars, loadCountyCalendars, publishCalendar, seedCalendar } from './store.ts';
import { aCounty } from './testing-county.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from './testing.ts';

let db: Db;
let owner: Db;
beforeAll(async () => {
  ({ db, owner } = await testDatabase());
});

const china = aCalendarDefinition(REST_DAYS_2026);
const newYork = aCalendarDefinition({ zone: 'America/New_York' });
const flood = { ...china, holidays: [...china.holidays, '2026-03-03'] };
const at = Date.UTC(2026, 2, 2, 1);

describe('publishing', () => {
  test('adds versions, all of which stay readable', async () => {
    const county = await aCounty(owner);
    expect(await publishCalendar(db, county, china, 'system:test', { at })).toBe(1);
    expect(await publishCalendar(db, county, flood, 'system:test', { at: at + 1 })).toBe(2);
    expect(await calendarVersions(db, county)).toEqual([
      { countyId: county, version: 2, publishedAt: at + 1, publishedBy: 'system:test' },
      { countyId: county, version: 1, publishedAt: at, publishedBy: 'system:test' },
    ]);
    expect(await getPublishedCalendar(db, county, 1)).toMatchObject({ definition: china });
    await expect(getPublishedCalendar(db, county, 3)).rejects.toThrow('deadline.version-not-found');

    const calendars = await loadCalendars(db, county);
    const day = { amount: 1, unit: 'workDay' } as const;
    expect(calendars.get('workTime').version).toBe(2);
    expect(calendars.get('workTime', 1).id).toBe(`${county}:workTime:1`);
    expect(dueInstant(day, at, calendars.get('workTime', 1))).toBe(Date.UTC(2026, 2, 3, 1));
    expect(dueInstant(day, at, calendars.get('workTime'))).toBe(Date.UTC(2026, 2, 4, 1));
  });

  test('of publishers who saw the same version, one wins', async () => {
    const county = await aCounty(owner);
    const attempts = await Promise.allSettled(
      [china, flood, newYork].map((definition) =>
        publishCalendar(db, county, definition, 'system:test', { basedOn: 0 }),
      ),
    );
    const reasons = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(reasons.map(String)).toEqual(Array(2).fill('Refused: deadline.published-meanwhile'));
    expect(await calendarVersions(db, county)).toHaveLength(1);
  });

  test('refuses a definition that contradicts itself', async () => {
    const county = await aCounty(owner);
    const wrong = { ...china, zone: 'Asia/Yueqing' };
    await expect(publishCalendar(db, county, wrong, 'system:test')).rejects.toThrow(
      'deadline.unknown-zone',
    );
    expect(await calendarVersions(db, county)).toEqual([]);
  });

  test('nothing published can be changed or removed by the application', async () => {
    await expect(sql`update calendar_version set version = 9`.execute(db)).rejects.toThrow(
      /denied/,
    );
    await expect(sql`delete from calendar_version`.execute(db)).rejects.toThrow(/denied/);
  });
});

describe('loading', () => {
  test('serves several counties at once, and sees what was published since', async () => {
    const [one, two, none] = [await aCounty(owner), await aCounty(owner), await aCounty(owner)];
    await seedCalendar(db, one, china);
    await seedCalendar(db, two, newYork);
    const loaded = await loadCountyCalendars(db, [one, two, none]);
    expect(loaded.get(one)?.get('workTime').zone).toBe('Asia/Shanghai');
    expect(loaded.get(two)?.get('workTime').zone).toBe('America/New_York');
    expect(loaded.get(none)?.get('clock24x7').version).toBe(1);
    expect(() => loaded.get(none)?.get('workTime')).toThrow('deadline.no-calendar');

    await publishCalendar(db, one, flood, 'system:test');
    const inside = await inTransaction(db, [one], (tx) => loadCalendars(tx, one));
    expect(inside.get('workTime').version).toBe(2);
  });

  test('equal definitions share their compiled hours, whichever county they serve', async () => {
    const [one, two] = [await aCounty(owner), await aCounty(owner)];
    await seedCalendar(db, one, china);
    await seedCalendar(db, two, china);
    const [first, second] = [await loadCalendars(db, one), await loadCalendars(db, two)];
    expect(first.get('workTime').workTime).toBe(second.get('workTime').workTime);
  });

  test('seeding again changes nothing', async () => {
    const county = await aCounty(owner);
    expect(await seedCalendar(db, county, china)).toBe(1);
    expect(await seedCalendar(db, county, flood)).toBe(1);
  });
});
