// 推演 of one county: its record of a period under other rules (what-if-rules.ts). It reads, and writes nothing.
import { catalogVersion, catalogVersionIds } from '#modules/catalog/index.ts';
import { CLOCK_24X7, compileCalendar, type Calendars } from '#modules/deadline/index.ts';
import { compileRoutes, findRouteTable, getRouteTable } from '#modules/dispatch/index.ts';
import {
  knowledgeStore,
  readRecorded,
  RECORDED_PERIOD_MAX_MS,
  whatIf,
  type Incident,
  type Knowledge,
  type PeriodQuestion,
  type WhatIf,
  type WhatIfRules,
} from '#modules/incident/index.ts';
import { dutyLists, dutyListVersion, taskListOf, type DutyList } from '#modules/roster/index.ts';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, type Clock, type Instant } from '#platform/time/index.ts';
import type { CountyReference, ReferenceStore } from './reference.ts';
import { withLimits, type WhatIfFile } from './what-if-rules.ts';

export type CountyQuestion = Readonly<{
  countyId: number;
  /** Matters reported from here up to, not including, `to`. */
  from: Instant;
  to: Instant;
  rules: WhatIfFile;
  limit?: number;
  /** Which matters the asker may see (from-record.ts); without it all. */
  seen?: PeriodQuestion['seen'];
  signal?: AbortSignal;
  onProgress?: (step: 'read' | 'own' | 'other', matters: number) => void;
}>;

export type CountyAnswer = WhatIf & Readonly<{ tooLong: number; cut: boolean }>;

/** @throws Refused for days that are not in order, or too far apart. */
export function requirePeriod(from: Instant, to: Instant): void {
  if (!(from < to) || to - from > RECORDED_PERIOD_MAX_MS)
    throw new Refused('what-if.period', 'to', { days: RECORDED_PERIOD_MAX_MS / DAY });
}

export async function countyWhatIf(
  { db, reference, clock }: Readonly<{ db: Db; reference: ReferenceStore; clock: Clock }>,
  question: CountyQuestion,
): Promise<CountyAnswer> {
  const { countyId, from, to, rules, limit, seen, signal, onProgress } = question;
  requirePeriod(from, to);
  const county = await reference.of(countyId);
  const own = await knowledgeStore(reference.knowledgePorts, clock).of(countyId);
  const asked = await rulesOf(db, county, own, rules);
  const until = clock.now();
  const { matters, tooLong, cut } = await readRecorded(db, {
    ...{ countyId, from, to },
    ...(limit === undefined ? {} : { limit }),
    ...(seen ? { seen } : {}),
    ...(signal ? { signal } : {}),
    onProgress: (read) => onProgress?.('read', read),
  });
  const told = await whatIf({
    ...{ matters, own, rules: asked, until, signal, onProgress },
    options: {
      ...{ countyId, divisionCode: county.county.code, zone: county.county.zone },
      placeOfUnit: (unitId) => {
        const unit = county.units.get(unitId);
        const place = unit && county.places.get(unit.jurisdictionId);
        if (!place) return undefined;
        const townId = place.level === 'town' ? place.id : place.townId;
        const villageId = place.level === 'village' ? place.id : place.villageId;
        return {
          ...(townId === null ? {} : { townId }),
          ...(villageId === null ? {} : { villageId }),
        };
      },
    },
  });
  return { ...told, tooLong, cut };
}

/** The rules in force with what the file changes of them. */
async function rulesOf(
  db: Db,
  county: CountyReference,
  own: Knowledge,
  file: WhatIfFile,
): Promise<WhatIfRules> {
  const catalogs = new Map(county.catalogs.map((each) => [each.id, withLimits(each, file.limits)]));
  let fixed: number | undefined;
  if (file.catalog !== undefined) {
    const ids = await catalogVersionIds(db, county.county.id);
    if (!ids.includes(file.catalog)) throw noVersion('catalog', file.catalog);
    fixed = file.catalog;
    catalogs.set(fixed, withLimits(await catalogVersion(db, fixed), file.limits));
  }
  const calendars = calendarsOf(county.calendars, file.calendar);
  const current = fixed ?? own.currentCatalog;
  const knowledge: Knowledge = {
    ...own,
    currentCatalog: current,
    basis: (version) => {
      const catalog = catalogs.get(fixed ?? version) ?? catalogs.get(current);
      return catalog ? { catalog, calendars } : { ...own.basis(version), calendars };
    },
  };
  const routes = await routesOf(db, county, file);
  return { knowledge, ...(routes ? { routes } : {}) };
}

function calendarsOf(own: Calendars, asked: WhatIfFile['calendar']): Calendars {
  if (asked === undefined) return own;
  const newest = own.get('workTime');
  const calendar =
    typeof asked === 'number'
      ? own.get('workTime', asked)
      : compileCalendar(asked, { id: newest.id, version: newest.version });
  return { get: (name) => (name === 'clock24x7' ? CLOCK_24X7 : calendar) };
}

/** Whom the routes in force and those in question name; undefined when the file changes nothing of them. */
async function routesOf(
  db: Db,
  county: CountyReference,
  file: WhatIfFile,
): Promise<WhatIfRules['routes']> {
  if (file.routes === undefined && file.dutyLists.length === 0 && file.taskList === undefined)
    return undefined;
  const countyId = county.county.id;
  const table =
    typeof file.routes === 'number'
      ? await findRouteTable(db, countyId, file.routes)
      : file.routes
        ? { version: 0, rows: file.routes }
        : await getRouteTable(db, countyId);
  if (!table) throw noVersion('routes', Number(file.routes));
  const lists = new Map((await dutyLists(db, countyId)).map((list) => [list.placeId, list]));
  for (const { placeId, list } of file.dutyLists)
    lists.set(placeId, await dutyListOf(db, countyId, placeId, list));
  const { taskList } = file;
  const tasks =
    typeof taskList === 'object'
      ? { countyId, version: 0, steps: taskList }
      : await taskListOf(db, countyId, { version: taskList });
  if (typeof taskList === 'number' && !tasks) throw noVersion('taskList', taskList);
  const places = [...county.places.values()];
  const countyPlace = places.find(({ level }) => level === 'county')?.id ?? 0;
  const asked = compileRoutes(
    table,
    [...county.units.values()],
    countyPlace,
    [...lists.values()],
    tasks,
  );
  return ({ itemCode, level, source, place }: Incident, at: Instant) => {
    if (itemCode === null) return { then: undefined, asked: undefined };
    const { townId, villageId, gridId } = place;
    const question = county.routeQuestion({
      townId,
      villageId,
      gridId,
      itemCode,
      level,
      source,
      at,
    });
    return { then: county.routes.decide(question), asked: asked.decide(question) };
  };
}

async function dutyListOf(
  db: Db,
  countyId: number,
  placeId: number,
  list: WhatIfFile['dutyLists'][number]['list'],
): Promise<DutyList> {
  if (typeof list !== 'number') return { countyId, placeId, version: 0, rows: list };
  const found = await dutyListVersion(db, countyId, placeId, list);
  if (!found) throw noVersion('dutyLists', list);
  return found;
}

const noVersion = (what: string, version: number): Refused =>
  new Refused('what-if.no-version', 'rules', { what, version });
