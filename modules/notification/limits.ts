// Every limit of notification, in one place, each with its reason.
import { DAY, HOUR, MINUTE, SECOND } from '#platform/time/index.ts';

/** Entries of the feed read in one commit: some ten milliseconds of work. */
export const READ_MAX = 200;
/** People told at one step: the largest offices have some dozens on duty at once. */
export const RECIPIENTS_MAX = 100;
/** Of what happened longer ago (the reader was away) nobody is rung up; it waits quietly in the page. */
export const STALE_AFTER_MS = HOUR;
/** Notices whose next step is due, told in one commit. */
export const CALL_NEXT_MAX = 64;

/** Deliveries that one process sends at the same time over one way: gateways answer within a second or so. */
export const SENDING_MAX = 16;
/** A sender that takes longer is given up for now; gateways answer in seconds. */
export const SEND_TIMEOUT_MS = 10 * SECOND;
/** After this, whoever claimed a delivery is taken for dead: well beyond the time a sender may take. */
export const CLAIM_MS = MINUTE;
/** Tries before a delivery counts as failed; with the pauses below the last is an hour after the first. */
export const ATTEMPTS_MAX = 6;
/** Pauses between tries: short first, because a call for help cannot wait; then longer. */
export const RETRY_AFTER_MS: readonly number[] = [5, 30, 120, 600, 2400].map((s) => s * SECOND);
/** Words of a gateway's error that are kept. */
export const ERROR_MAX_CHARACTERS = 200;

/** Browsers of one person that are pushed to: a desk, a laptop, a phone or two. */
export const PUSH_DEVICES_MAX = 5;
/** Push addresses of today's browsers have up to some 500 characters. */
export const ENDPOINT_MAX_CHARACTERS = 1024;
/** Browser and system in two words. */
export const LABEL_MAX_CHARACTERS = 40;

/** Messages and deliveries are kept for half a year: long enough to ask who was told, no longer. */
export const KEPT_DAYS = 180;
/** Notices swept away in one round. */
export const SWEEP_MAX = 2_000;
export const KEPT_MS = KEPT_DAYS * DAY;

/** Messages marked as seen by one request: what a page shows. */
export const SEEN_MAX = 200;
/** Rows of one page. */
export const PAGE_MAX = 100;
export const PAGE_DEFAULT = 30;
/** A badge has room for two figures. */
export const UNREAD_CAP = 100;
/** Ringing messages shown at once; more wait behind them. */
export const RINGING_SHOWN_MAX = 5;
