// The rules that a "what if" asks about, as a file says them; what a file does not name stays as it is.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { BUDGET_MAX, type Budget } from '#modules/catalog/contract.ts';
import { toCatalog, type Catalog, type CatalogItem } from '#modules/catalog/index.ts';
import { CalendarDefinition } from '#modules/deadline/index.ts';
import { RouteRows } from '#modules/dispatch/index.ts';
import { DutyRows, TaskSteps } from '#modules/roster/contract.ts';
import {
  ITEM_LIMITS,
  LIMIT_CHANGES_MAX,
  LimitChange,
  POLICY_LIMITS,
} from '#modules/incident/contract.ts';
import { Refused } from '#platform/errors/index.ts';

/** A file of rules: a route table and lists of a large county. */
export const RULES_BYTES_MAX = 4_000_000;
const Version = z.int().min(1).max(1_000_000);

export const WhatIfFile = z.strictObject({
  /** What the question is called. */
  name: z.string().trim().max(80).default(''),
  /** A published version of the catalogue, for all matters. */
  catalog: Version.optional(),
  limits: z.array(LimitChange).max(LIMIT_CHANGES_MAX).default([]),
  /** Other working hours and days off: a version of the county's, or a definition. */
  calendar: z.union([Version, CalendarDefinition]).optional(),
  /** A published version of the route table, or rows. */
  routes: z.union([Version, RouteRows]).optional(),
  /** Duty lists by place: a published version each, or rows; those not named stay. */
  dutyLists: z
    .array(z.strictObject({ placeId: z.int().positive(), list: z.union([Version, DutyRows]) }))
    .max(LIMIT_CHANGES_MAX)
    .default([]),
  /** A published version of the task list, or steps. */
  taskList: z.union([Version, TaskSteps]).optional(),
});
export type WhatIfFile = z.infer<typeof WhatIfFile>;

export async function readRules(file: string): Promise<WhatIfFile> {
  const refuse = (why: string) => new Refused('what-if.file-unreadable', 'rules', { file, why });
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : '');
  });
  if (text.length > RULES_BYTES_MAX) throw refuse(`> ${RULES_BYTES_MAX}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : '');
  }
  const parsed = WhatIfFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/** The catalogue with these limits changed; the same one when there are none. */
export function withLimits(catalog: Catalog, changes: readonly LimitChange[]): Catalog {
  if (changes.length === 0) return catalog;
  const { id, byCode: _byCode, ...draft } = catalog;
  const items = catalog.items.map((item): CatalogItem => {
    const limits = { ...item.limits };
    let { stages } = item;
    for (const { items: prefixes, levels, limits: names, share } of changes) {
      if (levels && !levels.includes(item.level)) continue;
      if (prefixes && !prefixes.some((prefix) => item.code.startsWith(prefix))) continue;
      for (const name of ITEM_LIMITS)
        if (names.includes(name)) limits[name] = scaled(limits[name], share);
      if (names.includes('handle'))
        stages = stages.map((stage) => ({ ...stage, within: scaled(stage.within, share) }));
    }
    return { ...item, limits, stages };
  });
  const clockPolicy = { ...catalog.clockPolicy };
  for (const { items: prefixes, levels, limits: names, share } of changes)
    for (const name of POLICY_LIMITS)
      // What holds by level holds for every item: it changes only where no item is named.
      if (!prefixes && names.includes(name))
        clockPolicy[name] = Object.fromEntries(
          Object.entries(clockPolicy[name]).map(([level, budget]) => [
            level,
            !levels || levels.some((each) => String(each) === level)
              ? scaled(budget, share)
              : budget,
          ]),
        ) as (typeof clockPolicy)[typeof name];
  return toCatalog(id, { ...draft, items, clockPolicy });
}

function scaled<B extends Budget | null>(budget: B, share: number): B {
  if (budget === null) return budget;
  return { ...budget, amount: Math.min(budget.amount * share, BUDGET_MAX[budget.unit]) };
}
