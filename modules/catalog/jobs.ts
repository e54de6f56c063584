// A version that was published for a later day comes into force when its day has come.
import { MINUTE } from '#platform/time/index.ts';

export { putDueInForce } from './publications.ts';

/** A day begins at midnight; whoever files in its first minute may still find the old version. */
export const IN_FORCE_EVERY_MS = MINUTE;
