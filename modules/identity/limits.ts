// The limits of identity, each with its reason. What a security administrator may change is a policy
// (policies.ts) instead.
import { DAY, MINUTE, SECOND } from '#platform/time/index.ts';

/** Passwords hashed at once: libuv has four threads, and files must never wait behind all of them. */
export const ARGON2_CONCURRENT = 2;
/** Sign-ins waiting for their turn (64 × 30 ms / 2 ≈ 1 s); more are asked to come back. */
export const ARGON2_WAITING_MAX = 64;
/** A person's password; a longer one would only burn time. */
export const PASSWORD_MAX_CHARACTERS = 128;
/** From the right password to the second factor. */
export const PENDING_SESSION_MS = 5 * MINUTE;
/** Desk, phone and a few browsers; beyond this the session unused for longest ends. */
export const SESSIONS_PER_ACCOUNT_MAX = 20;
/** How long another process may go on honouring a session that was revoked here. */
export const SESSION_CACHE_MS = 5 * SECOND;
/** From this age on a cached session is read again beside the request that uses it. */
export const SESSION_REFRESH_MS = 3 * SECOND;
/** Sessions remembered in the process, about 1 kB each; a county has some 3,000 people on duty. */
export const SESSION_CACHE_MAX = 10_000;
/** `last_seen_at` of a session, and the last use of a token, is written at most this often. */
export const LAST_SEEN_EVERY_MS = MINUTE;
/** Logins that do not exist and were tried: remembered so that they lock like real ones. */
export const UNKNOWN_LOGINS_MAX = 10_000;
/** How long policies read from the database are believed. */
export const POLICY_CACHE_MS = 5 * SECOND;
/** A code of the neighbouring step is accepted: clocks differ by up to 30 s. */
export const TOTP_WINDOW_STEPS = 1;
export const TOTP_STEP_MS = 30 * SECOND;
/** Enough for a lost phone and some mistakes; 50 random bits each. */
export const RECOVERY_CODES = 10;
/** Posts one account may hold now: a city centre holds one in each of its counties. */
export const POSTS_PER_ACCOUNT_MAX = 20;
/** Grids one post may name; a grid worker has one to three, a micro-grid team up to some dozens. */
export const GRIDS_PER_POST_MAX = 100;
/** A key that lives longer is a key that is forgotten. */
export const TOKEN_LIFETIME_MAX_MS = 366 * DAY;
export const TOKENS_PER_ACCOUNT_MAX = 20;

export const ACCOUNT_PAGE_MAX = 200;
export const AUDIT_PAGE_MAX = 200;
/** One file that a spreadsheet opens easily; more is exported by shorter periods. */
export const AUDIT_EXPORT_MAX_ROWS = 50_000;
/** Audit entries written in one statement. */
export const AUDIT_BATCH_MAX = 500;
/** How long an entry may wait for company. */
export const AUDIT_FLUSH_MS = 200;
/** Entries in memory; when it is full, whoever brings another one waits (about 2 MB). */
export const AUDIT_QUEUE_MAX = 5_000;
/** After a failed write the queue tries again this much later. */
export const AUDIT_RETRY_MS = SECOND;
/** Months of audit for which partitions are kept ready. */
export const AUDIT_MONTHS_AHEAD = 3;
/** Sessions deleted in one go, and how long an ended one is kept to be looked at. */
export const SESSION_SWEEP_ROWS = 5_000;
export const ENDED_SESSION_KEPT_MS = 30 * DAY;
