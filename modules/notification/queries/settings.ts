// How does this person want to be told, and where are they reached?
import { sql, type Tx } from '#platform/db/index.ts';
import type { AddressKind, Settings } from '../channels.ts';
import { settingsFrom } from './reachable.ts';

type Row = Parameters<typeof settingsFrom>[0];
const NOTHING_SAID: Row = {
  sound: null,
  channels: null,
  quietFrom: null,
  quietUntil: null,
  language: null,
};

/** In the county of the transaction; the defaults where nothing was said. */
export async function settingsOf(tx: Tx, accountId: string): Promise<Settings> {
  const { rows } = await sql<Row>`
    select sound, channels, quiet_from as "quietFrom", quiet_until as "quietUntil", language
    from notification_setting where account_id = ${accountId} order by county_id limit 1`.execute(
    tx,
  );
  return settingsFrom(rows[0] ?? NOTHING_SAID);
}

/** Addresses as they may be shown. */
export async function addressesOf(
  tx: Tx,
  accountId: string,
): Promise<readonly { kind: AddressKind; masked: string }[]> {
  const { rows } = await sql<{ kind: AddressKind; masked: string }>`
    select distinct on (kind) kind, masked from notification_address
    where account_id = ${accountId} order by kind, county_id`.execute(tx);
  return rows;
}
