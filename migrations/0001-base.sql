-- What every table stands on: the functions behind the second barrier (rights by county).
-- The role maplebridge_app exists already (platform/db/migrate.ts makes it: roles belong to the cluster).

create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists intarray;

-- The running transaction says which counties it may touch: '' none, '*' all, or '1,2,3'.
create function maplebridge_all_counties() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('maplebridge.counties', true), '') = '*';

create function maplebridge_counties() returns int[]
  language sql stable parallel safe
  return case when maplebridge_all_counties() then null
    else string_to_array(coalesce(current_setting('maplebridge.counties', true), ''), ',')::int[] end;

-- Puts a table that has county_id behind the barrier: `select maplebridge_protect('incident')`.
-- The sub-selects make the planner ask once per statement instead of once per row.
create function maplebridge_protect(protected regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', protected);
  execute format(
    'create policy county_reach on %s using ((select maplebridge_all_counties())
       or county_id = any ((select maplebridge_counties())::int[]))', protected);
end $$;

grant usage on schema public to maplebridge_app;
