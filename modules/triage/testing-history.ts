// A made-up history of a county for tests of what is learnt from it: people speak of their things in words that no
// catalogue has, the machine guesses wrong for a while, and a clerk files what it was.
import {
  actorAs,
  COUNTY,
  ITEMS,
  MACHINE,
  MORNING,
  PLACE,
  UNITS,
} from '#modules/incident/testing.ts';
import { performAll, receiveAll, type PerformDeps, type Request } from '#modules/incident/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { DAY, MINUTE, type Instant } from '#platform/time/index.ts';

/** What people of this county say, by item; the words are no keywords of the shipped catalogue. */
const SAYINGS: Readonly<Record<string, readonly string[]>> = {
  [ITEMS.rubbish]: ['果皮箱旁边龌龊', '大件家伙没人收走', '弄堂口一堆龌龊东西'],
  [ITEMS.spill]: ['车斗漏下来的石子', '一路漏泥巴', '水泥车甩了满街泥浆'],
  [ITEMS.quarrel]: ['两家头面红耳赤', '为了一句话翻脸', '隔壁人家相骂'],
  [ITEMS.noise]: ['半夜三更咚咚响', '大妈音箱开到天亮', '楼上跳来跳去睏不着'],
};
const SPOTS = ['东门', '西门', '桥头', '老街', '车站', '新村', '码头', '菜场'];
const ENDINGS = ['请来看看', '已经三天了', '老人吃不消', '希望处理', '昨天也这样', ''];
export const HISTORY_ITEMS = Object.keys(SAYINGS);

export type ToldMatter = Readonly<{
  at: Instant;
  text: string;
  itemCode: string;
  /** What the machine guessed; the clerk corrected it when it differs. */
  guess: string;
}>;

export type HistoryOptions = Readonly<{
  weeks: number;
  perWeek: number;
  /** The end of the last week. */
  until?: Instant;
  seed?: number;
  /** Share of guesses that were wrong. */
  wrong?: number;
}>;

/** The oldest first. */
export function toldMatters(options: HistoryOptions): ToldMatter[] {
  const { weeks, perWeek, until = MORNING, seed = 7, wrong = 0.3 } = options;
  const random = seededRandom(seed);
  const one = <T>(of: readonly T[]): T => {
    const drawn = of[Math.floor(random() * of.length)];
    if (drawn === undefined) throw new Error('nothing to draw from');
    return drawn;
  };
  return Array.from({ length: weeks * perWeek }, (_, at): ToldMatter => {
    const itemCode = one(HISTORY_ITEMS);
    const week = Math.floor(at / perWeek);
    return {
      at: until - (weeks - week) * 7 * DAY + MINUTE,
      text: `${one(SPOTS)}${one(SAYINGS[itemCode] ?? [])}，${one(ENDINGS)}`,
      itemCode,
      guess: random() < wrong ? one(HISTORY_ITEMS) : itemCode,
    };
  });
}

/** Reports them, lets the machine guess and a clerk file them; returns their ids. */
export async function liveThrough(
  deps: PerformDeps,
  matters: readonly ToldMatter[],
  countyId = COUNTY,
  { isFiled = true } = {},
): Promise<string[]> {
  const ids: string[] = [];
  const clerk = actorAs('infoClerk', { place: { countyId, townId: PLACE.townId } });
  for (const at of new Set(matters.map((matter) => matter.at))) {
    const week = matters.filter((matter) => matter.at === at);
    const received = await receiveAll(
      deps,
      week.map(({ text }) => ({
        ...{ countyId, divisionCode: '330382', zone: 'Asia/Shanghai', actor: clerk },
        ...{ unitId: UNITS.room, source: 'phone', sourceKey: uuidv7(at), title: text.slice(0, 20) },
        ...{ words: { text }, person: {}, reporterMode: 'anonymous', reporterId: null },
        ...{ itemCode: null, level: null, place: PLACE, roomUnitId: UNITS.room, occurredAt: at },
        ...{ evidence: [], wantsReceipt: false },
      })),
      at,
    );
    const born = received.map((each) => {
      if (!each.ok) throw new Error(each.refusal.code);
      return each.incidentId;
    });
    ids.push(...born);
    await done(deps, born.map((incidentId, no) => guessed(countyId, incidentId, week[no]?.guess)), at + MINUTE); // prettier-ignore
    const filed = born.map((incidentId, no): Request => {
      const input = { itemCode: week[no]?.itemCode };
      return { countyId, incidentId, verb: 'accept', input, actor: clerk };
    });
    if (isFiled) await done(deps, filed, at + 2 * MINUTE);
  }
  return ids;
}

function guessed(countyId: number, incidentId: string, value = ''): Request {
  const item = { value, confidence: 0.6, reasons: [], rule: 'lexical/1' };
  const input = { acts: [], item, duplicates: [] };
  return { countyId, incidentId, verb: 'triage', input, actor: MACHINE };
}

/** What one batch takes; see BATCH_MAX. */
const AT_ONCE = 500;

async function done(deps: PerformDeps, requests: readonly Request[], now: Instant): Promise<void> {
  for (let from = 0; from < requests.length; from += AT_ONCE)
    for (const outcome of await performAll(deps, requests.slice(from, from + AT_ONCE), now))
      if (!outcome.ok) throw new Error(outcome.refusal.code);
}
