// People of a demo county: their password is published, so each account is marked as a demo.
import { inTransaction, type Db } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { postProblem, type PostRequest } from './account.ts';
import type { PostPlace } from './actor.ts';
import { hashPassword } from './password.ts';
import type { Role } from './roles.ts';
import { insertDemoAccounts, type SeededAccount } from './store.ts';

/** One post of one person; a person with several posts is named once for each. */
export type DemoPerson = Readonly<{
  login: string;
  name: string;
  role: Role;
  unitId: number | null;
  place: PostPlace;
  line: string | null;
}>;

/**
 * Opens demo accounts with one password, hashed once. Running it again adds only logins that are new.
 * Throws when a post could never see anything or roles exclude each other. Returns how many were new.
 */
export async function seedAccounts(
  db: Db,
  people: readonly DemoPerson[],
  { password, now }: Readonly<{ password: string; now: Instant }>,
): Promise<number> {
  const accounts = accountsOf(people, now);
  const hash = await hashPassword(password);
  return inTransaction(db, [], (tx) => insertDemoAccounts(tx, accounts, hash, now));
}

function accountsOf(people: readonly DemoPerson[], now: Instant): SeededAccount[] {
  const byLogin = new Map<string, { first: DemoPerson; posts: PostRequest[] }>();
  for (const person of people) {
    const known = byLogin.get(person.login) ?? { first: person, posts: [] };
    const { role, unitId, place, line } = person;
    const problem = postProblem(kindOf(role), known.posts, person);
    if (problem) throw new Error(`demo account ${person.login}: ${problem.code}`);
    known.posts.push({ role, unitId, place, line });
    byLogin.set(person.login, known);
  }
  return [...byLogin].map(([login, { first, posts }]) => {
    const counties = new Set(posts.map((post) => post.place.countyId));
    return {
      id: uuidv7(now),
      login,
      name: first.name,
      kind: kindOf(first.role),
      countyId: counties.size === 1 ? first.place.countyId : null,
      posts: posts.map((post) => ({ ...post, id: uuidv7(now) })),
    };
  });
}

function kindOf(role: Role): 'person' | 'service' {
  return role === 'serviceClient' ? 'service' : 'person';
}
