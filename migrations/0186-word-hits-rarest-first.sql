-- The index leaps from hit to hit of one word and asks the marks there, and the other words only where both meet. It
-- asked for all words together first, at each of their thousands of hits in the county, for the few of one village.

drop function maplebridge_word_hits(tsquery, tsquery, tsquery, uuid, uuid, int);
-- Null where nothing more is asked: `marks` and `others`, or `others`. What `besides` asks, each hit tells as `fits`.
-- All hits, in no order: whoever asks orders and limits them.
create function maplebridge_word_hits(rarest tsquery, marks tsquery, others tsquery, besides tsquery, from_id uuid,
    before_id uuid)
  returns table (county_id int, incident_id uuid, fits boolean)
  language plpgsql stable security definer rows 500
  set search_path = public, pg_temp
  set plan_cache_mode = force_generic_plan
as $$
declare
  all_counties constant boolean := maplebridge_all_counties();
  counties constant int[] := maplebridge_counties();
begin
  if marks is null and others is not null then
    raise exception 'without marks all words belong to the first query';
  end if;
  -- A query for each: a condition that may be null is none that the index answers.
  if marks is null then
    return query select t.county_id, t.incident_id, besides is null or t.tokens @@ besides from incident_text as t
      where t.tokens @@ rarest
        and (all_counties or t.county_id = any (counties))
        and (from_id is null or t.incident_id >= from_id) and (before_id is null or t.incident_id < before_id);
  elsif others is null then
    return query select t.county_id, t.incident_id, besides is null or t.tokens @@ besides from incident_text as t
      where t.tokens @@ rarest and t.tokens @@ marks
        and (all_counties or t.county_id = any (counties))
        and (from_id is null or t.incident_id >= from_id) and (before_id is null or t.incident_id < before_id);
  else
    return query select t.county_id, t.incident_id, besides is null or t.tokens @@ besides from incident_text as t
      where t.tokens @@ rarest and t.tokens @@ marks and t.tokens @@ others
        and (all_counties or t.county_id = any (counties))
        and (from_id is null or t.incident_id >= from_id) and (before_id is null or t.incident_id < before_id);
  end if;
end $$;
revoke all on function maplebridge_word_hits(tsquery, tsquery, tsquery, tsquery, uuid, uuid) from public;
grant execute on function maplebridge_word_hits(tsquery, tsquery, tsquery, tsquery, uuid, uuid) to maplebridge_app;
