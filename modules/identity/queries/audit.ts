// The audit log: written in batches, read by the audit administrator.
import { sql, type Db, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { timestamp } from '../rows.ts';

type AnyDb = Db | Tx;

export type AuditRow = Readonly<{
  id: string;
  at: Instant;
  actorId: string;
  action: string;
  subjectKind: string | null;
  subjectId: string | null;
  countyId: number | null;
  success: boolean;
  ip: string | null;
  requestId: string | null;
  details: Readonly<Record<string, unknown>>;
}>;

export async function insertAuditRows(tx: AnyDb, rows: readonly AuditRow[]): Promise<void> {
  await sql`
    insert into audit_entry (id, at, actor_id, action, subject_kind, subject_id, county_id, success,
      ip, request_id, details)
    select id, to_timestamp(at / 1000), "actorId", action, "subjectKind", "subjectId", "countyId", success,
      ip, "requestId", details
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entry(id uuid, at double precision,
      "actorId" text, action text, "subjectKind" text, "subjectId" text, "countyId" int,
      success boolean, ip text, "requestId" text, details jsonb)
    on conflict (id) do nothing`.execute(tx);
}

export type AuditFilter = Readonly<{
  /** Entries of these counties and of none. */
  counties: readonly number[];
  actorId?: string | undefined;
  /** Part of the login or name of the actor, or of the account it was done to. */
  who?: string | undefined;
  /** An action, or the beginning of one up to a dot: `identity` finds `identity.sign-in`. */
  action?: string | undefined;
  subjectId?: string | undefined;
  success?: boolean | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
  beforeId?: string | undefined;
  limit: number;
}>;

export type AuditListItem = AuditRow &
  Readonly<{ actorName: string | null; actorLogin: string | null; subjectName: string | null }>;

/** A page of entries, latest first, with the names that the actors have today. */
export async function auditList(db: Db, filter: AuditFilter): Promise<AuditListItem[]> {
  const pattern = filter.who && `%${filter.who.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<AuditListItem>`
    with someone as materialized (
      select id::text from account where ${pattern ?? null}::text is not null
        and (login ilike ${pattern ?? null} or name ilike ${pattern ?? null})),
    page as (
      select id, at, actor_id, action, subject_kind, subject_id, county_id, success, ip, request_id, details
      from audit_entry
      where (county_id is null or county_id = any (${[...filter.counties]}::int[]))
        ${filter.beforeId === undefined ? sql`` : sql`and id < ${filter.beforeId}::uuid`}
        ${filter.actorId === undefined ? sql`` : sql`and actor_id = ${filter.actorId}`}
        ${
          filter.action === undefined
            ? sql``
            : sql`and (action = ${filter.action} or starts_with(action, ${filter.action + '.'}))`
        }
        ${
          pattern
            ? sql`and (actor_id in (select id from someone)
                or (subject_kind = 'account' and subject_id in (select id from someone)))`
            : sql``
        }
        ${filter.subjectId === undefined ? sql`` : sql`and subject_id = ${filter.subjectId}`}
        ${filter.success === undefined ? sql`` : sql`and success = ${filter.success}`}
        ${
          filter.from === undefined
            ? sql``
            : sql`and id >= maplebridge_first_id_at(${timestamp(filter.from)})`
        }
        ${
          filter.to === undefined
            ? sql``
            : sql`and id < maplebridge_first_id_at(${timestamp(filter.to)})`
        }
      order by id desc limit ${filter.limit})
    select p.id, p.at, p.actor_id as "actorId", p.action, p.subject_kind as "subjectKind",
      p.subject_id as "subjectId", p.county_id as "countyId", p.success, p.ip,
      p.request_id as "requestId", p.details, a.name as "actorName", a.login as "actorLogin",
      s.name as "subjectName"
    from page as p left join account as a on a.id::text = p.actor_id
      left join account as s on p.subject_kind = 'account' and s.id::text = p.subject_id
    order by p.id desc`.execute(db);
  return rows;
}

/** Makes the partitions of the months from that of `now`; returns how many were missing. */
export async function makeAuditMonths(db: Db, now: Instant, ahead: number): Promise<number> {
  const { rows } = await sql<{ made: number }>`
    select count(*) filter (where maplebridge_audit_month(
      (date_trunc('month', ${timestamp(now)}) + make_interval(months => ahead))::date))::int as made
    from generate_series(0, ${ahead}::int) as ahead`.execute(db);
  return rows[0]?.made ?? 0;
}
