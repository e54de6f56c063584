// The task list that a demonstration county starts with: for matters that occur every week, what is done, in
// which order, and how it is shown. A county writes its own over it. Safe to run at every start.
import { catalogOf, type Level } from '#modules/catalog/index.ts';
import { jurisdictionTree, unitList } from '#modules/organization/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { checkTaskList, findTaskList, insertTaskList } from './task-list-store.ts';
import type { StepEvidence, TaskStep } from './task-list.ts';

type Step = Readonly<{
  zh: string;
  en: string;
  evidence?: StepEvidence;
  /** Minutes from the order. */
  minutes?: number;
  /** Whose step it is; the lead's without it. */
  line?: string;
  levels?: readonly Level[];
}>;
type Entry = Readonly<{ items: readonly string[]; basis: string; steps: readonly Step[] }>;

const ENTRIES: readonly Entry[] = [
  {
    items: ['1201001', '1201002'],
    basis: '《老年人权益保障法》',
    steps: [
      { zh: '致电老人，不通再联系紧急联系人', en: 'Call the person, then the emergency contact', evidence: 'call', minutes: 10 }, // prettier-ignore
      { zh: '上门敲门探望，看精神、饮食和用药', en: 'Knock and look in: spirits, meals, medicine', evidence: 'note', minutes: 30 }, // prettier-ignore
      { zh: '检查水、电、气阀和烟感', en: 'Check water, power, gas valves and smoke alarm', evidence: 'note' }, // prettier-ignore
      { zh: '敲门无应答时，会同派出所开门', en: 'If nobody answers, open the door with the police', evidence: 'note', levels: [1, 2] }, // prettier-ignore
      {
        zh: '告知家属情况，约定下次探望',
        en: 'Tell the family, agree on the next visit',
        evidence: 'call',
      },
    ],
  },
  {
    items: ['0201001'],
    basis: '《森林防火条例》',
    steps: [
      { zh: '到场或用无人机核实火点位置和火势', en: 'Verify place and size of the fire, by drone or on site', evidence: 'before', minutes: 15 }, // prettier-ignore
      { zh: '疏散附近人员，封住上山路口', en: 'Clear people out, close the roads uphill', evidence: 'note', minutes: 20, line: 'village' }, // prettier-ignore
      { zh: '打隔离带，组织扑救，人员结伴不单独上山', en: 'Cut a firebreak and fight it; nobody goes alone', evidence: 'note' }, // prettier-ignore
      { zh: '明火扑灭后看守，清理余火', en: 'Watch the site after the flames are out', evidence: 'after', line: 'village' }, // prettier-ignore
      { zh: '查明起火原因并记录', en: 'Establish and write down the cause', evidence: 'paper' },
    ],
  },
  {
    items: ['0203003'],
    basis: '《城镇燃气管理条例》',
    steps: [
      { zh: '电话告知：关阀、开窗、不动电器、人员离开', en: 'By phone: close the valve, open windows, touch no switch, leave', evidence: 'call', minutes: 3 }, // prettier-ignore
      {
        zh: '现场警戒，测量浓度',
        en: 'Cordon off and measure',
        evidence: 'note',
        minutes: 15,
        line: 'fire',
      },
      { zh: '关断、查漏、抢修', en: 'Shut off, find the leak, repair', evidence: 'after' },
      { zh: '复测合格后恢复供气', en: 'Measure again before the gas goes on', evidence: 'paper' },
    ],
  },
  {
    items: ['0202001'],
    basis: '《城镇排水与污水处理条例》',
    steps: [
      { zh: '设警示标志，积水 27 厘米以上封闭道路', en: 'Mark it; close the road from 27 cm of water', evidence: 'before', minutes: 30, line: 'municipal' }, // prettier-ignore
      { zh: '清理雨水口，架泵抽排', en: 'Clear the inlets, pump', evidence: 'note' },
      {
        zh: '水退后检查井盖和路面',
        en: 'Check covers and road after it has gone',
        evidence: 'after',
      },
    ],
  },
  {
    items: ['0204003'],
    basis: '《城市道路管理条例》',
    steps: [
      { zh: '先围护、设警示', en: 'Fence it and mark it first', evidence: 'before', minutes: 120 },
      { zh: '查明权属单位', en: 'Find out whose it is', evidence: 'note' },
      { zh: '更换或修复并恢复路面', en: 'Replace or mend it', evidence: 'after' },
    ],
  },
  {
    items: ['1202001'],
    basis: '110 与 12345 对接联动任务清单',
    steps: [
      { zh: '问清体貌、衣着、常去处和联系方式', en: 'Ask for looks, clothes, usual places and a telephone', evidence: 'call', minutes: 5 }, // prettier-ignore
      { zh: '走访熟人和常去处，发动网格就近找', en: 'Ask acquaintances and neighbours, look near by', evidence: 'note', minutes: 30, line: 'village' }, // prettier-ignore
      { zh: '按时段分片搜寻，先水边、路边、山边', en: 'Search by sectors: water, roads, hillsides first', evidence: 'note' }, // prettier-ignore
      { zh: '调看公共视频，通报协查', en: 'Look through public cameras, tell other stations', evidence: 'note', line: 'police', levels: [1, 2] }, // prettier-ignore
      {
        zh: '找到后核对身份，交给家属',
        en: 'Check who it is and hand over to the family',
        evidence: 'note',
      },
    ],
  },
  {
    items: ['0201004'],
    basis: '《高层民用建筑消防安全管理规定》',
    steps: [
      {
        zh: '断电，移出楼道或电梯',
        en: 'Cut the current, move it out',
        evidence: 'before',
        minutes: 240,
      },
      { zh: '告知车主，指引集中充电点', en: 'Tell the owner, show where to charge', evidence: 'note', line: 'property' }, // prettier-ignore
      { zh: '同楼道排查', en: 'Look through the whole staircase', evidence: 'after' },
    ],
  },
  {
    items: ['0301001'],
    basis: '“1312”工作要求',
    steps: [
      { zh: '联系报警人，了解人数、有无受伤和器械', en: 'Call back: how many, anybody hurt, any weapon', evidence: 'call', minutes: 3 }, // prettier-ignore
      { zh: '到场分开双方，先劝离围观', en: 'Keep them apart, ask onlookers to leave', evidence: 'note', minutes: 10 }, // prettier-ignore
      {
        zh: '有受伤或持械，立即请求警力',
        en: 'With injuries or weapons ask for police at once',
        evidence: 'note',
      },
      { zh: '当场调解，约定履行，留下回访时间', en: 'Mediate on the spot, agree on terms and a visit', evidence: 'paper' }, // prettier-ignore
    ],
  },
  {
    items: ['0101001'],
    basis: '《人民调解法》',
    steps: [
      { zh: '分别听取双方', en: 'Hear both sides one by one', evidence: 'note' },
      {
        zh: '到实地看边界、用水、采光等争点',
        en: 'Look at what it is about on the spot',
        evidence: 'before',
      },
      { zh: '组织调解，签调解协议', en: 'Mediate and write the agreement', evidence: 'paper' },
      {
        zh: '7 日内回访履行情况',
        en: 'Ask within seven days whether it is kept',
        evidence: 'call',
      },
    ],
  },
  {
    items: ['0102001'],
    basis: '《保障农民工工资支付条例》',
    steps: [
      { zh: '登记人数、金额、工期和证据', en: 'Note how many, how much, since when, on what proof', evidence: 'paper' }, // prettier-ignore
      {
        zh: '约谈用人单位和总承包单位',
        en: 'Call in the employer and the main contractor',
        evidence: 'note',
      },
      {
        zh: '责令限期支付，督促到账',
        en: 'Order payment by a day, see that it arrives',
        evidence: 'paper',
      },
      { zh: '告知法律援助和仲裁途径', en: 'Tell of legal aid and arbitration', evidence: 'call' },
    ],
  },
  {
    items: ['0401001', '0401002'],
    basis: '《城市市容和环境卫生管理条例》',
    steps: [
      { zh: '拍下现状', en: 'Photograph it', evidence: 'before' },
      {
        zh: '清运，有害和建筑垃圾分开',
        en: 'Clear it; hazardous and building waste apart',
        evidence: 'after',
      },
      { zh: '查来源，劝导责任人', en: 'Find where it comes from, talk to them', evidence: 'note' },
    ],
  },
  {
    items: ['0801003', '0801004'],
    basis: '《水污染防治法》',
    steps: [
      {
        zh: '沿管沟找排口，拍照定位',
        en: 'Follow the ditch to the outlet, photograph it',
        evidence: 'before',
      },
      { zh: '必要时取水样送检', en: 'Take a sample where needed', evidence: 'paper' },
      { zh: '制止排放，责令整改', en: 'Stop it, order a remedy', evidence: 'paper' },
      { zh: '整改后复查', en: 'Look again after the remedy', evidence: 'after' },
    ],
  },
  {
    items: ['0301003'],
    basis: '《噪声污染防治法》',
    steps: [
      { zh: '到场听声辨源，必要时测量', en: 'Find the source, measure where needed', evidence: 'note', minutes: 10 }, // prettier-ignore
      { zh: '劝导停止或降低音量', en: 'Ask them to stop or to be quieter', evidence: 'note' },
      {
        zh: '反复扰民的，移交执法部门',
        en: 'Pass repeated cases on to enforcement',
        evidence: 'paper',
      },
    ],
  },
];

/** Publishes the first list of a county in China that has none. */
export async function seedTaskList(db: Db, countyId: number, now: Instant): Promise<void> {
  const tree = await jurisdictionTree(db, countyId);
  const county = tree.find(({ level }) => level === 'county');
  if (!county || !/\p{Script=Han}/u.test(county.name)) return;
  if (await inTransaction(db, [countyId], (tx) => findTaskList(tx, countyId))) return;
  const [{ items }, units] = await Promise.all([
    catalogOf(db, countyId),
    unitList(db, { countyId }),
  ]);
  const lines = new Set(units.map(({ line }) => line));
  const steps = stepsOf(ENTRIES).filter(
    ({ holder, items: prefixes }) =>
      (holder === null || ('line' in holder && lines.has(holder.line))) &&
      prefixes.every((prefix) => items.some(({ code }) => code.startsWith(prefix))),
  );
  await checkTaskList(db, countyId, steps);
  const first = { countyId, steps, basedOn: 0, note: '', by: 'system:seed', now };
  await inTransaction(db, [countyId], (tx) => insertTaskList(tx, first));
}

/** Numbered in tens, so that a county can put its own steps between. */
function stepsOf(entries: readonly Entry[]): TaskStep[] {
  return entries
    .flatMap(({ items, basis, steps }) => steps.map((step) => ({ items, basis, step })))
    .map(({ items, basis, step }, at) => ({
      no: (at + 1) * 10,
      items: [...items],
      levels: [...(step.levels ?? [])],
      holder: step.line
        ? { line: step.line, at: step.line === 'village' ? 'village' : 'nearest' }
        : null,
      task: { zh: step.zh, en: step.en },
      evidence: step.evidence ?? 'none',
      within: step.minutes === undefined ? null : { amount: step.minutes, unit: 'minute' },
      basis,
    }));
}
