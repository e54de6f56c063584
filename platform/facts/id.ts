// UUIDv7 (RFC 9562): ids that sort by birth, so that indexes grow at one end and partitions are cut by month.
import { randomFillSync } from 'node:crypto';
import type { Instant } from '#platform/time/index.ts';

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** A fresh id born at `now`; ids of the same millisecond are in no particular order. */
export function newId(now: Instant): string {
  if (used + 10 > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 10));
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0');
  const a = ((random.readUInt16BE(0) & 0x0fff) | 0x7000).toString(16);
  const b = ((random.readUInt16BE(2) & 0x3fff) | 0x8000).toString(16);
  const tail = random.toString('hex', 4, 10);
  return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${tail}`;
}

/** The instant at which an id was born. */
export function birthOf(id: string): Instant {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
