-- Replays: years lived again by the same decisions under given rules, in tables of their own. A run is made
-- anew from what it was asked, so it is in a schema that backups leave out, and is dropped as a whole.

create schema replay;
grant usage on schema replay to maplebridge_app;

create table replay.run (
  id int generated always as identity,
  county_id int not null,
  -- `writing`: its rows are not to be read yet; a run that never ends stays so until it is dropped.
  state text not null default 'writing' check (state in ('writing', 'done')),
  -- What was asked: the play, its span and the versions of the rules it was decided by.
  asked json not null,
  alg text not null check (alg in ('sha256', 'sm3')),
  begun_at timestamptz not null default now(),
  ended_at timestamptz,
  incidents bigint,
  facts bigint,
  constraint run_pk primary key (county_id, id)
);
select maplebridge_protect('replay.run');
grant select on replay.run to maplebridge_app;

-- An incident as its life left it: the columns of the fold, without the words of its title.
create table replay.incident (
  run_id int not null,
  county_id int not null,
  id uuid not null,
  number text not null,
  version int not null,
  head_hash bytea not null,
  status text not null,
  outcome text,
  source text not null,
  reporter_id text,
  reporter_mode text not null,
  item_code text,
  level smallint not null,
  catalog_version int not null,
  town_id int,
  village_id int,
  grid_id int,
  lng6 int,
  lat6 int,
  room_unit_id int,
  holder_unit_id int,
  unit_ids int[] not null,
  overdue boolean not null,
  merged_into uuid,
  reported_at timestamptz not null,
  occurred_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  flags json not null,
  state json not null,
  -- Verbs that the play asked for, and how many of them were refused.
  asked int not null,
  refused int not null,
  constraint incident_pk primary key (run_id, county_id, id)
) partition by list (run_id);
select maplebridge_protect('replay.incident');
grant select on replay.incident to maplebridge_app;

create table replay.fact (
  run_id int not null,
  county_id int not null,
  incident_id uuid not null,
  seq int not null,
  type text not null,
  at timestamptz not null,
  body text not null,
  hash bytea not null,
  constraint fact_pk primary key (run_id, county_id, incident_id, seq)
) partition by list (run_id);
select maplebridge_protect('replay.fact');
grant select on replay.fact to maplebridge_app;

create function replay.reaches(county int) returns boolean
  language sql stable
  return maplebridge_all_counties() or county = any (maplebridge_counties());

-- Begins a run: fresh tables without indexes, into which the application may only write. They can hold
-- nothing but rows of this run and county, and nobody reads them before `replay.close`.
create function replay.open(county int, asked json, alg text) returns int
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  run int;
  part text;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  insert into replay.run (county_id, asked, alg) values (county, asked, alg) returning id into run;
  foreach part in array array['incident', 'fact'] loop
    execute format('create table replay.%I (like replay.%I, check (run_id = %s and county_id = %s))
      with (autovacuum_enabled = false, toast_tuple_target = 8160)', part || '_' || run, part, run, county);
    execute format('grant insert on replay.%I to maplebridge_app', part || '_' || run);
  end loop;
  return run;
end $$;

-- Ends a run: indexes, the second barrier, statistics, and its tables become partitions. One commit.
create function replay.close(county int, run_no int) returns void
  language plpgsql security definer
  set search_path = public, pg_temp set maintenance_work_mem = '512MB' set statement_timeout = 0 as $$
declare
  part text;
  leaf text;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  perform from replay.run where id = run_no and county_id = county and state = 'writing' for update;
  if not found then
    raise exception 'run % is not being written', run_no;
  end if;
  foreach part in array array['incident', 'fact'] loop
    leaf := part || '_' || run_no;
    execute format('revoke insert on replay.%I from maplebridge_app', leaf);
    execute format('alter table replay.%I add primary key (run_id, county_id, %s)', leaf,
      case part when 'fact' then 'incident_id, seq' else 'id' end);
    execute format('alter table replay.%I reset (autovacuum_enabled)', leaf);
    perform maplebridge_protect(format('replay.%I', leaf)::regclass);
    execute format('alter table replay.%I attach partition replay.%I for values in (%s)', part, leaf, run_no);
    execute format('analyze replay.%I', leaf);
  end loop;
  execute format('update replay.run set state = ''done'', ended_at = clock_timestamp(),
    incidents = (select count(*) from replay.%I), facts = (select count(*) from replay.%I)
    where id = %s', 'incident_' || run_no, 'fact_' || run_no, run_no);
end $$;

-- Takes a run away with all it wrote, finished or not.
create function replay.drop(county int, run_no int) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  part text;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  delete from replay.run where id = run_no and county_id = county;
  if not found then
    return;
  end if;
  foreach part in array array['incident', 'fact'] loop
    execute format('drop table replay.%I', part || '_' || run_no);
  end loop;
end $$;

revoke all on function replay.open(int, json, text), replay.close(int, int), replay.drop(int, int),
  replay.reaches(int) from public;
grant execute on function replay.open(int, json, text), replay.close(int, int), replay.drop(int, int)
  to maplebridge_app;
