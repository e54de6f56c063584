// A title that people can read: the subject of the message nearest the middle, without what is said to the
// reader instead of the matter; and the place and the thing that most of the subjects name. Pure.

/** Longer subjects are cut. */
export const TITLE_MAX = 40;
/** What a subject says to its reader. */
const OPENING =
  /^(再次|多次|第[一二三四五六七八九十]+次|强烈|坚决|严重|恳请|请求|请问|请|关于|反映|反应|投诉|举报|咨询|询问|建议|求助|希望|呼吁|质疑|问问|对|我要|领导|尊敬的|[惊急！!，,：:\s])+/;
const CLOSING =
  /(的?(问题|投诉|建议|反映|请求|疑问|咨询|情况|事宜|现象|维权))*[？?！!。.，,…~\s]*$/;

/** The subject without its opening and closing; the subject itself where nothing would be left. */
export function cleanSubject(subject: string): string {
  const said = subject.trim().replace(/\s+/g, ' ');
  const matter = said.replace(OPENING, '').replace(CLOSING, '');
  const kept = [...matter].length >= 4 ? matter : said;
  return [...kept].length > TITLE_MAX ? `${[...kept].slice(0, TITLE_MAX - 1).join('')}…` : kept;
}

const PLACE_ENDS =
  '小区|社区|街道|新村|花园|家园|新城|国际城|国际|广场|公园|大厦|公寓|之城|学校|小学|中学|学院|医院|公司|市场|大道|号线|苑|湾|府|城|郡|路|街|村|镇|站';
const PLACE = new RegExp(`[\\u4e00-\\u9fff]{1,6}?(?:${PLACE_ENDS})`, 'g');
const NAMED_LEAST = 0.4;
/** Words that name no thing. */
const NO_THING =
  /的|了|吗|什么|是否|为何|怎么|如何|问题|附近|投诉|反映|举报|关于|请问|咨询|建议|有限/;

/** The place that most subjects name, as long as they name it alike; null when they do not agree. */
export function placeOf(subjects: readonly string[]): string | null {
  return oftenest(
    subjects.map((subject) => new Set(subject.match(PLACE)?.flatMap(endings) ?? [])),
    (name) => new RegExp(`(?:${PLACE_ENDS})$`).test(name),
  );
}

/** The thing that most subjects name beside the place; null when they do not agree. */
export function thingOf(subjects: readonly string[], place: string | null): string | null {
  return oftenest(
    subjects.map((subject) => {
      const runs =
        (place ? subject.replaceAll(place, ' ') : subject).match(/[\u4e00-\u9fff]+/g) ?? [];
      return new Set(runs.flatMap((run) => parts(run)));
    }),
    (word) => !NO_THING.test(word) && !(place?.includes(word) ?? false) && !word.endsWith('区'),
  );
}

const endings = (name: string) =>
  Array.from({ length: Math.max(0, name.length - 2) }, (_, from) => name.slice(from));

function parts(run: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < run.length; from++)
    for (let length = 2; length <= 4 && from + length <= run.length; length++)
      found.push(run.slice(from, from + length));
  return found;
}

/** The word of the highest share × length among those that enough subjects hold. */
function oftenest(
  sets: readonly ReadonlySet<string>[],
  accepts: (word: string) => boolean,
): string | null {
  const held = new Map<string, number>();
  for (const words of sets) for (const word of words) held.set(word, (held.get(word) ?? 0) + 1);
  const ranked = [...held]
    .filter(([word, count]) => count / sets.length >= NAMED_LEAST && accepts(word))
    .map(([word, count]) => ({ word, rank: (count / sets.length) * Math.sqrt(word.length) }))
    .sort((a, b) => b.rank - a.rank || (a.word < b.word ? -1 : 1));
  return ranked[0]?.word ?? null;
}
