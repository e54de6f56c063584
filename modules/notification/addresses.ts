// Where staff are reached outside the page: sealed under a key of their own, shown only masked. Kept by
// the person; never in messages, facts or logs.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { rowset, sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { phoneDigits, seal, unseal } from '#platform/facts/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { AddressKind, ReachKind } from './channels.ts';

const KEY_BYTES = 32;

/** The key that addresses are sealed under, from the installation's master key. */
export function addressKey(masterKey: Uint8Array): KeyObject {
  const bytes = hkdfSync('sha256', masterKey, '', 'maplebridge/notification/address', KEY_BYTES);
  return createSecretKey(Buffer.from(bytes));
}

const FORMS: Readonly<
  Record<
    AddressKind,
    Readonly<{ form: RegExp; zh: string; en: string; name: string; nameEn: string }>
  >
> = {
  phone: {
    form: /^\+?[\d\s-]{5,24}$/,
    zh: '应为电话号码',
    en: 'a telephone number',
    name: '手机号',
    nameEn: 'phone',
  },
  zhezhengding: {
    form: /^[\w$:+/=-]{1,100}$/,
    zh: '应为浙政钉用户编号',
    en: 'a user id of Zhezhengding',
    name: '浙政钉',
    nameEn: 'Zhezhengding',
  },
  wecom: {
    form: /^[\w@.-]{1,64}$/,
    zh: '应为企业微信成员账号',
    en: 'a member id of WeCom',
    name: '企业微信',
    nameEn: 'WeCom',
  },
  email: {
    form: /^[^\s@<>]{1,64}@[a-z0-9.-]{3,60}$/i,
    zh: '应为邮箱地址',
    en: 'an e-mail address',
    name: '邮箱',
    nameEn: 'e-mail',
  },
};

/** The address as it is kept. Refuses with `notification.address-invalid`. */
export function checkedAddress(kind: AddressKind, text: string): string {
  const { form, zh, en, name, nameEn } = FORMS[kind];
  if (!form.test(text))
    throw new Refused('notification.address-invalid', 'address', {
      kind: name,
      kindEn: nameEn,
      expects: zh,
      expectsEn: en,
    });
  return kind === 'phone' ? (text.startsWith('+') ? '+' : '') + phoneDigits(text) : text;
}

/** Enough to recognise one's own, too little to call it. */
export function maskedAddress(kind: AddressKind, address: string): string {
  if (kind === 'email') {
    const [name = '', house = ''] = address.split('@');
    return `${name.slice(0, 1)}***@${house}`;
  }
  if (address.length <= 7) return `${address.slice(0, 1)}****`;
  return `${address.slice(0, 3)}****${address.slice(-4)}`;
}

export type PlainAddress = Readonly<{
  countyId: number;
  accountId: string;
  kind: AddressKind;
  address: string;
}>;

type Whose = Readonly<{ countyId: number; accountId: string; kind: ReachKind }>;

/** What a sealed address is bound to. */
export const addressPlace = ({ countyId, accountId, kind }: Whose): string =>
  `${countyId}/${accountId}/${kind}`;

/** Keeps addresses in the place of older ones. */
export async function putAddresses(
  tx: Tx,
  key: KeyObject,
  addresses: readonly PlainAddress[],
  now: Instant,
): Promise<void> {
  if (addresses.length === 0) return;
  const rows = addresses.map((each) => ({
    county: each.countyId,
    account: each.accountId,
    kind: each.kind,
    sealed: seal(key, each.address, addressPlace(each)).toString('hex'),
    masked: maskedAddress(each.kind, each.address),
  }));
  await sql`
    insert into notification_address (county_id, account_id, kind, sealed, masked, updated_at)
    select county, account, kind, sealed, masked, to_timestamp(${now} / 1000.0)
    from ${rowset({ county: 'int', account: 'uuid', kind: 'text', sealed: 'hex', masked: 'text' }, rows)} as r
    on conflict (county_id, account_id, kind) do update set sealed = excluded.sealed,
      masked = excluded.masked, updated_at = excluded.updated_at`.execute(tx);
}

/** Of which kinds there are any addresses at all. */
export async function addressKinds(tx: Tx): Promise<ReadonlySet<AddressKind>> {
  const { rows } = await sql<{ kind: AddressKind }>`
    select distinct kind from notification_address`.execute(tx);
  return new Set(rows.map(({ kind }) => kind));
}

export async function dropAddress(tx: Tx, accountId: string, kind: AddressKind): Promise<void> {
  await sql`delete from notification_address
    where account_id = ${accountId} and kind = ${kind}`.execute(tx);
}

/** Opens a sealed address; throws when it was sealed for somebody else. */
export function openAddress(key: KeyObject, of: Whose, sealed: Uint8Array): string {
  return unseal(key, sealed, addressPlace(of));
}
