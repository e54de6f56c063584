// Which working calendars a county has published, and what one of them says.
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { CalendarDefinition } from '../calendar-definition.ts';
import {
  CALENDAR_VERSIONS_MAX,
  type CalendarVersion,
  type PublishedCalendar,
} from '../contract.ts';
import type { CalendarVersionTable } from '../store.ts';

/** The newest versions of a county, at most CALENDAR_VERSIONS_MAX. */
export async function calendarVersions(db: Db, countyId: number): Promise<CalendarVersion[]> {
  return selectVersions(db, countyId)
    .orderBy('version', 'desc')
    .limit(CALENDAR_VERSIONS_MAX)
    .execute();
}

/** One version with its definition; refuses with `deadline.version-not-found`. */
export async function getPublishedCalendar(
  db: Db,
  countyId: number,
  version: number,
): Promise<PublishedCalendar> {
  const row = await selectVersions(db, countyId)
    .select('definition')
    .where('version', '=', version)
    .executeTakeFirst();
  if (row === undefined) throw new Refused('deadline.version-not-found', 'version', { version });
  return { ...row, definition: CalendarDefinition.parse(row.definition) };
}

function selectVersions(db: Db, countyId: number) {
  return db
    .withTables<CalendarVersionTable>()
    .selectFrom('calendar_version')
    .select([
      'county_id as countyId',
      'version',
      'published_at as publishedAt',
      'published_by as publishedBy',
    ])
    .where('county_id', '=', countyId);
}
