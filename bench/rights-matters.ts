// The matters of the rights matrix: in every area of both counties a plain one, one that a department has
// an order for, and a restricted one; one that lies nowhere; and one of their own for all who may report.
import { systemActor } from '#modules/identity/index.ts';
import {
  performAll,
  receiveAll,
  REPORT_ROLES,
  type PerformDeps,
  type Reporting,
  type Request,
} from '#modules/incident/index.ts';
import type { Area, Who } from './rights-people.ts';
import type { Matter as Subject } from './simulate-rights.ts';

export type Matter = Subject &
  Readonly<{
    id: string;
    number: string;
    /** Stands in its title and nowhere else. */
    word: string;
    /** Of its reporter, whom only few may see. */
    phone: string;
    evidenceId: string;
    about: string;
  }>;

type Draft = Omit<Matter, 'id' | 'number' | 'evidenceId' | 'units' | 'members'> &
  Readonly<{ area: Area; lead: number | null; room: number | null }>;

const MACHINE = systemActor('rights');
const ITEM = '0401001';

export type MattersDeps = Readonly<{
  perform: PerformDeps;
  now: number;
  /** Hands a picture in as that person and answers with its id. */
  handIn: (who: Who) => Promise<string>;
}>;

/** Makes them all by the main path. The first county duty of each county is a member of the restricted. */
export async function makeMatters(
  deps: MattersDeps,
  areas: readonly Area[],
  people: readonly Who[],
): Promise<readonly Matter[]> {
  const drafts = areas.flatMap((area, side) =>
    [...inAreas(area), ...ofTheirOwn(area, people)].map((draft, index) => ({
      ...draft,
      ...namesOf(side * 1_000 + index),
    })),
  );
  const received = await receiveAll(deps.perform, drafts.map(reportOf), deps.now);
  const ids = received.map((each) => {
    if (!each.ok) throw new Error(`a matter was refused: ${each.refusal.code}`);
    return each;
  });
  const matters: Matter[] = [];
  for (const [index, draft] of drafts.entries()) {
    const { area } = draft;
    const duty = people.find(
      ({ role, post, countyId }) =>
        role === 'countyDuty' && post === 'home' && countyId === area.countyId,
    );
    const { incidentId: id, number } = ids[index] ?? { incidentId: '', number: '' };
    if (!duty) throw new Error('a county has somebody on duty');
    const evidenceId = await deps.handIn(duty);
    const does = (verb: Request['verb'], input: object, actor = MACHINE): Request => ({
      countyId: area.countyId,
      incidentId: id,
      verb,
      input,
      actor,
    });
    const outcomes = await performAll(
      deps.perform,
      [
        does('annotate', { note: '见图', evidence: [evidenceId] }, duty.actor),
        ...(draft.lead === null
          ? []
          : [does('accept', { itemCode: ITEM }), does('dispatch', { lead: draft.lead })]),
        ...(draft.restricted
          ? [does('restrict', { restricted: true, reason: '限知' }, duty.actor)]
          : []),
      ],
      deps.now,
    );
    for (const outcome of outcomes)
      if (!outcome.ok) throw new Error(`a matter could not be made: ${outcome.refusal.code}`);
    const { area: _area, lead, room, ...rest } = draft;
    matters.push({
      ...rest,
      id,
      number,
      evidenceId,
      units: new Set([room, lead].flatMap((unit) => unit ?? [])),
      members: new Set(draft.restricted ? [duty.actor.id] : []),
    });
  }
  return matters;
}

type Bare = Omit<Draft, 'word' | 'phone'>;

const namesOf = (serial: number) => ({
  word: `zq${serial
    .toString(26)
    .padStart(4, '0')
    .replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')}x`,
  phone: `139${String(70_000_000 + serial)}`,
});

function inAreas(area: Area): Bare[] {
  const { home, countyId, rooms } = area;
  const base = { countyId, area, reporterId: null };
  const at = (
    about: string,
    spot: Readonly<{ townId: number; villageId: number; gridId: number }>,
  ) =>
    (['plain', 'ordered', 'restricted'] as const).map((kind, index): Bare => ({
      ...base,
      about: `${kind}, ${about}`,
      place: { ...spot, ...pointIn(area, index) },
      room: spot.townId === home.townId ? rooms.home : rooms.other,
      lead: kind === 'ordered' ? area.bureaus[0] : null,
      restricted: kind === 'restricted',
    }));
  const nowhere = { townId: null, villageId: null, gridId: null, lng6: null, lat6: null };
  return [
    ...at('home grid', home),
    ...at('other grid', { ...home, gridId: area.otherGridId }),
    ...at('other village', { townId: home.townId, ...area.otherVillage }),
    ...at('other town', area.otherTown),
    // An order leads a room beyond its own town: to what lies in another one, or in none.
    ...[null, rooms.home].map((lead): Bare => ({
      ...base,
      about: `${lead === null ? 'plain' : 'ordered to the room at home'}, nowhere`,
      place: nowhere,
      room: area.centre,
      lead,
      restricted: false,
    })),
    {
      ...base,
      about: 'ordered to the room of another town, home grid',
      place: { ...home, ...pointIn(area, 3) },
      room: rooms.home,
      lead: rooms.other,
      restricted: false,
    },
  ];
}

/** Reported in the other town, where only their being its reporter lets them see it. */
function ofTheirOwn(area: Area, people: readonly Who[]): Bare[] {
  return people
    .filter(
      ({ role, post, countyId }) =>
        post === 'home' && countyId === area.countyId && REPORT_ROLES.includes(role),
    )
    .flatMap((who, index) =>
      [false, ...(SHUT_OUT.includes(who.role) ? [true] : [])].map((restricted): Bare => ({
        countyId: area.countyId,
        area,
        about: `${restricted ? 'restricted, ' : ''}own of ${who.role}`,
        reporterId: who.actor.id,
        place: { ...area.otherTown, ...pointIn(area, index) },
        room: area.rooms.other,
        lead: null,
        restricted,
      })),
    );
}
/** Need-to-know shuts out even those who reported it. */
const SHUT_OUT: readonly string[] = ['citizen', 'gridWorker', 'npcDeputy'];

/** Each in a corner of its own, so that the map shows them one by one. */
const pointIn = ({ countyId }: Area, index: number) => ({
  lng6: (countyId === 1 ? 120_900_000 : -76_600_000) + index * 1_000,
  lat6: (countyId === 1 ? 28_100_000 : 39_300_000) + index * 1_000,
});

function reportOf(draft: Draft): Reporting {
  const { area, word, phone } = draft;
  const text = `${word} 路面破损`;
  return {
    countyId: area.countyId,
    divisionCode: area.code,
    zone: area.zone,
    actor: MACHINE,
    unitId: null,
    source: 'citizen',
    title: text,
    words: { text },
    person: { name: '欧阳测', phone },
    reporterMode: 'named',
    reporterId: draft.reporterId,
    itemCode: null,
    level: 4,
    place: draft.place,
    roomUnitId: draft.room,
    occurredAt: Date.now(),
    evidence: [],
    wantsReceipt: false,
  };
}
