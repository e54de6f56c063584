// Every limit of the exchange, each with its reason.
import { DAY, HOUR, MINUTE, SECOND } from '#platform/time/index.ts';

/** Systems one house exchanges with: 110, 12345 and a dozen others per county. */
export const PEERS_MAX = 64;
/** A number this far beyond the last one is a mistake, not a gap. */
export const AHEAD_MAX = 10_000;
/** Messages sent to one system in one round. */
export const SEND_ROUND_MAX = 50;
/** Messages applied in one round. */
export const APPLY_ROUND_MAX = 200;
/** A message about an order waits so long for the numbers before it; then it is applied as it stands. */
export const GAP_WAIT_MAX_MS = 10 * MINUTE;
/** First pause after a message could not be sent; each time twice as long. */
export const RETRY_FIRST_MS = 2 * SECOND;
/** Never longer: whoever comes back is served again within this time. */
export const RETRY_PAUSE_MAX_MS = 10 * MINUTE;
/** Doublings until the longest pause. */
export const RETRY_DOUBLINGS_MAX = 9;
/** A message handed to a road without an answer of its own is sent again when its receipt is so late. */
export const RECEIPT_WAIT_MS = 10 * MINUTE;
/** Messages sent again after one comparison of standings. */
export const SEND_AGAIN_MAX = 1000;
/** Numbers given up by one request: somebody decides about each gap. */
export const GIVE_UP_MAX = 1000;
/** Facts read from the feed in one round. */
export const FEED_ROUND_MAX = 200;
/** Texts of messages are kept so long, for whoever lost them; the record of the matter stays. */
export const TEXT_KEPT_MS = 30 * DAY;
/** Rows changed by one sweep. */
export const SWEEP_MAX = 2000;
/** Tries after which a message that waits is shown as troubled. */
export const TROUBLED_FROM_TRIES = 5;
/** Rows of the administrator's list. */
export const VIEW_ROWS_MAX = 50;
/** Requests of one address in a minute: a desk that sends a day's messages again, and nobody who tries keys. */
export const REQUESTS_PER_MINUTE_MAX = 6000;
/** Orders counted for the flow rate: of the last thirty days. */
export const FLOW_WINDOW_MS = 30 * DAY;
/** Comparing standings more often tells nothing; less often leaves gaps open for a day. */
export const RECONCILE_MINUTES_MAX = 24 * 60;
/** The road is looked at this often when nothing wakes it. */
export const POLL_MS = 2 * SECOND;
/** Erasing and forgetting numbers used once. */
export const SWEEP_EVERY_MS = HOUR;
/** Rows of one incident's outside matters shown beside it. */
export const BESIDE_MAX = 20;
