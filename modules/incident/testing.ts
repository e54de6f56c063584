// Incidents, people and a county's knowledge for tests of whatever builds on the life of an incident.
// A `Matter` is one incident on which verbs are done at a moved time, exactly as `perform` decides them.
import { shippedCatalog, toCatalog, type Catalog } from '#modules/catalog/index.ts';
import { calendarsOfChina } from '#modules/deadline/testing.ts';
import { systemActor, type Actor, type Post, type Role } from '#modules/identity/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import type { Gathered, Refused } from './actions/action.ts';
import { moveClocks } from './clocks.ts';
import { decide, type Decided, type Knowledge, type NewFact } from './decide.ts';
import { FACT_VERSION, type Fact, type FactData } from './facts.ts';
import { applyFact } from './fold.ts';
import type { Incident } from './incident.ts';
import type { Verb } from './lifecycle.ts';
import { officesOf, type KnownPlace, type Office } from './offices.ts';

export { officesOf, type Office };

/** Wednesday 2026-11-18, 09:00 in Shanghai: an office morning. */
export const MORNING: Instant = Date.UTC(2026, 10, 18, 1);

export const COUNTY = 1;
export const PLACE = {
  townId: 10,
  villageId: 100,
  gridId: 1000,
  lng6: 120_960_000,
  lat6: 28_110_000,
};
/** Units by who works there. */
export const UNITS = {
  ...{ county: 1, room: 11, bureau: 21, otherBureau: 22, team: 31, village: 41 },
  ...{ police: 51, rescue: 61, otherRoom: 12 },
};
/** A second town, whose room may be handed a matter. */
export const OTHER_TOWN = 20;
export const OTHER_VILLAGE = 200;
const OFFICES: readonly Office[] = [
  { id: UNITS.county, kind: 'countyCentre', townId: null },
  { id: UNITS.room, kind: 'commandRoom', townId: PLACE.townId },
  { id: UNITS.otherRoom, kind: 'commandRoom', townId: OTHER_TOWN },
  { id: UNITS.bureau, kind: 'department', townId: null },
  { id: UNITS.otherBureau, kind: 'department', townId: null },
  { id: UNITS.team, kind: 'team', townId: PLACE.townId },
  { id: UNITS.village, kind: 'village', townId: PLACE.townId },
  { id: UNITS.police, kind: 'police', townId: PLACE.townId },
  { id: UNITS.rescue, kind: 'outside', townId: null },
];

/** Kinds of matter of the shipped catalogue that tests speak of. */
export const ITEMS = {
  /** Level 4; a grid worker may settle it: 暴露垃圾, four working hours. */
  rubbish: '0401001',
  /** Level 3: 道路遗撒, two working hours. */
  spill: '0401005',
  /** Level 2, 1312: 口角、轻微纠纷, four hours. */
  quarrel: '0301001',
  /** Level 3, 1312. */
  noise: '0301003',
  /** Level 2, need-to-know: 社区矫正异常. */
  secret: '0303004',
};

let catalog: Catalog | undefined;
export function aCatalog(): Catalog {
  return (catalog ??= toCatalog(1, shippedCatalog()));
}

/** A county with the shipped catalogue, the calendars of 2026 and the units above. */
export function aKnowledge(overrides: Partial<Knowledge> = {}): Knowledge {
  const basis = { catalog: aCatalog(), calendars: calendarsOfChina() };
  const { townId, villageId, gridId } = PLACE;
  const places = new Map<number, KnownPlace>([
    [townId, { level: 'town', townId: null, villageId: null }],
    [villageId, { level: 'village', townId, villageId: null }],
    [gridId, { level: 'grid', townId, villageId }],
    [OTHER_TOWN, { level: 'town', townId: null, villageId: null }],
    [OTHER_VILLAGE, { level: 'village', townId: OTHER_TOWN, villageId: null }],
  ]);
  return {
    basis: () => basis,
    currentCatalog: 1,
    zone: 'Asia/Shanghai',
    offices: officesOf(OFFICES),
    placeOf: (id) => places.get(id),
    ...overrides,
  };
}

const AREA = { countyId: COUNTY, townId: PLACE.townId };
const POSTS: Partial<Record<Role, Partial<Post>>> = {
  gridWorker: { place: { ...AREA, villageId: PLACE.villageId, gridIds: [PLACE.gridId] } },
  villageCadre: { unitId: UNITS.village, place: { ...AREA, villageId: PLACE.villageId } },
  infoClerk: { unitId: UNITS.room, place: AREA },
  deputyDirector: { unitId: UNITS.room, place: AREA },
  townLeader: { unitId: UNITS.room, place: AREA },
  responseTeam: { unitId: UNITS.team },
  enforcementOfficer: { unitId: UNITS.team },
  deptHandler: { unitId: UNITS.bureau },
  deptLead: { unitId: UNITS.bureau },
  mediator: { unitId: UNITS.bureau },
  propertyManager: { unitId: UNITS.bureau },
  policeLiaison: { unitId: UNITS.bureau },
  expertReviewer: { unitId: UNITS.bureau },
  countyDuty: { unitId: UNITS.county },
  countyCommander: { unitId: UNITS.county },
  supervisor: { unitId: UNITS.county },
};

/** A person of that role at the post where the incidents of these tests happen; `name` tells two apart. */
export function actorAs(role: Role, post: Partial<Post> = {}, name = 'one'): Actor {
  return {
    kind: 'person',
    id: `${role}:${name}`,
    name: `${role} ${name}`,
    posts: [
      { role, unitId: null, place: { countyId: COUNTY }, line: null, ...POSTS[role], ...post },
    ],
  };
}

export const MACHINE = systemActor('test');

/** The first fact of a history. */
export function aReport(
  overrides: Partial<FactData['incident.reported']> = {},
  at = MORNING,
): Fact {
  const item = overrides.itemCode ? aCatalog().byCode.get(overrides.itemCode) : undefined;
  return {
    countyId: COUNTY,
    incidentId: uuidv7(at),
    seq: 1,
    type: 'incident.reported',
    v: FACT_VERSION,
    at,
    by: { kind: 'person', id: 'citizen:one' },
    data: {
      number: '330382-20261118-000001',
      source: 'citizen',
      reporterId: 'citizen:one',
      reporterMode: 'named',
      itemCode: null,
      level: item?.level ?? 4,
      catalogVersion: 1,
      place: PLACE,
      roomUnitId: UNITS.room,
      occurredAt: at,
      ...overrides,
    },
  };
}

/** The first fact of a history with the clocks that it starts. */
export function withFirstClocks(bare: Fact, knowledge: Knowledge): Fact {
  const basis = knowledge.basis(knowledge.currentCatalog);
  const happening = { type: bare.type, data: bare.data, at: bare.at };
  const { changes } = moveClocks(undefined, applyFact(undefined, bare), happening, basis);
  return { ...bare, clocks: changes };
}

/** A reported incident, with anything else that a test needs to be so. */
export function anIncident(overrides: Partial<Incident> = {}): Incident {
  return { ...applyFact(undefined, aReport()), ...overrides };
}

export type Matter = Readonly<{
  incident: () => Incident;
  /** All facts so far, also of incidents that it touched. */
  facts: () => readonly Fact[];
  /** Its own clock of that kind: the newest, running ones first. */
  clock: (kind: string) => Incident['clocks'][number] | undefined;
  now: () => Instant;
  /** Lets time pass. */
  wait: (milliseconds: number) => void;
  /** Does a verb and returns the incident; throws the code of a refusal. */
  act: (actor: Actor, verb: Verb, input?: object) => Incident;
  /** The code with which a verb would be refused; null when it would be done. */
  refusal: (actor: Actor, verb: Verb, input?: object) => string | null;
  attempt: (actor: Actor, verb: Verb, input?: object) => Decided | Refused;
}>;

export type MatterOptions = Readonly<{
  at?: Instant;
  knowledge?: Knowledge;
  /** Incidents that the inputs may name; what is done to them is kept here. */
  others?: Map<string, Incident>;
  /** What the record and the draws would say, for a spot check. */
  gathered?: Gathered;
}>;

/** A matter as it is reported; every verb a minute after the one before unless a test waits longer. */
export function aMatter(
  report: Partial<FactData['incident.reported']> = {},
  { at = MORNING, knowledge = aKnowledge(), others = new Map(), gathered = {} }: MatterOptions = {},
): Matter {
  let now = at;
  const first = withFirstClocks(aReport(report, at), knowledge);
  const id = first.incidentId;
  const facts: Fact[] = [first];
  others.set(id, applyFact(undefined, first));

  const incident = () => {
    const found = others.get(id);
    if (!found) throw new Error('a matter keeps its incident');
    return found;
  };
  const attempt: Matter['attempt'] = (actor, verb, input = {}) =>
    decide(
      incident(),
      { countyId: COUNTY, incidentId: id, verb, input, actor, gathered },
      knowledge,
      now,
      others,
    );
  return {
    incident,
    facts: () => facts,
    clock(kind) {
      const same = incident().clocks.filter((clock) => clock.kind === kind);
      return same.findLast((clock) => clock.state === 'running') ?? same.at(-1);
    },
    now: () => now,
    wait: (milliseconds) => void (now += milliseconds),
    attempt,
    refusal(actor, verb, input) {
      const decided = attempt(actor, verb, input);
      return 'refused' in decided ? decided.refused : null;
    },
    act(actor, verb, input) {
      const decided = attempt(actor, verb, input);
      if ('refused' in decided) throw new Error(`${verb}: ${decided.refused}`);
      for (const after of decided.after) others.set(after.id, after);
      facts.push(...decided.facts.map((entry: NewFact) => entry.fact));
      now += MINUTE;
      return incident();
    },
  };
}

/** The ordinary people of a matter, for tests that tell a whole story. */
export const PEOPLE = {
  citizen: actorAs('citizen'),
  clerk: actorAs('infoClerk'),
  secondClerk: actorAs('infoClerk', {}, 'two'),
  director: actorAs('deputyDirector'),
  countyDuty: actorAs('countyDuty'),
  commander: actorAs('countyCommander'),
  secondCommander: actorAs('countyCommander', {}, 'two'),
  supervisor: actorAs('supervisor'),
  gridWorker: actorAs('gridWorker'),
  handler: actorAs('deptHandler'),
  otherHandler: actorAs('deptHandler', { unitId: UNITS.otherBureau }, 'other'),
  team: actorAs('responseTeam'),
};

/** A matter that has got as far as being handled by the bureau, with a co-handler if asked for. */
export function aMatterAtWork(
  options: {
    itemCode?: string;
    co?: readonly number[];
    source?: Incident['source'];
    gathered?: Gathered;
  } = {},
): Matter {
  const { itemCode = ITEMS.rubbish, co = [], source = 'citizen', gathered = {} } = options;
  const matter = aMatter({ itemCode, source }, { gathered });
  matter.act(PEOPLE.clerk, 'accept');
  matter.act(PEOPLE.clerk, 'dispatch', { lead: UNITS.bureau, co });
  matter.act(PEOPLE.handler, 'sign');
  return matter;
}
