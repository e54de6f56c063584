// The route table that a county starts with: the 110 hand-over, then the leads of the catalogue, then
// the command room for all else. Items with the same leads share a row. Pure.
import type { CatalogItem } from '#modules/catalog/index.ts';
import type { RouteRow, UnitSelector } from './route-table.ts';

export type RoutableItem = Pick<CatalogItem, 'code' | 'leads' | 'leadText'>;

/** As many alternatives as a row may have (route-table.ts). */
const LEADS_MAX = 6;
/** Rows are numbered in tens, so that a county can put its own between them. */
const STEP = 10;

/** Whom the duty list names goes before whom the catalogue names. */
const LISTED: UnitSelector = { dutyList: 'lead' };
const LISTED_CO: UnitSelector = { dutyList: 'co' };

/** Where a matter lands that nobody else leads. */
const ROOM: readonly UnitSelector[] = [
  { kind: 'commandRoom', at: 'nearest' },
  { kind: 'countyCentre', at: 'county' },
];

const SURE = 0.95;
const UNSURE = 0.5;

/**
 * Leads: the unit that the duty list names, else the town's branch of the line if there is one, else the
 * county's department, else the room.
 */
export function defaultRouteRows(items: readonly RoutableItem[]): RouteRow[] {
  const groups = new Map<string, RoutableItem[]>();
  for (const item of items) {
    const key = `${item.leadText.zh} ${item.leads.join()}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const rows: Omit<RouteRow, 'no'>[] = [
    {
      when: { call110: 'B' },
      lead: [{ line: 'police', at: 'nearest' }, ...ROOM],
      co: [{ kind: 'commandRoom', at: 'town' }],
      confidence: SURE,
      reason: {
        zh: '性质不明、边界模糊的警情：民警先行处置，再流转指挥室',
        en: 'A call of unclear nature: the police go first, then hand over to the command room',
      },
    },
    {
      when: { call110: 'A', items: ['0302'], levels: [1] },
      lead: [...ROOM],
      co: [{ line: 'police', at: 'nearest' }],
      confidence: SURE,
      reason: {
        zh: '公共设施险情、灾害事故危及生命：由指挥室指令涉事部门，民警同到场',
        en: 'Danger to life from facilities or disasters: the room orders the departments, police beside them',
      },
    },
    {
      when: { call110: 'A', items: ['0302'] },
      lead: [...ROOM],
      co: [],
      confidence: SURE,
      reason: {
        zh: '公共设施险情、灾害事故警情：由指挥室指令涉事部门',
        en: 'Danger from facilities or disasters: the command room orders the departments concerned',
      },
    },
    ...[...groups.values()].flatMap((group) => rowOf(group)),
    {
      when: {},
      lead: [LISTED, ...ROOM],
      co: [LISTED_CO],
      confidence: UNSURE,
      reason: {
        zh: '没有其他规则适用：由指挥室研判',
        en: 'No other rule fits: the command room decides',
      },
    },
  ];
  return rows.map((row, at) => ({ no: (at + 1) * STEP, ...row }));
}

function rowOf(group: readonly RoutableItem[]): Omit<RouteRow, 'no'>[] {
  const [first] = group;
  if (!first) return [];
  const nearest = first.leads.map((line): UnitSelector => ({ line, at: 'nearest' }));
  // “司法所+妇联” are handled together; of “住建/街道” the first that exists leads.
  const isTogether = first.leadText.zh.includes('+');
  return [
    {
      when: { items: group.map((item) => item.code) },
      lead: [LISTED, ...(isTogether ? nearest.slice(0, 1) : nearest), ...ROOM].slice(0, LEADS_MAX),
      co: [...(isTogether ? nearest.slice(1) : []), LISTED_CO],
      confidence: SURE,
      reason: {
        zh: `事项目录规定的主办：${first.leadText.zh}`,
        en: `Lead named by the catalogue: ${first.leadText.en}`,
      },
    },
  ];
}
