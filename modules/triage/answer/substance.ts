// What an answer says that can be looked up — done, by whom, when, on what basis, how much, why — and what
// of it is empty. Pure.
import { NAMED_MAX, type SubstanceKind } from './contract.ts';

export type Substance = Readonly<{ kind: SubstanceKind; words: string }>;

/** A courtesy that every answer has: it neither counts for an answer nor against it. */
const COURTESY =
  /^[“"'《]?(?:UU|A)?\d{4,}|收悉|已收到|已阅|获悉|(?:回复|答复|回答)如下|^(?:尊敬|亲爱|来信)的?|^[“”"']*(?:网友|网民|市民|同志)|^(?:您|你)好|感谢(?:您|你|广大|社会|来信|对)|谢谢|特此(?:回复|答复)|祝(?:您|你|事事)|敬请(?:谅解|理解)|请您?(?:理解|谅解|支持)|由衷|^\d{4}年\d{1,2}月\d{1,2}日?$|^二[〇○0]/u;

/** 空话: it was passed on … */
const FORWARDED =
  /(?:已|将|会|予以|均)[^,。]{0,24}(?:转(?!公|让|移|为|变|正|学|户)|交办|移交|反馈给|反映给|呈送|通报)[^,。]{0,40}|敬请(?:关注|期待|等待)|(?:待|如)有(?:调查|处理|新的|进展|相关|结果|情况)[^。]{0,20}(?:回复|反馈|答复|告知)|(?:第一时间|及时|尽快|尽早)(?:向您)?(?:回复|答复|反馈|与您联系)|耐心等/u;
/** … or will be thought about: said of any matter and true of none in particular. */
const STUDIED =
  /高度重视|正在(?:研究|调查|核实|处理|办理|了解|协调|跟进)(?!设)|(?:进一步|认真|积极|充分|深入|继续|加快|尽快|努力|不断|一并|予以)[^,。]{0,10}(?:研究|论证|考虑|梳理|重视|加强|完善|推进|落实|改进|提高|关注|处理|解决|协调|采纳)|宝贵(?:的)?(?:意见|建议)|(?:列入|纳入|统筹)考虑|引起重视|跟踪(?:督办|关注)|妥善处理|依法依规(?:处理|办理)/u;

/** What one sentence of an answer does. */
export type SentenceSort = 'meant' | 'studied' | 'forwarded' | 'courtesy';

/** Fewer letters beside a courtesy say nothing. */
const COURTESY_REST = 6;
/** Fewer letters beside empty words say nothing. */
const HOLLOW_REST = 12;

export function sortOf(sentence: string): SentenceSort {
  const clauses = sentence.split(/[,;。!?:\s]+/u).filter((clause) => /\p{L}|\p{N}/u.test(clause));
  const rest = clauses.filter((clause) => !COURTESY.test(clause));
  if (rest.join('').length < COURTESY_REST && rest.length < clauses.length) return 'courtesy';
  const isHollow = (clause: string) => FORWARDED.test(clause) || STUDIED.test(clause);
  const full = rest.filter((clause) => !isHollow(clause));
  if (full.length === rest.length || full.join('').length >= HOLLOW_REST) return 'meant';
  return rest.some((clause) => FORWARDED.test(clause)) ? 'forwarded' : 'studied';
}

const PATTERNS: readonly (readonly [SubstanceKind, RegExp])[] = [
  [
    'done',
    /(?:已|已经|现已|均已|业已|目前已|经)(?:[^,。;将转]{0,14})?(?:完成|修复|更换|清理|清除|拆除|安装|开通|整改|整治|恢复|办结|到位|发放|退还|支付|拨付|缴纳|立案|查处|责令|下达|约谈|关停|停业|处罚|搬离|疏通|补[种齐发办]|调整|解决|签订|启动|开工|竣工|验收|列入|纳入|公示|通知|联系|协商|告知|上门|安排|取消)|(?:进行|开展|组织|召开|采取)了|(?:责令|责成|要求|督促)(?!群众)[^,。]{2,}|经(?:[^,。]{0,12})(?:核实|调查|核查|查实|查证|走访|勘查|勘察|检测|检查|协商|沟通|了解|查询|查)[,,:]|前往现场|到现场|现场(?:查看|核实|勘查|检查|踏勘)/gu,
  ],
  [
    'by',
    /(?:由|经|与|向|联合|组织|要求|和|、|,|^|,)([\p{Script=Han}\dA-Z]{2,14}?(?:局|委员会|住建委|卫健委|发改委|街道|镇政府|乡政府|社区|村委会|居委会|大队|中队|支队|派出所|交警|供电公司|公司|管理处|服务中心|中心|管理所|执法队|消防|办事处|指挥部|学校|医院))/gu,
  ],
  [
    'date',
    /\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?|底|初|末|[上下]半年)?|\d{1,2}月(?:\d{1,2}[日号]|底|初|中旬|上旬|下旬|份)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:今|明|去|前)年(?:年?[底初末]|\d{1,2}月|[上下]半年)?|(?:本|上|下|次)(?:周|月)[\p{Script=Han}\d]?|(?:昨|今|当)(?:天|日|晚)|\d+个?(?:工作日|天|日|小时|个月|年)内/gu,
  ],
  [
    'basis',
    /《[^》]{2,40}》(?:第[\d一二三四五六七八九十百]+条)?|第[\d一二三四五六七八九十百]+条|\[(?:政府发文|\d{4})\]\d*号|[〔(\[]\d{4}[〕)\]]\d+号|(?:根据|依据|依照|按照)[^,。]{2,20}(?:规定|要求|政策|标准|办法|条例|法|通知|规划|合同|文件|精神)/gu,
  ],
  [
    'number',
    /\d+(?:\.\d+)?(?:万|亿|余|多)*(?:元|万|亿|平方|平米|公里|米|千米|户|人|名|台|辆|栋|套|亩|处|吨|度|起|次|条|棵|盏|所|个(?!工作日|月)|%|千伏|KV|kv|㎡)|百分之[\p{Script=Han}]{1,4}|[一二三四五六七八九十百千万两]{1,4}(?:万元|元|户|人|处|起|次|公里)/gu,
  ],
  [
    'reason',
    /因(?!此|而|素|人)|由于|原因[是为:,]|主要(?:是|原因)|鉴于|导致|暂(?:无|不|未)|无法|未(?:能|达|纳入|列入|取得|经|办理|获)|不(?:符合|属于|属|具备|能|予|在|得|宜)|属于|符合|可以(?!放心)|如果|只有|须|应当|需要|是指|凡|即可|方可/gu,
  ],
  [
    'plan',
    /(?:将|拟|计划|预计|力争|争取|确保)(?:于|在)?[^,。]{0,12}(?:\d|年|月|底|季度|完成|建成|开工|启动|实施|改造|建设|安装|开通|投入|整治|更换|新建|修建|恢复)|下一步|分(?:期|批)|待[^,。]{2,20}后/gu,
  ],
  [
    'contact',
    /0?\d{3,4}[-— ]?\d{7,8}|(?<!\d)1\d{10}(?!\d)|(?<!\d)12\d{3}(?!\d)|0000-0{6,8}|(?:电话|热线|联系人|地址|窗口|网址|公众号)[::]?/gu,
  ],
];

/** Words found of each kind in sentences that mean something, each once; at most NAMED_MAX of a kind. */
export function substanceOf(meant: readonly string[]): Substance[] {
  const found = new Map<SubstanceKind, Set<string>>();
  for (const [kind, pattern] of PATTERNS)
    for (const sentence of meant)
      for (const match of sentence.matchAll(pattern)) {
        const words = (match[1] ?? match[0]).replace(/^[,,]|[,,:]$/gu, '').slice(0, 24);
        const known = found.get(kind) ?? new Set();
        if (known.size < NAMED_MAX) known.add(words);
        found.set(kind, known);
      }
  return [...found].flatMap(([kind, words]) => [...words].map((one) => ({ kind, words: one })));
}
