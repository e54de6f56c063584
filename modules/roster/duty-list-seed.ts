// The duty list that a demonstration county starts with: matters on the edge between two offices, each
// with who leads, who helps and what that rests on. Safe to run at every start.
import { catalogOf } from '#modules/catalog/index.ts';
import { jurisdictionTree, unitList } from '#modules/organization/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { publishDutyList } from './duty-list-publish.ts';
import { findDutyList } from './duty-list-store.ts';
import type { DutyPart, DutyRow } from './duty-list.ts';

type Part = readonly [line: string, role: DutyPart, zh: string, en: string];
type Entry = Readonly<{ items: readonly string[]; basis: string; parts: readonly Part[] }>;

/**
 * The leads are those of the catalogue: the list settles what the catalogue leaves open. National laws
 * are named; a county puts its own plans and minutes beside them.
 */
const ENTRIES: readonly Entry[] = [
  {
    items: ['0201001'],
    basis: '《森林防火条例》',
    parts: [
      [
        'emergency',
        'lead',
        '核实火点，组织扑救，按预案上报',
        'Verify the fire, fight it, report as planned',
      ],
      [
        'village',
        'co',
        '带路、疏散、看守火场',
        'Guide the crews, clear people out, watch the site',
      ],
      ['fire', 'support', '增派消防车和人员', 'Send engines and crews'],
    ],
  },
  {
    items: ['0201004'],
    basis: '《高层民用建筑消防安全管理规定》',
    parts: [
      ['fire', 'lead', '检查并责令改正违规停放、充电', 'Inspect and order the charging to end'],
      [
        'property',
        'co',
        '劝阻、清移车辆，安排集中充电',
        'Talk to owners, move vehicles, offer charging',
      ],
      ['village', 'support', '入户宣传', 'Tell the households'],
    ],
  },
  {
    items: ['0202001'],
    basis: '《城镇排水与污水处理条例》',
    parts: [
      ['drainage', 'lead', '抽排积水，疏通管网', 'Pump the water, clear the pipes'],
      ['municipal', 'co', '围护、警示，修复路面', 'Fence and mark, mend the road'],
      ['traffic-police', 'support', '分流车辆', 'Divert the traffic'],
    ],
  },
  {
    items: ['0203003'],
    basis: '《城镇燃气管理条例》',
    parts: [
      ['gas', 'lead', '关阀、检测、抢修', 'Close valves, measure, repair'],
      ['fire', 'co', '警戒、稀释、救援', 'Keep people away, disperse the gas, rescue'],
      ['housing', 'support', '督促整改用气隐患', 'See that faults are mended'],
    ],
  },
  {
    items: ['0204003'],
    basis: '《城市道路管理条例》',
    parts: [
      ['municipal', 'lead', '先围护，查明权属后修复', 'Fence it first, find the owner, repair'],
      ['telecom', 'support', '修复自有井盖和杆件', 'Repair its own covers and poles'],
      ['power', 'support', '修复自有井盖和杆件', 'Repair its own covers and poles'],
    ],
  },
  {
    items: ['0303002'],
    basis: '《商品房屋租赁管理办法》',
    parts: [
      ['housing', 'lead', '认定并责令改正', 'Establish the facts and order a remedy'],
      ['police', 'co', '核对居住登记', 'Check who is registered'],
      ['fire', 'co', '检查消防隐患', 'Look for fire hazards'],
    ],
  },
  {
    items: ['0102001'],
    basis: '《保障农民工工资支付条例》',
    parts: [
      ['labour', 'lead', '受理、调查、责令支付', 'Take the complaint, look into it, order payment'],
      ['justice', 'support', '调解和法律援助', 'Mediation and legal aid'],
    ],
  },
  {
    items: ['1202001'],
    basis: '110 与 12345 对接联动任务清单',
    parts: [
      ['response', 'lead', '就近搜寻', 'Search near by'],
      ['police', 'co', '调看公共视频，通报协查', 'Look through public cameras, ask neighbours'],
      ['village', 'support', '走访熟人和常去处', 'Ask acquaintances, look at usual places'],
    ],
  },
];

/** Publishes the first list of a county in China that has none. */
export async function seedDutyList(db: Db, countyId: number, now: Instant): Promise<void> {
  const tree = await jurisdictionTree(db, countyId);
  const county = tree.find(({ level }) => level === 'county');
  if (!county || !/\p{Script=Han}/u.test(county.name)) return;
  const known = await inTransaction(db, [countyId], (tx) => findDutyList(tx, countyId, county.id));
  if (known) return;
  const [{ items }, units] = await Promise.all([
    catalogOf(db, countyId),
    unitList(db, { countyId }),
  ]);
  const lines = new Set(units.map(({ line }) => line));
  const rows = rowsOf(ENTRIES).filter(
    ({ holder, items: prefixes }) =>
      'line' in holder &&
      lines.has(holder.line) &&
      prefixes.every((prefix) => items.some(({ code }) => code.startsWith(prefix))),
  );
  const first = {
    countyId,
    placeId: county.id,
    rows,
    basedOn: 0,
    note: '',
    by: 'system:seed',
    now,
  };
  await publishDutyList(db, first, (work) => inTransaction(db, [countyId], work));
}

/** Numbered in tens, so that a county can put its own rows between. */
function rowsOf(entries: readonly Entry[]): DutyRow[] {
  return entries
    .flatMap(({ items, basis, parts }) => parts.map((part) => ({ items, basis, part })))
    .map(({ items, basis, part: [line, role, zh, en] }, at) => ({
      no: (at + 1) * 10,
      items: [...items],
      areaId: null,
      holder: { line, at: line === 'village' ? 'village' : 'nearest' },
      role,
      duty: { zh, en },
      basis,
    }));
}
