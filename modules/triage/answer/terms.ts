// The words of a sentence that say what it is about: pairs of characters and names with digits, each with a
// weight; what every letter and every answer says (stock words) is left out. Pure.

export type Terms = ReadonlyMap<string, number>;

/** Said in letters and answers of any matter: they prove nothing. */
const STOCK = new RegExp(
  [
    '尊敬的|敬爱的|领导|书记|市长|县长|局长|网友|网民|同志|您好|你好|谢谢|感谢|此致|敬礼|辛苦|百忙之中',
    '相关部门|有关部门|职能部门|政府部门|相关单位|有关单位|有关方面|部门|政府|单位|我们|你们|他们|本人|大家',
    '来信|来电|留言|信件|帖文|帖子|收悉|获悉|知悉|已阅|反映|反应|投诉|举报|咨询|诉求|问题|情况|事情|事项|意见|建议',
    '答复|回复|回答|告知|说明|解释|现将|如下|特此|调查|核实|核查|了解|处理|处置|解决|办理|办复|落实|协调|督促|加强|整改',
    '请问|请求|恳请|恳求|希望|盼望|期盼|期望|要求|强烈|呼吁|麻烦|尽快|尽早|早日|及时|立即|马上|重视|高度|关注|关心|支持|理解|监督|工作',
    '为什么|为何|什么|怎么|怎样|如何|是否|能否|可否|能不能|可不可以|是不是|有没有|有无|多少|多久|哪里|哪儿|哪些|哪个|何时|时候|时间',
    '老百姓|百姓|群众|居民|市民|人民|业主|一直|已经|现在|目前|至今|可以|不能|没有|这样|这个|那个|这些|因为|由于|所以|但是|如果|以及|进行|按照|根据|相关|有关|一下|非常|真的|到底|究竟|合理|严重',
  ].join('|'),
  'gu',
);

/** Chinese in a row, or letters and digits in a row: A7县 is a name and a character. */
const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

const FAINT = new Set(
  '的了着过是在有和与及或就都也还不没我你您他她它们这那个一二三四五六七八九十上下中来去到从为以于对把被让给要会能可将又再很太更最但而且如果因所之其此该各每某些什么怎哪吗呢吧啊呀么请望求们等并已向由后前内外里时年月日多少大小人',
);

/** Terms with their weights: a pair with a faint character (的, 是 …) counts less, two such not at all. */
export function termsOf(sentence: string): Terms {
  const terms = new Map<string, number>();
  const rest = sentence.toLowerCase().replace(STOCK, ' ');
  for (const [run] of rest.matchAll(RUNS)) {
    if (/^\p{Script=Han}/u.test(run)) addPairs(terms, run);
    // A number alone (a year, a count) ties little; a name with letters ties much.
    else if (run.length > 1) terms.set(run, /\p{L}/u.test(run) ? 1.5 : 0.5);
  }
  return terms;
}

function addPairs(terms: Map<string, number>, run: string): void {
  const letters = [...run];
  for (let at = 0; at + 1 < letters.length; at++) {
    const [one = '', two = ''] = [letters[at], letters[at + 1]];
    const faint = Number(FAINT.has(one)) + Number(FAINT.has(two));
    if (faint < 2) terms.set(one + two, faint === 0 ? 1 : 0.4);
  }
}

export function weightOf(terms: Terms): number {
  let sum = 0;
  for (const weight of terms.values()) sum += weight;
  return sum;
}

/** The weight of what both say. */
export function sharedWeight(a: Terms, b: Terms): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) if (large.has(term)) sum += weight;
  return sum;
}

/** What both say, in readable pieces: neighbouring pairs joined to words, the longest first. */
export function sharedWords(sentence: string, others: Terms, most: number): string[] {
  const words: string[] = [];
  for (const [run] of sentence.toLowerCase().matchAll(RUNS)) {
    if (!/^\p{Script=Han}/u.test(run)) {
      if (others.has(run)) words.push(run);
      continue;
    }
    const letters = [...run];
    let word = '';
    for (let at = 0; at + 1 < letters.length; at++) {
      const [one = '', two = ''] = [letters[at], letters[at + 1]];
      if (others.has(one + two)) word = word === '' ? one + two : word + two;
      else if (word !== '') {
        words.push(word);
        word = '';
      }
    }
    if (word !== '') words.push(word);
  }
  return [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, most);
}
