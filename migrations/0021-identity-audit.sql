-- Who did what, when, and with what success (GB/T 22239-2019 8.1.4.3). Append-only for the application;
-- partitioned by the month of birth in the id (UUIDv7). No personal data of citizens.

create table audit_entry (
  id uuid not null,
  at timestamptz not null,
  -- Account id, or a fixed name such as `system:import`; what was typed at a failed sign-in is not kept.
  actor_id text not null,
  action text not null,
  subject_kind text,
  subject_id text,
  county_id int,
  success boolean not null,
  ip text,
  request_id text,
  details jsonb not null default '{}',
  constraint audit_entry_pk primary key (id),
  constraint audit_entry_action_form check (action ~ '^[a-z][A-Za-z-]*(\.[a-z][A-Za-z-]*)+$'),
  constraint audit_entry_details_size check (pg_column_size(details) <= 4096)
) partition by range (id);
create index audit_entry_by_actor on audit_entry (actor_id, id);
create index audit_entry_by_subject on audit_entry (subject_kind, subject_id, id);
create index audit_entry_by_action on audit_entry (action, id);

-- The least UUIDv7 of an instant.
create function maplebridge_first_id_at(instant timestamptz) returns uuid
  language sql immutable parallel safe
  return (lpad(to_hex(floor(extract(epoch from instant) * 1000)::bigint), 12, '0')
    || '7000' || '8000' || '000000000000')::uuid;

-- Makes the partition of one month; the application may call it, but not alter tables.
create function maplebridge_audit_month(month date) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  begins timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
  partition_name text := 'audit_entry_' || to_char(month, 'YYYY_MM');
begin
  if to_regclass(partition_name) is not null then
    return false;
  end if;
  execute format('create table %I partition of audit_entry for values from (%L) to (%L)',
    partition_name, maplebridge_first_id_at(begins), maplebridge_first_id_at(ends));
  return true;
end $$;
revoke execute on function maplebridge_audit_month(date) from public;

-- Nothing is lost when no month fits, e.g. under the moved clock of a story.
create table audit_entry_other partition of audit_entry default;
select maplebridge_audit_month((date_trunc('month', now()) + make_interval(months => ahead))::date)
  from generate_series(-1, 12) as ahead;

grant select, insert on audit_entry to maplebridge_app;
grant execute on function maplebridge_audit_month(date) to maplebridge_app;
