// Which closed matters a draw chooses from: within the rights of whoever draws, never those that he or a unit
// that checks had a hand in, and nothing need-to-know. Archived ones too: archiving is no way out of a draw.
import { scopeWhere, type Actor } from '#modules/identity/index.ts';
import { untouchedBy } from '#modules/incident/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { RawBuilder } from 'kysely';
import type { DrawFilter } from './contract.ts';
import { PERIOD_DAYS_MAX, POPULATION_MAX } from './limits.ts';
import { checkScopeOf, unitsOf, type Drawing } from './rights.ts';
import type { Member } from './sample.ts';

/** A matter's class (大类) is the beginning of its item's code. */
export const CLASS_DIGITS = 2;
const WHOLE_CODE = 7;

/** @throws Refused('inspection.period') for one that begins in the future, ends before it or is too long. */
export function requirePeriod({ closedFrom, closedTo }: DrawFilter, now: Instant): void {
  const isOrdered = closedFrom < closedTo && closedFrom < now;
  if (!isOrdered || closedTo - closedFrom > PERIOD_DAYS_MAX * DAY)
    throw new Refused('inspection.period', 'closedFrom', { days: PERIOD_DAYS_MAX });
}

export type Population = Readonly<{
  members: readonly Member[];
  /** More meet the conditions than may be drawn from; then there are no members. */
  tooMany: boolean;
}>;

/**
 * Whose hands each matter was in is asked one by one through indexes, so it is asked only of as many as may
 * be drawn from. `tx` goes by indexes (inWriting): a plan that read the whole record would take minutes.
 */
export async function populationOf(
  tx: Tx,
  actor: Actor,
  filter: DrawFilter,
  { post, townId }: Drawing,
): Promise<Population> {
  const { countyId, checkerUnitId = post.unitId, stratify } = filter;
  const units = [...new Set([...unitsOf(actor, countyId), checkerUnitId])];
  const stratum =
    stratify === 'town'
      ? sql`coalesce(i.town_id::text, '')`
      : stratify === 'item'
        ? sql`coalesce(left(i.item_code, ${CLASS_DIGITS}), '')`
        : sql`''`;
  const { rows } = await sql<Member>`
    select i.id, ${stratum} as stratum from incident i
    where i.county_id = ${countyId} and i.status = 'closed' and not i.restricted
      and i.closed_at >= to_timestamp(${filter.closedFrom} / 1000.0)
      and i.closed_at < to_timestamp(${filter.closedTo} / 1000.0)
      and ${scopeWhere(checkScopeOf(actor), 'i')}
      and ${all(conditionsOf(filter, townId))}
    limit ${POPULATION_MAX + 1}`.execute(tx);
  if (rows.length > POPULATION_MAX) return { members: [], tooMany: true };
  const { rows: members } = await sql<Member>`
    select i.id, i.stratum from (
      select ${countyId}::int as county_id, id, stratum
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map((row) => row.stratum)}::text[])
        as candidate (id, stratum)) i
    where ${untouchedBy('i', actor.id, units)}`.execute(tx);
  return { members, tooMany: false };
}

function conditionsOf(filter: DrawFilter, townId: number | null): RawBuilder<unknown>[] {
  const { item, source, closing, unitId } = filter;
  const hadOrder = (which: RawBuilder<unknown>) => sql`exists (
    select from assignment a where a.county_id = i.county_id and a.incident_id = i.id
      and a.state = 'done' and ${which})`;
  return [
    ...(townId === null ? [] : [sql`i.town_id = ${townId}`]),
    ...(item === undefined
      ? []
      : [
          item.length === WHOLE_CODE
            ? sql`i.item_code = ${item}`
            : sql`starts_with(i.item_code, ${item})`,
        ]),
    ...(source ? [sql`i.source = any (${source}::text[])`] : []),
    ...(closing === 'unit' ? [hadOrder(sql`true`)] : []),
    ...(closing === 'self' ? [sql`not ${hadOrder(sql`true`)}`] : []),
    ...(unitId === undefined ? [] : [hadOrder(sql`a.unit_id = ${unitId}`)]),
  ];
}

const all = (conditions: readonly RawBuilder<unknown>[]) =>
  conditions.length ? sql.join(conditions, sql` and `) : sql`true`;
