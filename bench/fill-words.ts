// What people say: sentences put together from the catalogue's own phrases, place names and the talk
// around them, so that words are as common or rare as in real calls.
import type { CatalogItem } from '#modules/catalog/index.ts';
import type { Random } from './fill-chance.ts';

const ROADS = [
  '新光大道',
  '宁康西路',
  '伯乐东路',
  '柳青路',
  '建设路',
  '滨海路',
  '中心街',
  '清远路',
  '晨曦路',
  '双雁路',
  '旭阳路',
  '人民路',
];
const SPOTS = [
  '路口',
  '小区门口',
  '菜市场旁边',
  '学校门口',
  '公交站附近',
  '桥下',
  '河边',
  '厂房后面',
  '村口',
  '停车场',
  '医院对面',
  '广场',
];
const OPENINGS = [
  '市民反映',
  '来电人称',
  '群众反映',
  '居民投诉',
  '网格员巡查发现',
  '路人报告',
  '商户反映',
  '',
];
const TROUBLES = [
  '影响通行',
  '存在安全隐患',
  '味道很大',
  '影响居民休息',
  '多次反映没有处理',
  '已经持续好几天',
  '晚上特别严重',
  '老人小孩经过很危险',
  '希望尽快处理',
  '没有人管',
  '越来越严重',
  '造成积水',
];
const CLOSINGS = [
  '请相关部门核实处理',
  '要求回复',
  '请到现场查看',
  '希望有人来看一下',
  '请尽快派人',
  '望答复',
  '',
];
const RARE = [
  '蜂窝',
  '松鼠',
  '鳄龟',
  '无人机',
  '变电箱',
  '古树',
  '祠堂',
  '渡口',
  '盐场',
  '灯塔',
  '养蜂',
  '烟囱',
  '石狮',
  '戏台',
  '水塔',
  '牌坊',
];

/** Words of two characters that lie side by side in some texts, each of `TROUBLES` with each of a place. */
export function wordPairs(): string[] {
  const twos = (texts: readonly string[]) => [
    ...new Set(
      texts.flatMap((text) =>
        Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)),
      ),
    ),
  ];
  const places = twos([...ROADS, ...SPOTS]);
  return twos(TROUBLES).flatMap((trouble) => places.map((place) => `${trouble} ${place}`));
}

export type Words = Readonly<{ title: string; text: string }>;

/** A title and the whole text of one report. */
export function wordsAbout(
  random: Random,
  item: CatalogItem,
  town: string,
  village: string,
): Words {
  const of = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const spot = `${village}${random() < 0.6 ? of(ROADS) : ''}${1 + Math.floor(random() * 300)}号${of(SPOTS)}`;
  const what = item.phrases.length > 0 && random() < 0.7 ? of(item.phrases) : item.name.zh;
  const more = item.keywords.length > 0 ? of(item.keywords) : '';
  const rare = random() < 0.01 ? `，旁边有${of(RARE)}` : '';
  return {
    title: `${town}${what}`,
    text: `${of(OPENINGS)}${town}${spot}${what}，${more}${of(TROUBLES)}${rare}，${of(TROUBLES)}，${of(CLOSINGS)}。${item.name.zh}`,
  };
}
