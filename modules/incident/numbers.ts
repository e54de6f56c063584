// 编号: division + day + serial, e.g. 330382-20261121-000123, in the county's own days.
import type { Tx } from '#platform/db/index.ts';
import { dayIn, type Instant } from '#platform/time/index.ts';
import { takeSerials } from './store.ts';

/** Serial digits of the number; a county has far fewer than a million matters a day. */
const SERIAL_DIGITS = 6;

/** The next numbers of a county, in order; held until commit, so that none is missing. */
export async function takeNumbers(
  tx: Tx,
  county: Readonly<{ countyId: number; divisionCode: string; zone: string }>,
  count: number,
  now: Instant,
): Promise<readonly string[]> {
  const day = dayIn(county.zone, now);
  const last = await takeSerials(tx, county.countyId, day, count);
  return Array.from({ length: count }, (_, place) => {
    const serial = String(last - count + 1 + place).padStart(SERIAL_DIGITS, '0');
    return `${county.divisionCode}-${day.replaceAll('-', '')}-${serial}`;
  });
}
