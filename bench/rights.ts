// `npm run rights [-- --quick]`: everybody asks for everything. Every operation of the served contract, by
// people of every role at every level in two counties, on a real database over real HTTP, compared with a
// rule that is written down a second time. Last line: one JSON object; exit 1 when anything leaks.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aJpegWithPlace } from '#modules/evidence/testing.ts';
import { seedAccounts, systemActor, type Actor } from '#modules/identity/index.ts';
import { performAll } from '#modules/incident/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { systemClock } from '#platform/time/index.ts';
import { DEMO_PASSWORD } from '../apps/server/seed.ts';
import { openHouse, type OpenHouse } from '../stories/open-house.ts';
import { round, say } from './figures.ts';
import { signIn } from './load.ts';
import { type Ask, asker, type Asker, type Fault, judge, whenFree } from './rights-ask.ts';
import { listen, looksAtStream, looksOf } from './rights-lists.ts';
import { asksAbout } from './rights-matter-routes.ts';
import { makeMatters, type Matter } from './rights-matters.ts';
import { accountsOf, peopleOf, type Area, type Who } from './rights-people.ts';
import { ASKED_ELSEWHERE, asksIn, ENTRIES, type Things } from './rights-routes.ts';
import { commandOptions } from './command-options.ts';

/** Of the questions about matters one in so many is drawn; there are some hundred thousand. */
const SHARE = 3;
/** Of all questions the quick form asks fewer. */
const QUICK = { matters: 80, people: 9, rest: 40 };
/** Draws the same ones in every run. */
const SEED = 20_261_118;
const AT_ONCE = 12;
/** Of one operation, told one by one. */
const TOLD_MAX = 6;
/** The live stream is read at least once a second. */
const STREAM_WAIT_MS = 2_500;
const MACHINE = systemActor('rights');

export type Leak = Readonly<{ who: string; op: string; about: string }> & Fault;

export type RightsFigures = Readonly<{
  /** Questions asked over HTTP and judged: endpoint × person × matter or county. */
  pairs: number;
  /** Of these lists and streams: matters looked for in one answer. */
  looks: number;
  operations: number;
  /** Operations that are served and that nobody has thought about. */
  unlisted: readonly string[];
  people: number;
  roles: number;
  matters: number;
  leaks: number;
  /** Refused although the rule allows it. */
  denied: number;
  /** Answers 5xx or none. */
  failed: number;
  found: readonly Leak[];
  byOperation: Readonly<Record<string, { asked: number; wrong: number }>>;
  seconds: number;
}>;

export type RightsOptions = Readonly<{
  /** A migrated database without counties. */
  databaseUrl: string;
  dataDir: string;
  quick: boolean;
}>;

type Person = Readonly<{
  who: Who | null;
  headers: Readonly<Record<string, string>>;
  ask: Asker;
}>;

export async function rights({
  databaseUrl,
  dataDir,
  quick,
}: RightsOptions): Promise<RightsFigures> {
  const began = performance.now();
  const house = await openHouse({ databaseUrl, dataDir, clock: systemClock, byHand: true });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const port = Number(new URL(house.url).port);
    const town = await settle(house, port, agent);
    say(`rights: ${town.people.length} people and ${town.matters.length} matters after ${round((performance.now() - began) / 1000, 0)} s; asking`); // prettier-ignore
    const tally = newTally();
    await askAboutMatters(town, tally, quick ? QUICK.matters : SHARE);
    const listeners = town.people.filter((_, index) => !quick || index % QUICK.people === 0);
    await askForLists({ ...town, people: listeners }, tally);
    await hearTheStream(house, port, { ...town, people: listeners }, tally);
    const unlisted = await askTheRest(town, tally, quick ? QUICK.rest : 1);
    return {
      ...tally.figures(),
      unlisted,
      people: town.people.length,
      roles: new Set(town.people.map(({ who }) => who?.role)).size,
      matters: town.matters.length,
      seconds: round((performance.now() - began) / 1000, 0),
    };
  } finally {
    agent.destroy();
    await house.close();
  }
}

type Town = Readonly<{
  people: readonly Person[];
  matters: readonly Matter[];
  things: readonly [Things, Things];
  operations: readonly string[];
}>;

async function askAboutMatters({ people, matters }: Town, tally: Tally, share: number) {
  let turn = 0;
  const asks = people.flatMap((person) =>
    matters.flatMap((matter) =>
      asksAbout(person.who, matter, (turn += 1)).map((ask) => ({ person, ask })),
    ),
  );
  // Drawn, not counted off: a step that divides the questions about one matter would leave some out.
  const random = seededRandom(SEED);
  await each(
    asks.filter(() => random() < 1 / share),
    async ({ person, ask }) =>
      tally.asked(person, ask, await person.ask(methodOf(ask), ask.path, ask.body, ask.file)),
  );
}

async function askForLists({ people, matters }: Town, tally: Tally) {
  await each(people, async (person) => {
    const { requests, looks } = await looksOf(person.who?.actor ?? null, person.ask, matters);
    tally.looked(person, requests, looks);
  });
}

/** Everybody listens, something happens to every matter, and what was told is looked through. */
async function hearTheStream(
  house: OpenHouse,
  port: number,
  { people, matters }: Town,
  tally: Tally,
) {
  // What happened before is told first, as it was then.
  await house.workers.settle();
  await sleep(STREAM_WAIT_MS);
  const heard = await Promise.all(people.map(({ headers }) => listen(port, headers)));
  const requests = matters.map((matter) => ({
    countyId: matter.countyId,
    incidentId: matter.id,
    verb: 'annotate' as const,
    input: { note: '例行' },
    actor: MACHINE,
  }));
  await performAll(house.house.perform, requests, Date.now());
  await house.workers.settle();
  await sleep(STREAM_WAIT_MS);
  people.forEach((person, index) => {
    const looks = looksAtStream(person.who?.actor ?? null, heard[index]?.text() ?? '', matters);
    tally.looked(person, 1, looks);
    heard[index]?.close();
  });
}

/** Every other operation, by everybody, in both counties. Returns those without a rule. */
async function askTheRest(
  { people, things, operations }: Town,
  tally: Tally,
  share: number,
): Promise<string[]> {
  const asks = operations
    .flatMap((op) =>
      people.flatMap((person) =>
        things.flatMap((here, side) => {
          const other = things[side === 0 ? 1 : 0];
          const ask = asksIn(person.who?.actor ?? null, here, other, op);
          return ask ? [{ person, ask }] : [];
        }),
      ),
    )
    .filter(({ person }, index) => index % share === 0 || isTelling(person));
  // Accounts are closed last; before that everybody else has asked for them.
  const closing = (op: string) => op.startsWith('DELETE /accounts');
  for (const part of [
    asks.filter(({ ask }) => !closing(ask.op)),
    asks.filter(({ ask }) => closing(ask.op)),
  ])
    await each(part, async ({ person, ask }) =>
      tally.asked(person, ask, await person.ask(methodOf(ask), ask.path, ask.body, ask.file)),
    );
  return operations.filter((op) => !ENTRIES[op] && !ASKED_ELSEWHERE.includes(op));
}

/** Those whose rights are most easily mistaken: two posts, and the administrators. */
function isTelling({ who }: Person): boolean {
  return who === null || who.post.startsWith('two') || ['auditor', 'sysAdmin'].includes(who.role);
}

const methodOf = ({ op }: Ask) => op.split(' ')[0] ?? 'GET';

async function each<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = list[next++]; item !== undefined; item = list[next++]) await work(item);
    }),
  );
}

type Tally = ReturnType<typeof newTally>;

function newTally() {
  let [pairs, looks] = [0, 0];
  const found: Leak[] = [];
  const counts = { leak: 0, denied: 0, failed: 0 };
  const byOperation: Record<string, { asked: number; wrong: number }> = {};
  const count = (op: string, by: number) => {
    const row = (byOperation[op] ??= { asked: 0, wrong: 0 });
    row.asked += by;
    return row;
  };
  const note = (person: Person, op: string, about: string, fault: Fault | null) => {
    if (!fault) return;
    counts[fault.kind] += 1;
    count(op, 0).wrong += 1;
    const { who } = person;
    const name = who ? `${who.role}, ${who.post}, county ${who.countyId}` : 'nobody';
    if (count(op, 0).wrong <= TOLD_MAX) found.push({ who: name, op, about, ...fault });
  };
  return {
    asked(person: Person, ask: Ask, answer: Parameters<typeof judge>[1]) {
      pairs += 1;
      count(ask.op, 1);
      note(person, ask.op, ask.about, judge(ask, answer));
    },
    looked(person: Person, requests: number, seen: Awaited<ReturnType<typeof looksOf>>['looks']) {
      pairs += requests;
      looks += seen.length;
      for (const { op, about, fault } of seen) {
        count(op, 1);
        note(person, op, about, fault);
      }
    },
    figures: () => ({
      pairs,
      looks,
      operations: Object.keys(byOperation).length,
      leaks: counts.leak,
      denied: counts.denied,
      failed: counts.failed,
      found,
      byOperation,
    }),
  };
}

/** Opens the accounts, signs everybody in, makes the matters and whatever else is to be asked for. */
async function settle(house: OpenHouse, port: number, agent: Agent): Promise<Town> {
  const { db, perform, reference } = house.house;
  const counties = await reference.counties();
  const areas = await Promise.all(counties.slice(0, 2).map((county) => areaOf(db, county)));
  const [first, second] = areas;
  if (!first || !second) throw new Error('the matrix needs two counties');
  const held = [...peopleOf(first, second), ...peopleOf(second, first)];
  const now = Date.now();
  const extra = areas.flatMap(({ countyId, code }) => [
    ...['victim', 'doomed', 'owner'].map((name) => ({ ...BARE, login: loginOf(code, name), name, place: { countyId } })), // prettier-ignore
    { ...BARE, login: loginOf(code, 'system'), name: 'system', role: 'serviceClient' as const, place: { countyId } }, // prettier-ignore
  ]);
  await seedAccounts(db, [...accountsOf(held), ...extra], { password: DEMO_PASSWORD, now });
  const ids = await accountIds(db);
  const idOf = (login: string) => {
    const id = ids.get(login);
    if (!id) throw new Error(`no account ${login}`);
    return id;
  };
  const everybody = held.map(({ login, role, post, posts }): Who => {
    const actor: Actor = {
      kind: role === 'serviceClient' ? 'outside' : 'person',
      id: idOf(login),
      name: login,
      posts,
    };
    return { login, role, post, countyId: posts[0]?.place.countyId ?? 0, actor };
  });
  const people: Person[] = [];
  const cookies = new Map<string, string>();
  // Administrators first: other systems do not sign in, they are given a token.
  const isService = ({ role }: Who) => role === 'serviceClient';
  for (const who of [...everybody].sort((a, b) => Number(isService(a)) - Number(isService(b)))) {
    const headers = isService(who)
      ? { authorization: `Bearer ${await tokenFor(who, people, idOf)}` }
      : { cookie: await signIn(port, who.login, DEMO_PASSWORD) };
    if ('cookie' in headers) cookies.set(who.login, headers.cookie);
    people.push({ who, headers, ask: asker(port, agent, headers) });
  }
  people.push({ who: null, headers: {}, ask: asker(port, agent, {}) });
  const picture = await aJpegWithPlace(64, 48);
  const matters = await makeMatters(
    {
      perform,
      now,
      handIn: async (who) =>
        (await handIn(house.url, cookies.get(who.login) ?? '', `evidence?countyId=${who.countyId}`, 'a.jpg', picture)).id, // prettier-ignore
    },
    areas,
    everybody,
  );
  // The search learns of them, triage has its turn, and what happened so far is told.
  await house.workers.settle();
  const things = async (area: Area): Promise<Things> => {
    const byRole = (role: string) =>
      people.find(
        ({ who }) => who?.role === role && who.post === 'home' && who.countyId === area.countyId,
      );
    const keeper = byRole('countyDuty');
    const importer = byRole('infoClerk');
    const inside = byRole('processAdmin');
    if (!keeper?.who || !importer?.who || !inside) throw new Error('a county has clerks');
    const ownerLogin = loginOf(area.code, 'owner');
    const owner = asker(port, agent, { cookie: await signIn(port, ownerLogin, DEMO_PASSWORD) });
    const read = async <T>(ask: Asker, method: string, at: string, body?: unknown) =>
      JSON.parse((await ask(method, `/api/v1${at}`, body)).text) as T;
    const { items: sessions } = await read<{ items: { id: string }[] }>(owner, 'GET', '/sessions');
    const view = await read<{ id: string }>(owner, 'POST', '/views', { name: 'own', query: {} });
    const { rows: routeRows } = await read<{ rows: unknown[] }>(inside.ask, 'GET', `/routes?countyId=${area.countyId}`); // prettier-ignore
    const calendars = await read<{ definition: unknown }>(inside.ask, 'GET', `/calendars/1?countyId=${area.countyId}`); // prettier-ignore
    const csv = Buffer.from('title,text\n路面,破损\n');
    const { id: importId, mapping } = await handIn(house.url, cookies.get(importer.who.login) ?? '', `imports?countyId=${area.countyId}`, 'a.csv', csv); // prettier-ignore
    const added = await read<{ id: string }>(keeper.ask, 'POST', '/resources', {
      ...{ countyId: area.countyId, unitId: area.rooms.home, kind: 'people', name: '值守小队' },
      ...{ skills: [], capacity: 3, phone: null, lng6: 1, lat6: 1, state: 'ready' },
    });
    // One matter of each county is closed and drawn, for those who check.
    const plain = matters.find((each) => each.countyId === area.countyId && each.about === 'plain, home grid'); // prettier-ignore
    if (!plain) throw new Error('a county has a plain matter');
    for (const [verb, input] of [['accept', { itemCode: '0401001' }], ['answer', { reply: '已办理' }]] as const) // prettier-ignore
      await performAll(perform, [{ countyId: area.countyId, incidentId: plain.id, verb, input, actor: MACHINE }], Date.now()); // prettier-ignore
    const day = 24 * 60 * 60 * 1000;
    const drawn = await read<{ id: string }>(
      byRole('supervisor')?.ask ?? keeper.ask,
      'POST',
      '/spot-checks/draws',
      {
        // prettier-ignore
        ...{ countyId: area.countyId, closedFrom: now - day, closedTo: now + day },
        ...{ size: 1, dueAt: Date.now() + day },
      },
    );
    return {
      draw: drawn.id,
      area,
      victim: idOf(loginOf(area.code, 'victim')),
      doomed: idOf(loginOf(area.code, 'doomed')),
      service: idOf(loginOf(area.code, 'system')),
      marks: { login: ownerLogin, person: keeper.who.actor.id },
      session: sessions[0]?.id ?? '',
      view: view.id,
      message: null,
      importId,
      mapping,
      resource: { id: added.id, unitId: area.rooms.home },
      routeRows,
      dutyRows: [],
      calendar: calendars.definition,
    };
  };
  const contract = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  const operations = Object.entries(contract.paths).flatMap(([at, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${at.replace('/api/v1', '')}`),
  );
  return { people, matters, things: [await things(first), await things(second)], operations };
}

const BARE = { role: 'citizen' as const, unitId: null, line: null };
const loginOf = (code: string, name: string) => `rights-${code.toLowerCase().replace(/[^a-z0-9]/g, '')}-${name}`; // prettier-ignore

async function tokenFor(who: Who, people: readonly Person[], idOf: (login: string) => string) {
  const administrator = people.find(
    (each) => each.who?.role === 'sysAdmin' && each.who.countyId === who.countyId,
  );
  const answer = await administrator?.ask('POST', `/api/v1/accounts/${idOf(who.login)}/tokens`, {
    name: 'rights',
    scopes: ['intake:write', 'incident:act'],
  });
  return (JSON.parse(answer?.text ?? '{}') as { token: string }).token;
}

async function handIn(url: string, cookie: string, to: string, name: string, bytes: Buffer) {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  const answer = await whenFree(() =>
    fetch(`${url}/api/v1/${to}`, {
      method: 'POST',
      headers: { cookie, 'x-maplebridge': '1' },
      body: form,
    }),
  );
  if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; mapping?: unknown };
}

async function accountIds(db: Db): Promise<ReadonlyMap<string, string>> {
  return inTransaction(db, [], async (tx) => {
    const { rows } = await sql<{ id: string; login: string }>`
      select id, login from account where login like 'rights-%'`.execute(tx);
    return new Map(rows.map(({ login, id }) => [login, id]));
  });
}

type Child = Readonly<{ id: number; level: string; parentId: number | null }>;

/** Two towns of the county, two villages of the first, two grids of its first village; its units. */
async function areaOf(
  db: Db,
  county: Readonly<{ id: number; code: string; zone: string }>,
): Promise<Area> {
  const { places, units } = await inTransaction(db, [county.id], async (tx) => ({
    places: (
      await sql<Child>`
        select id, level, parent_id as "parentId" from jurisdiction where county_id = ${county.id}
        order by id`.execute(tx)
    ).rows,
    units: (
      await sql<{ id: number; kind: string; townId: number | null }>`
        select id, kind, jurisdiction_id as "townId" from unit where county_id = ${county.id}
        order by id`.execute(tx)
    ).rows,
  }));
  const below = (id: number) => places.filter(({ parentId }) => parentId === id);
  const spot = (townId: number) => {
    const villages = below(townId).filter(({ id }) => below(id).length > 1);
    const [one, two] = villages;
    if (!one || !two) return undefined;
    const [grid, other] = below(one.id);
    const [next] = below(two.id);
    return grid && other && next
      ? { townId, villageId: one.id, gridId: grid.id, otherGridId: other.id, otherVillage: { villageId: two.id, gridId: next.id } } // prettier-ignore
      : undefined;
  };
  const room = (townId: number) => units.find((unit) => unit.kind === 'commandRoom' && unit.townId === townId)?.id; // prettier-ignore
  const towns = places
    .filter(({ level, id }) => level === 'town' && room(id) !== undefined)
    .flatMap(({ id }) => spot(id) ?? []);
  const [home, away] = towns;
  const of = (kind: string) => units.filter((unit) => unit.kind === kind).map(({ id }) => id);
  const [bureau = 0, otherBureau = 0] = of('department');
  const [team = otherBureau, otherTeam = bureau] = of('team');
  const [centre = 0] = of('countyCentre');
  if (!home || !away) throw new Error(`county ${county.code} is too small for the matrix`);
  const { otherGridId, otherVillage, ...homeSpot } = home;
  return {
    countyId: county.id,
    code: county.code,
    zone: county.zone,
    home: homeSpot,
    otherGridId,
    otherVillage,
    otherTown: { townId: away.townId, villageId: away.villageId, gridId: away.gridId },
    centre,
    rooms: { home: room(home.townId) ?? 0, other: room(away.townId) ?? 0 },
    bureaus: [bureau, otherBureau],
    teams: [team, otherTeam],
  };
}

/** A small table for people. */
export function tableOf({ byOperation }: RightsFigures): string {
  return Object.entries(byOperation)
    .map(
      ([op, { asked, wrong }]) =>
        `${String(asked).padStart(7)} ${String(wrong).padStart(5)}  ${op}`,
    )
    .join('\n');
}

if (import.meta.main) {
  const values = commandOptions('npm run rights -- [--quick]', {
    quick: { type: 'boolean', default: false },
  });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-rights-'));
  const database = await startEmbeddedDatabase({ dataDir });
  try {
    await migrate(database.url);
    const figures = await rights({ databaseUrl: database.url, dataDir, quick: values.quick });
    say(`  asked wrong\n${tableOf(figures)}`);
    for (const each of figures.found)
      say(`rights: ${each.kind}: ${each.who}: ${each.op} (${each.about}): expected ${each.expected}, got ${each.got}`); // prettier-ignore
    for (const op of figures.unlisted)
      say(`rights: no rule for ${op}: add one to bench/rights-routes.ts`);
    const { found: _told, byOperation: _table, ...last } = figures;
    console.log(JSON.stringify(last));
    const { leaks, denied, failed, unlisted } = figures;
    process.exitCode = leaks + denied + failed + unlisted.length > 0 ? 1 : 0;
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  process.exit();
}
