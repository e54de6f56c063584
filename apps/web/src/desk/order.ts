// What stands where on the signing desk, what rings, and which step comes next. Pure: rows and now in,
// order out.
import { type ClockView, type Verb, type WorkRow } from '#modules/incident/contract.ts';
import { HOUR, MINUTE, SECOND, type Instant } from '#platform/time/index.ts';

/** It rings while less than this is left of the time for accepting. */
export const ALARM_LEFT_MS = 60 * SECOND;
/** A matter that is no 110 call and not urgent stops ringing this long after its time ran out. */
export const ALARM_OVER_MS = 10 * MINUTE;
/** What ran out longer ago stands behind what can still be met, the newest first. */
export const STALE_MS = 30 * MINUTE;

/** 110 calls and the two highest levels: they never stop ringing by themselves. */
export function isPressing(row: Pick<WorkRow, 'source' | 'level'>): boolean {
  return row.source === 'police110' || row.level <= 2;
}

/**
 * 110 and urgent before the rest; what can still be met before what ran out long ago; not accepted yet
 * before accepted; then the shortest clock, and of what ran out the newest.
 */
export function orderWaiting(rows: readonly WorkRow[], now: Instant): WorkRow[] {
  const rank = (row: WorkRow): number =>
    (isPressing(row) ? 0 : 4) + (isStale(row, now) ? 2 : 0) + (row.status === 'reported' ? 0 : 1);
  const due = (row: WorkRow): number => row.clock?.dueAt ?? Infinity;
  return rows.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (isStale(a, now) ? due(b) - due(a) : due(a) - due(b)) ||
      b.reportedAt - a.reportedAt,
  );
}

function isStale(row: WorkRow, now: Instant): boolean {
  return row.clock !== null && row.clock.dueAt < now - STALE_MS;
}

/** What rings now: reported matters with under a minute left, or past it. */
export function ringing(rows: readonly WorkRow[], now: Instant): WorkRow[] {
  return rows.filter((row) => {
    if (row.status !== 'reported' || row.clock?.kind === undefined) return false;
    const left = row.clock.dueAt - now;
    return left < ALARM_LEFT_MS && (isPressing(row) || left > -ALARM_OVER_MS);
  });
}

export const FOUR = ['accept', 'contact', 'arrive', 'feedback'] as const;
export type FourKind = (typeof FOUR)[number];

/** The four clocks of 1312: the matter's own, the last of each kind that still means something. */
export function fourClocks(
  row: Pick<WorkRow, 'clocks'>,
): Readonly<Record<FourKind, ClockView | undefined>> {
  const of = (kind: FourKind) =>
    row.clocks.findLast(
      (clock) => clock.kind === kind && clock.assignmentNo === null && clock.state !== 'void',
    );
  return {
    accept: of('accept'),
    contact: of('contact'),
    arrive: of('arrive'),
    feedback: of('feedback'),
  };
}

/** 受理并派遣 is two verbs with one press. */
export type DeskStep = Verb | 'acceptAndDispatch';

/** What the desk does next with it, in order; the first is the large one. */
export function deskSteps(row: Pick<WorkRow, 'status' | 'verbs' | 'clocks' | 'help'>): DeskStep[] {
  const may = (verb: Verb) => row.verbs.includes(verb);
  const clocks = fourClocks(row);
  const owes = (kind: FourKind) => clocks[kind]?.state === 'running';
  const isAsked = row.help.some((one) => one.answeredAt === null);
  const isUnseen = row.help.some((one) => one.acknowledgedAt === null && one.answeredAt === null);
  const steps: (DeskStep | false)[] = [
    row.status === 'reported' && may('accept') && 'acceptAndDispatch',
    row.status === 'filed' && may('dispatch') && 'dispatch',
    owes('contact') && may('contact') && 'contact',
    isUnseen && may('acknowledge') && 'acknowledge',
    isAsked && may('support') && 'support',
    isAsked && may('decline') && 'decline',
    row.status === 'dispatched' && may('sign') && 'sign',
    row.status === 'handling' && owes('arrive') && may('arrive') && 'arrive',
    owes('feedback') && may('feedback') && 'feedback',
    row.status === 'resolved' && may('close') && 'close',
  ];
  return steps.filter((step) => step !== false);
}

/** `0:42`, `12:05`; null from an hour on, which is told in words. */
export function countdown(length: number): string | null {
  const ms = Math.abs(length);
  if (ms >= HOUR) return null;
  const seconds = Math.floor(ms / SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
