// What a message asks for: its questions and requests, one by one, in its own words. Pure.
import { DEMANDS_MAX, type DemandKind } from './contract.ts';
import { piecesOf, sentencesOf, type Sentence } from './sentences.ts';
import { termsOf, weightOf, type Terms } from './terms.ts';

export type Message = Readonly<{ subject?: string; text: string }>;

export type Demand = Readonly<{
  /** As it was written. */
  said: string;
  kind: DemandKind;
  terms: Terms;
  /** It names nothing of its own (请尽快处理): the whole matter is meant. */
  isBare: boolean;
}>;

/** The likelier meaning first: 什么时候能修好吗 asks when, not whether. */
const QUESTIONS: readonly (readonly [DemandKind, RegExp])[] = [
  ['when', /何时|什么时候|啥时|几时|哪[天年月]|多久|什么时间|时间表|具体时间|几月|猴年马月/u],
  ['why', /为什么|为何|为啥|什么原因|原因是|怎么回事|凭什么|何故|什么道理/u],
  ['howMuch', /多少|几[元块]钱|多[大高长宽](?=[?吗呢])|[标费][准用]是|怎么收费|如何收费/u],
  ['who', /[哪什][个些家么](?:部门|单位|机构|领导)|谁[来负管能给的该]|[找归]谁|该找/u],
  ['where', /在哪|哪里|哪儿|何处|什么地方|地[址点]是/u],
  [
    'how',
    /怎么[办才样做申处走查]|怎样|如何|什么(?:手续|材料|资料|条件|流程|程序|办法|政策)|需要[什哪]/u,
  ],
  [
    'whether',
    /是否|是不是|能否|能不能|可否|可不可以|有没有|有无|会不会|要不要|该不该|应不应该|合[理法规]吗|[吗么][?。!,]*$|吗[,,]|(?:可以|能|需要|还要|必须|算|属于|符合|会|应该|应当|还是)[^,]*[?]$/u,
  ],
];
const REQUEST =
  /恳[请求]|请求|(?<![申邀聘敦报])请(?![假客示问帖柬求])|希望|盼望?|期[盼望]|还望|特望|敬望|(?<![\p{Script=Han}])望(?!远|城)|建议(?!书)|(?:^|[,:;、])(?:所以|因此|故|现|特|特此|坚决|强烈|本人|我们?|业主们?|并|也)*要求(?!我|他|本|业主|居民|交|你们交)|呼吁|诉求|麻烦|拜托|求(?:助|帮|解)|给[个予我][^,。]{0,8}(?:说法|答复|交代|公道)|(?:尽快|尽早|早日)(?:解决|处理|修|开|改|落实|完|查|动工|恢复|安装|拆|通)|严[查惩]/u;
/** A sentence with several requests is cut where the next begins: 请查处污染,并请告知结果. */
const NEXT_REQUEST =
  /(?<=[,])(?=(?:并|同时|另外|还有|也|再)?(?:恳?请(?!问)|希望|建议|要求|何时|为什么|为何))/u;
/** What follows these words are demands, item by item. */
const LIST_HEAD =
  /(?:诉求|要求|请求|问题|疑问|建议|咨询)[^。]{0,12}(?:如下|有[一二三四五几两\d][点个条项]?|[::])\s*$/u;
const ITEM = /^[((]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[))、.]/u;
/** Asked of heaven, not of a department. */
const RHETORICAL =
  /天理|良心|王法|何在|难道|岂|让[不人]|何来|不管[吗了]?[?]$|吗[?!]{2,}|情何以堪|还有没有(?:人|法)/u;
/** Asks for nothing but an answer. */
const PLEASANTRY =
  /^(?:[^,。!]{0,6}(?:谢谢|感谢|此致|敬礼|辛苦|您好|你好|打扰))|^(?:望|盼|请|恳请|希望|期待|敬请|还望)?(?:领导|书记|市长|县长|政府|有关部门|相关部门)?(?:能|们)?(?:尽快|早日|及时|给予|予以|给个|百忙之中|抽空)*(?:回复|答复|回信|回音|批示|重视|关注)(?:一下|为盼)?[,。!?]?(?:谢谢)?[。!]?$/u;

/** A demand with less than this of its own says what the whole matter says. */
const BARE_BELOW = 3;
/** Shown of a long one. */
const SHOWN = 120;

/** The demands in order, each once. A message that asks nothing asks to be taken up: kind `matter`. */
export function demandsOf(message: Message): Demand[] {
  const demands: Demand[] = [];
  let isListed = false;
  for (const sentence of [...sentencesOf(message.subject ?? ''), ...sentencesOf(message.text)]) {
    const isItem = ITEM.test(sentence.text);
    if (!isItem && isListed) isListed = LIST_HEAD.test(sentence.text);
    for (const clause of piecesOf(sentence, NEXT_REQUEST)) {
      if (PLEASANTRY.test(clause.text)) continue;
      const kind = kindOf(clause.text) ?? (isListed && isItem ? 'act' : undefined);
      if (kind !== undefined) add(demands, demandOf(clause, kind));
      if (demands.length === DEMANDS_MAX) return demands;
    }
    if (LIST_HEAD.test(sentence.text)) isListed = true;
  }
  // Whoever asks for something of their own need not be answered on 请处理 as well.
  const named = demands.filter((one) => !one.isBare || one.kind !== 'act');
  if (named.length > 0) return named;
  if (demands[0]) return demands.slice(0, 1);
  const said = sentencesOf(message.subject ?? '')[0] ?? sentencesOf(message.text)[0];
  return said === undefined ? [] : [demandOf(said, 'matter')];
}

function demandOf({ text, said }: Sentence, kind: DemandKind): Demand {
  const terms = termsOf(text);
  const isBare = kind === 'matter' || weightOf(terms) < BARE_BELOW;
  return { said: said.slice(0, SHOWN), kind, terms, isBare };
}

/** A subject often says what the text says again: the fuller one stays. */
function add(demands: Demand[], demand: Demand): void {
  const twin = demands.findIndex((one) => saysAgain(one, demand));
  const before = demands[twin];
  if (!before) demands.push(demand);
  else if (demand.terms.size > before.terms.size && before.kind === demand.kind)
    demands[twin] = demand;
}

function saysAgain(a: Demand, b: Demand): boolean {
  const [small, large] = a.terms.size <= b.terms.size ? [a.terms, b.terms] : [b.terms, a.terms];
  if (small.size === 0) return a.kind === b.kind;
  let common = 0;
  for (const term of small.keys()) if (large.has(term)) common++;
  return common / small.size >= 0.7;
}

function kindOf(text: string): DemandKind | undefined {
  const question = QUESTIONS.find(([, pattern]) => pattern.test(text))?.[0];
  const asks = REQUEST.test(text);
  // 希望能否… and 请问… are questions; 请解决…吗 too.
  if (question === undefined || RHETORICAL.test(text)) return asks ? 'act' : undefined;
  return question;
}
