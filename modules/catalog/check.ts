// Is a version fit to be published? Every path must lead somewhere: codes are unique, each item has
// its groups, each group an item, each lead a unit, each staged limit an end. Pure.
import type { Refusal } from '#platform/errors/index.ts';
import type { CatalogDraft } from './catalog.ts';
import type { Budget, CatalogItem } from './item.ts';

/** What is wrong with a draft beyond its shape; empty when it may be published. */
export function catalogFaults(draft: CatalogDraft, knownLines: ReadonlySet<string>): Refusal[] {
  return [
    ...codesTwice(draft),
    ...groupFaults(draft),
    ...draft.items.flatMap((item) => itemFaults(item, knownLines)),
  ];
}

function codesTwice({ majors, subs, items }: CatalogDraft): Refusal[] {
  const seen = new Set<string>();
  return [...majors, ...subs, ...items].flatMap(({ code }) => {
    if (seen.has(code)) return [fault('catalog.code-twice', { code })];
    seen.add(code);
    return [];
  });
}

function groupFaults({ majors, subs, items }: CatalogDraft): Refusal[] {
  const majorCodes = new Set(majors.map(({ code }) => code));
  const subCodes = new Set(subs.map(({ code }) => code));
  const usedMajors = new Set(subs.map(({ code }) => code.slice(0, 2)));
  const usedSubs = new Set(items.map(({ code }) => code.slice(0, 4)));
  return [
    ...subs.filter(({ code }) => !majorCodes.has(code.slice(0, 2))),
    ...items.filter(({ code }) => !subCodes.has(code.slice(0, 4))),
  ]
    .map(({ code }) => fault('catalog.group-unknown', { code }))
    .concat(
      [
        ...majors.filter(({ code }) => !usedMajors.has(code)),
        ...subs.filter(({ code }) => !usedSubs.has(code)),
      ].map(({ code }) => fault('catalog.group-empty', { code })),
    );
}

function itemFaults(item: CatalogItem, knownLines: ReadonlySet<string>): Refusal[] {
  const { code, leads, limits, is1312 } = item;
  const faults = leads
    .filter((line) => !knownLines.has(line))
    .map((line) => fault('catalog.lead-unknown', { code, line }));
  if (!stagesInOrder(item)) faults.push(fault('catalog.stages-disorder', { code }));
  if (is1312 && !(limits.sign && limits.contact && limits.arrive && limits.feedback))
    faults.push(fault('catalog.1312-incomplete', { code }));
  return faults;
}

/** Minutes of a day and an hour of work, only to compare budgets with one another. */
const MINUTES = { minute: 1, hour: 60, workHour: 60, workDay: 24 * 60 } as const;
const roughMinutes = ({ amount, unit }: Budget): number => amount * MINUTES[unit];

function stagesInOrder({ stages, limits }: CatalogItem): boolean {
  const last = stages.at(-1)?.within;
  if (!last) return true;
  const grows = stages.every(({ within }, i) => {
    const before = stages[i - 1]?.within;
    return !before || roughMinutes(before) < roughMinutes(within);
  });
  const { handle } = limits;
  return grows && handle?.amount === last.amount && handle.unit === last.unit;
}

function fault(code: string, params: Record<string, string>): Refusal {
  return { code, field: 'items', params };
}
