// What the questions about draws share: entries with their matters, within the rights of whoever asks. The
// verdict is read from the matter's own record, so that the two cannot differ.
import { scopeWhere, type Actor } from '#modules/identity/index.ts';
import type { Names } from '#modules/incident/index.ts';
import { sql, type Db } from '#platform/db/index.ts';
import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { DrawFilter, Entry, Verdict } from '../contract.ts';
import { checkScopeOf, unitsOf } from '../rights.ts';

export type InspectionReadDeps = Readonly<{ db: Db; names: Names }>;

/** Shown instead of the title of what has been restricted since (as in the lists of incidents). */
const MASKED_TITLE = '＊＊＊';

/** Drawn matters `e` with their draw `d`, the matter `i`, and as `v` what the record says of this draw. */
export const CHECKED = sql`
  inspection_entry e
  join inspection_draw d on d.county_id = e.county_id and d.id = e.draw_id
  join incident i on i.county_id = e.county_id and i.id = e.incident_id
  left join lateral (
    select c as verdict, (c ->> 'passed')::boolean as passed
    from json_array_elements(i.flags -> 'spotChecks') as c
    where c ->> 'draw' = e.draw_id::text limit 1) v on true`;

export const seenBy = (actor: Actor): RawBuilder<boolean> => scopeWhere(checkScopeOf(actor), 'i');

export type DrawRow = Readonly<{
  id: string;
  countyId: number;
  drawnAt: number;
  drawnBy: string;
  dueAt: number;
  checkerUnitId: number;
  townId: number | null;
  filter: DrawFilter;
  wanted: number;
  population: number;
  seed: string;
}>;

export const DRAW_COLUMNS = sql`d.id, d.county_id as "countyId", d.drawn_at as "drawnAt",
  d.drawn_by as "drawnBy", d.due_at as "dueAt", d.checker_unit_id as "checkerUnitId",
  d.town_id as "townId", d.filter, d.wanted, d.population, d.seed`;

export type EntryRow = Readonly<{
  drawId: string;
  no: number;
  dueAt: number;
  checkerUnitId: number;
  unitId: number | null;
  id: string;
  number: string;
  version: number;
  title: string;
  restricted: boolean;
  status: Entry['incident']['status'];
  source: Entry['incident']['source'];
  level: Entry['incident']['level'];
  itemCode: string | null;
  catalogVersion: number;
  townId: number | null;
  closedAt: number | null;
  verdict:
    | (Omit<z.infer<typeof Verdict>, 'reasons' | 'then'> & {
        reasons?: z.infer<typeof Verdict>['reasons'];
        then?: string;
      })
    | null;
}>;

export const ENTRY_COLUMNS = sql`e.draw_id as "drawId", e.no, d.due_at as "dueAt",
  d.checker_unit_id as "checkerUnitId", e.unit_id as "unitId", i.id, i.number, i.version, i.title,
  i.restricted, i.status, i.source, i.level, i.item_code as "itemCode", i.catalog_version as "catalogVersion",
  i.town_id as "townId", i.closed_at as "closedAt", v.verdict`;

export function entryOf(row: EntryRow, names: Names, actor: Actor, countyId: number): Entry {
  const { drawId, no, dueAt, id, number, version, status, source, level, closedAt, verdict } = row;
  return {
    ...{ drawId, no, dueAt },
    incident: {
      ...{ id, number, version, status, source, level, closedAt },
      title: row.restricted ? MASKED_TITLE : row.title,
      item: row.itemCode === null ? null : (names.item(row.catalogVersion, row.itemCode) ?? null),
      town: row.townId === null ? null : (names.place(row.townId) ?? null),
    },
    unit: namedUnit(row.unitId, names),
    verdict: verdict && {
      ...{ passed: verdict.passed, at: verdict.at },
      reasons: verdict.reasons ?? [],
      then: verdict.then ?? null,
    },
    mayCheck:
      verdict === null &&
      status === 'closed' &&
      unitsOf(actor, countyId).includes(row.checkerUnitId),
  };
}

export const namedUnit = (id: number | null, names: Names) =>
  id === null ? null : { id, name: names.unit(id) ?? '—' };
