// What a draft of the task list would do with matters that were routed before: nothing is changed. Pure.
import { findStepsIn, type TaskList } from '#modules/roster/index.ts';
import type { CompiledRoutes } from './compile.ts';
import type { PastMatter } from './dry-run.ts';

/** Items told of a trial; the counts are of all. */
export const TRIED_ITEMS_MAX = 200;

export type TaskListTrial = Readonly<{
  matters: number;
  without: number;
  changed: number;
  /** The items with the most matters first. */
  byItem: readonly Readonly<{
    itemCode: string;
    matters: number;
    steps: number;
    /** Co-handlers proposed more, and fewer, than by the list in force, over all its matters. */
    added: number;
    dropped: number;
  }>[];
}>;

export function tryTaskList(
  draft: TaskList,
  inForce: CompiledRoutes,
  tried: CompiledRoutes,
  past: readonly PastMatter[],
): TaskListTrial {
  const stepsOf = findStepsIn(draft);
  const items = new Map<
    string,
    { matters: number; steps: number; added: number; dropped: number }
  >();
  let [without, changed] = [0, 0];
  for (const { question } of past) {
    const { itemCode, level } = question;
    const steps = stepsOf({ itemCode, level }).length;
    if (steps === 0) without++;
    const before = inForce.decide(question)?.co ?? [];
    const after = tried.decide(question)?.co ?? [];
    const added = after.filter((unit) => !before.includes(unit)).length;
    const dropped = before.filter((unit) => !after.includes(unit)).length;
    if (added + dropped > 0) changed++;
    const item = items.get(itemCode) ?? { matters: 0, steps: 0, added: 0, dropped: 0 };
    item.matters++;
    item.steps = Math.max(item.steps, steps);
    item.added += added;
    item.dropped += dropped;
    items.set(itemCode, item);
  }
  const byItem = [...items]
    .map(([itemCode, counts]) => ({ itemCode, ...counts }))
    .sort((a, b) => b.matters - a.matters || a.itemCode.localeCompare(b.itemCode))
    .slice(0, TRIED_ITEMS_MAX);
  return { matters: past.length, without, changed, byItem };
}
