// 并案: the matter in which a merged one goes on, as part of a question about many.
import { sql, type RawBuilder } from 'kysely';

/** What `select` takes of the last of those into which the incident `i` was merged; no row where it was not. */
export function lastMaster(select: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with recursive master as (
      select m.county_id, m.status, m.outcome, m.merged_into from incident as m
      where m.county_id = i.county_id and m.id = i.merged_into
      union all
      select m.county_id, m.status, m.outcome, m.merged_into
      from master join incident as m
        on m.county_id = master.county_id and m.id = master.merged_into)
    select ${select} from master where merged_into is null`;
}
