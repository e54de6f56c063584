// 职责裁定: what the county ruled after a second return, offered as a row of the route table, so that the next
// such matter goes there at once. A person takes it into the draft, or does not. Pure.
import type { CompiledRoutes } from './compile.ts';
import type { RouteQuestion, RouteRow } from './route-table.ts';

/** Rulings looked at: the newest of a county; older ones are in the table or were not wanted. */
export const RULINGS_MAX = 100;
/** Rows offered at once. */
export const OFFERS_MAX = 20;

/** A ruling as the record tells it, and the matter as the table is asked about it. */
export type RuledMatter = Readonly<{
  incidentId: string;
  /** 编号. */
  number: string;
  at: number;
  lead: number;
  co: readonly number[];
  question: RouteQuestion;
}>;

export type Offer = Readonly<{ matter: RuledMatter; row: RouteRow }>;

const SURE = 0.95;
/** As many alternatives as a row may have (route-table.ts). */
const LEADS_MAX = 6;

/**
 * The row that would have decided as the county ruled: for this item in this town, before the row that
 * decides now, whose leads stand in when the unit is gone. Undefined where no number is free before it.
 */
export function rowFromRuling(
  { number, lead, co, question }: RuledMatter,
  rows: readonly RouteRow[],
  decidingNo: number | undefined,
): RouteRow | undefined {
  const deciding = rows.find(({ no }) => no === decidingNo);
  const no = freeNumberBefore(rows, decidingNo ?? Math.max(0, ...rows.map((row) => row.no)) + 2);
  if (no === undefined) return undefined;
  const { itemCode, townId } = question;
  return {
    no,
    when: { items: [itemCode], ...(townId === null ? {} : { townIds: [townId] }) },
    lead: [{ unitId: lead }, ...(deciding?.lead ?? [])].slice(0, LEADS_MAX),
    co: co.map((unitId) => ({ unitId })),
    confidence: SURE,
    reason: { zh: `职责裁定：${number}`, en: `Ruled by the county: ${number}` },
  };
}

function freeNumberBefore(rows: readonly RouteRow[], before: number): number | undefined {
  const used = new Set(rows.map(({ no }) => no));
  for (let no = before - 1; no >= 1; no -= 1) if (!used.has(no)) return no;
  return undefined;
}

/** Rows for the rulings that the table does not follow yet; of several on one matter the newest counts. */
export function offersOf(
  matters: readonly RuledMatter[],
  rows: readonly RouteRow[],
  routes: CompiledRoutes,
): readonly Offer[] {
  const offers: Offer[] = [];
  const seen = new Set<string>();
  for (const matter of matters) {
    const key = `${matter.question.itemCode} ${matter.question.townId}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const decision = routes.decide(matter.question);
    if (decision?.lead === matter.lead) continue;
    const taken = [...rows, ...offers.map((offer) => offer.row)];
    const row = rowFromRuling(matter, taken, decision?.row);
    if (row) offers.push({ matter, row });
    if (offers.length === OFFERS_MAX) break;
  }
  return offers;
}
