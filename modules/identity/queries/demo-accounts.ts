// Whom may a newcomer sign in as? One demo account of each role; the others only people the rosters.
import { sql, type Db } from '#platform/db/index.ts';
import { ROLE_CODES, type Role } from '../roles.ts';

export type DemoAccount = Readonly<{ login: string; name: string; role: Role; countyId: number }>;

/** Shown demo logins are plain words (`clerk`, `b-clerk`); those of the rosters carry a unit's code. */
const SHOWN_LOGIN = '^([a-z]-)?[a-z]+$';
const SHOWN_AT_MOST = 200;

export async function demoAccounts(db: Db): Promise<readonly DemoAccount[]> {
  const { rows } = await sql<DemoAccount>`
    select a.login, a.name, p.role, p.county_id as "countyId"
    from account a join post p on p.account_id = a.id and p.ends_at is null
    where a.demo and a.status = 'active' and a.login ~ ${SHOWN_LOGIN}
    order by p.county_id, a.id limit ${SHOWN_AT_MOST}`.execute(db);
  const rank = ({ role }: DemoAccount) => ROLE_CODES.indexOf(role);
  return rows.toSorted((a, b) => a.countyId - b.countyId || rank(a) - rank(b));
}
