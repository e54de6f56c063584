// 乐清市 330382, the demonstration county: its real towns, villages and outline (data/README.md), with
// generated borders inside, and the units that a county-level city in Zhejiang has.
import { drawCounty } from '../generate/county.ts';
import { readData } from './data.ts';
import type { CountyDefinition, PlaceDefinition, UnitDefinition } from './definition.ts';
import { demoPeople } from './people.ts';

const CODE = '330382';

type TownData = Readonly<{
  code: string;
  name: string;
  near: [number, number];
  squareKilometres: number;
  villages: Readonly<Record<string, string>>;
}>;

/** The whole county; about half a second of drawing. */
export function yueqing(): CountyDefinition {
  const towns = readData<TownData[]>('330382-divisions.json');
  const places = drawCounty({
    code: CODE,
    name: '乐清市',
    outline: Int32Array.from(readData<number[]>('330382-outline.json')),
    outlineIsReal: true,
    towns: towns.map((town) => ({
      ...town,
      // A community (社区) is a part of a built-up place, and smaller than a village.
      villages: Object.entries(town.villages).map(([code, name]) => ({
        code,
        name,
        weight: name.endsWith('社区') ? 0.5 : 1,
      })),
    })),
    gridName: (village, number) => `${village}第${'一二三四五六七八九'[number - 1] ?? number}网格`,
    seed: 70,
  });
  const units = yueqingUnits(places);
  return {
    county: {
      code: CODE,
      nameZh: '乐清市',
      nameEn: 'Yueqing',
      kind: 'countyLevelCity',
      country: 'CN',
      zone: 'Asia/Shanghai',
      locale: 'zh-CN',
      mapNoticeZh: '示意图 · 乡镇、村社、网格边界为程序生成，不作为划界依据',
      mapNoticeEn:
        'Illustration: town, village and grid borders are generated and settle no boundary',
    },
    validFrom: '2023-01-01',
    places,
    units,
    people: demoPeople({
      language: 'zh',
      loginPrefix: '',
      homeTown: '330382114', // 柳市镇
      homeVillage: '330382114248', // 薛宅村: 新光大道 of the stories runs through it
      places,
      units,
    }),
  };
}

/** Lines (条) of the county's departments; `outside` are companies and other systems. */
const DEPARTMENTS = [
  ['enforcement', '综合行政执法局', 'department'],
  ['emergency', '应急管理局', 'department'],
  ['police', '公安局', 'police'],
  ['traffic-police', '公安局交通警察大队', 'police'],
  ['housing', '住房和城乡建设局', 'department'],
  ['market', '市场监督管理局', 'department'],
  ['ecology', '生态环境分局', 'department'],
  ['water', '水利局', 'department'],
  ['transport', '交通运输局', 'department'],
  ['land', '自然资源和规划局', 'department'],
  ['civil-affairs', '民政局', 'department'],
  ['labour', '人力资源和社会保障局', 'department'],
  ['justice', '司法局', 'department'],
  ['health', '卫生健康局', 'department'],
  ['education', '教育局', 'department'],
  ['agriculture', '农业农村局', 'department'],
  ['fishery', '农业农村局渔业执法队', 'department'],
  ['insurance', '医疗保障局', 'department'],
  ['fire', '消防救援大队', 'department'],
  ['politics-law', '委政法委', 'department'],
  ['petition', '信访局', 'department'],
  ['women', '妇女联合会', 'department'],
  ['finance', '金融工作中心', 'department'],
  ['data', '大数据管理中心', 'department'],
  ['municipal', '市政设施管理中心', 'department'],
  ['parks', '园林绿化管理中心', 'department'],
  ['sanitation', '环境卫生管理中心', 'department'],
  ['operations', '感知设备运维中心', 'outside'],
  ['power', '供电公司', 'outside'],
  ['water-supply', '水务集团', 'outside'],
  ['drainage', '排水公司', 'outside'],
  ['gas', '燃气公司', 'outside'],
  ['telecom', '通信行业协调办公室', 'outside'],
  ['charging', '充电设施运营企业', 'outside'],
  ['shared-bikes', '共享单车企业', 'outside'],
  ['property', '物业行业协会', 'outside'],
] as const;

/** The eight offices that share the command room's roof (“1+8”). */
const BRANCHES = [
  ['justice', '司法所', 'branch'],
  ['land', '自然资源和规划所', 'branch'],
  ['housing', '住建管理所', 'branch'],
  ['market', '市场监督管理所', 'branch'],
  ['enforcement', '综合行政执法中队', 'branch'],
  ['police', '派出所', 'police'],
  ['emergency', '应急消防管理站', 'branch'],
  ['labour', '人力资源和社会保障所', 'branch'],
] as const;

/** Lines that answer at any hour. */
const ROUND_THE_CLOCK: ReadonlySet<string> = new Set([
  ...['police', 'traffic-police', 'fire', 'emergency', 'enforcement'],
  ...['power', 'water-supply', 'drainage', 'gas', 'municipal', 'health'],
]);

function yueqingUnits(places: readonly PlaceDefinition[]): UnitDefinition[] {
  const centre = `${CODE}-command`;
  const unit = (
    placeCode: string,
    line: string,
    kind: UnitDefinition['kind'],
    name: string,
    parentCode: string | null,
    duty24h = ROUND_THE_CLOCK.has(line),
  ): UnitDefinition => ({
    code: `${placeCode}-${line}`,
    ...{ kind, name, placeCode, line, parentCode, duty24h },
  });
  const county = [
    unit(CODE, 'command', 'countyCentre', '乐清市社会治理中心', null, true),
    unit(CODE, 'supervision', 'supervision', '乐清市社会治理中心综合督查科', centre),
    ...DEPARTMENTS.map(([line, name, kind]) => unit(CODE, line, kind, `乐清市${name}`, centre)),
  ];
  const towns = places
    .filter(({ level }) => level === 'town')
    .flatMap(({ code, name }) => [
      unit(code, 'command', 'commandRoom', `${name}综合信息指挥室`, centre, true),
      unit(code, 'response', 'team', `${name}联动处置队`, `${code}-command`, true),
      ...BRANCHES.map(([line, branch, kind]) =>
        unit(code, line, kind, `${name}${branch}`, `${CODE}-${line}`),
      ),
    ]);
  const villages = places
    .filter(({ level }) => level === 'village')
    .map(({ code, name, parentCode }) =>
      unit(code, 'village', 'village', name, `${parentCode}-command`),
    );
  return [...county, ...towns, ...villages];
}
