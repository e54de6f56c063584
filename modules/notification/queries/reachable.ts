// How are these people reached outside the page? Settings and kinds of address, without the addresses.
import { sql, type Tx } from '#platform/db/index.ts';
import { DEFAULT_SETTINGS, type ReachKind, type Settings } from '../channels.ts';
import type { Channel } from '../message.ts';

export type PersonReach = Readonly<{
  settings: Settings;
  addresses: ReadonlySet<ReachKind>;
  /** Browsers that are pushed to. */
  devices: readonly string[];
}>;

type Row = Readonly<{
  accountId: string;
  sound: boolean | null;
  channels: Channel[] | null;
  quietFrom: number | null;
  quietUntil: number | null;
  language: 'zh' | 'en' | null;
  kinds: ReachKind[] | null;
  devices: string[] | null;
}>;

/** By account; who has said nothing has the defaults. */
export async function reachOfPeople(
  tx: Tx,
  countyId: number,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, PersonReach>> {
  if (accountIds.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select a.id as "accountId", s.sound, s.channels, s.quiet_from as "quietFrom",
      s.quiet_until as "quietUntil", s.language,
      (select array_agg(d.kind) from notification_address d
        where d.county_id = ${countyId} and d.account_id = a.id) as kinds,
      (select array_agg(p.id) from push_device p
        where p.county_id = ${countyId} and p.account_id = a.id) as devices
    from unnest(${[...accountIds]}::uuid[]) as a (id)
    left join notification_setting s on s.county_id = ${countyId} and s.account_id = a.id`.execute(
    tx,
  );
  return new Map(
    rows.map((row) => [
      row.accountId,
      {
        settings: settingsFrom(row),
        addresses: new Set([...(row.kinds ?? []), ...(row.devices ? (['device'] as const) : [])]),
        devices: row.devices ?? [],
      },
    ]),
  );
}

export function settingsFrom(row: Omit<Row, 'accountId' | 'kinds' | 'devices'>): Settings {
  if (row.sound === null) return DEFAULT_SETTINGS;
  return {
    sound: row.sound,
    channels: row.channels,
    quiet:
      row.quietFrom === null || row.quietUntil === null
        ? null
        : { from: row.quietFrom, until: row.quietUntil },
    language: row.language ?? DEFAULT_SETTINGS.language,
  };
}
