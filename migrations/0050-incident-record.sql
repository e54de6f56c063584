-- The matter and its record: the incident row (the fold of its facts), the append-only facts, the vault
-- for what is said of persons, orders, reports and the outbox.

create table incident (
  county_id int not null,
  id uuid not null,
  number text not null,
  version int not null check (version > 0),
  head_hash bytea not null,
  status text not null check (status in ('reported', 'filed', 'dispatched', 'handling', 'resolved',
    'closed', 'dismissed', 'merged')),
  outcome text check (outcome in ('notAccepted', 'notFound', 'voided', 'withdrawn', 'solved',
    'answered', 'explained', 'selfHandled', 'transferred')),
  source text not null,
  reporter_id text,
  reporter_mode text not null check (reporter_mode in ('named', 'confidential', 'anonymous')),
  item_code text,
  level smallint not null check (level between 1 and 4),
  catalog_version int not null,
  town_id int,
  village_id int,
  grid_id int,
  lng6 int,
  lat6 int,
  room_unit_id int,
  holder_unit_id int,
  unit_ids int[] not null,
  restricted boolean not null,
  overdue boolean not null,
  supervised boolean not null,
  follow_up_due boolean not null,
  merged_into uuid,
  reported_at timestamptz not null,
  occurred_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  -- The running clock that is due first, and the next instant at which any clock rings.
  clock_kind text,
  clock_started_at timestamptz,
  clock_warn_at timestamptz,
  clock_due_at timestamptz,
  next_ring_at timestamptz,
  -- One sentence without personal data; erased with the words it was made from, so no part of the fold.
  title text not null,
  -- Assignments, clocks, flags and members as folded; read as a whole by every decision.
  state jsonb not null,
  constraint incident_pk primary key (county_id, id),
  constraint incident_number unique (county_id, number)
) with (fillfactor = 80);

create index incident_ring on incident (next_ring_at) where next_ring_at is not null;
create index incident_town on incident (county_id, town_id, id desc);
create index incident_village on incident (county_id, village_id, id desc);
create index incident_grid on incident (county_id, grid_id, id desc);
create index incident_status on incident (county_id, status, id desc);
create index incident_reporter on incident (reporter_id, id desc) where reporter_id is not null;
create index incident_holder on incident (county_id, holder_unit_id, clock_due_at)
  where holder_unit_id is not null;
-- 超期: only open ones are looked for, and they are few.
create index incident_overdue on incident (county_id, id desc)
  where overdue and closed_at is null;
create index incident_due on incident (county_id, clock_due_at) where clock_due_at is not null;
select maplebridge_protect('incident');
grant select, insert, update on incident to maplebridge_app;

create table incident_member (
  county_id int not null,
  incident_id uuid not null,
  account_id text not null,
  constraint incident_member_pk primary key (county_id, incident_id, account_id)
);
create index incident_member_account on incident_member (account_id, incident_id);
select maplebridge_protect('incident_member');
grant select, insert, delete on incident_member to maplebridge_app;

-- The first instant of a month as the smallest UUIDv7 born in it: partitions are cut by birth.
create function maplebridge_uuid_floor(born timestamptz) returns uuid
  language sql immutable strict parallel safe
  return (rpad(lpad(to_hex((extract(epoch from born) * 1000)::bigint), 12, '0'), 32, '0'))::uuid;

create table fact (
  county_id int not null,
  incident_id uuid not null,
  seq int not null check (seq > 0),
  type text not null,
  at timestamptz not null,
  alg text not null check (alg in ('sha256', 'sm3')),
  -- The canonical bytes (RFC 8785) exactly as hashed: jsonb would reorder keys.
  body text not null,
  hash bytea not null,
  constraint fact_pk primary key (county_id, incident_id, seq)
) partition by range (incident_id);
create table fact_other partition of fact default;
select maplebridge_protect('fact');
-- Append-only: not even the application may change what happened.
grant select, insert on fact to maplebridge_app;

-- Makes the partition of one month if it is missing. The owner's right is lent for just this.
create function maplebridge_fact_month(month date) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
  next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
  name text := 'fact_' || to_char(first at time zone 'UTC', 'YYYYMM');
begin
  if to_regclass(name) is null then
    execute format('create table %I partition of fact for values from (%L) to (%L)',
      name, maplebridge_uuid_floor(first), maplebridge_uuid_floor(next));
    perform maplebridge_protect(name::regclass);
  end if;
  return name;
end $$;
revoke all on function maplebridge_fact_month(date) from public;
grant execute on function maplebridge_fact_month(date) to maplebridge_app;

create table vault_key (
  county_id int not null,
  incident_id uuid not null,
  -- The incident's own key, wrapped by the master key; deleting it erases all that it sealed.
  wrapped bytea not null,
  constraint vault_key_pk primary key (county_id, incident_id)
);
select maplebridge_protect('vault_key');
grant select, insert, delete on vault_key to maplebridge_app;

create table vault (
  county_id int not null,
  incident_id uuid not null,
  seq int not null,
  class text not null check (class in ('words', 'person')),
  salt bytea not null,
  sealed bytea not null,
  constraint vault_pk primary key (county_id, incident_id, seq, class)
);
select maplebridge_protect('vault');
grant select, insert, delete on vault to maplebridge_app;

-- Exact search by phone or ID number without keeping either: keyed hashes.
create table person_index (
  county_id int not null,
  kind text not null check (kind in ('phone', 'idNumber')),
  hash bytea not null,
  incident_id uuid not null,
  constraint person_index_pk primary key (county_id, kind, hash, incident_id)
);
create index person_index_incident on person_index (county_id, incident_id);
select maplebridge_protect('person_index');
grant select, insert, delete on person_index to maplebridge_app;

-- One row per report: the same source key twice is the same report (kept for good: it is small).
create table report (
  county_id int not null,
  source text not null,
  key text not null,
  incident_id uuid not null,
  digest bytea not null,
  receipt_hash bytea,
  received_at timestamptz not null,
  constraint report_pk primary key (county_id, source, key)
);
create unique index report_receipt on report (receipt_hash) where receipt_hash is not null;
create index report_incident on report (county_id, incident_id);
select maplebridge_protect('report');
grant select, insert on report to maplebridge_app;

create table incident_serial (
  county_id int not null,
  day date not null,
  last int not null,
  constraint incident_serial_pk primary key (county_id, day)
);
grant select, insert, update on incident_serial to maplebridge_app;

create table assignment (
  county_id int not null,
  incident_id uuid not null,
  no smallint not null,
  unit_id int not null,
  role text not null check (role in ('lead', 'co')),
  state text not null check (state in ('ordered', 'signed', 'done', 'waived', 'returned', 'recalled')),
  ordered_at timestamptz not null,
  constraint assignment_pk primary key (county_id, incident_id, no)
);
create index assignment_unit on assignment (county_id, unit_id, incident_id desc);
create index assignment_live on assignment (county_id, unit_id, incident_id desc)
  where state in ('ordered', 'signed');
select maplebridge_protect('assignment');
grant select, insert, update on assignment to maplebridge_app;

-- Words to search by; made by triage after the report, so never on the hot path. Erased with the words.
create table incident_text (
  county_id int not null,
  incident_id uuid not null,
  tokens tsvector not null,
  constraint incident_text_pk primary key (county_id, incident_id)
);
create index incident_text_tokens on incident_text using gin (tokens);
alter table incident_text alter column tokens set statistics 1000;
select maplebridge_protect('incident_text');
grant select, insert, update, delete on incident_text to maplebridge_app;

-- What happened in one commit; the relay gives it its place in the feed afterwards, because serial
-- numbers are handed out before commits and would show gaps that fill later.
create table outbox (
  id bigint generated always as identity primary key,
  changes jsonb not null
);
grant select, insert, delete on outbox to maplebridge_app;

create table feed (
  position bigint primary key,
  county_id int not null,
  incident_id uuid not null,
  version int not null,
  type text not null,
  status text not null,
  at timestamptz not null,
  -- What rights look at, so that a stream is filtered without a query per change.
  subject jsonb not null
);
grant select, insert, delete on feed to maplebridge_app;

create table feed_reader (
  name text primary key,
  position bigint not null
);
grant select, insert, update on feed_reader to maplebridge_app;

create table saved_view (
  id uuid primary key,
  account_id text not null,
  name text not null,
  query jsonb not null,
  created_at timestamptz not null,
  constraint saved_view_name unique (account_id, name)
);
grant select, insert, delete on saved_view to maplebridge_app;

-- Every hour all heads of a county under one signed root: a cut tail or a vanished incident shows too.
create table county_seal (
  county_id int not null,
  hour timestamptz not null,
  heads int not null,
  root bytea not null,
  previous bytea,
  signature bytea not null,
  constraint county_seal_pk primary key (county_id, hour)
);
grant select, insert on county_seal to maplebridge_app;

create table retention_rule (
  class text primary key check (class in ('words', 'person')),
  days_after_closing int not null check (days_after_closing > 0),
  basis text not null
);
grant select, update on retention_rule to maplebridge_app;
insert into retention_rule (class, days_after_closing, basis) values
  ('person', 1095, 'PIPL art. 19: no longer than the purpose needs; three years for appeals and review'),
  ('words', 3650, 'archive of handled matters, ten years');
