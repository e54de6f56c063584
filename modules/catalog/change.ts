// A revision of the catalogue: what is added, changed and retired, put onto the version it was made on; and what
// differs between two versions. Pure; the browser tells the same differences.
import { z } from 'zod';
import type { Catalog, CatalogDraft } from './catalog.ts';
import { CatalogGroup, CatalogItem, ItemCode } from './item.ts';

/** Items of one revision: a county revises a class at a time, not all at once. */
export const CHANGED_ITEMS_MAX = 500;

/** A county's own items are numbered from here on, so that the common catalogue can grow below. */
export const OWN_ITEMS_FROM = 900;

export const CatalogChange = z.strictObject({
  /** Classes added or renamed. */
  majors: z.array(CatalogGroup).max(99).default([]),
  subs: z.array(CatalogGroup).max(500).default([]),
  /** Items added or changed, each as a whole. */
  items: z.array(CatalogItem).max(CHANGED_ITEMS_MAX).default([]),
  retired: z.array(ItemCode).max(CHANGED_ITEMS_MAX).default([]),
});
export type CatalogChange = z.infer<typeof CatalogChange>;

/** The draft that a change makes of a version. A class whose last item is retired goes with it. */
export function applyChange(
  { id: _id, byCode: _byCode, ...base }: Catalog,
  change: CatalogChange,
  version: string,
): CatalogDraft {
  const items = itemsAfter(base, change);
  const usedSubs = new Set(items.map(({ code }) => code.slice(0, 4)));
  const usedMajors = new Set(items.map(({ code }) => code.slice(0, 2)));
  return {
    ...base,
    version,
    items,
    majors: inOrder(merged(base.majors, change.majors)).filter(({ code }) => usedMajors.has(code)),
    subs: inOrder(merged(base.subs, change.subs)).filter(({ code }) => usedSubs.has(code)),
  };
}

/** The items that a change leaves, by code. */
export function itemsAfter(
  { items }: Items,
  change: Pick<CatalogChange, 'items' | 'retired'>,
): CatalogItem[] {
  const retired = new Set(change.retired);
  return inOrder(merged(items, change.items).filter(({ code }) => !retired.has(code)));
}

type Coded = Readonly<{ code: string }>;
function merged<One extends Coded>(base: readonly One[], changed: readonly One[]): One[] {
  const byCode = new Map(base.map((one) => [one.code, one]));
  for (const one of changed) byCode.set(one.code, one);
  return [...byCode.values()];
}
const inOrder = <One extends Coded>(all: readonly One[]): One[] =>
  all.toSorted((a, b) => (a.code < b.code ? -1 : 1));

/** One item of two versions: `before` is null for an added one, `after` for a retired one. */
export const ItemDifference = z.object({
  code: ItemCode,
  before: CatalogItem.nullable(),
  after: CatalogItem.nullable(),
  /** What was changed of it, as `level` or `limits.handle`; empty for added and retired ones. */
  fields: z.array(z.string()),
});
export type ItemDifference = z.infer<typeof ItemDifference>;

type Items = Readonly<{ items: readonly CatalogItem[] }>;

/** What was added, changed or retired, by code. */
export function itemDifferences(before: Items, after: Items): ItemDifference[] {
  const then = new Map(before.items.map((item) => [item.code, item]));
  const now = new Map(after.items.map((item) => [item.code, item]));
  const codes = [...new Set([...then.keys(), ...now.keys()])].sort();
  return codes.flatMap((code) => {
    const [old, young] = [then.get(code) ?? null, now.get(code) ?? null];
    const fields = old && young ? changedFields(old, young) : [];
    if (old && young && fields.length === 0) return [];
    return [{ code, before: old, after: young, fields }];
  });
}

function changedFields(before: CatalogItem, after: CatalogItem): string[] {
  const names = Object.keys(before) as (keyof CatalogItem)[];
  return names.flatMap((name) => {
    if (isSame(before[name], after[name])) return [];
    if (name !== 'limits') return [name];
    const limits = Object.keys(before.limits) as (keyof CatalogItem['limits'])[];
    return limits
      .filter((limit) => !isSame(before.limits[limit], after.limits[limit]))
      .map((limit) => `limits.${limit}`);
  });
}

/** What the database gives back has its keys in an order of its own. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, keysInOrder) === JSON.stringify(other, keysInOrder);

function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The change that makes `after` of `before`. */
export function changeBetween(before: Items, after: Items): CatalogChange {
  const differences = itemDifferences(before, after);
  return {
    ...{ majors: [], subs: [] },
    items: differences.flatMap((each) => each.after ?? []),
    retired: differences.flatMap(({ code, after: now }) => (now ? [] : [code])),
  };
}

/** The next free number of a county's own item in a sub (`0401`); undefined when all are taken. */
export function nextOwnCode(sub: string, taken: ReadonlySet<string>): string | undefined {
  for (let number = OWN_ITEMS_FROM; number <= 999; number++)
    if (!taken.has(`${sub}${number}`)) return `${sub}${number}`;
  return undefined;
}

/** A county's own classes are numbered from here on: majors `90`, subs `0490`. */
export const OWN_GROUPS_FROM = 90;

/** The next free number of a county's own sub in a major (`04`), or of its own major (``). */
export function nextOwnGroup(major: string, taken: ReadonlySet<string>): string | undefined {
  for (let number = OWN_GROUPS_FROM; number <= 99; number++)
    if (!taken.has(`${major}${number}`)) return `${major}${number}`;
  return undefined;
}

type Groups = Readonly<{ majors: readonly CatalogGroup[]; subs: readonly CatalogGroup[] }>;
const groupsOf = ({ majors, subs }: Groups) => [...majors, ...subs].map(({ code }) => code);

/** The first added class whose number is not the county's to give. */
export function wrongGroup(before: Groups, after: Groups, common: Groups): string | undefined {
  const known = new Set([...groupsOf(before), ...groupsOf(common)]);
  return groupsOf(after).find(
    (code) => !known.has(code) && Number(code.slice(-2)) < OWN_GROUPS_FROM,
  );
}

/** The first added item whose code is not the county's to give; `former`: names that codes had before. */
export function wrongCode(
  differences: readonly ItemDifference[],
  common: ReadonlySet<string>,
  former: ReadonlyMap<string, string>,
): string | undefined {
  return differences.find(({ code, before, after }) => {
    if (before || !after) return false;
    const old = former.get(code);
    if (old !== undefined) return old !== after.name.zh;
    return Number(code.slice(4)) < OWN_ITEMS_FROM && !common.has(code);
  })?.code;
}
