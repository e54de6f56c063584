-- Finding words behind row-level security. A word match (@@) is not leakproof, so under a policy the
-- database may only ask it row by row and never through the index. This function asks the index as the
-- owner and applies the same barrier itself: only counties that the transaction reaches come out.
-- The hits of a window of weeks (tokens such as W1-2961) or of all time, newest first.

create function maplebridge_word_hits(words tsquery, before_id uuid, hits_max int)
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
  return query
    with hits as materialized (
      select t.county_id, t.incident_id from incident_text as t
      where t.tokens @@ words
        and (all_counties or t.county_id = any (counties))
        and (before_id is null or t.incident_id < before_id))
    select h.county_id, h.incident_id from hits as h order by h.incident_id desc limit hits_max;
end $$;

revoke all on function maplebridge_word_hits(tsquery, uuid, int) from public;
grant execute on function maplebridge_word_hits(tsquery, uuid, int) to maplebridge_app;

-- Entries go straight into the index: a list of pending ones would be read through by every search.
alter index incident_text_tokens set (fastupdate = off);
