// Reference data kept in memory, county by county: places, units, catalogue, calendars, and what is
// built from them (point → grid index, gazetteer, classifier). Read once, again after a publication.
import {
  catalogOf,
  catalogVersion,
  catalogVersionIds,
  findItem,
  versionInForce,
  type Catalog,
} from '#modules/catalog/index.ts';
import { loadCalendars, workedBetween, type Calendars } from '#modules/deadline/index.ts';
import {
  compiledRoutes,
  routeGuess,
  type CompiledRoutes,
  type RouteQuestion,
} from '#modules/dispatch/index.ts';
import { accountNames, RECEIPT_HOLDER } from '#modules/identity/index.ts';
import { sealedUntil, type KnowledgePorts, type Names } from '#modules/incident/index.ts';
import type { CountyDesk } from '#modules/intake/index.ts';
import {
  countyList,
  placeRegister,
  publicationCounts,
  unitList,
  type County,
  type RegisteredPlace,
  type Unit,
} from '#modules/organization/index.ts';
import {
  CLASSIFY_RULE,
  countyModels,
  DEFAULT_TRIAGE_POLICY,
  houseModelCard,
  loadPlaces,
  type Classifier,
  type CountyModels,
  openClassifier,
  teachClassifier,
  type CountyPlaces,
  type TaughtClassifier,
  type TriageKnowledge,
} from '#modules/triage/index.ts';
import type { TriageDeps } from '#modules/triage/reactions.ts';
import type { ModelRoutesDeps } from '#modules/triage/routes.ts';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { minuteIn, type Instant } from '#platform/time/index.ts';

export type CountyReference = CountyPlaces &
  Readonly<{
    county: County;
    /** How often the county had published when this was read. */
    publications: number;
    places: ReadonlyMap<number, RegisteredPlace>;
    units: ReadonlyMap<number, Unit>;
    catalogs: readonly Catalog[];
    current: Catalog;
    calendars: Calendars;
    classifier: Classifier;
    /** The county's own models of triage, as far as it has any. */
    models: CountyModels;
    routes: CompiledRoutes;
    /** A matter as the route table is asked about it. */
    routeQuestion: (matter: RoutableMatter) => RouteQuestion;
    roomOf: (townId: number | null) => number | undefined;
  }>;

export type ReferenceStore = Readonly<{
  of: (countyId: number) => Promise<CountyReference>;
  counties: () => Promise<readonly County[]>;
  /** Reads a county anew at the next question. */
  forget: (countyId: number) => void;
  /** Counties of which something was published since they were read, by whatever process. */
  outdated: () => Promise<readonly number[]>;
  names: Names;
  /** An instant as the clocks of a county show it, e.g. `2026-11-21 09:05`. */
  localTime: (countyId: number, at: Instant) => string;
  /** The name under which the record shows an actor that is no account. */
  introduce: (actorId: string, name: string) => void;
  knowledgePorts: KnowledgePorts;
  desk: (countyId: number) => Promise<CountyDesk>;
  triageKnowledge: (countyId: number) => Promise<TriageKnowledge>;
  /** The model of the house, as it judges where a county has none of its own in force. */
  baseModel: ModelRoutesDeps['base'];
  shadowOf: NonNullable<TriageDeps['shadowOf']>;
}>;

/** Names of people kept; the least recently learnt are asked for again. */
const ACCOUNT_NAMES_KEPT = 20_000;
const SYSTEM_NAMES: Readonly<Record<string, string>> = {
  'system:clock': '时限时钟',
  'system:triage': '智能研判',
  'system:import': '数据导入',
  'system:demo': '演示数据',
  'system:seed': '系统预置',
  'system:calendar': '工作日历',
  'system:resume': '缓办到期',
  'system:archive': '自动归档',
  [RECEIPT_HOLDER]: '报事人（凭受理码）',
};

export function referenceStore(
  db: Db,
  onDamaged: (countyId: number, version: number, error: Error) => void = () => {},
  classifierOf: ClassifierOf = classifierHere,
): ReferenceStore {
  const kept = new Map<number, Promise<CountyReference>>();
  const ready = new Map<number, CountyReference>();
  const people = new Map<string, string>(Object.entries(SYSTEM_NAMES));

  function of(countyId: number): Promise<CountyReference> {
    const known = kept.get(countyId);
    if (known) return known;
    const loading = load(db, countyId, classifierOf, (version, error) =>
      onDamaged(countyId, version, error),
    );
    kept.set(countyId, loading);
    loading.then(
      (reference) => ready.set(countyId, reference),
      () => kept.delete(countyId),
    );
    return loading;
  }

  /** Another process may have put a version in force, or its day has come: the next decision goes by it. */
  async function inForce(countyId: number): Promise<CountyReference> {
    const known = await of(countyId);
    if ((await versionInForce(db, countyId)) === known.current.id) return known;
    kept.delete(countyId);
    return of(countyId);
  }

  function firstIn<T>(find: (reference: CountyReference) => T | undefined): T | undefined {
    for (const reference of ready.values()) {
      const found = find(reference);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  const names: Names = {
    unit: (id) => firstIn((reference) => reference.units.get(id)?.name),
    place: (id) => firstIn((reference) => reference.places.get(id)?.name),
    item: (version, code) =>
      firstIn((reference) => {
        const catalog = reference.catalogs.find((each) => each.id === version) ?? reference.current;
        return findItem(catalog, code)?.name;
      }),
    account: (id) => people.get(id),
    async learnAccounts(ids) {
      const unknown = [...new Set(ids)].filter((id) => !people.has(id) && !id.includes(':'));
      if (unknown.length === 0) return;
      for (const [id, name] of await accountNames(db, unknown)) people.set(id, name);
      while (people.size > ACCOUNT_NAMES_KEPT) people.delete(people.keys().next().value ?? '');
    },
  };

  return {
    of,
    counties: () => countyList(db),
    forget(countyId) {
      kept.delete(countyId);
    },
    async outdated() {
      const counts = await publicationCounts(db);
      // One that is being read is waited for: it may know more already.
      const read = await Promise.allSettled(kept.values());
      return read.flatMap((each) => {
        if (each.status === 'rejected') return [];
        const { county, publications } = each.value;
        return publications < counts(county.id) ? [county.id] : [];
      });
    },
    names,
    introduce: (actorId, name) => void people.set(actorId, name),
    localTime: (countyId, at) => minuteIn(ready.get(countyId)?.county.zone ?? 'UTC', at),
    knowledgePorts: {
      catalogs: async (countyId) => {
        const { catalogs, current } = await inForce(countyId);
        return [...catalogs.filter((each) => each.id !== current.id), current];
      },
      calendars: async (countyId) => (await of(countyId)).calendars,
      units: async (countyId) => {
        const { units, places } = await of(countyId);
        return [...units.values()].map(({ id, kind, jurisdictionId }) => {
          const place = places.get(jurisdictionId);
          const townId = place?.level === 'town' ? place.id : (place?.townId ?? null);
          return { id, kind, townId };
        });
      },
      zone: async (countyId) => (await of(countyId)).county.zone,
      places: async (countyId) => {
        const { places } = await of(countyId);
        return (id) => {
          const place = places.get(id);
          return place && { level: place.level, townId: place.townId, villageId: place.villageId };
        };
      },
      sealedUntil: (countyId) => sealedUntil(db, countyId),
    },
    desk: async (countyId) => deskOf(await of(countyId)),
    triageKnowledge: async (countyId) => triageKnowledgeOf(await of(countyId)),
    shadowOf: async (countyId) => (await of(countyId)).models.shadow(),
    baseModel: async (countyId) => ({
      rule: CLASSIFY_RULE,
      labels: (await of(countyId)).current.items.length,
      thresholds: DEFAULT_TRIAGE_POLICY.thresholds,
      card: houseModelCard(CLASSIFY_RULE),
    }),
  };
}

async function load(
  db: Db,
  countyId: number,
  classifierOf: ClassifierOf,
  onDamaged: (version: number, error: Error) => void,
): Promise<CountyReference> {
  // Before all else: what is published meanwhile is read again.
  const publications = (await publicationCounts(db))(countyId);
  const [counties, register, places, unitRows, current, calendars, routes] = await Promise.all([
    countyList(db),
    placeRegister(db, countyId),
    loadPlaces(db, countyId),
    unitList(db, { countyId }),
    catalogOf(db, countyId),
    loadCalendars(db, countyId),
    compiledRoutes(db, countyId),
  ]);
  const county = counties.find((each) => each.id === countyId);
  if (!county) throw new Refused('organization.no-county', 'countyId');
  const models = await countyModels(db, countyId, current.items, DEFAULT_TRIAGE_POLICY, onDamaged);
  const catalogs = await Promise.all(
    (await catalogVersionIds(db, countyId)).map((id) => catalogVersion(db, id)),
  );
  return {
    ...places,
    county,
    publications,
    places: new Map(register.map((place) => [place.id, place])),
    units: new Map(unitRows.map((unit) => [unit.id, unit])),
    catalogs,
    current,
    calendars,
    get classifier() {
      return models.classifier() ?? classifierOf(current, countyId);
    },
    models,
    routes,
    routeQuestion: (matter) => routeQuestion(matter, calendars),
    roomOf: roomFinder(unitRows),
  };
}

/** The classifier of a catalogue, which the county names; one that says nothing while it is not there. */
export type ClassifierOf = (catalog: Catalog, countyId: number) => Classifier;

const taught = new WeakMap<Catalog, TaughtClassifier>();
/** What is to be learnt of a catalogue: half a processor second, once for all counties that share it. */
export function taughtOf(catalog: Catalog): TaughtClassifier {
  const learnt = taught.get(catalog) ?? teachClassifier(catalog.items);
  taught.set(catalog, learnt);
  return learnt;
}

const classifiers = new WeakMap<Catalog, Classifier>();
/** Learns at the first question, in this thread: for the process of triage and for commands. */
export const classifierHere: ClassifierOf = (catalog) => {
  const classifier = classifiers.get(catalog) ?? openClassifier(catalog.items, taughtOf(catalog));
  classifiers.set(catalog, classifier);
  return classifier;
};

/** The command room of each town; the county's own centre for what lies in no town. */
function roomFinder(units: readonly Unit[]): CountyReference['roomOf'] {
  const rooms = new Map(
    units
      .filter(({ kind }) => kind === 'commandRoom')
      .map((unit) => [unit.jurisdictionId, unit.id]),
  );
  const centre = units.find(({ kind }) => kind === 'countyCentre')?.id;
  return (townId) => (townId === null ? centre : (rooms.get(townId) ?? centre));
}

function deskOf(reference: CountyReference): CountyDesk {
  const { county, places, gridAt, roomOf } = reference;
  return {
    countyId: county.id,
    divisionCode: county.code,
    zone: county.zone,
    locate: gridAt,
    ancestry(id) {
      const place = places.get(id);
      if (!place) return undefined;
      return {
        townId: place.level === 'town' ? place.id : place.townId,
        villageId: place.level === 'village' ? place.id : place.villageId,
        gridId: place.level === 'grid' ? place.id : null,
      };
    },
    roomOf,
  };
}

/** 110 calls are handed over by two rules (requirements S0-23 and S0-24); the item says by which. */
const CALL_110: Readonly<Record<string, 'A' | 'B'>> = { '0302001': 'A', '0302002': 'B' };
/** Long enough to see whether work time is running, too short to reach the next shift. */
const A_MOMENT = 1;

type RoutableMatter = Omit<RouteQuestion, 'isWorkTime' | 'call110'> & Readonly<{ at: Instant }>;

function routeQuestion({ at, ...matter }: RoutableMatter, calendars: Calendars): RouteQuestion {
  const { townId, villageId, gridId, itemCode, level, source } = matter;
  return {
    ...{ townId, villageId, gridId, itemCode, level, source },
    isWorkTime: workedBetween(at, at + A_MOMENT, calendars.get('workTime')) > 0,
    call110: source === 'police110' ? (CALL_110[itemCode] ?? null) : null,
  };
}

function triageKnowledgeOf(reference: CountyReference): TriageKnowledge {
  const { gridAt, gazetteer, classifier, current, roomOf, routes } = reference;
  return {
    gridAt,
    gazetteer,
    classifier,
    items: current.byCode,
    policy: DEFAULT_TRIAGE_POLICY,
    roomOf,
    route({ place, ...matter }) {
      const decision = routes.decide(reference.routeQuestion({ ...place, ...matter }));
      return decision && routeGuess(decision);
    },
  };
}
