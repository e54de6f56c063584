// Rights in the WHERE: the same answer as `covers` (scope.ts), given by the database over any table
// with the columns id, county_id, town_id, village_id, grid_id, reporter_id, unit_ids int[] (GIN) and
// restricted, beside incident_member(county_id, incident_id, account_id). Only conditions: the
// query around them is the asking module's.
import { sql, type RawBuilder } from 'kysely';
import type { Scope, ScopeTerm } from './scope.ts';

type Condition = RawBuilder<boolean>;

/**
 * A condition that holds for exactly the rows of `alias` that `scope` covers. Terms are gathered by
 * county, because the county leads every large key. Without any term no row is covered.
 */
export function scopeWhere(scope: Scope, alias: string): Condition {
  const row = (column: string): RawBuilder<unknown> => sql.ref(`${alias}.${column}`);
  const reached = anyOf(reachedConditions(scope.any, row));
  if (scope.memberId === null) return reached;
  return sql`(${reached} and (not ${row('restricted')} or exists (
    select 1 from incident_member as m where m.county_id = ${row('county_id')}
      and m.incident_id = ${row('id')} and m.account_id = ${scope.memberId})))`;
}

type Row = (column: string) => RawBuilder<unknown>;

function reachedConditions(terms: readonly ScopeTerm[], row: Row): Condition[] {
  if (terms.some((term) => term.kind === 'all')) return [sql<boolean>`true`];
  const reporters = [
    ...new Set(terms.flatMap((term) => (term.kind === 'own' ? [term.accountId] : []))),
  ];
  return [
    ...reporters.map((reporter) => sql<boolean>`${row('reporter_id')} = ${reporter}`),
    ...[...byCounty(terms)].map(([countyId, within]) => countyCondition(countyId, within, row)),
  ];
}

/** What is reached in one county; `whole` makes all the rest superfluous. */
type Within = {
  whole: boolean;
  towns: number[];
  villages: number[];
  grids: number[];
  units: number[];
};

function byCounty(terms: readonly ScopeTerm[]): Map<number, Within> {
  const counties = new Map<number, Within>();
  const within = (countyId: number): Within => {
    const known = counties.get(countyId) ?? {
      whole: false,
      towns: [],
      villages: [],
      grids: [],
      units: [],
    };
    counties.set(countyId, known);
    return known;
  };
  for (const term of terms) {
    switch (term.kind) {
      case 'all':
      case 'own':
        break;
      case 'county':
        within(term.countyId).whole = true;
        break;
      case 'town':
        within(term.countyId).towns.push(term.townId);
        break;
      case 'village':
        within(term.countyId).villages.push(term.villageId);
        break;
      case 'grid':
        within(term.countyId).grids.push(...term.gridIds);
        break;
      case 'unit':
        within(term.countyId).units.push(term.unitId);
        break;
    }
  }
  return counties;
}

function countyCondition(countyId: number, within: Within, row: Row): Condition {
  const inCounty = sql<boolean>`${row('county_id')} = ${countyId}`;
  if (within.whole) return inCounty;
  const parts: Condition[] = [
    ...oneOf(row('town_id'), within.towns),
    ...oneOf(row('village_id'), within.villages),
    ...oneOf(row('grid_id'), within.grids),
  ];
  if (within.units.length > 0)
    parts.push(sql<boolean>`${row('unit_ids')} && ${[...new Set(within.units)]}::int[]`);
  return sql<boolean>`(${inCounty} and ${anyOf(parts)})`;
}

function oneOf(column: RawBuilder<unknown>, ids: readonly number[]): Condition[] {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return [];
  if (distinct.length === 1) return [sql<boolean>`${column} = ${distinct[0]}`];
  return [sql<boolean>`${column} = any (${distinct}::int[])`];
}

function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return sql<boolean>`false`;
  if (conditions.length === 1 && conditions[0]) return conditions[0];
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}
