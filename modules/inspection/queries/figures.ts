// 抽查统计: what the draws of a period found, by unit and by class of matter.
import type { Actor } from '#modules/identity/index.ts';
import { inReading, sql } from '#platform/db/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { FiguresAnswer, FiguresQuery } from '../contract.ts';
import { figuresBy, figuresOf, type Counted } from '../figures.ts';
import { COUNTED_MAX, ROWS_MAX } from '../limits.ts';
import { CLASS_DIGITS } from '../population.ts';
import { requireChecker } from '../rights.ts';
import { drawsWhere } from './draws-where.ts';
import { CHECKED, namedUnit, seenBy, type InspectionReadDeps } from './read.ts';

/** Counted over what the actor may see. @throws Refused('inspection.not-yours'). */
export async function spotCheckFigures(
  { db, names }: InspectionReadDeps,
  actor: Actor,
  { countyId, days }: FiguresQuery,
  now: Instant,
): Promise<FiguresAnswer> {
  requireChecker(actor, countyId);
  const counted = await inReading(db, [countyId], async (tx) => {
    const { rows } = await sql<Counted>`
      select e.unit_id as "unitId", left(e.item_code, ${CLASS_DIGITS}) as "itemClass", v.passed,
        coalesce(v.verdict -> 'reasons', '[]') as reasons
      from ${CHECKED}
      where ${drawsWhere(actor, countyId, 'd')} and e.county_id = ${countyId}
        and d.drawn_at > to_timestamp(${now - days * DAY} / 1000.0) and ${seenBy(actor)}
      order by d.drawn_at desc, d.id desc, e.no limit ${COUNTED_MAX + 1}`.execute(tx);
    return rows;
  });
  const matters = counted.slice(0, COUNTED_MAX);
  return {
    all: figuresOf(matters),
    byUnit: figuresBy(matters, ({ unitId }) => unitId)
      .slice(0, ROWS_MAX)
      .map(([unitId, figures]) => ({ ...figures, unit: namedUnit(unitId, names) })),
    byItem: figuresBy(matters, ({ itemClass }) => itemClass)
      .slice(0, ROWS_MAX)
      .map(([item, figures]) => ({ ...figures, item })),
    more: counted.length > COUNTED_MAX,
  };
}
