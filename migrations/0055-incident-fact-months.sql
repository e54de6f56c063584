-- A month whose facts already lie in the default partition (a machine without its standing work, a
-- moved clock) keeps them there: the partition is not made, and nothing fails because of it.

create or replace function maplebridge_fact_month(month date) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
  next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
  name text := 'fact_' || to_char(first at time zone 'UTC', 'YYYYMM');
begin
  -- Two processes may start at once.
  perform pg_advisory_xact_lock(hashtextextended('maplebridge_fact_month', 0));
  if to_regclass(name) is not null then
    return name;
  end if;
  if exists (select from fact_other where incident_id >= maplebridge_uuid_floor(first)
      and incident_id < maplebridge_uuid_floor(next)) then
    return null;
  end if;
  execute format('create table %I partition of fact for values from (%L) to (%L)',
    name, maplebridge_uuid_floor(first), maplebridge_uuid_floor(next));
  perform maplebridge_protect(name::regclass);
  return name;
end $$;
