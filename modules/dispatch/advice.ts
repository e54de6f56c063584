// Whom to send: candidates in order, each with why and with what is missing. Nothing is decided here: the
// person at the desk chooses, and may choose somebody further down. Pure.
import {
  SKILLS,
  type DutyNow,
  type Resource,
  type ResourceKind,
  type Skill,
} from '#modules/roster/index.ts';
import { distanceMeters, fromMicro, type MicroPoint } from '#platform/geo/index.ts';
import { type Instant } from '#platform/time/index.ts';
import type { AdviceLackCode, AdviceReason, AdviceReasonCode } from './advice-reasons.ts';
import type { RouteDecision } from './compile.ts';
import { skillsNeeded } from './skills-needed.ts';

/** More would not be read before somebody is sent. */
export const ADVICE_MAX = 20;
/** Resources named with the unit that has them. */
export const RESOURCES_NAMED_MAX = 4;

/** Resources on the map beside a matter: more would hide the streets. */
export const RESOURCES_ON_MAP_MAX = 40;

export type AdviceQuestion = Readonly<{
  at: Instant;
  level: 1 | 2 | 3 | 4;
  itemCode: string | null;
  /** The lines (条) that the catalogue names as leads. */
  leadLines: readonly string[];
  townId: number | null;
  villageId: number | null;
  /** Where it is; null while unknown. */
  point: MicroPoint | null;
  route: RouteDecision | null;
  /** Units that hold a live order for it. */
  holders: readonly number[];
  /** Only what can be called of this kind: the answer to a request for help. */
  kind?: ResourceKind | undefined;
}>;

export type AdviceUnit = Readonly<{
  id: number;
  kind: string;
  line: string | null;
  townId: number | null;
  villageId: number | null;
  duty24h: boolean;
  /** The middle of the town or village that it serves; null for a unit of the whole county. */
  point: MicroPoint | null;
  /** What its roster says; null when it keeps none. */
  duty: DutyNow | null;
  /** Open matters in hand. */
  load: number;
  /** Its people on orders that the asker commands, who share where they are. */
  people?: readonly Seen[];
}>;

/** A place and when somebody or something was there. */
export type Seen = MicroPoint & Readonly<{ at: Instant }>;

/** Something that can be called, with its unit. */
export type AdviceResource = Pick<
  Resource,
  'id' | 'name' | 'kind' | 'skills' | 'capacity' | 'lng6' | 'lat6' | 'state' | 'position' | 'unitId'
>;

export type Candidate = Readonly<{
  unitId: number;
  /** One thing of the unit; null: the unit itself. */
  resourceId: string | null;
  /** What it can bring: its own name, or what the unit has ready for this. */
  resources: readonly Readonly<{
    id: string;
    name: string;
    kind: ResourceKind;
    capacity: number;
  }>[];
  /** As what it is proposed. */
  part: 'lead' | 'co';
  score: number;
  /** In a straight line. */
  meters: number | null;
  /** On the road, roughly. */
  minutes: number | null;
  point: MicroPoint | null;
  /** Where it is now, not its base. */
  isMoving: boolean;
  /** When it was seen there; null for a base. */
  seenAt: Instant | null;
  reasons: readonly AdviceReason<AdviceReasonCode>[];
  missing: readonly AdviceReason<AdviceLackCode>[];
}>;

/** Straight-line speed through a county of towns and hills: 40 km/h on roads a third longer. */
export const STRAIGHT_SPEED_KMH = 30;
/** From the call to the wheels. */
export const TURN_OUT_MINUTES = 2;
/** Longer than this is too far, by level: twice what a 1312 matter asks for, then ever more. */
export const TOO_FAR_MINUTES: Readonly<Record<AdviceQuestion['level'], number>> = {
  1: 20,
  2: 30,
  3: 45,
  4: 90,
};
/** So many open matters keep a team's hands full. */
export const BUSY_FROM = 6;

/** What each thing counts. Only the order matters, and only between candidates of one matter. */
const WEIGHT = {
  routeLead: 100,
  routeCo: 60,
  line: 40,
  skill: 40,
  moreSkill: 8,
  onDuty: 25,
  roundTheClock: 15,
  village: 14,
  town: 12,
  ready: 6,
  offDuty: -70,
  noRoster: -5,
  tooFar: -40,
  wrongSkill: -45,
  otherLine: -15,
  load: -3,
  busy: -25,
  maintenance: -120,
  out: -50,
} as const;

/** Candidates in order of how well they fit, at most `ADVICE_MAX`. */
export function advise(
  question: AdviceQuestion,
  units: readonly AdviceUnit[],
  resources: readonly AdviceResource[],
): readonly Candidate[] {
  // Whoever is on the matter already needs no order.
  const free = units.filter(({ id }) => !question.holders.includes(id));
  const byId = new Map(free.map((unit) => [unit.id, unit]));
  const needed = skillsNeeded(question.itemCode);
  const asked = question.kind;
  const chosen = asked === undefined ? free.filter((unit) => isConcerned(unit, question)) : [];
  const chosenIds = new Set(chosen.map(({ id }) => id));
  const ofUnit = Map.groupBy(resources, ({ unitId }) => unitId);
  const alone = resources.filter(
    ({ unitId, skills, kind }) =>
      !chosenIds.has(unitId) &&
      (asked === undefined ? skills.some((skill) => needed.includes(skill)) : kind === asked),
  );
  const candidates = [
    ...chosen.map((unit) => unitCandidate(question, needed, unit, ofUnit.get(unit.id) ?? [])),
    ...alone.flatMap((resource) => {
      const unit = byId.get(resource.unitId);
      return unit ? [resourceCandidate(question, needed, unit, resource)] : [];
    }),
  ];
  return candidates.toSorted(byFit).slice(0, ADVICE_MAX);
}

/** Something of the register as the map shows it, advisable or not. */
export type ResourceSpot = MicroPoint &
  Pick<Candidate, 'meters' | 'minutes' | 'seenAt' | 'missing'> &
  Readonly<{
    id: string;
    unitId: number;
    name: string;
    kind: ResourceKind;
    isOnDuty: boolean | null;
  }>;

/** What the register has, nearest to the matter first, at most `RESOURCES_ON_MAP_MAX`, each with what is missing. */
export function resourceSpots(
  question: AdviceQuestion,
  units: readonly AdviceUnit[],
  resources: readonly AdviceResource[],
): readonly ResourceSpot[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const needed = skillsNeeded(question.itemCode);
  return resources
    .flatMap((resource): ResourceSpot[] => {
      const unit = byId.get(resource.unitId);
      if (!unit) return [];
      const { point, meters, minutes, seenAt, missing } = resourceCandidate(
        question,
        needed,
        unit,
        resource,
      );
      const { id, unitId, name, kind, lng6, lat6 } = resource;
      const isOnDuty = unit.duty === null ? null : unit.duty.people.length > 0;
      return [
        {
          ...{ id, unitId, name, kind, ...(point ?? { lng6, lat6 }) },
          ...{ isOnDuty, meters, minutes, seenAt, missing },
        },
      ];
    })
    .toSorted((a, b) => (a.meters ?? 0) - (b.meters ?? 0) || a.id.localeCompare(b.id))
    .slice(0, RESOURCES_ON_MAP_MAX);
}

function byFit(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    (a.minutes ?? Infinity) - (b.minutes ?? Infinity) ||
    a.unitId - b.unitId ||
    (a.resourceId ?? '').localeCompare(b.resourceId ?? '')
  );
}

/** The units worth looking at: named by the route, or of the right line, or of the town at hand. */
function isConcerned(unit: AdviceUnit, question: AdviceQuestion): boolean {
  const { route, leadLines, townId, villageId } = question;
  if (route && (route.lead === unit.id || route.co.includes(unit.id))) return true;
  const isHere = unit.townId === null || unit.townId === townId;
  const isOfVillage = unit.villageId === null || unit.villageId === villageId;
  if (unit.line !== null && leadLines.includes(unit.line) && isHere && isOfVillage) return true;
  const servesTown = townId !== null && unit.townId === townId && unit.villageId === null;
  const servesVillage = villageId !== null && unit.villageId === villageId;
  return (servesTown && (unit.kind === 'team' || unit.kind === 'commandRoom')) || servesVillage;
}

type Sheet = {
  score: number;
  reasons: AdviceReason<AdviceReasonCode>[];
  missing: AdviceReason<AdviceLackCode>[];
};

function unitCandidate(
  question: AdviceQuestion,
  needed: readonly Skill[],
  unit: AdviceUnit,
  own: readonly AdviceResource[],
): Candidate {
  const sheet: Sheet = { score: 0, reasons: [], missing: [] };
  judgeRoute(sheet, question, unit);
  const isNamed = sheet.score > 0;
  const fitting = own.filter(
    ({ state, skills }) => state === 'ready' && skills.some((skill) => needed.includes(skill)),
  );
  judgeLine(sheet, question, unit, isNamed || fitting.length > 0);
  judgePlace(sheet, question, unit);
  judgeDuty(sheet, unit);
  if (fitting.length > 0) {
    judgeSkills(sheet, needed, [...new Set(fitting.flatMap(({ skills }) => skills))]);
    const named = fitting.slice(0, RESOURCES_NAMED_MAX).map(({ name }) => name);
    because(sheet, 'advice.resource', WEIGHT.ready, {
      names: named.join('、'),
      namesEn: named.join(', '),
    });
  }
  const { people = [] } = unit;
  const where = nearest(question, [
    ...fitting.map(placeOf),
    // Where somebody is says more than the middle of the area that the unit serves.
    ...(people.length > 0 ? people.map(seenPlace) : [{ point: unit.point, seenAt: null }]),
  ]);
  judgeDistance(sheet, question, where);
  if (people.some(({ at }) => at === where.seenAt))
    because(sheet, 'advice.people-under-way', 0, { count: people.length });
  judgeLoad(sheet, unit);
  return {
    ...{ unitId: unit.id, resourceId: null, ...where, ...sheet },
    resources: fitting.slice(0, RESOURCES_NAMED_MAX).map(brief),
    part: partOf(question, unit),
  };
}

function resourceCandidate(
  question: AdviceQuestion,
  needed: readonly Skill[],
  unit: AdviceUnit,
  resource: AdviceResource,
): Candidate {
  const sheet: Sheet = { score: 0, reasons: [], missing: [] };
  judgeSkills(sheet, needed, resource.skills);
  if (resource.state === 'maintenance') lacks(sheet, 'advice.maintenance', WEIGHT.maintenance);
  if (resource.state === 'out') lacks(sheet, 'advice.out', WEIGHT.out);
  judgePlace(sheet, question, unit);
  judgeDuty(sheet, unit);
  const where = nearest(question, [placeOf(resource)]);
  judgeDistance(sheet, question, where);
  judgeLoad(sheet, unit);
  return {
    ...{ unitId: unit.id, resourceId: resource.id, ...where, ...sheet },
    resources: [brief(resource)],
    part: 'co',
  };
}

/** Who leads by the route, or by the catalogue where no route speaks; all others help. */
function partOf({ route, leadLines }: AdviceQuestion, unit: AdviceUnit): 'lead' | 'co' {
  if (route) return route.lead === unit.id ? 'lead' : 'co';
  return unit.line !== null && leadLines.includes(unit.line) ? 'lead' : 'co';
}

function judgeRoute(sheet: Sheet, { route }: AdviceQuestion, { id }: AdviceUnit): void {
  if (route?.lead === id) because(sheet, 'advice.route-lead', WEIGHT.routeLead, { row: route.row });
  else if (route?.co.includes(id))
    because(sheet, 'advice.route-co', WEIGHT.routeCo, { row: route.row });
  const grounds = [
    ...(route?.byDutyList ?? []).map((ground) => ['advice.duty-list', ground] as const),
    ...(route?.byTaskList ?? []).map((ground) => ['advice.task-list', ground] as const),
  ];
  for (const [code, { unitId, version, row, reason }] of grounds)
    if (unitId === id) because(sheet, code, 0, { version, row, why: reason.zh, whyEn: reason.en });
}

function judgeLine(
  sheet: Sheet,
  { leadLines }: AdviceQuestion,
  { line, kind }: AdviceUnit,
  isOtherwiseFit: boolean,
): void {
  if (line !== null && leadLines.includes(line)) because(sheet, 'advice.line', WEIGHT.line);
  // A room passes everything on, so no line is foreign to it.
  else if (!isOtherwiseFit && kind !== 'commandRoom' && leadLines.length > 0)
    lacks(sheet, 'advice.other-line', WEIGHT.otherLine);
}

function judgePlace(sheet: Sheet, { townId, villageId }: AdviceQuestion, unit: AdviceUnit): void {
  if (villageId !== null && unit.villageId === villageId)
    because(sheet, 'advice.serves-village', WEIGHT.village);
  else if (townId !== null && unit.townId === townId)
    because(sheet, 'advice.serves-town', WEIGHT.town);
}

function judgeDuty(sheet: Sheet, { duty, duty24h }: AdviceUnit): void {
  if (duty === null) {
    if (duty24h) because(sheet, 'advice.round-the-clock', WEIGHT.roundTheClock);
    else lacks(sheet, 'advice.no-roster', WEIGHT.noRoster);
  } else if (duty.people.length > 0) {
    because(sheet, 'advice.on-duty', WEIGHT.onDuty, { until: duty.until ?? 0 });
  } else if (duty.nextFrom === null) {
    lacks(sheet, 'advice.off-duty-long', WEIGHT.offDuty);
  } else {
    lacks(sheet, 'advice.off-duty', WEIGHT.offDuty, { from: duty.nextFrom });
  }
}

function judgeSkills(sheet: Sheet, needed: readonly Skill[], has: readonly Skill[]): void {
  if (needed.length === 0) return;
  const fitting = needed.filter((skill) => has.includes(skill));
  if (fitting.length === 0)
    return lacks(sheet, 'advice.wrong-skill', WEIGHT.wrongSkill, words(needed));
  // The skill wanted first counts fully, another one a little less for each place further down.
  const first = needed.findIndex((skill) => has.includes(skill));
  const weight = WEIGHT.skill - first * WEIGHT.moreSkill + (fitting.length - 1) * WEIGHT.moreSkill;
  because(sheet, 'advice.skill', weight, words(fitting));
}

function words(skills: readonly Skill[]) {
  return {
    skills: skills.map((skill) => SKILLS[skill].zh).join('、'),
    skillsEn: skills.map((skill) => SKILLS[skill].en.toLowerCase()).join(', '),
  };
}

type Where = Pick<Candidate, 'point' | 'isMoving' | 'seenAt' | 'meters' | 'minutes'>;

/** A base, or where something is now. */
type PlaceOf = Pick<Where, 'point' | 'seenAt'>;

function placeOf({ position, lng6, lat6 }: AdviceResource): PlaceOf {
  return position ? seenPlace(position) : { point: { lng6, lat6 }, seenAt: null };
}

function seenPlace({ lng6, lat6, at }: Seen): PlaceOf {
  return { point: { lng6, lat6 }, seenAt: at };
}

function nearest({ point: scene }: AdviceQuestion, places: readonly PlaceOf[]): Where {
  const known = places.flatMap(({ point, seenAt }): Where[] => {
    if (!point) return [];
    const place = { point, seenAt, isMoving: seenAt !== null };
    if (!scene) return [{ ...place, meters: null, minutes: null }];
    const meters = Math.round(distanceMeters(fromMicro(scene), fromMicro(point)));
    return [{ ...place, meters, minutes: minutesFor(meters) }];
  });
  return (
    known.toSorted((a, b) => (a.meters ?? 0) - (b.meters ?? 0))[0] ?? {
      ...{ point: null, isMoving: false, seenAt: null, meters: null, minutes: null },
    }
  );
}

/** Roughly, in whole minutes. */
export function minutesFor(meters: number): number {
  const drive = (meters / (STRAIGHT_SPEED_KMH * 1000)) * 60;
  return Math.round(TURN_OUT_MINUTES + drive);
}

function judgeDistance(sheet: Sheet, question: AdviceQuestion, where: Where): void {
  const { minutes, meters, isMoving } = where;
  if (!question.point) return lacks(sheet, 'advice.no-place', 0);
  if (minutes === null || meters === null) return;
  const km = Math.round(meters / 100) / 10;
  const max = TOO_FAR_MINUTES[question.level];
  if (minutes > max) lacks(sheet, 'advice.too-far', WEIGHT.tooFar, { km, minutes, max });
  else because(sheet, 'advice.near', 0, { km, minutes });
  if (isMoving) because(sheet, 'advice.live-position', 0);
  // The more urgent, the more a minute weighs: one point a minute at 特急, a quarter at 一般.
  sheet.score -= Math.min(minutes, HOUR_OF_MINUTES) / question.level;
}
/** Beyond an hour a minute more makes no difference. */
const HOUR_OF_MINUTES = 60;

function judgeLoad(sheet: Sheet, { load }: AdviceUnit): void {
  if (load >= BUSY_FROM) return lacks(sheet, 'advice.busy', WEIGHT.busy, { count: load });
  if (load === 0) because(sheet, 'advice.idle', 0);
  else because(sheet, 'advice.load', load * WEIGHT.load, { count: load });
}

function brief({ id, name, kind, capacity }: AdviceResource) {
  return { id, name, kind, capacity };
}

function because(
  sheet: Sheet,
  code: AdviceReasonCode,
  weight: number,
  params?: AdviceReason['params'],
): void {
  sheet.score += weight;
  sheet.reasons.push(params ? { code, params } : { code });
}

function lacks(
  sheet: Sheet,
  code: AdviceLackCode,
  weight: number,
  params?: AdviceReason['params'],
): void {
  sheet.score += weight;
  sheet.missing.push(params ? { code, params } : { code });
}
