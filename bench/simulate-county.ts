// Two small counties for the simulation, one in China and one in America: towns, villages, grids, units,
// and somebody at a post of every role. The same for every seed; only what people do differs.
import { shippedCatalog, toCatalog } from '#modules/catalog/index.ts';
import { calendarsOf, compileCalendar, type CalendarDefinition } from '#modules/deadline/index.ts';
import { aCalendarDefinition, REST_DAYS_2026 } from '#modules/deadline/testing.ts';
import { ROLE_CODES, type Actor, type Post, type Role } from '#modules/identity/index.ts';
import type { Knowledge, Place } from '#modules/incident/index.ts';
import { officesOf, type Office } from '#modules/incident/testing.ts';

export type Grid = Readonly<{ townId: number; villageId: number; gridId: number }>;

export type County = Readonly<{
  id: number;
  divisionCode: string;
  /** The working calendar by version, for the model to count by itself. */
  calendars: readonly CalendarDefinition[];
  grids: readonly Grid[];
  /** Every unit that may receive orders. */
  units: readonly number[];
  roomOf: (townId: number | null) => number | null;
  people: readonly Actor[];
  /** As decisions see it; with the calendar's later version once that is published. */
  knowledge: (calendarVersion: number) => Knowledge;
}>;

const SIDES = [1, 2] as const;
/** Ids of places and units begin here, so that no number means the same in two counties. */
const BASE = 100_000;

/** Both counties with the city's centre, which holds a post in each. */
export function twoCounties(): readonly County[] {
  const china = aCalendarDefinition(REST_DAYS_2026);
  const america = aCalendarDefinition({ zone: 'America/New_York' });
  return [
    county(1, '330382', [china, { ...china, holidays: [...china.holidays, ...STORM] }]),
    county(2, '24005', [america, { ...america, holidays: STORM }]),
  ];
}

/** Days off that are published later, while clocks run: offices stay shut in a storm. */
const STORM = ['2026-11-23', '2026-11-24'];

const catalog = toCatalog(1, shippedCatalog());
export const ITEM_CODES: readonly string[] = catalog.items.map(({ code }) => code);

function county(
  id: number,
  divisionCode: string,
  definitions: readonly CalendarDefinition[],
): County {
  const base = id * BASE;
  const towns = SIDES.map((town) => base + town * 1_000);
  const grids = towns.flatMap((townId) =>
    SIDES.flatMap((village) =>
      SIDES.map((grid) => {
        const villageId = townId + village * 100;
        return { townId, villageId, gridId: villageId + grid };
      }),
    ),
  );
  const unitsOf = (townId: number) => ({
    room: townId + 1,
    team: townId + 2,
    village: townId + 3,
  });
  const [centre, bureau, otherBureau] = [base + 1, base + 21, base + 22] as const;
  const units = [
    ...[centre, bureau, otherBureau],
    ...towns.flatMap((townId) => Object.values(unitsOf(townId))),
  ];
  const places = new Map<number, ReturnType<Knowledge['placeOf']>>(
    grids.flatMap(({ townId, villageId, gridId }) => [
      [townId, { level: 'town', townId: null, villageId: null }] as const,
      [villageId, { level: 'village', townId, villageId: null }] as const,
      [gridId, { level: 'grid', townId, villageId }] as const,
    ]),
  );
  const compiled = definitions.map((definition, index) =>
    compileCalendar(definition, { id: `workTime-${index + 1}`, version: index + 1 }),
  );
  const offices = officesOf(officesIn({ centre, bureaus: [bureau, otherBureau], towns, unitsOf }));
  const knowledges = compiled.map((_, index): Knowledge => {
    const basis = { catalog, calendars: calendarsOf(compiled.slice(0, index + 1)) };
    return {
      basis: () => basis,
      currentCatalog: catalog.id,
      zone: 'Asia/Shanghai',
      offices,
      placeOf: (placeId) => places.get(placeId),
    };
  });
  const posts: Readonly<Record<Role, readonly Partial<Post>[]>> = postsOf(id, {
    towns,
    grids,
    centre,
    bureaus: [bureau, otherBureau],
    unitsOf,
  });
  return {
    id,
    divisionCode,
    calendars: definitions,
    grids,
    units,
    roomOf: (townId) => (townId === null ? centre : unitsOf(townId).room),
    people: peopleOf(id, posts),
    knowledge(version) {
      const known = knowledges[version - 1];
      if (!known) throw new Error(`calendar ${version} was never published`);
      return known;
    },
  };
}

/** The same units as the house knows them; a liaison of the police sits in the second bureau. */
function officesIn({ centre, bureaus, towns, unitsOf }: Omit<Shape, 'grids'>): Office[] {
  const [bureau = 0, police = 0] = bureaus;
  return [
    { id: centre, kind: 'countyCentre', townId: null },
    { id: bureau, kind: 'department', townId: null },
    { id: police, kind: 'police', townId: null },
    ...towns.flatMap((townId): Office[] => {
      const { room, team, village } = unitsOf(townId);
      return [
        { id: room, kind: 'commandRoom', townId },
        { id: team, kind: 'team', townId },
        { id: village, kind: 'village', townId },
      ];
    }),
  ];
}

type Shape = Readonly<{
  towns: readonly number[];
  grids: readonly Grid[];
  centre: number;
  bureaus: readonly number[];
  unitsOf: (townId: number) => Readonly<{ room: number; team: number; village: number }>;
}>;

/** Where each role sits; every role has somebody, and those who check one another have two. */
function postsOf(
  countyId: number,
  { towns, grids, centre, bureaus, unitsOf }: Shape,
): Record<Role, Partial<Post>[]> {
  const villages = grids.filter((_, index) => index % 2 === 0);
  const inTown = (townId: number) => ({ place: { countyId, townId } });
  const perTown = (unit?: 'room' | 'team' | 'village') =>
    towns.map((townId) => ({
      ...inTown(townId),
      ...(unit ? { unitId: unitsOf(townId)[unit] } : {}),
    }));
  const atBureaus = bureaus.map((unitId) => ({ unitId }));
  const atCentre = [{ unitId: centre }];
  return {
    citizen: [{}, {}],
    gridWorker: grids.map(({ townId, villageId, gridId }) => ({
      place: { countyId, townId, villageId, gridIds: [gridId] },
    })),
    safetyOfficer: perTown(),
    villageCadre: villages.map(({ townId, villageId }) => ({
      unitId: unitsOf(townId).village,
      place: { countyId, townId, villageId },
    })),
    infoClerk: [...perTown('room'), ...perTown('room')],
    deputyDirector: perTown('room'),
    townLeader: perTown('room'),
    responseTeam: perTown('team'),
    enforcementOfficer: perTown('team'),
    deptHandler: [...atBureaus, ...atBureaus],
    deptLead: atBureaus,
    countyDuty: [...atCentre, ...atCentre],
    countyCommander: [...atCentre, ...atCentre],
    supervisor: atCentre,
    cityCentre: atCentre,
    policeLiaison: atBureaus.slice(1),
    npcDeputy: [{}],
    mediator: atBureaus.slice(1),
    propertyManager: perTown('village').slice(1),
    expertReviewer: atBureaus.slice(0, 1),
    modelAnalyst: [{}],
    processAdmin: [{}],
    dataSteward: [{}],
    sysAdmin: [{}],
    secAdmin: [{}],
    auditor: [{}],
    serviceClient: [{}],
  };
}

function peopleOf(
  countyId: number,
  posts: Readonly<Record<Role, readonly Partial<Post>[]>>,
): readonly Actor[] {
  let serial = 0;
  const person = (name: string, held: readonly Post[]): Actor => ({
    kind: 'person',
    id: uuidOf(`a${countyId}`, (serial += 1)),
    name,
    posts: held,
  });
  const postOf = (role: Role, post: Partial<Post>, at = countyId): Post => ({
    role,
    unitId: null,
    place: { countyId: at },
    line: null,
    ...post,
  });
  const people = ROLE_CODES.flatMap((role) =>
    posts[role].map((post, index) =>
      person(
        `${role} ${countyId}/${index + 1}`,
        // A city's centre holds one post in each of its counties.
        role === 'cityCentre'
          ? SIDES.map((at) => postOf(role, at === countyId ? post : { unitId: null }, at))
          : [postOf(role, post)],
      ),
    ),
  );
  // Two posts at once: a clerk of the first town who is also cadre of a village in the second.
  const [clerk] = posts.infoClerk;
  const cadre = posts.villageCadre.at(-1);
  if (!clerk || !cadre) throw new Error('a county has clerks and cadres');
  return [
    ...people,
    person(`infoClerk+villageCadre ${countyId}`, [
      postOf('infoClerk', clerk),
      postOf('villageCadre', cadre),
    ]),
  ];
}

/** A well-formed id that is the same in every run; `kind` is hexadecimal. */
export function uuidOf(kind: string, serial: number): string {
  return `${kind.padEnd(8, '0')}-0000-7000-8000-${String(serial).padStart(12, '0')}`;
}

export const NOWHERE: Place = {
  townId: null,
  villageId: null,
  gridId: null,
  lng6: null,
  lat6: null,
};
