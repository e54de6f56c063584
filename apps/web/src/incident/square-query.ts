// The square's address as a question to the list.

/** What of the address is a question to the list. */
const SINGLE = [
  'list',
  'q',
  'item',
  'townId',
  'villageId',
  'light',
  'supervised',
  'from',
  'to',
  'sort',
] as const;
const MANY = ['status', 'level', 'source'] as const;
export type Single = (typeof SINGLE)[number];
export type Many = (typeof MANY)[number];

/** The filters of an address in one order, so that the same question is asked once. */
export function filtersOf(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of [...SINGLE, ...MANY])
    for (const value of params.getAll(name)) kept.append(name, value);
  return kept.toString();
}

export function queryOf(params: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of SINGLE) {
    const value = params.get(name);
    if (value) query[name] = value;
  }
  for (const name of MANY) {
    const values = params.getAll(name);
    if (values.length) query[name] = values;
  }
  return query;
}

export function searchOf(saved: Readonly<Record<string, unknown>>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(saved))
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  return params;
}
