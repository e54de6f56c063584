// What a demonstration county can call. The two social rescue teams have the names by which the county's
// reports know them; everything else is made up, with bases beside the centre of a town. Pure.
import type { Jurisdiction, Unit } from '#modules/organization/index.ts';
import { MICRO } from '#platform/geo/index.ts';
import type { ResourceDraft, ResourceKind, Skill } from './resource.ts';

type Entry = readonly [
  line: string,
  kind: ResourceKind,
  zh: string,
  en: string,
  capacity: number,
  skills: readonly Skill[],
];

/** Of the county: in the hands of the unit of that line; bases go round the towns. */
const OF_COUNTY: readonly Entry[] = [
  [
    ...(['emergency', 'rescue', '天鹰救援队', 'Sky Eagle Rescue Team', 32] as const),
    ['mountainRescue', 'waterRescue', 'firstAid', 'droneRecon'],
  ],
  [
    ...(['emergency', 'rescue', '红豹救援队', 'Red Leopard Rescue Team', 26] as const),
    ['mountainRescue', 'firstAid', 'emergencyLighting'],
  ],
  ['emergency', 'equipment', '冲锋舟', 'Rescue boats', 6, ['waterRescue']],
  [
    ...(['emergency', 'equipment', '应急照明车', 'Lighting vehicles', 3] as const),
    ['emergencyLighting'],
  ],
  [
    'fire',
    'people',
    '消防救援站一站',
    'Fire station 1',
    24,
    ['firefighting', 'hazmat', 'waterRescue'],
  ],
  ['fire', 'people', '消防救援站二站', 'Fire station 2', 18, ['firefighting', 'mountainRescue']],
  ['fire', 'equipment', '消防车', 'Fire engines', 8, ['firefighting']],
  ['health', 'people', '急救车组', 'Ambulance crews', 5, ['firstAid']],
  ['municipal', 'equipment', '挖掘机', 'Excavators', 4, ['earthMoving', 'roadRepair']],
  ['municipal', 'people', '市政抢修队', 'Street repair crew', 15, ['roadRepair', 'drainage']],
  ['drainage', 'equipment', '大流量排涝泵车', 'High-volume pump trucks', 3, ['drainage']],
  ['gas', 'people', '燃气抢修队', 'Gas repair crew', 10, ['gasRepair']],
  ['power', 'people', '电力抢修队', 'Power repair crew', 20, ['powerRepair', 'emergencyLighting']],
  ['water-supply', 'people', '供水抢修队', 'Water-main crew', 12, ['waterRepair']],
  ['traffic-police', 'police', '交警机动中队', 'Mobile traffic squad', 20, ['trafficControl']],
  ['police', 'police', '巡特警机动队', 'Mobile police squad', 40, ['publicOrder']],
  ['sanitation', 'equipment', '应急清运车', 'Clearing trucks', 6, ['cleanup']],
];

/** Of each town. */
const OF_TOWN: readonly Entry[] = [
  [
    ...(['response', 'people', '联动处置队', 'Response team', 12] as const),
    ['mediation', 'publicOrder', 'firstAid'],
  ],
  ['police', 'police', '派出所增援警力', 'Police back-up', 8, ['publicOrder', 'trafficControl']],
  ['enforcement', 'people', '执法中队机动组', 'Enforcement squad', 6, ['enforcement', 'cleanup']],
  ['justice', 'people', '人民调解小组', 'Mediators', 4, ['mediation']],
  ['emergency', 'people', '应急消防队', 'Town fire brigade', 8, ['firefighting', 'mountainRescue']],
  ['emergency', 'equipment', '移动排水泵', 'Portable pumps', 4, ['drainage']],
  ['command', 'equipment', '巡查无人机', 'Drones', 2, ['droneRecon']],
];

/** Bases of one town stand a little apart, in micro-degrees: about 80 m. */
const APART = 800;

export function demoResources(
  units: readonly Unit[],
  tree: readonly Jurisdiction[],
): readonly ResourceDraft[] {
  const county = tree.find(({ level }) => level === 'county');
  const towns = tree.filter(({ level }) => level === 'town');
  const unitAt = (place: number | undefined, line: string) =>
    units.find((unit) => unit.jurisdictionId === place && unit.line === line);
  const isChinese = /\p{Script=Han}/u.test(county?.name ?? '');
  const draft = (entry: Entry, unit: Unit, town: Jurisdiction, at: number): ResourceDraft => {
    const [, kind, zh, en, capacity, skills] = entry;
    return {
      ...{ unitId: unit.id, kind, capacity, phone: null, state: 'ready' },
      name: isChinese ? zh : en,
      skills: [...skills],
      lng6: Math.round(town.centre.lng * MICRO) + ((at % 3) - 1) * APART,
      lat6: Math.round(town.centre.lat * MICRO) + ((Math.floor(at / 3) % 3) - 1) * APART,
    };
  };
  const ofCounty = OF_COUNTY.flatMap((entry, at) => {
    const unit = unitAt(county?.id, entry[0]);
    const town = towns[at % Math.max(1, towns.length)];
    return unit && town ? [draft(entry, unit, town, at)] : [];
  });
  const ofTowns = towns.flatMap((town) =>
    OF_TOWN.flatMap((entry, at) => {
      const unit = unitAt(town.id, entry[0]);
      return unit ? [draft(entry, unit, town, at)] : [];
    }),
  );
  // One thing of each county is being mended, so that a newcomer sees what that looks like.
  return [...ofCounty, ...ofTowns].map((each) =>
    each.skills.includes('earthMoving') ? { ...each, state: 'maintenance' } : each,
  );
}
