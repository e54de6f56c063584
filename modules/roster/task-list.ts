// 任务清单: what is done about a kind of matter at each level, by whom, shown by what and within how long. The
// duty list (责任清单) says who answers; this one says for what. It informs those at work and lets routing propose
// whom the steps need; it is no second procedure. Pure; the schemas run in the browser too.
import { z } from 'zod';
import { Budget, Level } from '#modules/catalog/contract.ts';
import { DutyHolder, DUTY_ITEMS_MAX } from './duty-list.ts';

/** Steps of one list: a dozen for each item of a large catalogue would never be read. */
export const TASK_STEPS_MAX = 1_000;
/** Steps shown of one matter: more is a manual, not a list. */
export const STEPS_OF_MATTER_MAX = 30;

const words = (most: number) => z.string().trim().min(1).max(most);

/** How a step is shown to have been done: nothing, a logged call, words, photographs, a document. */
export const STEP_EVIDENCE = {
  none: { zh: '无需留证', en: 'Nothing to show' },
  call: { zh: '通话登记', en: 'A logged call' },
  note: { zh: '文字反馈', en: 'A written note' },
  before: { zh: '处置前照片', en: 'Photograph before' },
  after: { zh: '处置后照片', en: 'Photograph after' },
  paper: { zh: '文书材料', en: 'A document' },
} as const;
export type StepEvidence = keyof typeof STEP_EVIDENCE;
export const StepEvidence = z.enum(Object.keys(STEP_EVIDENCE) as [StepEvidence, ...StepEvidence[]]);

export const TaskStep = z.strictObject({
  no: z.int().min(1).max(100_000),
  /** Codes or beginnings of codes: two digits a major, four a sub, seven an item. */
  items: z
    .array(z.string().regex(/^(\d{2}|\d{4}|\d{7})$/))
    .min(1)
    .max(DUTY_ITEMS_MAX),
  /** Levels at which it is done; none: at every one. */
  levels: z.array(Level).max(4),
  /** Who does it; null: whoever leads. */
  holder: DutyHolder.nullable(),
  task: z.strictObject({ zh: words(300), en: words(300) }),
  evidence: StepEvidence,
  /** From the order on; null: within the limit of the matter. */
  within: Budget.nullable(),
  /** The law, plan or minutes it rests on. */
  basis: words(200),
});
export type TaskStep = z.infer<typeof TaskStep>;

export const TaskSteps = z
  .array(TaskStep)
  .max(TASK_STEPS_MAX)
  .refine((steps) => new Set(steps.map(({ no }) => no)).size === steps.length, {
    message: 'number twice',
  });

/** A published list; it never changes. */
export type TaskList = Readonly<{ countyId: number; version: number; steps: readonly TaskStep[] }>;

/** The steps of a matter in their order. */
export type FindSteps = (
  matter: Readonly<{ itemCode: string; level: number }>,
) => readonly TaskStep[];

/** More codes than any catalogue has items, at four levels. */
const MATTERS_REMEMBERED_MAX = 12_000;

/** Makes a list fast: steps are found by item and level. What a group does is done for its items as well. */
export function findStepsIn(list: Pick<TaskList, 'steps'> | undefined): FindSteps {
  const inOrder = [...(list?.steps ?? [])].sort((a, b) => a.no - b.no);
  const known = new Map<string, readonly TaskStep[]>();
  return ({ itemCode, level }) => {
    const key = `${itemCode} ${level}`;
    const found =
      known.get(key) ??
      inOrder
        .filter(
          ({ items, levels }) =>
            (levels.length === 0 || (levels as readonly number[]).includes(level)) &&
            items.some((prefix) => itemCode.startsWith(prefix)),
        )
        .slice(0, STEPS_OF_MATTER_MAX);
    if (known.size < MATTERS_REMEMBERED_MAX) known.set(key, found);
    return found;
  };
}

export type StepFault = Readonly<{
  code: 'roster.step-item-unknown' | 'roster.step-unit-unknown';
  params: Readonly<Record<string, string | number>>;
}>;

/** What is wrong with a list before it is published: the first fault, by step. */
export function stepFault(
  steps: readonly TaskStep[],
  known: Readonly<{
    itemCodes: readonly string[];
    unitIds: ReadonlySet<number>;
    lines: ReadonlySet<string>;
  }>,
): StepFault | undefined {
  for (const { no, items, holder } of steps) {
    const item = items.find((prefix) => !known.itemCodes.some((code) => code.startsWith(prefix)));
    if (item !== undefined) return { code: 'roster.step-item-unknown', params: { row: no, item } };
    const isKnown =
      holder === null ||
      ('unitId' in holder ? known.unitIds.has(holder.unitId) : known.lines.has(holder.line));
    if (!isKnown) return { code: 'roster.step-unit-unknown', params: { row: no } };
  }
  return undefined;
}
