// What a table would do with matters that were routed before: nothing is changed. Pure.
import type { CompiledRoutes } from './compile.ts';
import type { DryRunAnswer } from './contract.ts';
import type { RouteQuestion } from './route-table.ts';

/** A matter and the unit that led it, if one did. */
export type PastMatter = Readonly<{
  id: string;
  /** By what it is known, as far as the asker may know. */
  number?: string;
  title?: string | null;
  question: RouteQuestion;
  leadThen: number | null;
}>;

export type DryRun = Readonly<{
  matters: number;
  /** Led by another unit than then; of those that had a lead. */
  changed: number;
  unrouted: number;
  /** How many matters each row decided. */
  byRow: readonly Readonly<{ row: number; matters: number }>[];
  /** The first differences, to look at. */
  differences: readonly DryRunAnswer['differences'][number][];
}>;

/** Differences shown; the counts are of all. */
export const DIFFERENCES_MAX = 200;

export function dryRun(routes: CompiledRoutes, matters: readonly PastMatter[]): DryRun {
  const byRow = new Map<number, number>();
  const differences: DryRunAnswer['differences'] = [];
  let [changed, unrouted] = [0, 0];
  for (const { id, number = null, title = null, question, leadThen } of matters) {
    const decision = routes.decide(question);
    if (!decision) {
      unrouted++;
      continue;
    }
    byRow.set(decision.row, (byRow.get(decision.row) ?? 0) + 1);
    if (leadThen === null || leadThen === decision.lead) continue;
    changed++;
    if (differences.length < DIFFERENCES_MAX)
      differences.push({
        ...{ id, number, title, itemCode: question.itemCode, townId: question.townId },
        ...{ row: decision.row, leadThen, leadNow: decision.lead },
      });
  }
  return {
    matters: matters.length,
    changed,
    unrouted,
    byRow: [...byRow]
      .map(([row, count]) => ({ row, matters: count }))
      .sort((a, b) => a.row - b.row),
    differences,
  };
}
