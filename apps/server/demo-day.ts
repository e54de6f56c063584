// The living demonstration: reports keep arriving from every source, and demo people take them through
// their life, some late, some returned or reworked, so that a newcomer sees a place at work. Everything goes
// through the main path under demo accounts and is labelled as a demonstration.
import { findIncidents, startPerformer, type Performer } from '#modules/incident/index.ts';
import { ReportInput } from '#modules/intake/contract.ts';
import { prepareReport } from '#modules/intake/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { startLoop } from '#platform/jobs/index.ts';
import { HOUR, MINUTE, movableClock, SECOND, type Instant } from '#platform/time/index.ts';
import {
  openDays,
  openOnes,
  OPEN_MAX,
  type Day,
  type DemoCount,
  type DemoOptions,
} from './demo/day.ts';
import { demoReport } from './demo/report.ts';
import { hurried, nextStep } from './demo/step.ts';
import type { House } from './house.ts';
import { startWorkers } from './workers.ts';

export type DemoDay = Readonly<{ stop: () => Promise<void> }>;

/** With fewer than this when the house opens, the past hours are made up first. */
const OPEN_ENOUGH = 8;
const BACKFILL_SPAN = 10 * HOUR;
const BACKFILL_WINDOW = 3 * MINUTE;
/** Commands of one round: a breath for everybody else. */
const STEPS_PER_ROUND = 64;
/** After a report triage goes first; after a refusal the matter rests. */
const FIRST_LOOK = 20 * SECOND;
const AFTER_REFUSAL = 10 * MINUTE;
const ROUND_MS = 2 * SECOND;
/** One report a minute by day over all counties at speed 1, a sixth of it at night. */
const GAP_BY_DAY = MINUTE;
const GAP_BY_NIGHT = 6 * MINUTE;
const DAY_HOURS = { from: 7, to: 22 };

/**
 * Makes up the past hours of counties where hardly anything is open: reports and all that became of them,
 * each at its own time. Must run before the clocks of the house do, which would ring for them too late.
 * Returns how much it made up.
 */
export async function backfillDemoDay(
  house: House,
  options: Omit<DemoOptions, 'speed'> & { scale?: number; isStopping?: () => boolean },
): Promise<DemoCount> {
  const now = house.clock.now();
  const days = (await openDays(house, { ...options, speed: 1 })).filter(
    ({ agenda }) => agenda.size < OPEN_ENOUGH,
  );
  if (days.length === 0) return { arrived: 0, acted: 0, refused: 0 };
  const clock = movableClock(now - BACKFILL_SPAN);
  const performer = startPerformer(house.perform, clock);
  // What is long past rings nobody up: it is told in the page only.
  const notification = { ...house.notification, channels: [] };
  const past = { ...house, clock, performer, notification };
  const workers = await startWorkers(past, { byHand: true });
  const arrivals = days.map((day) => pastArrivals(day, now, options.scale ?? 1));
  while (clock.now() < now && !options.isStopping?.()) {
    clock.moveTo(Math.min(now, clock.now() + BACKFILL_WINDOW));
    for (const [index, day] of days.entries()) {
      const times = arrivals[index] ?? [];
      while ((times[0] ?? Infinity) <= clock.now()) {
        times.shift();
        await arrive(day, performer, clock.now());
      }
      await act(house, day, performer, clock.now());
    }
    await workers.settle();
  }
  await workers.stop();
  const sum = (of: keyof DemoCount) => days.reduce((total, { count }) => total + count[of], 0);
  return { arrived: sum('arrived'), acted: sum('acted'), refused: sum('refused') };
}

/** When the reports of the past hours came in: more of them lately. */
function pastArrivals({ backfill, random }: Day, now: Instant, scale: number): Instant[] {
  return Array.from(
    { length: Math.round(backfill * scale) },
    () => now - BACKFILL_SPAN * random() ** 1.4,
  ).sort((a, b) => a - b);
}

/** Keeps the day going until it is stopped; `speed` 0 keeps still. */
export async function startDemoDay(house: House, options: DemoOptions): Promise<DemoDay> {
  if (options.speed === 0) return { stop: async () => {} };
  const days = await openDays(house, options);
  const next = days.map((day) => house.clock.now() + gapOf(day, house.clock.now(), options.speed));
  const loop = startLoop({
    name: 'demo-day',
    sleepMaxMs: ROUND_MS,
    onError: (error, name) =>
      house.log.warn({ err: error, worker: name }, 'the demonstration stumbled'),
    round: async () => {
      for (const [index, day] of days.entries()) {
        const now = house.clock.now();
        while ((next[index] ?? Infinity) <= now) {
          next[index] = Math.max(now - MINUTE, next[index] ?? now) + gapOf(day, now, options.speed);
          if (openOnes(day).length < OPEN_MAX) await arrive(day, house.performer, now);
        }
        await act(house, day, house.performer, now);
      }
      return Math.max(50, ROUND_MS / Math.max(1, options.speed));
    },
  });
  return { stop: loop.stop };
}

/** Time until the next report of a county; arrivals are independent of one another. */
function gapOf({ county, share, random }: Day, now: Instant, speed: number): number {
  const hour = Number(
    new Intl.DateTimeFormat('en', {
      timeZone: county.zone,
      hour: '2-digit',
      hourCycle: 'h23',
    }).format(now),
  );
  const mean = hour >= DAY_HOURS.from && hour < DAY_HOURS.to ? GAP_BY_DAY : GAP_BY_NIGHT;
  return (-Math.log(1 - random()) * mean) / (share * speed);
}

async function arrive(day: Day, performer: Performer, now: Instant): Promise<void> {
  const key = `${day.run}:${day.count.arrived + 1}`;
  const report = demoReport(day.random, day.places, key, now, day.last.about);
  if (!report) return;
  day.last.about = report.about;
  try {
    const input = ReportInput.parse(report.input);
    const received = await performer.receive(prepareReport(input, report.actor, day.desk, now));
    if (!received.ok) throw new Refused(received.refusal.code);
    day.count.arrived += 1;
    day.meant.set(received.incidentId, report.about.item.code);
    day.agenda.set(received.incidentId, now + FIRST_LOOK / day.world.speed);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    day.count.refused += 1;
  }
}

/** Takes the steps that are due, and hurries the oldest matters on when too many are open. */
async function act(house: House, day: Day, performer: Performer, now: Instant): Promise<void> {
  const open = openOnes(day);
  const surplus = new Set(open.slice(0, Math.max(0, open.length - OPEN_MAX)));
  const due = [...day.agenda]
    .filter(([id, at]) => at <= now || (surplus.has(id) && !day.resting.has(id)))
    .slice(0, STEPS_PER_ROUND)
    .map(([id]) => id);
  if (due.length === 0) return;
  const countyId = day.county.id;
  const found = await inTransaction(house.db, [countyId], (tx) =>
    findIncidents(
      tx,
      due.map((id) => ({ countyId, id })),
    ),
  );
  await Promise.all(
    due.map(async (id) => {
      const incident = found.get(id)?.incident;
      const planned = incident && nextStep(incident, day.world, now);
      if (!incident || !planned) return forget(day, id);
      const step = surplus.has(id) ? hurried(planned, incident, now) : planned;
      day.seen.set(id, incident);
      if (step.at > now) return void day.agenda.set(id, step.at);
      const { verb, input, actor } = step;
      const outcome = await performer.perform({
        incidentId: id,
        countyId,
        verb,
        input,
        actor,
        expectedVersion: incident.version,
      });
      if (!outcome.ok) {
        day.count.refused += 1;
        day.resting.add(id);
        return void day.agenda.set(id, now + AFTER_REFUSAL);
      }
      day.resting.delete(id);
      day.count.acted += 1;
      day.seen.set(id, outcome.incident);
      const after = nextStep(outcome.incident, day.world, now);
      if (after) day.agenda.set(id, after.at);
      else forget(day, id);
    }),
  );
}

function forget(day: Day, id: string): void {
  day.agenda.delete(id);
  day.resting.delete(id);
  day.seen.delete(id);
  day.meant.delete(id);
}
