// Lists and search: every named list for every role, and Chinese words alone and beside other filters, by
// sixteen clients that ask again as soon as they are answered, at 100,000 and 1,000,000 incidents.
// What is measured is the whole question as the API asks it: transaction, rights, rows, names.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shippedCatalog } from '#modules/catalog/index.ts';
import type { Actor, Post, Role } from '#modules/identity/index.ts';
import { LIST_NAMES, ListQuery } from '#modules/incident/contract.ts';
import {
  incidentCount,
  incidentCounts,
  incidentList,
  incidentSearch,
  searchCount,
  type Names,
} from '#modules/incident/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { inReading, openDatabase, sql, type Db } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import type { Instant } from '#platform/time/index.ts';
import { calibrate, latenciesOf, round, say, type Latencies } from './figures.ts';
import { fillIncidents } from './fill.ts';
import type { Random } from './fill-chance.ts';
import { accountId } from './fill-life.ts';
import { inventedPlaces, type FillPlaces } from './fill-places.ts';
import { wordPairs } from './fill-words.ts';
import { byTimetable } from './load.ts';

const CLIENTS = 16;
const LIST_LIMIT_MS = 20;
const SEARCH_LIMIT_MS = 30;
/** Of each list and role: enough that a 99th percentile means something. */
const ASKED = { quick: 120, whole: 400 };
const WARM_UP = 3 * CLIENTS;
/** Questions of the mixed run, for each that was asked of one list. */
const PACED_FACTOR = 20;
const UNTIL: Instant = Date.UTC(2026, 10, 21, 8);
/** Four of five incidents lie in the first county; the city's centre sees both. */
const SHARES = [0.8, 0.2];

export type Measured = Readonly<{
  incidents: number;
  /** Each list and role by itself, the clients asking again as soon as they are answered. */
  lists: Paced;
  /** All equally often in one mixture, as fast as they are answered and at half the rate of `lists`. */
  listsMixed: Paced;
  listsAtHalf: Paced;
  worstList: { name: string; p99: number };
  search: Paced;
  searchMixed: Paced;
  searchAtHalf: Paced;
  worstSearch: { name: string; p99: number };
  counts: Latencies;
  badges: Latencies;
  /** The same transaction with `select 1` in it: what no list can be below in this window. */
  frame: Latencies;
  /** Share of a core we got while measuring: below 0.9 the figures say more of the neighbours. */
  calibration: number;
}>;

type Paced = Latencies & { perSecond: number; ratioToLimit: number };

export type ListBenchOptions = Readonly<{
  quick: boolean;
  /** Measures this database, filled with `count` incidents by `fillForLists`, instead of a new one. */
  filled?: Readonly<{ url: string; count: number }>;
}>;

export async function benchList({ quick, filled }: ListBenchOptions): Promise<readonly Measured[]> {
  if (filled) return [await measure(filled.url, filled.count, quick)];
  const results: Measured[] = [];
  for (const count of quick ? [100_000] : [100_000, 1_000_000]) {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-bench-'));
    const database = await startEmbeddedDatabase({ dataDir });
    try {
      await migrate(database.url);
      await fillForLists(database.url, count);
      results.push(await measure(database.url, count, quick));
    } finally {
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return results;
}

/** Two counties with `count` incidents together. */
export async function fillForLists(url: string, count: number): Promise<void> {
  for (const [at, share] of SHARES.entries()) {
    const places = inventedPlaces(at + 1);
    const filled = await fillIncidents({
      url,
      places,
      count: count * share,
      until: UNTIL,
      seed: at,
    });
    say(
      `list: county ${at + 1} filled with ${filled.incidents.toLocaleString('en')} incidents,` +
        ` ${filled.perSecond.toLocaleString('en')}/s, indexes in ${filled.indexSeconds.toFixed(0)} s`,
    );
  }
}

async function measure(url: string, count: number, quick: boolean): Promise<Measured> {
  const db = openDatabase({ url, poolMax: CLIENTS, applicationName: 'bench' });
  try {
    return await measureAll(db, count, ASKED[quick ? 'quick' : 'whole']);
  } finally {
    await db.destroy();
  }
}

async function measureAll(db: Db, incidents: number, asked: number): Promise<Measured> {
  const deps = { db, names: NAMES, keyring: { masterKey: ZERO_KEY, blindIndexKey: ZERO_KEY } };
  const random = seededRandom(11);
  const people = rolesOf([inventedPlaces(1), inventedPlaces(2)], random);
  const calibration = calibrate();
  await ask(
    2,
    random,
    people.flatMap(({ who }) => [() => incidentList(deps, who(), query({}), UNTIL)]),
  );

  const lists = new Tally();
  for (const { role, who } of people)
    for (const list of LIST_NAMES)
      for (const sort of ['newest', 'due'] as const) {
        const one = () => incidentList(deps, who(), query({ list, sort }), UNTIL);
        lists.add(`${role} ${list} ${sort}`, one, await ask(asked, random, [one]));
      }
  const listsMixed = await lists.mixed(random, asked * PACED_FACTOR, LIST_LIMIT_MS);
  const listsAtHalf = await lists.atHalf(random, asked * PACED_FACTOR, LIST_LIMIT_MS);
  const search = new Tally();
  for (const { role, who } of people)
    for (const [kind, words] of Object.entries(WORDS))
      for (const list of ['all', 'open'] as const) {
        const one = () => {
          const q = words[Math.floor(random() * words.length)] ?? '';
          return incidentSearch(deps, who(), query({ q, list }), UNTIL);
        };
        search.add(`${role} ${kind} ${list}`, one, await ask(asked, random, [one]));
      }
  const searchMixed = await search.mixed(random, asked * PACED_FACTOR, SEARCH_LIMIT_MS);
  const searchAtHalf = await search.atHalf(random, asked * PACED_FACTOR, SEARCH_LIMIT_MS);
  const counts = await ask(
    asked,
    random,
    people.flatMap(({ who }) => [
      () => incidentCount(db, who(), { list: 'all' }, UNTIL),
      () => incidentCount(db, who(), { list: 'open' }, UNTIL),
      () => searchCount(deps, who(), { list: 'all', q: '垃圾' }, UNTIL),
    ]),
  );
  const badges = await ask(
    asked,
    random,
    people.map(
      ({ who }) =>
        () =>
          incidentCounts(db, who(), UNTIL),
    ),
  );
  const frame = await ask(asked * 5, random, [
    () => inReading(db, [1], (tx) => sql`select 1`.execute(tx)),
  ]);
  const measured: Measured = {
    incidents,
    lists: lists.figures(LIST_LIMIT_MS),
    listsMixed,
    listsAtHalf,
    worstList: lists.worst(),
    search: search.figures(SEARCH_LIMIT_MS),
    searchMixed,
    searchAtHalf,
    worstSearch: search.worst(),
    counts: latenciesOf(counts.ms),
    badges: latenciesOf(badges.ms),
    frame: latenciesOf(frame.ms),
    calibration: Math.min(calibration, calibrate()),
  };
  tell(measured);
  return measured;
}

function tell(measured: Measured): void {
  const { lists, search, worstList, worstSearch, counts, badges } = measured;
  say(
    `list: ${measured.incidents.toLocaleString('en')} incidents, ${CLIENTS} clients: p50 ${lists.p50} ms,` +
      ` p99 ${lists.p99} ms = ${lists.ratioToLimit} × the limit of ${LIST_LIMIT_MS} ms` +
      ` (slowest: ${worstList.name} ${worstList.p99} ms), ${lists.perSecond}/s;` +
      ` mixed p99 ${measured.listsMixed.p99} ms, at half the rate ${measured.listsAtHalf.p99} ms`,
  );
  say(
    `      search p50 ${search.p50} ms, p99 ${search.p99} ms = ${search.ratioToLimit} × the limit of` +
      ` ${SEARCH_LIMIT_MS} ms (slowest: ${worstSearch.name} ${worstSearch.p99} ms), ${search.perSecond}/s;` +
      ` mixed p99 ${measured.searchMixed.p99} ms, at half the rate ${measured.searchAtHalf.p99} ms;` +
      ` counts p99 ${counts.p99} ms, badges p99 ${badges.p99} ms;` +
      ` an empty transaction p50 ${measured.frame.p50} ms, p99 ${measured.frame.p99} ms; calibration ${measured.calibration}`,
  );
}

// ---- asking ----------------------------------------------------------------------------------

type Asked = Readonly<{ ms: readonly number[]; seconds: number }>;

/** `times` questions, drawn from `questions`, by all clients at once. */
async function ask(
  times: number,
  random: Random,
  questions: readonly (() => Promise<unknown>)[],
): Promise<Asked> {
  const ms: number[] = [];
  // A server keeps its statements for hours: every connection has asked each question before.
  let left = WARM_UP;
  const client = async () => {
    while (left-- > 0) {
      const question = questions[Math.floor(random() * questions.length)];
      const at = performance.now();
      await question?.();
      ms.push(performance.now() - at);
    }
  };
  const all = () => Promise.all(Array.from({ length: CLIENTS }, client));
  await all();
  ms.length = 0;
  left = times;
  const began = performance.now();
  await all();
  return { ms, seconds: (performance.now() - began) / 1000 };
}

/** The same by a timetable, whatever the answers do: latency counts from when a question was due. */
function askPaced(
  times: number,
  perSecond: number,
  random: Random,
  questions: readonly (() => Promise<unknown>)[],
): Promise<number[]> {
  const plan = { workers: CLIENTS, leadSeconds: 0, seconds: times / perSecond, perSecond };
  return byTimetable(plan, async () => questions[Math.floor(random() * questions.length)]?.());
}

function paced({ ms, seconds }: Asked, limit: number): Paced {
  const latencies = latenciesOf(ms);
  const perSecond = Math.round(ms.length / seconds);
  return { ...latencies, perSecond, ratioToLimit: round(latencies.p99 / limit) };
}

class Tally {
  readonly #all: number[] = [];
  readonly #questions: (() => Promise<unknown>)[] = [];
  readonly #cells: { name: string; p99: number }[] = [];
  #seconds = 0;

  add(name: string, question: () => Promise<unknown>, { ms, seconds }: Asked): void {
    this.#questions.push(question);
    this.#all.push(...ms);
    this.#seconds += seconds;
    this.#cells.push({ name, p99: latenciesOf(ms).p99 });
  }

  figures(limit: number): Paced {
    return paced({ ms: this.#all, seconds: this.#seconds }, limit);
  }

  /** All questions mixed, the clients asking again as soon as they are answered. */
  async mixed(random: Random, times: number, limit: number): Promise<Paced> {
    return paced(await ask(times, random, this.#questions), limit);
  }

  /** All questions mixed at half the rate that was reached, after every connection has met them. */
  async atHalf(random: Random, times: number, limit: number): Promise<Paced> {
    const perSecond = Math.round(this.#all.length / this.#seconds / 2);
    const latencies = latenciesOf(await askPaced(times, perSecond, random, this.#questions));
    return { ...latencies, perSecond, ratioToLimit: round(latencies.p99 / limit) };
  }

  worst(): { name: string; p99: number } {
    return this.#cells.toSorted((a, b) => b.p99 - a.p99)[0] ?? { name: '', p99: 0 };
  }
}

const query = (asked: Partial<ListQuery>): ListQuery => ({ ...ListQuery.parse({}), ...asked });

// ---- who asks, and for what ------------------------------------------------------------------

/** Somebody of each role, another one each time. */
function rolesOf(counties: readonly FillPlaces[], random: Random) {
  const [county] = counties;
  if (!county) throw new Error('no county');
  const of = <T>(list: readonly T[]): T => {
    const chosen = list[Math.floor(random() * list.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  const { countyId } = county;
  const person = (
    role: Role,
    unitId: number | null,
    place: Partial<Post['place']>,
    id?: string,
  ): Actor => ({
    kind: 'person',
    id: id ?? accountId('staff', Math.floor(random() * 2000)),
    name: role,
    posts: [{ role, unitId, line: null, place: { countyId, ...place } }],
  });
  return [
    {
      role: 'citizen',
      who: () => person('citizen', null, {}, accountId('citizen', Math.floor(random() * 1000))),
    },
    {
      role: 'gridWorker',
      who: () => {
        const village = of(of(county.towns).villages);
        return person('gridWorker', village.unitId, { gridIds: village.gridIds.slice(0, 2) });
      },
    },
    {
      role: 'villageCadre',
      who: () => {
        const village = of(of(county.towns).villages);
        return person('villageCadre', village.unitId, { villageId: village.id });
      },
    },
    {
      role: 'infoClerk',
      who: () => {
        const town = of(county.towns);
        return person('infoClerk', town.roomId, { townId: town.id });
      },
    },
    { role: 'deptHandler', who: () => person('deptHandler', of(county.departmentIds), {}) },
    {
      role: 'biggestDepartment',
      who: () => person('deptHandler', county.departmentIds[0] ?? null, {}),
    },
    { role: 'countyDuty', who: () => person('countyDuty', county.centreId, {}) },
    {
      role: 'cityCentre',
      who: () => ({
        ...person('cityCentre', null, {}),
        posts: counties.map(({ countyId: id }) => ({
          role: 'cityCentre' as const,
          unitId: null,
          line: null,
          place: { countyId: id },
        })),
      }),
    },
  ];
}

/** Words from every fourth report to one in ten thousand; most Chinese words have two characters. */
const WORDS = {
  single: ['路', '水', '村'],
  common: ['处理', '垃圾', '居民', '影响'],
  middle: ['井盖', '噪声', '邻居', '消防通道'],
  rare: ['蜂窝', '鳄龟', '灯塔'],
  several: ['垃圾 柳市', '路灯 危险', '居民 漏水'],
  none: ['枫桥经验', '火星'],
  /** Thousands, so that most are sought for the first time: a server learns of words that are sought again. */
  fresh: wordPairs(),
};

const ZERO_KEY = Buffer.alloc(32);
const ITEMS = new Map(shippedCatalog().items.map((item) => [item.code, item.name]));
const NAMES: Names = {
  unit: (id) => `单位 ${id}`,
  place: (id) => `辖区 ${id}`,
  item: (_version, code) => ITEMS.get(code),
  account: () => undefined,
  learnAccounts: async () => {},
};
