// One incident's life from report to end, as facts; where it stands at the end of the generated time
// follows from how long its steps took.
import type { CatalogItem } from '#modules/catalog/index.ts';
import type { RunningClock } from '#modules/deadline/index.ts';
import {
  SOURCES,
  type Assignment,
  type Fact,
  type FactData,
  type FactType,
} from '#modules/incident/index.ts';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import { longTailed, type Random } from './fill-chance.ts';
import type { FillPlaces, FillTown, FillVillage } from './fill-places.ts';

export type Birth = Readonly<{
  countyId: number;
  id: string;
  number: string;
  reportedAt: Instant;
  /** Nothing happens from here on. */
  until: Instant;
  item: CatalogItem;
  town: FillTown;
  village: FillVillage | undefined;
  places: FillPlaces;
  catalogVersion: number;
  /** An incident born before, into which this one may be merged. */
  earlierId: string | undefined;
}>;

/** Citizens who reported at least once. */
const CITIZENS = 100_000;
const STAFF = 2_000;
/** Half a kilometre around a village's centre, in micro-degrees. */
const SPREAD = 5_000;

/** An account by number; the same in every fill. */
export function accountId(kind: 'citizen' | 'staff', number: number): string {
  const head = kind === 'citizen' ? '0190c171' : '0190c172';
  return `${head}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** The facts of one life, oldest first. */
export function liveThrough(random: Random, birth: Birth): Fact[] {
  const { item, town, village, places } = birth;
  const facts: Fact[] = [];
  const ends = birth.until;
  let at = birth.reportedAt;
  let clockNo = 0;
  const open = new Map<string, RunningClock>();
  const staff = () => accountId('staff', Math.floor(random() * STAFF));
  const has = (share: number) => random() < share;

  /** Adds a fact `after` the last one, unless that is beyond the end; says whether it happened. */
  const happen = <T extends FactType>(
    type: T,
    after: number,
    data: FactData[T],
    clocks: {
      stop?: readonly RunningClock['kind'][];
      start?: readonly [RunningClock['kind'], number][];
    } = {},
  ): boolean => {
    const when = Math.floor(at + after);
    if (when >= ends) return false;
    at = when;
    const moved: RunningClock[] = [];
    for (const kind of clocks.stop ?? []) {
      const clock = open.get(kind);
      if (!clock) continue;
      open.delete(kind);
      moved.push({ ...clock, state: 'stopped', stoppedAt: at, stoppedBy: 'done', nextAt: null });
    }
    for (const [kind, hours] of clocks.start ?? []) {
      const clock = clockOf(++clockNo, kind, hours, at);
      open.set(kind, clock);
      moved.push(clock);
    }
    facts.push({
      countyId: birth.countyId,
      incidentId: birth.id,
      seq: facts.length + 1,
      type,
      v: 1,
      at,
      by: { kind: 'person', id: staff(), unitId: town.roomId, role: 'infoClerk' },
      data,
      ...(moved.length ? { clocks: moved } : {}),
    } as Fact);
    return true;
  };

  const source = SOURCES[Math.floor(random() ** 1.8 * SOURCES.length)] ?? 'gridWorker';
  const own = source === 'citizen' || source === 'deputy' || source === 'otherSystem';
  const jitter = () => Math.round((random() - 0.5) * 2 * SPREAD);
  const isPlaced = village !== undefined && !has(0.03);
  happen(
    'incident.reported',
    0,
    {
      number: birth.number,
      source,
      reporterId: own ? accountId('citizen', Math.floor(random() ** 2 * CITIZENS)) : null,
      reporterMode: has(0.9) ? 'named' : has(0.7) ? 'confidential' : 'anonymous',
      itemCode: item.code,
      level: item.level,
      catalogVersion: birth.catalogVersion,
      place: {
        townId: has(0.995) ? town.id : null,
        villageId: isPlaced ? village.id : null,
        gridId: isPlaced
          ? (village.gridIds[Math.floor(random() * village.gridIds.length)] ?? null)
          : null,
        lng6: isPlaced ? village.lng6 + jitter() : null,
        lat6: isPlaced ? village.lat6 + jitter() : null,
      },
      roomUnitId: has(0.9) ? town.roomId : places.centreId,
      occurredAt: birth.reportedAt - Math.floor(random() * 20 * MINUTE),
      ...(item.restricted || has(0.003) ? { restricted: true } : {}),
    },
    { start: [['accept', 2]] },
  );
  if (facts[0]?.type === 'incident.reported' && facts[0].data.restricted)
    happen('incident.restricted', 10 * MINUTE, {
      restricted: true,
      members: [...new Set([staff(), staff()])],
    });

  // Some matters wait for years: shelved, disputed, without money.
  const pace = has(0.008) ? 60 : longTailed(random, 1, 0.9);
  if (has(0.05)) {
    happen(
      'incident.dismissed',
      pace * HOUR,
      { outcome: has(0.5) ? 'notAccepted' : 'notFound', reasonCode: 'not-ours' },
      { stop: ['accept'] },
    );
    return facts;
  }
  if (
    !happen(
      'incident.filed',
      pace * 20 * MINUTE,
      { itemCode: item.code, level: item.level, catalogVersion: birth.catalogVersion },
      { stop: ['accept'], start: [['dispatch', 2]] },
    )
  )
    return facts;
  if (birth.earlierId !== undefined && has(0.02)) {
    happen('incident.merged', pace * HOUR, { into: birth.earlierId }, { stop: ['dispatch'] });
    return facts;
  }
  if (has(0.08)) {
    happen(
      'incident.answered',
      pace * 3 * HOUR,
      { outcome: 'answered' },
      { stop: ['dispatch'], start: [['followUp', 48]] },
    );
    happen(
      'incident.followedUp',
      pace * DAY,
      { reached: true, satisfied: has(0.9) },
      { stop: ['followUp'] },
    );
    return facts;
  }
  const due = 24 * (item.level === 1 ? 0.2 : item.level === 2 ? 1 : item.level === 3 ? 3 : 7);
  const assignments = orders(random, birth, at);
  if (
    !happen(
      'incident.dispatched',
      pace * HOUR,
      { assignments },
      {
        stop: ['dispatch'],
        start: [
          ['sign', 1],
          ['handle', due],
        ],
      },
    )
  )
    return facts;
  if (!happen('incident.signed', pace * HOUR, { assignmentNo: 1 }, { stop: ['sign'] }))
    return facts;
  if (has(0.3)) happen('incident.arrived', pace * HOUR, { assignmentNo: 1, how: 'byHand' });
  if (has(0.04))
    happen('incident.supervised', pace * HOUR, { no: 1, grade: 'ordinary', replyBy: at + 5 * DAY });
  const handled = pace * due * HOUR * (0.3 + 0.5 * random());
  const handleClock = open.get('handle');
  if (
    handleClock &&
    at + handled > handleClock.dueAt &&
    handleClock.dueAt < ends &&
    handleClock.dueAt > at
  ) {
    const rung: RunningClock = { ...handleClock, rung: 1, nextAt: handleClock.rungs[1] };
    open.set('handle', rung);
    happen('incident.rang', handleClock.dueAt - at, { clockNo: handleClock.no, rung: 1 });
    const last = facts.at(-1);
    if (last?.type === 'incident.rang') facts[facts.length - 1] = { ...last, clocks: [rung] };
  }
  if (facts.some((fact) => fact.type === 'incident.supervised'))
    happen('incident.supervisionReplied', handled / 2, { no: 1 });
  if (
    !happen(
      'incident.resolved',
      handled,
      { assignmentNo: 1, outcome: 'solved' },
      { stop: ['handle'], start: [['check', 24]] },
    )
  )
    return facts;
  const owes = item.followUpRequired || has(0.3);
  if (
    !happen(
      'incident.closed',
      pace * 5 * HOUR,
      { outcome: 'solved' },
      { stop: ['check'], ...(owes ? { start: [['followUp', 48]] as const } : {}) },
    )
  )
    return facts;
  if (owes)
    happen(
      'incident.followedUp',
      pace * DAY,
      { reached: true, satisfied: has(0.92) },
      { stop: ['followUp'] },
    );
  return facts;
}

/** Most matters stay in the town; some departments get most of the rest. */
function orders(random: Random, { town, village, places }: Birth, at: Instant): Assignment[] {
  const of = (list: readonly number[], steep: number) =>
    list[Math.floor(random() ** steep * list.length)];
  const share = random();
  const lead =
    (share < 0.25
      ? village?.unitId
      : share < 0.8
        ? of(town.unitIds, 1.5)
        : of(places.departmentIds, 3)) ?? town.roomId;
  const co = random() < 0.1 ? (of(places.departmentIds, 2) ?? lead) : lead;
  const order = (no: number, unitId: number, role: 'lead' | 'co'): Assignment => ({
    no,
    unitId,
    role,
    orderedByUnit: town.roomId,
    orderedBy: accountId('staff', 1),
    orderedAt: at,
  });
  return [order(1, lead, 'lead'), ...(co === lead ? [] : [order(2, co, 'co')])];
}

function clockOf(no: number, kind: RunningClock['kind'], hours: number, at: Instant): RunningClock {
  const length = hours * HOUR;
  const rungs = [at + length, at + 1.5 * length, at + 2 * length] as const;
  return {
    no,
    kind,
    assignmentNo: null,
    stage: null,
    budget: { amount: hours, unit: 'hour' },
    calendar: 'clock24x7',
    calendarVersion: 0,
    startedAt: at,
    dueAt: rungs[0],
    warnAt: at + 0.8 * length,
    rungs,
    rung: 0,
    nextAt: rungs[0],
    suspensions: [],
    state: 'running',
    stoppedAt: null,
    stoppedBy: null,
    urgent: false,
  };
}
