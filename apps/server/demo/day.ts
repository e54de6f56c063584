// A demonstration county as it is now: its people and places, what is under way, and the chance by which
// things happen there.
import { placeNamesOf } from '#modules/address/index.ts';
import { findItem } from '#modules/catalog/index.ts';
import { demoActors, type Actor } from '#modules/identity/index.ts';
import { isOpen, liveByKey, type Incident } from '#modules/incident/index.ts';
import type { CountyDesk } from '#modules/intake/index.ts';
import { seededRandom, type Random } from '#platform/chance/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { House } from '../house.ts';
import { castOf } from './cast.ts';
import type { DemoWorld } from './people.ts';
import { DEMO_KEY, type DemoPlaces, type DemoReport } from './report.ts';

/** Open demonstration matters of a county at most: more, and the older ones are brought to their end. */
export const OPEN_MAX = 400;

/** How much happens in each county: shares of arrivals, and how many reports the past hours had. */
const COUNTIES: Readonly<
  Record<string, { share: number; backfill: number; homeTown: string; homeVillage: string }>
> = {
  '330382': { share: 0.8, backfill: 150, homeTown: '柳市镇', homeVillage: '薛宅村' },
  'US-24510': { share: 0.2, backfill: 40, homeTown: 'District 7', homeVillage: 'Area 7-1' },
};

/** Reports received, steps taken, and what the house refused. */
export type DemoCount = Readonly<{ arrived: number; acted: number; refused: number }>;

export type Day = Readonly<{
  county: { id: number; zone: string };
  share: number;
  backfill: number;
  desk: CountyDesk;
  places: DemoPlaces;
  world: DemoWorld;
  random: Random;
  /** When each live matter is looked at again, oldest matter first. */
  agenda: Map<string, Instant>;
  /** Matters whose last step was refused: they are not hurried on, however many are open. */
  resting: Set<string>;
  /** Matters as they were when last looked at. */
  seen: Map<string, Incident>;
  meant: Map<string, string>;
  /** Tells the keys of this run from those of others. */
  run: string;
  count: { -readonly [K in keyof DemoCount]: number };
  /** What the last report was about: now and then somebody else reports the same. */
  last: { about: DemoReport['about'] | undefined };
}>;

export type DemoOptions = Readonly<{ speed: number; seed?: number }>;

const DEFAULT_SEED = 20_261_121;

/** The demonstration counties as they are: their people, places, and what is still under way. */
export async function openDays(house: House, options: DemoOptions): Promise<readonly Day[]> {
  const actors = await demoActors(house.db, house.clock.now());
  const days: Day[] = [];
  for (const { id, code, zone, locale } of await house.reference.counties()) {
    const plan = COUNTIES[code];
    if (plan) days.push(await openDay(house, { id, zone, locale }, plan, actors, options));
  }
  return days;
}

async function openDay(
  house: House,
  county: { id: number; zone: string; locale: string },
  { share, backfill, homeTown, homeVillage }: (typeof COUNTIES)[string],
  actors: readonly Actor[],
  { speed, seed = DEFAULT_SEED }: DemoOptions,
): Promise<Day> {
  const { id: countyId } = county;
  const reference = await house.reference.of(countyId);
  const desk = await house.reference.desk(countyId);
  const cast = castOf(actors, countyId);
  const now = house.clock.now();
  const meant = new Map<string, string>();
  const seen = new Map<string, Incident>();
  const language = county.locale.startsWith('zh') ? 'zh' : 'en';
  const towns = new Map(
    reference.areas.filter(({ level }) => level === 'town').map(({ id, name }) => [id, name]),
  );
  const home = [...towns].find(([, name]) => name === homeTown)?.[0] ?? null;
  const live = await inTransaction(house.db, [countyId], (tx) =>
    liveByKey(tx, countyId, DEMO_KEY, 2 * OPEN_MAX),
  );
  for (const { id, key } of live) meant.set(id, key.slice(key.lastIndexOf(':') + 1));
  return {
    county,
    share,
    backfill,
    desk,
    random: seededRandom(seed + countyId),
    agenda: new Map(live.map(({ id }) => [id, now])),
    resting: new Set(),
    seen,
    meant,
    run: now.toString(36),
    count: { arrived: 0, acted: 0, refused: 0 },
    last: { about: undefined },
    places: {
      language,
      villages: reference.areas.filter(({ level }) => level === 'village'),
      names: await placeNamesOf(house.db, countyId),
      townName: (id) => towns.get(id) ?? '',
      items: reference.current.items,
      isInside: (lng6, lat6) => desk.locate(lng6, lat6) !== undefined,
      homeTown: home,
      homeVillage:
        reference.areas.find(({ name, townId }) => name === homeVillage && townId === home)?.id ??
        null,
      cast,
    },
    world: {
      language,
      cast,
      homeTown: home,
      // With more to do people hurry, but not in step: the piles grow, too, up to OPEN_MAX.
      speed: Math.max(1, speed / 3),
      item: (code) => (code === null ? undefined : findItem(reference.current, code)),
      meant: (id) => meant.get(id),
      route({ place, itemCode, level, source }, at) {
        if (itemCode === null) return undefined;
        const { townId, villageId, gridId } = place;
        return reference.routes.decide(
          reference.routeQuestion({ townId, villageId, gridId, itemCode, level, source, at }),
        );
      },
      twin: ({ id, itemCode, place }) =>
        [...seen.values()].find(
          (other) =>
            other.id < id &&
            isOpen(other.status) &&
            other.itemCode === itemCode &&
            place.villageId !== null &&
            other.place.villageId === place.villageId,
        )?.id,
    },
  };
}

/** Open matters, oldest first: the agenda keeps the order in which they came. */
export function openOnes({ agenda, seen }: Day): readonly string[] {
  return [...agenda.keys()].filter((id) => isOpen(seen.get(id)?.status ?? 'reported'));
}
