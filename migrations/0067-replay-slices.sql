-- A run of a replay is written in slices: each is one commit into fresh tables of its own, which therefore
-- need neither the write-ahead log (where `wal_level` is minimal) nor another pass over their rows, and are
-- indexed when they are full. Runs can be made again, so those of the form before go.

drop table replay.incident cascade;
drop table replay.fact cascade;
do $$
declare
  leaf regclass;
begin
  -- Tables of runs that were never closed hang on nothing.
  for leaf in select oid from pg_class
    where relnamespace = 'replay'::regnamespace and relname ~ '^(incident|fact)_\d+$' and relkind = 'r' loop
    execute format('drop table %s', leaf);
  end loop;
end $$;
drop function replay.close(int, int);
delete from replay.run;

create sequence replay.slice_no as int;

create table replay.slice (
  run_id int not null,
  county_id int not null,
  slice int not null,
  incidents bigint not null default 0,
  facts bigint not null default 0,
  constraint slice_pk primary key (county_id, run_id, slice),
  constraint slice_run_fk foreign key (county_id, run_id) references replay.run (county_id, id) on delete cascade
);
select maplebridge_protect('replay.slice');
grant select on replay.slice to maplebridge_app;

-- An incident as its life left it: the columns of the fold, without the words of its title.
create table replay.incident (
  run_id int not null,
  slice int not null,
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
  constraint incident_pk primary key (run_id, county_id, id, slice)
) partition by range (run_id, slice);
select maplebridge_protect('replay.incident');
grant select on replay.incident to maplebridge_app;

create table replay.fact (
  run_id int not null,
  slice int not null,
  county_id int not null,
  incident_id uuid not null,
  seq int not null,
  type text not null,
  at timestamptz not null,
  body text not null,
  hash bytea not null,
  constraint fact_pk primary key (run_id, county_id, incident_id, seq, slice)
) partition by range (run_id, slice);
select maplebridge_protect('replay.fact');
grant select on replay.fact to maplebridge_app;

-- Begins a run; its rows come slice by slice.
create or replace function replay.open(county int, asked json, alg text) returns int
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  run_no int;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  insert into replay.run (county_id, asked, alg) values (county, asked, alg) returning id into run_no;
  return run_no;
end $$;

-- Begins a slice: fresh tables without indexes, into which the application may only write, within this
-- transaction. They can hold nothing but rows of this run and county; nobody reads them before `close`.
create function replay.begin_slice(county int, run_no int) returns int
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  part text;
  leaf text;
  no int := nextval('replay.slice_no');
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  perform from replay.run where id = run_no and county_id = county and state = 'writing' for key share;
  if not found then
    raise exception 'run % is not being written', run_no;
  end if;
  insert into replay.slice (run_id, county_id, slice) values (run_no, county, no);
  foreach part in array array['incident', 'fact'] loop
    leaf := part || '_' || no;
    execute format('create table replay.%I (like replay.%I, check (run_id = %s and slice = %s and county_id = %s))
      with (autovacuum_enabled = false, toast_tuple_target = 8160)', leaf, part, run_no, no, county);
    execute format('alter table replay.%I alter run_id set default %s, alter slice set default %s,
      alter county_id set default %s', leaf, run_no, no, county);
    execute format('grant insert on replay.%I to maplebridge_app', leaf);
  end loop;
  return no;
end $$;

-- Ends a slice, in the transaction that began it: its keys, and how much it holds as its writer says.
create function replay.end_slice(county int, run_no int, no int, its_incidents bigint, its_facts bigint) returns void
  language plpgsql security definer
  set search_path = public, pg_temp set maintenance_work_mem = '256MB' set statement_timeout = 0 as $$
declare
  part text;
  leaf text;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  update replay.slice set incidents = its_incidents, facts = its_facts
    where run_id = run_no and county_id = county and slice = no;
  if not found then
    raise exception 'slice % of run % is not there', no, run_no;
  end if;
  foreach part in array array['incident', 'fact'] loop
    leaf := part || '_' || no;
    execute format('revoke insert on replay.%I from maplebridge_app', leaf);
    execute format('alter table replay.%I add primary key (run_id, county_id, %s, slice)', leaf,
      case part when 'fact' then 'incident_id, seq' else 'id' end);
  end loop;
end $$;

-- Ends a run: the second barrier and statistics for each slice, which becomes a partition. One commit.
create function replay.close(county int, run_no int) returns void
  language plpgsql security definer
  set search_path = public, pg_temp set default_statistics_target = 20 set statement_timeout = 0 as $$
declare
  part text;
  no int;
  leaf text;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  perform from replay.run where id = run_no and county_id = county and state = 'writing' for update;
  if not found then
    raise exception 'run % is not being written', run_no;
  end if;
  for no in select slice from replay.slice where run_id = run_no and county_id = county order by slice loop
    foreach part in array array['incident', 'fact'] loop
      leaf := part || '_' || no;
      execute format('alter table replay.%I reset (autovacuum_enabled)', leaf);
      perform maplebridge_protect(format('replay.%I', leaf)::regclass);
      execute format('alter table replay.%I attach partition replay.%I for values from (%s, %s) to (%s, %s)',
        part, leaf, run_no, no, run_no, no + 1);
      execute format('analyze replay.%I', leaf);
    end loop;
  end loop;
  update replay.run set state = 'done', ended_at = clock_timestamp(),
    incidents = (select coalesce(sum(s.incidents), 0) from replay.slice s where s.run_id = run_no and s.county_id = county),
    facts = (select coalesce(sum(s.facts), 0) from replay.slice s where s.run_id = run_no and s.county_id = county)
    where id = run_no and county_id = county;
end $$;

-- Takes a run away with all it wrote, finished or not.
create or replace function replay.drop(county int, run_no int) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  no int;
begin
  if not replay.reaches(county) then
    raise exception 'county % is out of reach', county using errcode = 'insufficient_privilege';
  end if;
  for no in select slice from replay.slice where run_id = run_no and county_id = county loop
    execute format('drop table replay.%I, replay.%I', 'incident_' || no, 'fact_' || no);
  end loop;
  delete from replay.run where id = run_no and county_id = county;
end $$;

revoke all on function replay.begin_slice(int, int), replay.end_slice(int, int, int, bigint, bigint),
  replay.close(int, int) from public;
grant execute on function replay.begin_slice(int, int), replay.end_slice(int, int, int, bigint, bigint),
  replay.close(int, int) to maplebridge_app;
