// The limits of topics.
import { DAY, HOUR } from '#platform/time/index.ts';

/** Reports taken in by one round; their words are opened and compared within some tenths of a second. */
export const ROUND_MAX = 32;
/** Reports of one county that are compared, the newest: some hundred bytes each in memory. */
export const COMPARED_MAX = 5000;
/** A matter of which nobody has written for so long is no topic any more. */
export const KEPT_MS = 180 * DAY;
/** Topics are knitted anew so often; between, reports join as they come. */
export const KNIT_EVERY_MS = 6 * HOUR;
/** Counties whose reports are kept in memory at once. */
export const COUNTIES_MAX = 8;
/** Topics of one page of the list. */
export const PAGE_MAX = 50;
/** Reports counted for one list, the newest of the period. */
export const COUNTED_MAX = 20_000;
/** Members told of one topic, the nearest to the middle first. */
export const MEMBERS_MAX = 200;
/** The longest period that can be asked for, in days. */
export const DAYS_MAX = 180;
