// One matter with its fate, its people and its pace at hand. Pure.
import type { CatalogItem } from '#modules/catalog/index.ts';
import type { Actor } from '#modules/identity/index.ts';
import { isLive, type Incident, type Verb } from '#modules/incident/index.ts';
import { HOUR, MINUTE, type Instant } from '#platform/time/index.ts';
import { whoMay, type Cast } from './cast.ts';
import { fateOf, pick } from './chance.ts';
import { SAYINGS } from './sayings.ts';

export type Step = Readonly<{
  at: Instant;
  verb: Verb;
  input: Readonly<Record<string, unknown>>;
  actor: Actor;
}>;

export type DemoWorld = Readonly<{
  language: 'zh' | 'en';
  cast: Cast;
  item: (code: string | null) => CatalogItem | undefined;
  /** The item that the report meant, whether or not it said so. */
  meant: (incidentId: string) => string | undefined;
  /** Whom the county's route table proposes. */
  route: (
    incident: Incident,
    now: Instant,
  ) => { lead: number; co: readonly number[]; version: number; row: number } | undefined;
  /** Another open demonstration matter of the same item and village, to be merged into. */
  twin: (incident: Incident) => string | undefined;
  /** Where newcomers look on: people take their time, so that there is something to do. */
  homeTown: number | null;
  /** Minutes of the demonstration per minute. */
  speed: number;
}>;

export type Maybe = Step | undefined;

/** The share of steps that come too late, or nearly; short limits are missed more often, and for longer. */
const LATE_SHARE = 0.13;
const LATE_SHARE_URGENT = 0.25;
const LATE_BY = 30 * MINUTE;
/** However long a limit is, the day has to go on. */
const CAPS = {
  accept: 35 * MINUTE,
  dispatch: 20 * MINUTE,
  sign: 45 * MINUTE,
  handle: 150 * MINUTE,
  check: 60 * MINUTE,
  followUp: 5 * HOUR,
} as const;
type Paced = keyof typeof CAPS;
const LATE_CAP = 4 * HOUR;
const HOME_PATIENCE = 2.5;

export type People = ReturnType<typeof peopleOf>;

/** One matter with its fate, its people and its pace at hand. */
export function peopleOf(incident: Incident, world: DemoWorld, now: Instant) {
  const { cast, language } = world;
  const { townId, villageId } = incident.place;
  const fate = (question: string) => fateOf(incident.number, question);
  const clerks = [...cast.inTown('infoClerk', townId), ...cast.of('countyDuty')];
  const chiefs = [
    ...cast.inTown('deputyDirector', townId),
    ...cast.of('countyDuty'),
    ...cast.of('countyCommander'),
  ];
  const isHandler = (actor: Actor) =>
    incident.assignments.some(({ signedBy, doneBy, workedBy = [] }) =>
      [signedBy, doneBy, ...workedBy].includes(actor.id),
    );
  const running = (kind: string) =>
    incident.clocks.find((clock) => clock.kind === kind && clock.state === 'running');
  const patience = townId === world.homeTown ? HOME_PATIENCE : 1;
  return {
    incident,
    world,
    now,
    fate,
    clerks,
    chiefs,
    running,
    grid: cast.inVillage('gridWorker', villageId),
    checkers: clerks.filter((actor) => !isHandler(actor)),
    lead: incident.assignments.findLast((each) => each.role === 'lead' && isLive(each)),
    says: (saying: keyof typeof SAYINGS) => pick(SAYINGS[saying][language], fate(saying)) ?? '',
    soon: (since: Instant, minutes: number) => since + (minutes * MINUTE) / world.speed,
    /** Within its limit as a rule; some late, so that lights turn yellow and red. */
    due(kind: Paced, since: Instant): Instant {
      const clock = running(kind);
      const limit = clock ? clock.dueAt - clock.startedAt : CAPS[kind];
      const lateShare = incident.level === 4 ? LATE_SHARE : LATE_SHARE_URGENT;
      const isLate = fate(`late-${kind}`) < lateShare;
      const share = isLate ? 0.85 + fate(`how-late-${kind}`) : 0.1 + 0.5 * fate(`how-soon-${kind}`);
      const lateness = isLate ? LATE_BY * fate(`how-late-${kind}`) : 0;
      const cap = isLate ? LATE_CAP : CAPS[kind] * (0.3 + share);
      const delay = Math.min(limit * share + lateness, cap);
      // Patience never makes anybody late.
      const taken = isLate ? delay : Math.max(delay, Math.min(delay * patience, 0.75 * limit));
      return since + taken / world.speed;
    },
    step(verb: Verb, at: Instant, candidates: readonly Actor[], input = {}): Maybe {
      const actor = whoMay(incident, verb, candidates);
      return actor && { at, verb, input, actor };
    },
  };
}
