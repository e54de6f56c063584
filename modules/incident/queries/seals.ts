// Seals of a county's record as stored, and the heads that the next one is made of.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';

export type StoredSeal = Readonly<{
  countyId: number;
  hour: Instant;
  heads: number;
  root: Buffer;
  previous: Buffer | null;
  statement: string;
  signature: Buffer;
  publicKey: Buffer;
}>;

const COLUMNS = sql.raw(
  'county_id as "countyId", hour, heads, root, previous, statement, signature, public_key as "publicKey"',
);

/** The newest seal of a county; undefined before its first. */
export async function newestSeal(tx: Tx, countyId: number): Promise<StoredSeal | undefined> {
  const { rows } = await sql<StoredSeal>`
    select ${COLUMNS} from county_seal where county_id = ${countyId}
    order by hour desc limit 1`.execute(tx);
  return rows[0];
}

/** Seals of a county after an hour, oldest first. */
export async function sealsAfter(
  tx: Tx,
  countyId: number,
  after: Instant,
  limit: number,
): Promise<StoredSeal[]> {
  const { rows } = await sql<StoredSeal>`
    select ${COLUMNS} from county_seal
    where county_id = ${countyId} and hour > to_timestamp(${after} / 1000.0)
    order by hour limit ${limit}`.execute(tx);
  return rows;
}

/** @returns whether it was written; false when another process had sealed the hour. */
export async function insertSeal(tx: Tx, seal: StoredSeal): Promise<boolean> {
  const { rows } = await sql`
    insert into county_seal (county_id, hour, heads, root, previous, statement, signature, public_key)
    values (${seal.countyId}, to_timestamp(${seal.hour} / 1000.0), ${seal.heads}, ${seal.root},
      ${seal.previous}, ${seal.statement}, ${seal.signature}, ${seal.publicKey})
    on conflict on constraint county_seal_pk do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

/** Id (16 bytes), version (4) and head (32) of one incident. */
export const LEAF_BYTES = 52;

export type HeadsPage = Readonly<{ leaves: Buffer; lastId: string | null }>;

/**
 * The heads of a county's incidents as they stood before `before`, in id order: one piece of bytes per
 * page, because a million rows are slower to parse than to read. Ones that changed since are looked up
 * in their facts; ones born since are left out.
 */
export async function headsPage(
  tx: Tx,
  countyId: number,
  before: Instant,
  afterId: string,
  limit: number,
): Promise<HeadsPage> {
  const { rows } = await sql<HeadsPage>`
    with page as (
      select id, version, head_hash, updated_at from incident
      where county_id = ${countyId} and id > ${afterId} order by id limit ${limit}
    ), heads as (
      select id, uuid_send(id) || int4send(version) || head_hash as leaf
      from page where updated_at < to_timestamp(${before} / 1000.0)
      union all
      select page.id, uuid_send(page.id) || int4send(f.seq) || f.hash
      from page, lateral (
        select seq, hash from fact
        where county_id = ${countyId} and incident_id = page.id
          and at < to_timestamp(${before} / 1000.0)
        order by seq desc limit 1) f
      where updated_at >= to_timestamp(${before} / 1000.0)
    )
    select coalesce((select string_agg(leaf, ''::bytea order by id) from heads), '') as leaves,
      (select id from page order by id desc limit 1) as "lastId"`.execute(tx);
  return rows[0] ?? { leaves: Buffer.alloc(0), lastId: null };
}

export async function countyIds(db: Db | Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from county order by id`.execute(db);
  return rows.map((row) => row.id);
}
