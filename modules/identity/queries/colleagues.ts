// Who works in a county's offices under such a name? For those who name people on a matter.
import { sql, type Db } from '#platform/db/index.ts';

export type Colleague = Readonly<{
  id: string;
  name: string;
  role: string;
  unitId: number;
}>;

/** Shown at once: whoever means someone else types more of the name. */
export const COLLEAGUES_MAX = 20;

/** People with a post in one of its units now whose name holds `text`, by name; each once. */
export async function colleagues(db: Db, countyId: number, text: string): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select distinct on (a.name, a.id) a.id, a.name, p.role, p.unit_id as "unitId"
    from post as p join account as a on a.id = p.account_id
    where p.county_id = ${countyId} and p.unit_id is not null and p.ends_at is null
      and a.kind = 'person' and a.status = 'active' and strpos(a.name, ${text}) > 0
    order by a.name, a.id, p.starts_at limit ${COLLEAGUES_MAX}`.execute(db);
  return rows;
}
