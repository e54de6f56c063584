-- A single character beside other words (or alone, beside the marks) is no word of the index but the beginning of
-- thousands. It was asked of each hit afterwards, row by row and by key, although the row that holds the words had just
-- been read: a third of such a search. Now the hit itself tells whether it fits.

drop function maplebridge_word_hits(tsquery, tsquery, uuid, uuid, int);
create function maplebridge_word_hits(words tsquery, marks tsquery, besides tsquery, from_id uuid, before_id uuid,
    hits_max int)
  returns table (county_id int, incident_id uuid, fits boolean)
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
        select t.county_id, t.incident_id, besides is null or t.tokens @@ besides as fits
        from incident_text as t
        where t.tokens @@ words
          and (all_counties or t.county_id = any (counties))
          and (from_id is null or t.incident_id >= from_id)
          and (before_id is null or t.incident_id < before_id))
      select h.county_id, h.incident_id, h.fits from hits as h order by h.incident_id desc limit hits_max;
  else
    return query
      with hits as materialized (
        select t.county_id, t.incident_id, besides is null or t.tokens @@ besides as fits
        from incident_text as t
        where t.tokens @@ words and t.tokens @@ marks
          and (all_counties or t.county_id = any (counties))
          and (from_id is null or t.incident_id >= from_id)
          and (before_id is null or t.incident_id < before_id))
      select h.county_id, h.incident_id, h.fits from hits as h order by h.incident_id desc limit hits_max;
  end if;
end $$;
revoke all on function maplebridge_word_hits(tsquery, tsquery, tsquery, uuid, uuid, int) from public;
grant execute on function maplebridge_word_hits(tsquery, tsquery, tsquery, uuid, uuid, int) to maplebridge_app;
