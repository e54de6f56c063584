// Browsers that a person has switched pushing on in. Their push addresses are sealed as other addresses
// are; a browser belongs to the person who switched it on last.
import { createECDH, createHash, type KeyObject } from 'node:crypto';
import { sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { seal } from '#platform/facts/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { addressPlace } from './addresses.ts';
import { LABEL_MAX_CHARACTERS, PUSH_DEVICES_MAX } from './limits.ts';
import type { PushTarget } from './push.ts';

/** Refuses with `notification.push-invalid` where nothing could ever be sealed for this browser. */
export function checkedTarget(target: PushTarget): PushTarget {
  try {
    const own = createECDH('prime256v1');
    own.generateKeys();
    own.computeSecret(Buffer.from(target.p256dh, 'base64url'));
    return target;
  } catch {
    throw new Refused('notification.push-invalid', 'p256dh');
  }
}

const digestOf = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest();

export type NewDevice = Readonly<{
  accountId: string;
  counties: readonly number[];
  target: PushTarget;
  userAgent: string;
}>;

/**
 * Keeps a browser for this person, in the place of what was known of it; whoever had it before has it no
 * longer. `everywhere` may touch every county, because that person may be of another one.
 * Refuses with `notification.push-too-many`.
 */
export async function putDevice(
  everywhere: Tx,
  key: KeyObject,
  { accountId, counties, target, userAgent }: NewDevice,
  now: Instant,
): Promise<void> {
  const digest = digestOf(target.endpoint);
  // One at a time for each browser, then for each person: two at once could both have it, or both be the
  // last that is allowed. Whoever waits for the second lock holds up nobody who holds it.
  for (const one of [digest.toString('hex'), accountId])
    await sql`select pg_advisory_xact_lock(${DEVICE_LOCK}, hashtext(${one}))`.execute(everywhere);
  await sql`delete from push_device where endpoint_digest = ${digest}`.execute(everywhere);
  const { rows } = await sql<{ count: number }>`
    select count(distinct id)::int as count from push_device
    where account_id = ${accountId}`.execute(everywhere);
  if ((rows[0]?.count ?? 0) >= PUSH_DEVICES_MAX)
    throw new Refused('notification.push-too-many', undefined, { max: PUSH_DEVICES_MAX });
  const id = uuidv7(now);
  for (const countyId of counties) {
    const sealed = seal(
      key,
      JSON.stringify(target),
      addressPlace({ countyId, accountId, kind: 'device' }),
    );
    await sql`
      insert into push_device (county_id, id, account_id, endpoint_digest, sealed, label, created_at)
      values (${countyId}, ${id}, ${accountId}, ${digest}, ${sealed}, ${deviceLabel(userAgent)},
        to_timestamp(${now} / 1000.0))`.execute(everywhere);
  }
}
const DEVICE_LOCK = 7_031_140;

/** Forgets a browser of this person; false when there is no such one of theirs. */
export async function dropDevice(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from push_device
    where account_id = ${accountId} and id = ${id}`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Forgets a browser that its push service does not know any more. */
export async function forgetDevice(everywhere: Tx, id: string): Promise<void> {
  await sql`delete from push_device where id = ${id}`.execute(everywhere);
}

export type Device = Readonly<{
  id: string;
  label: string;
  /** Hex of the digest of its push address, by which a browser finds itself. */
  fingerprint: string;
  createdAt: Instant;
}>;

export async function devicesOf(tx: Tx, accountId: string): Promise<readonly Device[]> {
  const { rows } = await sql<Device>`
    select distinct on (id) id, label, encode(endpoint_digest, 'hex') as fingerprint,
      created_at as "createdAt"
    from push_device where account_id = ${accountId} order by id, county_id`.execute(tx);
  return rows;
}

/** A browser's long name of itself, as far as a person cares: `Chrome · Android`. */
export function deviceLabel(userAgent: string): string {
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|HarmonyOS|Linux)/.exec(userAgent)?.[1];
  const browser = /(Edg|Firefox|Chrome|Safari)/.exec(userAgent)?.[1];
  const name = [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean).join(' · ');
  return (name || userAgent || '?').slice(0, LABEL_MAX_CHARACTERS);
}
