// Every limit of the HTTP door, in one place, each with its reason. A module that accepts more
// (an upload, a long list) says so on its own route and names its own constant.
import { DAY, MINUTE, SECOND } from '#platform/time/index.ts';

/** A JSON body: the longest report with pasted text is a few tens of kilobytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;
/** One part of a path: our ids and codes are at most 64 characters. */
export const PATH_PARAM_MAX_CHARACTERS = 200;
/** Nesting of a JSON body: our deepest contract has 7; beyond this a parser's stack is the target. */
export const JSON_DEPTH_MAX = 32;
/** A whole request must have arrived by then (slow-loris); uploads raise it on their own route. */
export const REQUEST_TIMEOUT_MS = 60 * SECOND;
/** Headers alone must have arrived by then. */
export const HEADERS_TIMEOUT_MS = 15 * SECOND;
/** Longer than the idle time-out of common reverse proxies (60 s), so that the proxy closes first. */
export const KEEP_ALIVE_TIMEOUT_MS = 72 * SECOND;
/** Open sockets; each costs about 20 kB, and one browser holds at most six. */
export const CONNECTIONS_MAX = 10_000;
/** Requests being worked on; at 10,000/s this is 0.1 s of work, more would only wait in line. */
export const REQUESTS_IN_FLIGHT_MAX = 1_000;
/** Bytes of bodies being read, so that memory stays below 512 MB whatever arrives. */
export const BODY_BYTES_IN_FLIGHT_MAX = 64 * 1024 * 1024;
/** Beyond the file itself: boundaries and headers of a form that hands one in. */
export const MULTIPART_OVERHEAD_BYTES = 64 * 1024;
/** Fields beside that file; none of ours sends one. */
export const MULTIPART_FIELDS_MAX = 4;
/** Headers of a part; browsers send two. */
export const MULTIPART_HEADERS_MAX = 40;
/** What a body that is streamed to disk costs in memory, whatever its length. */
export const STREAMED_BODY_BYTES = 256 * 1024;
/** Mean delay of the event loop over two windows above which new work is refused: people notice 0.2 s. */
export const EVENT_LOOP_DELAY_MAX_MS = 200;
/** How often that delay is looked at. */
export const EVENT_LOOP_WINDOW_MS = 500;
/** What an overloaded server asks for; short, because the excess is gone in a second. */
export const OVERLOAD_RETRY_AFTER_SECONDS = 1;
/** Open requests get this long to end when the server stops; the supervisor kills after 15 s. */
export const CLOSE_GRACE_MS = 10 * SECOND;
/** While it stops, connections kept alive by clients are closed this often as they become idle. */
export const CLOSE_IDLE_EVERY_MS = 50;
/** Problems told in one answer; a form has fewer fields than this. */
export const ISSUES_TOLD_MAX = 20;
/** Requests slower than this are logged as a warning. */
export const SLOW_REQUEST_MS = SECOND;
/** How long a readiness check may take before it counts as failed. */
export const READINESS_TIMEOUT_MS = 2 * SECOND;

/** Clients remembered by the rate limiter; the least recently seen is forgotten first (about 3 MB). */
export const RATE_LIMIT_CLIENTS_MAX = 10_000;
/** Requests per client address. A town hall shares one address, so sign-in allows a shift change. */
export const RATE_LIMITS = {
  /** Sign-in and second factor; guessing is stopped earlier by the lockout of the account. */
  signIn: { max: 300, timeWindow: MINUTE },
  /** Receipt look-up by the public: 80 random bits cannot be guessed, this stops the trying. */
  publicReceipt: { max: 30, timeWindow: MINUTE },
  /** Reports by the public without an account. */
  publicReport: { max: 20, timeWindow: MINUTE },
} as const;

/** An `Idempotency-Key`: a uuid or similar. */
export const IDEMPOTENCY_KEY_MAX_CHARACTERS = 200;
/** How long an answer is kept for a repeated key: a phone may be out of reach for a day. */
export const IDEMPOTENCY_TTL_MS = DAY;
/** Expired keys deleted in one go, so that the sweep holds no long transaction. */
export const IDEMPOTENCY_SWEEP_ROWS = 5_000;

/** A page cursor: a few sort keys. */
export const CURSOR_MAX_CHARACTERS = 1_024;

/** Below the 30 s after which mobile networks drop a silent connection. */
export const STREAM_HEARTBEAT_MS = 25 * SECOND;
/** Unsent bytes after which a slow reader is dropped; it reconnects with Last-Event-ID. */
export const STREAM_BUFFER_MAX_BYTES = 256 * 1024;
/** One per browser (SharedWorker), and a person has a few browsers. */
export const STREAMS_PER_ACCOUNT_MAX = 6;
/** All streams of one process. */
export const STREAMS_MAX = 5_000;
/** What a client waits before it reconnects. */
export const STREAM_RETRY_MS = 2 * SECOND;
