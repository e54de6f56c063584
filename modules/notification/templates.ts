// What messages say, in Chinese and English. Params hold no personal data and no free words: numbers,
// names of items, places and units. Also runs in the browser. Pure.

import { LEVEL_WORDS } from '#modules/incident/contract.ts';

export type Words = Readonly<{ zh: string; en: string }>;
export type Language = keyof Words;
/** What is filled in; words in both languages are told in the reader's. */
export type Params = Readonly<Record<string, string | number | Words>>;

export const TEMPLATES = {
  toAccept: { zh: '新事件待受理', en: 'New incident to accept' },
  verified: { zh: '已核实属实，请受理', en: 'Verified as real; please accept' },
  toVerify: { zh: '请到现场核实', en: 'Please verify on the spot' },
  toSign: { zh: '派单请签收', en: 'An order for you to sign' },
  toSignCo: { zh: '协办请签收', en: 'An order to co-handle, for you to sign' },
  signed: { zh: '{unit}已签收', en: '{unit} has signed' },
  arrived: { zh: '{unit}已到场', en: '{unit} has arrived' },
  returned: {
    zh: '{unit}退回，请重新派遣',
    en: '{unit} returned the order; please dispatch again',
  },
  disputed: {
    zh: '再次退回，请裁定责任单位',
    en: 'Returned a second time; please rule whose it is',
  },
  returnedCo: { zh: '协办单位{unit}退回', en: 'The co-handler {unit} returned its part' },
  recalled: { zh: '派单已撤回，无需处置', en: 'The order was recalled; nothing to do' },
  toCheck: { zh: '{unit}申请办结，请核查', en: '{unit} asks to close; please check' },
  reworked: { zh: '核查未通过，请返工', en: 'The check failed; please do it again' },
  reopened: { zh: '事件重办，请处置', en: 'Reopened; please handle' },
  asked: { zh: '{unit}申请{thing}，请审批', en: '{unit} asks for {thing}; please decide' },
  granted: { zh: '{thing}已批准', en: '{thing} was granted' },
  proposed: { zh: '{thing}需第二人确认', en: '{thing} needs a second person' },
  urged: { zh: '催办：请尽快办理', en: 'Urged: please get on with it' },
  supervised: {
    zh: '第 {no} 号督办单，请按期答复',
    en: 'Supervision no. {no}; please reply in time',
  },
  supervisionReplied: { zh: '第 {no} 号督办已答复', en: 'Supervision no. {no} was answered' },
  escalated: { zh: '下级提级上报', en: 'Escalated to you' },
  reinforce: { zh: '{unit}请求支援：{thing}', en: '{unit} asks for reinforcement: {thing}' },
  overdue1: { zh: '{thing}时限已到', en: 'Overdue: {thing}' },
  overdue2: { zh: '{thing}超期已达时限的 150%', en: 'At 150 % of the limit: {thing}' },
  overdue3: { zh: '{thing}超期已达时限的 200%', en: 'At 200 % of the limit: {thing}' },
  helpSeen: { zh: '{unit}已收到支援请求', en: '{unit} has your request for help' },
  helpSent: { zh: '{unit}已派出增援', en: '{unit} sends support' },
  helpDeclined: { zh: '{unit}不予增援', en: '{unit} sends no support' },
  transferred: { zh: '事件移交给您单位', en: 'Transferred to your office' },
  notStruckOff: {
    zh: '第 {no} 号督办未予销号，请重新答复',
    en: 'Supervision no. {no} was not struck off; please reply again',
  },
  major: { zh: '认定为突发事件', en: 'Declared a major incident' },
  levelRaised: { zh: '事件升为{thing}', en: 'Raised to {thing}' },
  ended: { zh: '事件已终止，无需处置', en: 'The matter was ended; nothing to do' },
  member: { zh: '您被列为限知事项知情人', en: 'You were named to know of a restricted matter' },
  reportFiled: { zh: '您上报的事件已受理', en: 'What you reported was accepted' },
  reportMerged: {
    zh: '您上报的事件已与同一事项并案办理',
    en: 'What you reported is handled together with another report of the same',
  },
  joined: {
    zh: '又有人反映同一事项，请查看补充情况',
    en: 'The same was reported again; please see what was added',
  },
  reportClosed: { zh: '您上报的事件已办结', en: 'What you reported is settled' },
  drawn: {
    zh: '抽查：{n} 件待核查，请于{by}前完成',
    en: 'Spot check: {n} matters to look at by {by}',
  },
  reportDismissed: { zh: '您上报的事件未予受理', en: 'What you reported was not accepted' },
} as const satisfies Record<string, Words>;

export type Template = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as readonly Template[];

/** What was asked for, proposed or ran out, as a message says it. */
export const WHAT_WORDS = {
  defer: { zh: '缓办', en: 'deferral' },
  extend: { zh: '延期', en: 'an extension' },
  shelve: { zh: '挂账', en: 'shelving' },
  close: { zh: '核查结案', en: 'Closing' },
  void: { zh: '作废', en: 'Voiding' },
  people: { zh: '人员', en: 'people' },
  rescue: { zh: '救援', en: 'rescue' },
  police: { zh: '警力', en: 'police' },
  equipment: { zh: '装备', en: 'equipment' },
  accept: { zh: '受理', en: 'acceptance' },
  contact: { zh: '联系报警人', en: 'contact with the caller' },
  arrive: { zh: '到场', en: 'arrival' },
  verify: { zh: '核实', en: 'verification' },
  dispatch: { zh: '派遣', en: 'dispatch' },
  sign: { zh: '签收', en: 'signing' },
  handle: { zh: '处置', en: 'handling' },
  feedback: { zh: '反馈', en: 'feedback' },
  check: { zh: '核查', en: 'the check' },
  followUp: { zh: '回访', en: 'the follow-up' },
  reply: { zh: '督办答复', en: 'the reply' },
  acknowledge: { zh: '支援请求回执', en: 'the answer to a request for help' },
  ruling: { zh: '职责裁定', en: 'the ruling' },
  review: { zh: '挂账复核', en: 'the review' },
  majorReport: { zh: '突发事件报送', en: 'the report upwards' },
  setAside: { zh: '不合理诉求认定', en: 'The ruling on the demand' },
  escalation: { zh: '提级', en: 'that you take it over' },
} as const satisfies Record<string, Words>;

/** A level in a word; empty for what is about no single matter. */
export function gradeWord(level: number | null, language: Language): string {
  return level === null ? '' : LEVEL_WORDS[level as keyof typeof LEVEL_WORDS][language];
}

/** The sentence of a message, without the matter it is about. */
export function headline(template: Template, params: Params, language: Language): string {
  return fill(TEMPLATES[template][language], params, language);
}

/** What the message is about: kind of matter and place, as far as they may be told. */
export function about(params: Params, language: Language): string {
  return [said(params['item'], language), said(params['place'], language)]
    .filter(Boolean)
    .join(language === 'zh' ? '，' : ', ');
}

/**
 * The whole message as a gateway sends it. Restricted matters are told by their number alone: what leaves
 * the house is read on lock screens.
 */
export function sentence(
  template: Template,
  params: Params,
  level: number | null,
  language: Language,
): string {
  const matter = about(params, language);
  const head = headline(template, params, language);
  const number = said(params['number'], language);
  return language === 'zh'
    ? `${graded(level, 'zh')}${head}${matter ? `：${matter}` : ''}。${number && `编号 ${number}，`}请登录枫桥回执。`
    : `${graded(level, 'en')}${head}${matter ? `: ${matter}` : ''}. ${number && `No. ${number}. `}Please sign in and confirm.`;
}

/** The grade before a message: 【特急】; nothing for what has none. */
function graded(level: number | null, language: Language): string {
  const grade = gradeWord(level, language);
  if (grade === '') return '';
  return language === 'zh' ? `【${grade}】` : `[${grade}] `;
}

function fill(text: string, params: Params, language: Language): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => said(params[name], language));
}

function said(value: Params[string] | undefined, language: Language): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? value[language] : String(value);
}
