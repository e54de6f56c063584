// Finds the places that a text names. Towns and villages are known by their full name and without
// their suffix (柳市镇, 柳市; 东风社区, 东风); roads and landmarks by their name. Pure.
import { buildWordMatcher } from '#platform/text/index.ts';
import type { Area, PlaceKind, PlaceName } from './place-name.ts';

/** One of the places that a word may mean. */
export type Meaning = Readonly<{
  level: 'town' | 'village' | 'place';
  /** Id of the jurisdiction, or of the place name. */
  id: number;
  /** The official name. */
  name: string;
  kind: PlaceKind | null;
  townId: number;
  villageId: number | null;
  gridId: number | null;
  point: Readonly<{ lng: number; lat: number }>;
  /** A short form (东风) may be an everyday word; a full one (东风社区) hardly is. */
  form: 'full' | 'short';
}>;

/** A word of the text at `[start, end)`, with everything it may mean. */
export type PlaceHit = Readonly<{
  word: string;
  start: number;
  end: number;
  meanings: readonly Meaning[];
}>;

export type Gazetteer = Readonly<{
  size: number;
  findPlaceWords(text: string): readonly PlaceHit[];
}>;

/** Hits taken from one text; a text that names more is a list of places, not the place of a matter. */
export const PLACE_HITS_MAX = 20;

/** Built once per county and boundary version; a few milliseconds for a county. */
export function buildGazetteer(areas: readonly Area[], places: readonly PlaceName[]): Gazetteer {
  const meanings = new Map<string, Meaning[]>();
  const add = (word: string, meaning: Meaning) => {
    const known = meanings.get(word);
    if (!known) meanings.set(word, [meaning]);
    else if (!known.some((other) => other.level === meaning.level && other.id === meaning.id))
      known.push(meaning);
  };
  for (const area of areas) {
    const { level, id, name, townId, centre: point } = area;
    const villageId = level === 'village' ? id : null;
    const meaning = { level, id, name, kind: null, townId, villageId, gridId: null, point };
    for (const { word, form } of formsOf(area)) add(word, { ...meaning, form });
  }
  for (const { id, name, kind, point, townId, villageId, gridId } of places)
    add(name, { level: 'place', id, name, kind, townId, villageId, gridId, point, form: 'full' });

  const words = [...meanings.keys()];
  const matcher = buildWordMatcher(words.map((word) => word.toLowerCase()));
  return {
    size: words.length,
    findPlaceWords(text) {
      return matcher
        .findLongest(text.toLowerCase())
        .slice(0, PLACE_HITS_MAX)
        .map(({ word, start, end }) => ({
          word: text.slice(start, end),
          start,
          end,
          meanings: meanings.get(words[word] ?? '') ?? [],
        }));
    },
  };
}

/** What people call a town or village. Short forms of one character would match everywhere. */
export function formsOf(
  area: Pick<Area, 'level' | 'name'>,
): { word: string; form: Meaning['form'] }[] {
  const { level, name } = area;
  const bare = name.replace(level === 'town' ? TOWN_SUFFIX : VILLAGE_SUFFIX, '');
  const full = new Set([name]);
  if (level === 'village' && bare !== name) {
    if (/村(委会|民委员会)?$/.test(name)) {
      full.add(`${bare}村`);
      full.add(`${bare}村委会`);
    } else {
      full.add(`${bare}社区`);
      full.add(`${bare}居委会`);
    }
  }
  const forms: { word: string; form: Meaning['form'] }[] = [...full]
    .filter((word) => word.length >= 3)
    .map((word) => ({ word, form: 'full' }));
  if (bare.length >= 2 && !full.has(bare) && !EVERYDAY_WORDS.has(bare))
    forms.push({ word: bare, form: 'short' });
  return forms;
}

const TOWN_SUFFIX = /(街道办事处|街道|镇|乡)$/;
const VILLAGE_SUFFIX = /(社区居民委员会|社区居委会|村民委员会|居民区|社区|居委会|村委会|村)$/;

/** Names of villages that are everyday words; only with their suffix do they name a place. */
const EVERYDAY_WORDS = new Set(
  '和平 建设 中心 团结 新建 光明 前进 幸福 东方 新村 胜利 解放 文化 友谊 建新 新民 红旗 向阳 人民 民主 平安 安全 新城 长安 公园 车站 前街 后街 街道 广场 大桥 码头 市场 工业'.split(
    ' ',
  ),
);
