// What people of a county do in a year, as a play: reports at the hours at which people report, and for
// each matter who does what next and how long that takes. Nothing is decided here; the replay decides.
import type { Budget, CatalogItem } from '#modules/catalog/index.ts';
import { routeGuess } from '#modules/dispatch/index.ts';
import type { Actor, Role } from '#modules/identity/index.ts';
import type {
  Incident,
  Play,
  PlayedMatter,
  Reporting,
  Source,
  Verb,
  VerbInput,
  Wish,
} from '#modules/incident/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { dayIn, DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import type { CountyReference } from '../apps/server/reference.ts';
import { bornAt, idOf, itemWeight } from './fill.ts';
import { accountId } from './fill-life.ts';
import { chooser, longTailed, type Random } from './fill-chance.ts';
import type { FillPlaces, FillTown, FillVillage } from './fill-places.ts';

export type CityYear = Readonly<{
  reference: CountyReference;
  places: FillPlaces;
  /** The first instant of the year, midnight of the county. */
  start: Instant;
  /** Matters of the whole year; this play tells every `shares`-th of them, beginning with `share`. */
  count: number;
  share: number;
  shares: number;
}>;

const DAYS = 365;
const CITIZENS = 100_000;
/** Half a kilometre around a village's centre, in micro-degrees. */
const SPREAD = 5_000;

/** The steps of a life; a verb may be several of them. */
type Step =
  | Exclude<Verb, 'coSign' | 'done'>
  | 'confirmClose'
  | { readonly co: number; readonly verb: 'coSign' | 'done' };

/** The same year for the same count, however many plays tell it. */
export function cityYear(year: CityYear): Play {
  const { reference, places, start, count, share, shares } = year;
  const cast = castOf(reference, places);
  let random: Random = seededRandom(0);
  const draw = () => random();
  const items = chooser(draw, reference.current.items, itemWeight);
  const towns = chooser(draw, places.towns, (town) => town.weight);
  const days = Array.from({ length: DAYS }, (_, day) =>
    dayIn(places.zone, start + day * DAY + HOUR).replaceAll('-', ''),
  );
  let index = share;
  return {
    next() {
      if (index >= count) return null;
      // Every matter has its own chance, so that it is the same one whoever tells it.
      random = seededRandom(Math.imul(index + 1, 0x9e3779b1));
      const part = (index + random()) / count;
      const day = Math.floor(part * DAYS);
      const serial = index + 2 - Math.floor((day * count) / DAYS);
      index += shares;
      const town = towns();
      return matterOf(reference, cast, {
        random,
        item: items(),
        town,
        village: town.villages[Math.floor(random() * town.villages.length)],
        at: bornAt(start, DAYS, part),
        number: `${places.code}-${days[day] ?? ''}-${String(serial).padStart(6, '0')}`,
        places,
      });
    },
  };
}

type Birth = Readonly<{
  random: Random;
  item: CatalogItem;
  town: FillTown;
  village: FillVillage | undefined;
  at: Instant;
  number: string;
  places: FillPlaces;
}>;

function matterOf(reference: CountyReference, cast: Cast, birth: Birth): PlayedMatter {
  const { random, item, town, village, at, places } = birth;
  const has = (chance: number) => random() < chance;
  const source = sourceOf(random, item);
  const isPlaced = village !== undefined && !has(0.03);
  const jitter = () => Math.round((random() - 0.5) * 2 * SPREAD);
  const place = {
    townId: town.id,
    villageId: isPlaced ? village.id : null,
    gridId: isPlaced
      ? (village.gridIds[Math.floor(random() * village.gridIds.length)] ?? null)
      : null,
    lng6: isPlaced ? village.lng6 + jitter() : null,
    lat6: isPlaced ? village.lat6 + jitter() : null,
  };
  const room = cast.roomOf(town);
  const reporter = cast.reporter(source, town, Math.floor(random() ** 2 * CITIZENS));
  // What a clerk or a system reports has its item; what people say in their own words is classified.
  const isClassified = source === 'police110' || item.restricted || has(0.5);
  const report: Reporting = {
    countyId: places.countyId,
    divisionCode: places.code,
    zone: places.zone,
    actor: reporter,
    unitId: reporter.posts[0]?.unitId ?? null,
    source,
    title: '',
    words: {},
    person: {},
    reporterMode: has(0.9) ? 'named' : has(0.7) ? 'confidential' : 'anonymous',
    reporterId: source === 'citizen' ? reporter.id : null,
    itemCode: isClassified ? item.code : null,
    level: isClassified ? item.level : null,
    place,
    roomUnitId: town.roomId,
    occurredAt: at - Math.floor(random() * 20 * MINUTE),
    evidence: [],
    wantsReceipt: false,
  };

  const steps: Step[] = has(0.05) ? ['verify', 'verified'] : [];
  steps.push('triage', 'accept');
  if (item.restricted) steps.push('restrict');
  steps.push('dispatch');
  let act = 0; // 0 before the order, 1 at work, 2 resolved, 3 closed, 4 at its end
  let last = at;
  let route: VerbInput<'triage'>['route'];
  let isReturned = item.restricted;
  let isReworked = false;
  // Need-to-know matters are closed to their reporter and to supervision.
  let isReopened = source !== 'citizen' || item.restricted;
  let isAppeased = false;

  /** What follows on what was done; the longer the life, the more it went astray. */
  const goOn = (incident: Incident) => {
    if (act === 0) {
      const lead = incident.assignments.findLast((each) => each.role === 'lead');
      if (!isReturned && lead?.unitId !== town.roomId && has(0.04)) {
        isReturned = true;
        return void steps.push('return', 'dispatch');
      }
      act = 1;
      const co = incident.assignments.filter(
        (each) => each.role === 'co' && each.returnedAt === undefined,
      );
      steps.push('sign');
      for (const { no } of co) steps.push({ co: no, verb: 'coSign' });
      if (incident.level > 2 && has(0.02)) steps.push('defer', 'resume');
      if (item.is1312 || has(0.15)) steps.push('contact');
      steps.push('arrive');
      if (has(0.04)) steps.push('urge');
      if (has(0.05)) steps.push('annotate');
      if (!item.restricted && has(0.02)) steps.push('supervise', 'replySupervision');
      for (const { no } of co) steps.push({ co: no, verb: 'done' });
      steps.push('resolve');
    } else if (act === 1) {
      act = 2;
      if (item.is1312) steps.push('feedback');
      if (!isReworked && has(0.03)) {
        isReworked = true;
        act = 1;
        return void steps.push('rework', 'resolve');
      }
      steps.push('close');
      if (incident.level <= 2) steps.push('confirmClose');
    } else if (act === 2) {
      act = 3;
      if (!isReopened && has(0.02)) {
        isReopened = true;
        act = 1;
        return void steps.push('reopen', 'resolve');
      }
      const owes = incident.clocks.some(
        (clock) => clock.kind === 'followUp' && clock.state === 'running',
      );
      if (owes) return void steps.push('followUp');
      act = 4;
      steps.push('archive');
    } else if (act === 3) {
      // Whoever is not satisfied has it handled once more.
      act = incident.status === 'handling' ? 1 : 4;
      isAppeased = true;
      steps.push(act === 1 ? 'resolve' : 'archive');
    }
  };

  const what = (incident: Incident, asked: number, now: Instant): Wish => {
    last = now;
    const step = steps[asked];
    const lead = incident.assignments.findLast((each) => each.role === 'lead');
    const handler = () => cast.handler(lead?.unitId ?? town.roomId, town, village);
    if (typeof step === 'object') {
      const { co, verb } = step;
      const unit = incident.assignments.find((each) => each.no === co)?.unitId ?? 0;
      return { verb, input: { assignmentNo: co }, actor: cast.handler(unit, town, village) };
    }
    switch (step) {
      case 'verify':
        return { verb: step, input: {}, actor: room.clerk };
      case 'verified': {
        const actor = place.gridId === null ? room.clerk : cast.gridWorker(place.gridId);
        return { verb: step, input: { real: true }, actor };
      }
      case 'triage': {
        const { level } = item;
        const question = { ...place, itemCode: item.code, level, source, at: now };
        const decision = reference.routes.decide(reference.routeQuestion(question));
        route = decision && routeGuess(decision);
        return {
          verb: step,
          actor: TRIAGE,
          input: {
            acts: isClassified ? [] : ['item', 'level'],
            ...(isClassified ? {} : { item: guess(item.code), level: guess(level) }),
            ...(route ? { route } : {}),
          },
        };
      }
      case 'accept':
        return { verb: step, input: {}, actor: room.clerk };
      case 'restrict': {
        const { lead = town.roomId, co = [] } = route?.value ?? {};
        const units = [lead ?? town.roomId, ...co];
        const members = [
          room.clerk.id,
          room.secondClerk.id,
          room.director.id,
          ...units.map((unit) => cast.handler(unit, town, village).id),
        ];
        return { verb: step, input: { restricted: true, members, reason: '' }, actor: room.clerk };
      }
      case 'dispatch': {
        const back = incident.assignments.at(-1)?.returnedAt !== undefined;
        const wanted = back ? null : (route?.value ?? null);
        const unit = wanted?.lead ?? town.roomId;
        const some = cast.departments[Math.floor(random() * cast.departments.length)];
        const more = some !== undefined && some !== unit && !item.restricted && has(0.04);
        const co = [...(wanted?.co ?? []), ...(more && !wanted?.co.includes(some) ? [some] : [])];
        const input = wanted
          ? { lead: unit, co, route: { row: wanted.row, version: wanted.version } }
          : { lead: unit, co };
        return { verb: step, input, actor: room.clerk };
      }
      case 'return':
        return { verb: step, input: { reasonCode: 'not-ours' }, actor: handler() };
      case 'sign':
      case 'arrive':
        return { verb: step, input: {}, actor: handler() };
      case 'contact':
        return { verb: step, input: {}, actor: item.is1312 ? room.clerk : handler() };
      case 'urge':
        return { verb: step, input: {}, actor: room.clerk };
      case 'annotate':
        return { verb: step, input: { note: '' }, actor: room.secondClerk };
      case 'defer': {
        const until = now + Math.ceil((1 + random() * 8) * DAY);
        const actor = incident.level === 4 ? room.director : cast.commander;
        return { verb: step, input: { until, reasonCode: 'weather' }, actor };
      }
      case 'resume':
        return { verb: step, input: {}, actor: RESUME };
      case 'supervise': {
        const input = { grade: 'ordinary', replyBy: now + 5 * DAY, note: '' } as const;
        return { verb: step, input, actor: cast.supervisor };
      }
      case 'replySupervision':
        return { verb: step, input: { no: 1, reply: '' }, actor: handler() };
      case 'resolve':
        return {
          verb: step,
          input: { result: '', outcome: 'solved', noEvidence: '-' },
          actor: handler(),
        };
      case 'feedback':
        return { verb: step, input: { note: '' }, actor: room.clerk };
      case 'rework':
        return { verb: step, input: { reason: '' }, actor: room.secondClerk };
      case 'close':
        return { verb: step, input: {}, actor: room.secondClerk };
      case 'confirmClose':
        return { verb: 'close', input: {}, actor: room.director };
      case 'reopen':
        return { verb: step, input: { reason: '' }, actor: reporter };
      case 'followUp':
        return {
          verb: step,
          input: { reached: true, satisfied: isAppeased || has(0.92) },
          actor: room.clerk,
        };
      case 'archive':
        return { verb: step, input: {}, actor: room.clerk };
      default:
        throw new Error(`nobody plays ${step ?? 'beyond the end'}`);
    }
  };

  const when = (incident: Incident, asked: number): Instant | null => {
    if (asked === steps.length) goOn(incident);
    // Nobody asks for more time when it is over.
    if (steps[asked] === 'defer' && timeLeft(incident, last) <= 0) steps.splice(asked, 2);
    const step = steps[asked];
    if (step === undefined) return null;
    if (step === 'defer') return Math.round(last + random() * timeLeft(incident, last));
    return Math.round(last + waitFor(step, incident, item, reference, random));
  };
  return { at, id: idOf(random, at), number: birth.number, report, when, what };
}

const TRIAGE: Actor = { kind: 'model', id: 'system:triage', name: 'triage', posts: [] };
const RESUME: Actor = { kind: 'system', id: 'system:resume', name: 'resume', posts: [] };

function guess<T>(value: T) {
  return { confidence: 0.93, reasons: [{ code: 'triage.words' }], rule: 'words/1', value };
}

function sourceOf(random: Random, item: CatalogItem): Source {
  const share = random();
  if (item.code.startsWith('03') && share < 0.7) return 'police110';
  return SOURCE_SHARES.find(([, end]) => share < end)?.[0] ?? 'phone';
}
const SOURCE_SHARES: readonly (readonly [Source, number])[] = [
  ['gridWorker', 0.34],
  ['hotline12345', 0.6],
  ['citizen', 0.75],
  ['phone', 0.84],
  ['visit', 0.87],
  ['sensor', 0.92],
  ['video', 0.96],
  ['otherSystem', 1],
];

/** People mostly keep their limits; a few per cent are late, and then a clock rings. */
function waitFor(
  step: Step,
  incident: Incident,
  item: CatalogItem,
  { current: { clockPolicy } }: CountyReference,
  random: Random,
): number {
  const within = (budget: Budget | null | undefined, otherwise: number, share = 0.22) =>
    longTailed(random, budget ? share * lengthOf(budget) : otherwise, 0.5);
  switch (step) {
    case 'triage':
      return 40 + random() * 200; // ms: the machine reads along
    case 'accept':
      return within(clockPolicy.accept[incident.level], HOUR);
    case 'verify':
      return within(null, 4 * MINUTE);
    case 'verified':
      return within(clockPolicy.verify[incident.level], HOUR);
    case 'dispatch':
      return within(clockPolicy.dispatch[incident.level], HOUR);
    case 'sign':
      return within(item.limits.sign, HOUR);
    case 'return':
      return within(null, 20 * MINUTE);
    case 'contact':
      return within(item.limits.contact, 20 * MINUTE, 0.12);
    case 'arrive':
      return within(item.limits.arrive, HOUR, 0.3);
    case 'resume':
      return (incident.flags.deferredUntil ?? incident.updatedAt) - incident.updatedAt;
    case 'resolve':
      return within(item.limits.handle, DAY, 0.35);
    case 'feedback':
      return within(item.limits.feedback, HOUR);
    case 'close':
    case 'confirmClose':
      return within(clockPolicy.check[incident.level], DAY, 0.15);
    case 'followUp':
      return within(clockPolicy.followUp[incident.level], DAY);
    case 'reopen':
    case 'archive':
      return within(null, DAY);
    case 'restrict':
      return 2 * MINUTE;
    default:
      return within(null, 2 * HOUR);
  }
}

/** Until the time for handling is over. */
function timeLeft({ clocks }: Incident, now: Instant): number {
  const handle = clocks.find(({ kind, state }) => kind === 'handle' && state === 'running');
  return handle ? handle.dueAt - now - 1 : 0;
}

/** Wall time that a budget is roughly worth to those who keep it. */
function lengthOf({ amount, unit }: Budget): number {
  return amount * (unit === 'minute' ? MINUTE : unit === 'workDay' ? DAY : HOUR);
}

type Room = Readonly<{ clerk: Actor; secondClerk: Actor; director: Actor }>;
type Cast = Readonly<{
  roomOf: (town: FillTown) => Room;
  handler: (unitId: number, town: FillTown, village: FillVillage | undefined) => Actor;
  gridWorker: (gridId: number) => Actor;
  reporter: (source: Source, town: FillTown, citizen: number) => Actor;
  commander: Actor;
  supervisor: Actor;
  departments: readonly number[];
}>;

/** Everybody who acts, made when first needed; the same person for the same post. */
function castOf({ units }: CountyReference, places: FillPlaces): Cast {
  const { countyId, centreId } = places;
  const people = new Map<string, Actor>();
  let staff = 0;
  const person = (
    role: Role,
    unitId: number | null,
    place: { townId?: number; villageId?: number; gridIds?: number[] } = {},
    no = 1,
  ): Actor => {
    const key = `${role}/${unitId}/${place.gridIds?.[0] ?? place.villageId ?? ''}/${no}`;
    const known = people.get(key);
    if (known) return known;
    const actor: Actor = {
      kind: role === 'serviceClient' ? 'outside' : 'person',
      id: role === 'citizen' ? accountId('citizen', no) : accountId('staff', staff++),
      name: '',
      posts: [{ role, unitId, place: { countyId, ...place }, line: null }],
    };
    people.set(key, actor);
    return actor;
  };
  const rooms = new Map<number, Room>();
  const handlers = new Map<number, Actor>();
  return {
    departments: places.departmentIds,
    commander: person('countyCommander', centreId),
    supervisor: person('supervisor', centreId),
    gridWorker: (gridId) => person('gridWorker', null, { gridIds: [gridId] }),
    roomOf({ id: townId, roomId }) {
      const room = rooms.get(townId) ?? {
        clerk: person('infoClerk', roomId, { townId }, 1),
        secondClerk: person('infoClerk', roomId, { townId }, 2),
        director: person('deputyDirector', roomId, { townId }),
      };
      rooms.set(townId, room);
      return room;
    },
    handler(unitId, town, village) {
      const known = handlers.get(unitId);
      if (known) return known;
      const kind = units.get(unitId)?.kind;
      const at = { townId: town.id, ...(village ? { villageId: village.id } : {}) };
      const actor =
        kind === 'commandRoom'
          ? person('infoClerk', unitId, { townId: town.id }, 3)
          : kind === 'team'
            ? person('responseTeam', unitId)
            : kind === 'village' && village?.unitId === unitId
              ? person('villageCadre', unitId, at)
              : person('deptHandler', unitId);
      handlers.set(unitId, actor);
      return actor;
    },
    reporter(source, town, citizen) {
      if (source === 'citizen') return person('citizen', null, {}, citizen);
      if (source === 'phone' || source === 'visit' || source === 'hotline12345')
        return person('infoClerk', town.roomId, { townId: town.id }, 1);
      if (source === 'gridWorker') return person('gridWorker', null, { townId: town.id });
      return person('serviceClient', null);
    },
  };
}
