-- Where an incident lies, whose it is, when it was born and whether it is open stand among its words as marks.
-- So the word index itself answers "this word, in my town, of late, among what is open", and reads little more
-- than it shows. Marks only say where to look; what a person may see is asked of the incident itself.
--
-- A mark is a rung, a key and a time: D a day, W eight days, X sixty-four, A all time, O open; c county, t town,
-- v village, g grid, u unit, r reporter. Capitals come first, which no word has, so a mark is never a word.
-- Nobody moves an incident between the making of its marks and the trigger that tells of it.
lock table incident in share row exclusive mode;

create function maplebridge_text_marks(id uuid, county_id int, town_id int, village_id int, grid_id int,
    unit_ids int[], reporter_id text, is_open boolean)
  returns text[] language plpgsql immutable parallel safe as $$
declare
  -- An id begins with the milliseconds since 1970.
  day constant bigint := ('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 86400000;
  wide constant text[] := array_remove(
    array['t' || town_id] || array(select distinct 'u' || unit from unnest(unit_ids) as unit), null);
  places constant text[] := array_remove(array['v' || village_id, 'g' || grid_id], null);
  keys constant text[] := wide || places || array_remove(array['r' || reporter_id], null);
  marks text[] := array['Dc' || county_id || '-' || day];
  key text;
begin
  -- Each is cut as finely as there is much of it; what one person reported is read at once.
  foreach key in array 'c' || county_id || wide loop
    marks := marks || ('W' || key || '-' || day / 8);
  end loop;
  foreach key in array 'c' || county_id || wide || places loop
    marks := marks || ('X' || key || '-' || day / 64);
  end loop;
  foreach key in array keys loop marks := marks || ('A' || key); end loop;
  if is_open then
    foreach key in array 'c' || county_id || keys loop marks := marks || ('O' || key); end loop;
  end if;
  return marks;
end $$;

-- The table is written anew, in one go with its marks.
alter table incident_text rename to incident_text_before;
alter table incident_text_before rename constraint incident_text_pk to incident_text_before_pk;
create table incident_text (
  county_id int not null,
  incident_id uuid not null,
  tokens tsvector not null,
  constraint incident_text_pk primary key (county_id, incident_id)
);
insert into incident_text (county_id, incident_id, tokens)
select t.county_id, t.incident_id, array_to_tsvector(array(
    select word from unnest(tsvector_to_array(t.tokens)) as word where word collate "C" !~ '^[A-Z]')
  || maplebridge_text_marks(i.id, i.county_id, i.town_id, i.village_id, i.grid_id, i.unit_ids, i.reporter_id,
    i.closed_at is null))
from incident_text_before as t
join incident as i on i.county_id = t.county_id and i.id = t.incident_id;
drop table incident_text_before;
-- Entries go straight into the index: a list of pending ones would be read through by every search.
create index incident_text_tokens on incident_text using gin (tokens) with (fastupdate = off);
alter table incident_text alter column tokens set statistics 1000;
select maplebridge_protect('incident_text');
grant select, insert, update, delete on incident_text to maplebridge_app;

-- Incidents whose marks may no longer be right; a job looks at them. Several entries of one are fine: nobody
-- waits for anybody.
create table incident_text_due (
  id bigint generated always as identity primary key,
  county_id int not null,
  incident_id uuid not null
);
select maplebridge_protect('incident_text_due');
grant select, insert, delete on incident_text_due to maplebridge_app;

create function maplebridge_text_due() returns trigger language plpgsql as $$
begin
  insert into incident_text_due (county_id, incident_id) values (new.county_id, new.id);
  return null;
end $$;
create trigger incident_text_due after update on incident for each row
  when ((old.closed_at is null) is distinct from (new.closed_at is null)
    or old.town_id is distinct from new.town_id or old.village_id is distinct from new.village_id
    or old.grid_id is distinct from new.grid_id or old.unit_ids is distinct from new.unit_ids)
  execute function maplebridge_text_due();

-- Words and marks are asked apart: within one query the index would go through every window of the marks, however
-- rare the words are; so it leaps through both. Between two ids now, because a step of a search ends where the next
-- one begins.
drop function maplebridge_word_hits(tsquery, uuid, int);
create function maplebridge_word_hits(words tsquery, marks tsquery, from_id uuid, before_id uuid, hits_max int)
  returns table (county_id int, incident_id uuid)
  language plpgsql stable security definer rows 500
  set search_path = public, pg_temp
  set plan_cache_mode = force_generic_plan
as $$
declare
  all_counties constant boolean := maplebridge_all_counties();
  counties constant int[] := maplebridge_counties();
begin
  -- Materialized, so that the plan is always: the word index first, then order.
  if marks is null then
    return query
      with hits as materialized (
        select t.county_id, t.incident_id from incident_text as t
        where t.tokens @@ words
          and (all_counties or t.county_id = any (counties))
          and (from_id is null or t.incident_id >= from_id)
          and (before_id is null or t.incident_id < before_id))
      select h.county_id, h.incident_id from hits as h order by h.incident_id desc limit hits_max;
  else
    return query
      with hits as materialized (
        select t.county_id, t.incident_id from incident_text as t
        where t.tokens @@ words and t.tokens @@ marks
          and (all_counties or t.county_id = any (counties))
          and (from_id is null or t.incident_id >= from_id)
          and (before_id is null or t.incident_id < before_id))
      select h.county_id, h.incident_id from hits as h order by h.incident_id desc limit hits_max;
  end if;
end $$;
revoke all on function maplebridge_word_hits(tsquery, tsquery, uuid, uuid, int) from public;
grant execute on function maplebridge_word_hits(tsquery, tsquery, uuid, uuid, int) to maplebridge_app;
