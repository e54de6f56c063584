// What is wrong with a duty list before it is published: the first fault is told, by row. Pure.
import type { DutyRow } from './duty-list.ts';

export type DutyFault = Readonly<{
  code: DutyFaultCode;
  params: Readonly<Record<string, string | number>>;
}>;
export type DutyFaultCode =
  | 'roster.duty-item-unknown'
  | 'roster.duty-area-unknown'
  | 'roster.duty-unit-unknown'
  | 'roster.duty-two-leads';

/** What the list may speak of. */
export type DutySurroundings = Readonly<{
  itemCodes: readonly string[];
  unitIds: ReadonlySet<number>;
  lines: ReadonlySet<string>;
  /** Whether a place lies within the list's own. */
  isWithin: (placeId: number) => boolean;
}>;

export function dutyFault(
  rows: readonly DutyRow[],
  surroundings: DutySurroundings,
): DutyFault | undefined {
  const leads = new Map<string, number>();
  for (const row of rows) {
    const fault = rowFault(row, surroundings);
    if (fault) return fault;
    if (row.role !== 'lead') continue;
    // Of one kind of matter in one area one unit leads: that is what the list is there to settle.
    for (const item of new Set(row.items)) {
      const key = `${item} ${row.areaId}`;
      const other = leads.get(key);
      if (other !== undefined)
        return { code: 'roster.duty-two-leads', params: { row: row.no, other, item } };
      leads.set(key, row.no);
    }
  }
  return undefined;
}

function rowFault(
  { no, items, areaId, holder }: DutyRow,
  { itemCodes, unitIds, lines, isWithin }: DutySurroundings,
): DutyFault | undefined {
  const item = items.find((prefix) => !itemCodes.some((code) => code.startsWith(prefix)));
  if (item !== undefined) return { code: 'roster.duty-item-unknown', params: { row: no, item } };
  if (areaId !== null && !isWithin(areaId))
    return { code: 'roster.duty-area-unknown', params: { row: no } };
  const isKnown = 'unitId' in holder ? unitIds.has(holder.unitId) : lines.has(holder.line);
  return isKnown ? undefined : { code: 'roster.duty-unit-unknown', params: { row: no } };
}
