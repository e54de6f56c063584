// What the API says about working calendars and clocks; the browser validates with the same schemas.
import { z } from 'zod';
import { CalendarDefinition } from './calendar-definition.ts';

export { CalendarDefinition, Shift, WEEKDAYS, type Weekday } from './calendar-definition.ts';
export { CLOCK_KINDS } from './clock.ts';

/** Versions listed at once, newest first: decades of publications. */
export const CALENDAR_VERSIONS_MAX = 100;

const CountyId = z.coerce.number().int().positive();
const Version = z.coerce.number().int().positive();

export const CalendarListQuery = z.object({ countyId: CountyId });
export const CalendarVersionParams = z.object({ version: Version });

/** One publication. `publishedAt` is an instant (ms since 1970). */
export const CalendarVersion = z.object({
  countyId: z.number().int(),
  version: z.number().int(),
  publishedAt: z.number(),
  publishedBy: z.string(),
});
export type CalendarVersion = z.infer<typeof CalendarVersion>;

/** Newest first. */
export const CalendarList = z.object({ items: z.array(CalendarVersion) });

export const PublishedCalendar = CalendarVersion.extend({ definition: CalendarDefinition });
export type PublishedCalendar = z.infer<typeof PublishedCalendar>;

export const PublishCalendarRequest = z.object({
  countyId: z.number().int().positive(),
  /** The newest version the publisher has seen; 0 for a county's first calendar. */
  basedOn: z.number().int().min(0),
  definition: CalendarDefinition,
});
export type PublishCalendarRequest = z.infer<typeof PublishCalendarRequest>;

export const PublishCalendarAnswer = z.object({ version: z.number().int() });
