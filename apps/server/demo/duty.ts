// The demonstration's people on duty: who relieves whom, so that a room can be manned around the clock,
// and the rosters they stand on. Names are made up.
import { demoAccounts, demoActors } from '#modules/identity/index.ts';
import type { PlacedPerson } from '#modules/organization/index.ts';
import { seedRosters } from '#modules/roster/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';

/** Beside the one person whom every unit has: two more for the other shifts, and who leads them. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  infoClerk: ['infoClerk', 'infoClerk', 'deputyDirector'],
  countyDuty: ['countyDuty', 'countyDuty', 'countyCommander'],
  responseTeam: ['responseTeam', 'responseTeam'],
  policeLiaison: ['policeLiaison', 'policeLiaison'],
};

const SURNAMES = [...'柳杨梁宋韩冯于董萧程'];
const GIVEN = [
  '向东',
  '望海',
  '听松',
  '临川',
  '怀远',
  '秋实',
  '春和',
  '知行',
  '云帆',
  '晓峰',
  '立夏',
];
const FIRST = ['Cedar', 'Birch', 'Ash', 'Elm', 'Holly', 'Ivy', 'Reed', 'Sage'];
const LAST = ['Shore', 'Crossing', 'Harbor', 'Meadow', 'Ridge', 'Mills', 'Landing'];

/** Who relieves these people; `isChinese` says how they are named. */
export function reliefOf(people: readonly PlacedPerson[], isChinese: boolean): PlacedPerson[] {
  const turn = (list: readonly string[], at: number) => list[at % list.length] ?? '';
  let count = 0;
  const nameOf = (): string => {
    const at = count++;
    return isChinese
      ? turn(SURNAMES, at) + turn(GIVEN, Math.floor(at / SURNAMES.length))
      : `${turn(FIRST, at)} ${turn(LAST, Math.floor(at / FIRST.length))}`;
  };
  return people
    .filter(({ shown }) => !shown)
    .flatMap((person) =>
      (BESIDE[person.role] ?? []).map((role, at) => ({
        ...person,
        role,
        name: nameOf(),
        login: `${person.login}-${at + 2}`,
      })),
    );
}

/** Puts the demonstration's people on rosters, in units that have none. */
export async function seedDuty(db: Db, countyIds: readonly number[], now: Instant): Promise<void> {
  const [actors, shown] = await Promise.all([demoActors(db, now), demoAccounts(db)]);
  const isShown = new Set(shown.map(({ name, role, countyId }) => `${countyId} ${role} ${name}`));
  for (const countyId of countyIds) {
    const people = actors.flatMap(({ id, name, posts }) =>
      posts.flatMap(({ role, unitId, place }) =>
        unitId === null || place.countyId !== countyId
          ? []
          : [{ accountId: id, role, unitId, isShown: isShown.has(`${countyId} ${role} ${name}`) }],
      ),
    );
    // Whom a newcomer signs in as stands in the day shift.
    const inOrder = people.toSorted((a, b) => Number(b.isShown) - Number(a.isShown));
    await seedRosters(db, countyId, inOrder, now);
  }
}
