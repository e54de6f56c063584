// What a newer catalogue of the house would change in a county's own. Field by field: where the county says what an
// earlier catalogue of the house said, it takes what the newest says; where it says something of its own, it keeps it,
// also what the house has given up. Pure.
import type { Catalog } from './catalog.ts';
import { isSame, type CatalogChange } from './change.ts';
import type { CatalogGroup, CatalogItem } from './item.ts';

/** `house`: its catalogues, the newest first. Null when there is nothing to take. */
export function houseChange(
  own: Pick<Catalog, 'byCode' | 'items' | 'majors' | 'subs'>,
  [newest, ...earlier]: readonly Catalog[],
): CatalogChange | null {
  if (!newest) return null;
  const items = newest.items.flatMap((now) => {
    const mine = own.byCode.get(now.code);
    const before = earlier.flatMap(({ byCode }) => byCode.get(now.code) ?? []);
    // The county has retired what an earlier one held.
    if (!mine) return before.length === 0 ? [now] : [];
    const taken = withNewer(mine, now, before);
    return isSame(taken, mine) ? [] : [taken];
  });
  const retired = own.items
    .filter(({ code }) => !newest.byCode.has(code))
    .filter((mine) => earlier.some(({ byCode }) => isSame(byCode.get(mine.code), mine)))
    .map(({ code }) => code);
  const named = (code: string) => items.some((item) => item.code.startsWith(code));
  const classes = (of: 'majors' | 'subs') =>
    newest[of].flatMap((now) => {
      const inIt = (all: readonly CatalogGroup[]) => all.find(({ code }) => code === now.code);
      const mine = inIt(own[of]);
      // A class comes with the first item in it.
      if (!mine) return named(now.code) ? [now] : [];
      const before = earlier.flatMap((house) => inIt(house[of]) ?? []);
      const taken = taking(mine, now, before);
      return isSame(taken, mine) ? [] : [taken];
    });
  const change = { majors: classes('majors'), subs: classes('subs'), items, retired };
  return Object.values(change).every((each) => each.length === 0) ? null : change;
}

function withNewer(
  mine: CatalogItem,
  now: CatalogItem,
  before: readonly CatalogItem[],
): CatalogItem {
  const { limits: _mine, ...fields } = mine;
  const { limits: _now, ...newer } = now;
  return {
    ...taking(fields, newer, before),
    limits: taking(
      mine.limits,
      now.limits,
      before.map(({ limits }) => limits),
    ),
  };
}

function taking<Fields extends object>(
  mine: Fields,
  now: Fields,
  before: readonly Fields[],
): Fields {
  const names = Object.keys(now) as (keyof Fields)[];
  const taken = names.filter((name) => before.some((old) => isSame(old[name], mine[name])));
  return { ...mine, ...Object.fromEntries(taken.map((name) => [name, now[name]])) };
}
