// Identifiers: UUIDv7 (RFC 9562), whose first 48 bits are the birth in milliseconds, so that they
// sort by time and tables can be partitioned by them.
import { randomFillSync } from 'node:crypto';
import type { Instant } from '#platform/time/index.ts';

/** Random bytes are fetched for this many ids at once: one system call instead of hundreds. */
const IDS_PER_FILL = 256;
const RANDOM_BYTES_PER_ID = 10;
const pool = Buffer.alloc(IDS_PER_FILL * RANDOM_BYTES_PER_ID);
let used = pool.length;

/** A new id born at `now`. 74 random bits; ids of one millisecond are in no particular order. */
export function uuidv7(now: Instant): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.toString('hex', used, used + RANDOM_BYTES_PER_ID);
  used += RANDOM_BYTES_PER_ID;
  const time = now.toString(16).padStart(12, '0');
  const variant = ((parseInt(random.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return (
    `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-` +
    `${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
  );
}

/** The least id that could be born at `instant`: for bounds on a range of ids. */
export function firstIdAt(instant: Instant): string {
  const time = instant.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** When an id was born. */
export function bornAt(id: string): Instant {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The 16 bytes of an id. */
export function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
