// The places that a message mentions, with their offsets: stretches of text that hold the words places end with,
// cut free from the sentence around them and read by the address parser. Pure but for the shipped parser.
import { plainCharacters } from '../normalise/characters.ts';
import type { AddressKind } from '../parse/kinds.ts';
import { parseAddress } from '../parse/parse.ts';

/** What a mentioned place is for a person who looks for it. */
export type MentionKind = 'town' | 'village' | 'road' | 'place' | 'number' | 'relation';

/** A mention at `[start, end)` of the text as given. */
export type PlaceMention = Readonly<{
  kind: MentionKind;
  text: string;
  start: number;
  end: number;
  /** Mentions of one stretch belong together: a road and its number. */
  stretch: number;
}>;

/** Mentions given of one text; a text that names more is a list of places. */
export const MENTIONS_MAX = 40;
/** What comes later in a long letter seldom says where it is. */
export const MENTIONS_READ_MAX = 2000;

/** Each mention from left to right. Never throws. */
export function placesIn(text: string): PlaceMention[] {
  const plain = plainCharacters(text.slice(0, MENTIONS_READ_MAX));
  const mentions: PlaceMention[] = [];
  stretchesOf(plain).forEach(({ start, end }, stretch) => {
    for (const part of parseAddress(plain.slice(start, end))) {
      const kind = MENTIONED[part.kind];
      const from = start + part.start;
      const to = start + part.end;
      if (!kind || !isNamed(kind, part.text)) continue;
      mentions.push({ kind, text: text.slice(from, to), start: from, end: to, stretch });
    }
  });
  return mentions.slice(0, MENTIONS_MAX);
}

const MENTIONED: Readonly<Partial<Record<AddressKind, MentionKind>>> = {
  town: 'town',
  community: 'village',
  road: 'road',
  subroad: 'road',
  poi: 'place',
  subpoi: 'place',
  devzone: 'place',
  roadno: 'number',
  subroadno: 'number',
  houseno: 'number',
  cellno: 'number',
  floorno: 'number',
  roomno: 'number',
  assist: 'relation',
};

const NAME_END =
  '街道|社区|新村|大道|大街|小区|花园|公寓|广场|大厦|市场|幼儿园|小学|中学|学校|学院|医院|公园|车站|大桥|工业区|园区|商城|酒店|省|市|区|县|镇|乡|村|路|街|巷|弄|苑|庭|府';
const NUMBER_END = '\\d+(?:-\\d+)*(?:号楼|号|幢|栋|座|单元|弄|室)';
const RELATION =
  '(?:交叉路?口|路口|对面|斜对面|附近|旁边?|门口|东侧|西侧|南侧|北侧|往[东南西北]{1,2}\\d+米|[东南西北]{1,2}\\d+米)';
const ANCHOR = new RegExp(`${NAME_END}|${NUMBER_END}`, 'g');
const RELATION_NEXT = new RegExp(`^${RELATION}{1,3}`);

/** Characters a name has before its end word. */
const NAME_MAX = 8;
/** Two anchors with no more between them belong to one stretch: 柳市镇 新光大道. */
const GAP_MAX = 7;

/** Words that end the sentence around a place and begin the place. Longer ones first. */
const LEAD =
  /(?:位于|坐落|居住|住在|家住|地址|地点|来自|发生|反映|反应|投诉|举报|请问|你好|您好|我们|他们|咱们|大家|本人|这个|那个|这条|那条|整个|有人|业主|市民|群众|村民|居民|的|在|到|从|往|去|于|至|是|我|你|他|把|将|让|被|有|请|该|本|说|来|了|着|过|对|为|因|由|就|都|也|还|并|而|但|给|等|每|某|这|那|此)/g;

type Stretch = { start: number; end: number };

function stretchesOf(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  for (const clause of text.matchAll(/[^。！？；，,.!?;:：\s()“”"'《》]+/g)) {
    let open: Stretch | undefined;
    for (const anchor of clause[0].matchAll(ANCHOR)) {
      const end = clause.index + anchor.index + anchor[0].length;
      const start = startOf(text, Math.max(clause.index, open?.end ?? 0), end - anchor[0].length);
      if (open && start - open.end <= 0 && end - open.end <= GAP_MAX + anchor[0].length) {
        open.end = end;
        continue;
      }
      if (open) stretches.push(open);
      open = { start, end };
    }
    if (open) stretches.push(open);
  }
  for (const stretch of stretches) {
    const relation = RELATION_NEXT.exec(text.slice(stretch.end, stretch.end + 20));
    if (relation) stretch.end += relation[0].length;
  }
  return stretches.filter(({ start, end }) => end - start >= 2).slice(0, MENTIONS_MAX);
}

/** Where the name before an end word begins: after the last word that belongs to the sentence. */
function startOf(text: string, least: number, nameEnd: number): number {
  const from = Math.max(least, nameEnd - NAME_MAX);
  const before = text.slice(from, nameEnd);
  let start = from;
  for (const lead of before.matchAll(LEAD)) start = from + lead.index + lead[0].length;
  return start;
}

/** 小区 and 马路 alone name nothing; nor does a number without a unit. */
function isNamed(kind: MentionKind, words: string): boolean {
  if (kind === 'relation') return words.length >= 1;
  if (kind === 'number') return /\d/.test(words);
  return (
    words.length >= 2 &&
    !/^(?:小区|社区|马路|大街|街道|道路|公路|乡镇|全市|全县|城市|城区|市区|县城|农村|医院|学校|市场|公园|广场|车站|花园|新村|大厦|园区|路口|门口|[一-龥]?省|[一-龥]?市)$/.test(
      words,
    )
  );
}
