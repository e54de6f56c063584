// What is reported in the demonstration: a source, a place of the county, a phrase of the catalogue, said by
// a person nobody has. Every text says that it is a demonstration. Pure.
import type { Area, PlaceName } from '#modules/address/index.ts';
import type { CatalogItem } from '#modules/catalog/index.ts';
import type { Actor } from '#modules/identity/index.ts';
import type { Source } from '#modules/incident/index.ts';
import type { ReportInput } from '#modules/intake/contract.ts';
import type { Random } from '#platform/chance/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import type { Cast } from './cast.ts';
import { pick, weighted } from './chance.ts';

/** Keys of demonstration reports begin so; the item that was meant is their last part. */
export const DEMO_KEY = 'demo:';
export const DEMO_MARK = { zh: '〔演示〕', en: '[Demo] ' } as const;

export type DemoPlaces = Readonly<{
  language: 'zh' | 'en';
  villages: readonly Area[];
  names: readonly PlaceName[];
  townName: (townId: number) => string;
  items: readonly CatalogItem[];
  /** Whether a point (whole micro-degrees) lies in the county. */
  isInside: (lng6: number, lat6: number) => boolean;
  /** The town of the accounts shown to newcomers: more happens there. */
  homeTown: number | null;
  homeVillage: number | null;
  cast: Cast;
}>;

/** What a report is about; another person may report the same. */
type Matter = Readonly<{ item: CatalogItem; spot: Spot }>;
export type DemoReport = Readonly<{ input: ReportInput; actor: Actor; about: Matter }>;

const SOURCE_WEIGHTS: readonly (readonly [Source, number])[] = [
  ['gridWorker', 30],
  ['hotline12345', 20],
  ['phone', 8],
  ['citizen', 8],
  ['video', 8],
  ['sensor', 6],
  ['police110', 6],
  ['wechat', 4],
  ['model', 3],
  ['visit', 2],
  ['letter', 1],
  ['assignedAbove', 1],
  ['leaderNote', 1],
  ['deputy', 1],
  ['otherSystem', 1],
];
const MACHINES: readonly Source[] = ['video', 'sensor', 'model', 'otherSystem'];
/** What cameras, sensors and models can notice at all. */
const SEEN_BY_MACHINES = [
  '0201',
  '0202',
  '04',
  '05',
  '0601',
  '0602',
  '0701',
  '0801',
  '0802',
  '1201',
];
const CALLS_110 = ['0301', '0302'];

const HOME_SHARE = 0.22;
/** Of those at home: what happens in the very village of the shown grid worker and cadre. */
const HOME_VILLAGE_SHARE = 0.35;
/** The rest of what is said, so that no two texts are alike. */
const TAILS = {
  zh: [
    '影响出行，请尽快处理。',
    '已经有两天了，希望有人来看看。',
    '附近居民意见较大。',
    '现场有人看着，请派人到场。',
    '昨天也反映过一次，还没解决。',
    '位置就在路口边上。',
    '希望处理后回个电话。',
    '老人小孩经过不安全。',
  ],
  en: [
    'It blocks the way; please come soon.',
    'It has been like this for two days.',
    'The neighbours are unhappy about it.',
    'Somebody is watching the place.',
    'I reported it yesterday, too.',
    'It is right at the corner.',
    'Please call me back when it is done.',
    'It is not safe for children.',
  ],
} as const;
const SURNAMES = [...'张王李赵陈刘杨黄周吴'];
const LATE_SHARE = 0.03;
const LATE_BY = 150 * MINUTE;
/** Reports of what has just been reported, for the duplicates and 并案. */
const SAME_SHARE = 0.06;
/** Reports whose item only triage can tell. */
const UNTOLD_SHARE = 0.45;
const POINT_SHARE = 0.75;
/** Around the middle of a place, in micro-degrees: some 300 m. */
const SCATTER = 3000;

/** The next report; undefined when chance chose somebody who is not there. */
export function demoReport(
  random: Random,
  places: DemoPlaces,
  key: string,
  now: Instant,
  last?: Matter,
): DemoReport | undefined {
  const same = random() < SAME_SHARE ? last : undefined;
  const source = same ? 'hotline12345' : (weighted(SOURCE_WEIGHTS, random()) ?? 'phone');
  const item = same?.item ?? pick(itemsFor(source, places.items), random());
  const spot = same?.spot ?? spotOf(random, places);
  if (!item || !spot) return undefined;
  const actor = reporterOf(random, source, spot, places.cast);
  if (!actor) return undefined;
  const { language } = places;
  const said = language === 'zh' ? (pick(item.phrases, random()) ?? item.name.zh) : item.name.en;
  const tail = pick(TAILS[language], random()) ?? '';
  const text =
    language === 'zh'
      ? `${DEMO_MARK.zh}${whereOf(spot)}${said}，${tail}`
      : `${DEMO_MARK.en}${said}: ${spot.name}, ${spot.town}. ${tail}`;
  const isMachine = MACHINES.includes(source);
  const isTold = isMachine || source === 'police110' || random() > UNTOLD_SHARE;
  const point = isMachine || source === 'gridWorker' || random() < POINT_SHARE ? spot.point : null;
  const input: ReportInput = {
    source,
    sourceKey: `${DEMO_KEY}${key}:${item.code}`,
    text,
    address: language === 'zh' ? whereOf(spot) : `${spot.name}, ${spot.town}`,
    ...(isTold ? { itemCode: item.code } : {}),
    ...(point ? { point } : { villageId: spot.villageId }),
    ...(random() < LATE_SHARE ? { occurredAt: now - LATE_BY } : {}),
    ...(isMachine || source === 'gridWorker' ? {} : { reporter: personOf(random, language) }),
  };
  return { input, actor, about: { item, spot } };
}

/** As people say it: 柳市镇第一小学, not 柳市镇柳市镇第一小学. */
function whereOf({ town, name }: Pick<Spot, 'town' | 'name'>): string {
  return name.startsWith(town) ? name : `${town}${name}`;
}

function itemsFor(source: Source, items: readonly CatalogItem[]): readonly CatalogItem[] {
  const open = items.filter(({ restricted }) => !restricted);
  const among = (codes: readonly string[]) =>
    open.filter(({ code }) => codes.some((start) => code.startsWith(start)));
  if (MACHINES.includes(source)) return among(SEEN_BY_MACHINES);
  if (source === 'police110') return among(CALLS_110);
  // The gravest are rare in life, and so in the demonstration.
  return open.filter(({ level, code }) => level >= 2 && !CALLS_110.includes(code.slice(0, 4)));
}

type Spot = Readonly<{
  town: string;
  name: string;
  townId: number;
  villageId: number;
  point: { lng6: number; lat6: number } | null;
}>;

function spotOf(random: Random, places: DemoPlaces): Spot | undefined {
  const atHome = random() < HOME_SHARE;
  const inVillage = atHome && random() < HOME_VILLAGE_SHARE;
  const here = <T extends { townId: number }>(list: readonly T[]) =>
    atHome ? list.filter(({ townId }) => townId === places.homeTown) : list;
  const named = !inVillage && random() < 0.6 ? pick(here(places.names), random()) : undefined;
  const village = inVillage
    ? places.villages.find(({ id }) => id === places.homeVillage)
    : pick(here(places.villages), random());
  if (!village) return undefined;
  const place = named?.villageId == null ? undefined : named;
  const { townId } = place ?? village;
  const centre = place?.point ?? village.centre;
  const scattered = (degrees: number) =>
    Math.round(degrees * 1e6 + (random() - 0.5) * (place ? SCATTER / 4 : SCATTER));
  const point = { lng6: scattered(centre.lng), lat6: scattered(centre.lat) };
  return {
    town: places.townName(townId),
    name: place?.name ?? village.name,
    townId,
    villageId: place?.villageId ?? village.id,
    point: places.isInside(point.lng6, point.lat6) ? point : null,
  };
}

function reporterOf(random: Random, source: Source, spot: Spot, cast: Cast): Actor | undefined {
  switch (source) {
    case 'gridWorker':
      return pick(cast.inVillage('gridWorker', spot.villageId), random());
    case 'citizen':
      return pick(cast.of('citizen'), random());
    case 'deputy':
      return pick(cast.of('npcDeputy'), random());
    case 'police110':
      return cast.inTown('policeLiaison', spot.townId)[0] ?? cast.of('serviceClient')[0];
    case 'sensor':
    case 'video':
    case 'model':
    case 'otherSystem':
      return cast.of('serviceClient')[0];
    default:
      return cast.inTown('infoClerk', spot.townId)[0] ?? cast.of('countyDuty')[0];
  }
}

/** Numbers of this form are given to nobody who would be called. */
function personOf(random: Random, language: 'zh' | 'en') {
  const digits = String(Math.floor(random() * 10_000)).padStart(4, '0');
  return language === 'zh'
    ? { name: `${pick(SURNAMES, random()) ?? '张'}某某`, phone: `1380000${digits}` }
    : { name: `Sample Caller ${digits}`, phone: `410-555-${digits}` };
}
