// The clocks of one incident while a fact moves them. Nothing is copied before the first one moves.
import { clockChange, type ClockChange, type RunningClock } from '#modules/deadline/index.ts';

export type ClockTable = {
  readonly before: readonly RunningClock[];
  /** As they stand by now: those of before in their places, new ones behind. */
  now: readonly RunningClock[];
  /** Places of those that moved, in the order in which they did. */
  readonly moved: number[];
};

export function clockTable(before: readonly RunningClock[]): ClockTable {
  return { before, now: before, moved: [] };
}

/** Puts a clock in the place of the one with its number, or behind all; what has not moved changes nothing. */
export function put(table: ClockTable, clock: RunningClock): void {
  const found = table.now.findIndex(({ no }) => no === clock.no);
  if (found >= 0 && table.now[found] === clock) return;
  const place = found < 0 ? table.now.length : found;
  // A new list: whoever walks along the clocks meanwhile goes on along those that he began with.
  table.now = found < 0 ? [...table.now, clock] : table.now.with(found, clock);
  if (!table.moved.includes(place)) table.moved.push(place);
}

/** The number of the next new clock. */
export function nextNo({ now }: ClockTable): number {
  let last = 0;
  for (const { no } of now) last = Math.max(last, no);
  return last + 1;
}

/** What leads from the clocks of before to those of now. */
export function changesOf({ before, now, moved }: ClockTable): readonly ClockChange[] {
  return moved.map((place) => clockChange(before[place], now[place] as RunningClock));
}

export function isOpenClock({ state }: RunningClock): boolean {
  return state === 'running' || state === 'paused';
}
