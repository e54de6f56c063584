// What my unit's order asks of me next, its own clock, and in which order the day's work is taken. Pure.
import type { AssignmentView, ClockView, TaskRow, Verb } from '#modules/incident/contract.ts';
import { distanceMeters, fromMicro, type Point } from '#platform/geo/coordinates.ts';
import type { Instant } from '#platform/time/index.ts';
import type { z } from 'zod';

type Assignment = z.infer<typeof AssignmentView>;

export function myOrder(task: TaskRow): Assignment | null {
  return task.assignments.find(({ no }) => no === task.assignmentNo) ?? null;
}

/** Whether my order was accepted and is being worked on: only then may where I am be shared. */
export function runs(task: TaskRow): boolean {
  const order = myOrder(task);
  const isAtWork = task.status === 'dispatched' || task.status === 'handling';
  return (
    order !== null &&
    order.signedAt !== null &&
    order.doneAt === null &&
    isAtWork &&
    !task.flags.includes('deferred') &&
    !task.flags.includes('shelved')
  );
}

/** Steps in the order in which an order goes. */
const CHAIN = ['sign', 'coSign', 'contact', 'arrive', 'feedback', 'done', 'resolve'] as const;

export type Steps = Readonly<{
  /** The one large button; null while there is nothing for me to do. */
  next: Verb | null;
  /** Beside it, small. */
  also: readonly Verb[];
  /** Why there is no next step. */
  waits: 'coHandlers' | 'suspended' | 'ended' | null;
}>;

/**
 * The next step of my order. `pressed` are verbs that were pressed here and are not answered yet (undo,
 * no network): they count as done, so that work goes on without a network.
 */
export function stepsOf(task: TaskRow, pressed: readonly Verb[] = []): Steps {
  const order = myOrder(task);
  const none = { next: null, also: [] };
  const isSigned =
    (order?.signedAt ?? null) !== null ||
    pressed.some((verb) => verb === 'sign' || verb === 'coSign');
  const may = (verb: Verb): boolean =>
    !pressed.includes(verb) &&
    (task.verbs.includes(verb) || (isSigned && pressed.length > 0 && isChain(verb)));
  if (order === null)
    return may('verified')
      ? { next: 'verified', also: [], waits: null }
      : { ...none, waits: 'ended' };
  if (pressed.includes('resolve') || pressed.includes('done')) return { ...none, waits: 'ended' };
  const isLead = order.role === 'lead';
  if (!isSigned) {
    const sign = isLead ? 'sign' : 'coSign';
    return { next: may(sign) ? sign : null, also: [], waits: null };
  }
  if (task.flags.includes('deferred') || task.flags.includes('shelved'))
    return { ...none, also: may('feedback') ? ['feedback'] : [], waits: 'suspended' };

  const runs = (kind: ClockView['kind']) =>
    task.clocks.some(
      (clock) =>
        clock.kind === kind &&
        clock.state === 'running' &&
        (clock.assignmentNo === null || clock.assignmentNo === order.no),
    );
  const isOwed: Partial<Record<Verb, boolean>> = {
    contact: order.contactedAt === null && runs('contact'),
    arrive: order.arrivedAt === null && runs('arrive'),
  };
  const finish = isLead ? 'resolve' : 'done';
  const openCos = isLead ? coHandlersAtWork(task) : 0;
  const next: Verb | null =
    (['contact', 'arrive'] as const).find((verb) => isOwed[verb] && may(verb)) ??
    (openCos === 0 && may(finish) ? finish : may('feedback') ? 'feedback' : null);
  const also: Verb[] = [];
  if (next !== 'arrive' && order.arrivedAt === null && may('arrive')) also.push('arrive');
  if (next !== 'feedback' && may('feedback')) also.push('feedback');
  return { next, also, waits: openCos > 0 && next !== 'contact' ? 'coHandlers' : null };
}

const isChain = (verb: Verb): boolean => (CHAIN as readonly Verb[]).includes(verb);

/** Co-handlers that the lead has to wait for. */
export function coHandlersAtWork(task: Pick<TaskRow, 'assignments'>): number {
  return task.assignments.filter(
    (one) => one.role === 'co' && one.live && one.doneAt === null && one.waivedAt === null,
  ).length;
}

/** Whose clocks these are: those of my order, and of the matter's those that I can stop. */
const MINE: readonly ClockView['kind'][] = ['sign', 'contact', 'arrive', 'handle', 'verify'];

/** The clock that is due first of those that I can do something about. */
export function myClock(task: TaskRow): ClockView | null {
  const order = myOrder(task);
  const isLead = order?.role !== 'co';
  const running = task.clocks.filter(
    (clock) =>
      clock.state === 'running' &&
      (clock.assignmentNo === null
        ? isLead && MINE.includes(clock.kind)
        : clock.assignmentNo === order?.no),
  );
  return running.reduce<ClockView | null>(
    (first, clock) => (first === null || clock.dueAt < first.dueAt ? clock : first),
    null,
  );
}

/** How far it is, in metres; null when either place is unknown. */
export function distanceTo(
  task: Pick<TaskRow, 'lng6' | 'lat6'>,
  here: Point | null,
): number | null {
  if (here === null || task.lng6 === null || task.lat6 === null) return null;
  return distanceMeters(here, fromMicro({ lng6: task.lng6, lat6: task.lat6 }));
}

/** What is running out or has run out comes first, by its clock; the rest by distance where it is known. */
export function orderTasks(
  tasks: readonly TaskRow[],
  now: Instant,
  here: Point | null = null,
): TaskRow[] {
  const keyed = tasks.map((task) => {
    const clock = myClock(task);
    return {
      task,
      isPressing: clock !== null && now >= clock.warnAt,
      due: clock?.dueAt ?? Infinity,
      far: distanceTo(task, here) ?? Infinity,
    };
  });
  return keyed
    .toSorted(
      (a, b) =>
        Number(b.isPressing) - Number(a.isPressing) ||
        (a.isPressing || here === null ? 0 : compare(a.far, b.far)) ||
        compare(a.due, b.due) ||
        a.task.level - b.task.level,
    )
    .map(({ task }) => task);
}

/** Infinity minus itself is no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
