// The words of the field for statuses and verbs, for sentences that the server itself says.
// Screens have their own catalogue of texts; both follow docs/glossary.md.
import type { Level, Source } from './incident.ts';
import type { Outcome, Status, Verb } from './lifecycle.ts';

type Words = Readonly<{ zh: string; en: string }>;

export const STATUS_WORDS: Readonly<Record<Status, Words>> = {
  reported: { zh: '待受理', en: 'waiting to be accepted' },
  filed: { zh: '待派遣', en: 'waiting to be dispatched' },
  dispatched: { zh: '待签收', en: 'waiting to be signed' },
  handling: { zh: '处置中', en: 'being handled' },
  resolved: { zh: '待核查', en: 'waiting to be checked' },
  closed: { zh: '已结案', en: 'closed' },
  dismissed: { zh: '不予受理', en: 'dismissed' },
  merged: { zh: '已并案', en: 'merged' },
};

export const VERB_WORDS: Readonly<Record<Verb, Words>> = {
  accept: { zh: '受理立案', en: 'accept' },
  answer: { zh: '直接答复', en: 'answer' },
  selfHandle: { zh: '自行处置', en: 'self-handle' },
  dismiss: { zh: '不予受理', en: 'dismiss' },
  appeal: { zh: '申诉', en: 'appeal' },
  merge: { zh: '并案', en: 'merge' },
  unmerge: { zh: '拆并', en: 'unmerge' },
  dispatch: { zh: '派遣', en: 'dispatch' },
  reassign: { zh: '改派', en: 'reassign' },
  coAssign: { zh: '增派协办', en: 'add co-handlers to' },
  transfer: { zh: '移交', en: 'transfer' },
  split: { zh: '拆分', en: 'split' },
  sign: { zh: '签收', en: 'sign' },
  coSign: { zh: '协办签收', en: 'sign as co-handler' },
  coReturn: { zh: '协办退回', en: 'return as co-handler' },
  resolve: { zh: '申请办结', en: 'resolve' },
  rework: { zh: '返工', en: 'send back for rework' },
  close: { zh: '核查结案', en: 'close' },
  reopen: { zh: '重办', en: 'reopen' },
  return: { zh: '退回', en: 'return' },
  recall: { zh: '撤回派单', en: 'recall' },
  void: { zh: '作废', en: 'void' },
  withdraw: { zh: '撤诉', en: 'withdraw' },
  triage: { zh: '研判', en: 'triage' },
  amend: { zh: '更正', en: 'amend' },
  verify: { zh: '派核实', en: 'send to verify' },
  verified: { zh: '核实回传', en: 'report the verification' },
  contact: { zh: '联系报事人', en: 'contact the reporter' },
  arrive: { zh: '到场', en: 'arrive' },
  done: { zh: '办毕', en: 'mark as done' },
  waive: { zh: '免除协办', en: 'waive a co-handler' },
  feedback: { zh: '反馈', en: 'give feedback' },
  ask: { zh: '申请延期缓办', en: 'ask for more time' },
  defer: { zh: '缓办', en: 'defer' },
  resume: { zh: '恢复办理', en: 'resume' },
  extend: { zh: '延期', en: 'extend' },
  shelve: { zh: '挂账', en: 'shelve' },
  urge: { zh: '催办', en: 'urge' },
  supervise: { zh: '督办', en: 'supervise' },
  replySupervision: { zh: '答复督办', en: 'reply to the supervision' },
  strikeOff: { zh: '销号', en: 'strike the supervision off' },
  acknowledge: { zh: '收到', en: 'acknowledge' },
  support: { zh: '增援', en: 'send support to' },
  decline: { zh: '不予增援', en: 'decline to support' },
  escalate: { zh: '提级', en: 'escalate' },
  reinforce: { zh: '请求支援', en: 'ask for reinforcement' },
  handOver: { zh: '转外部系统', en: 'hand over' },
  mirror: { zh: '同步外部进度', en: 'mirror a step' },
  followUp: { zh: '回访', en: 'follow up' },
  rate: { zh: '评价', en: 'rate' },
  setAside: { zh: '不合理诉求认定', en: 'rule on the demand behind' },
  spotCheck: { zh: '抽查', en: 'spot-check' },
  review: { zh: '挂账复核', en: 'review' },
  call: { zh: '登记通话', en: 'log a call about' },
  declareMajor: { zh: '认定突发事件', en: 'declare major' },
  reportUp: { zh: '信息报送', en: 'report upwards' },
  join: { zh: '并入来件', en: 'join a repeated call' },
  annotate: { zh: '批注', en: 'annotate' },
  restrict: { zh: '设为限知', en: 'restrict' },
  archive: { zh: '归档', en: 'archive' },
  ring: { zh: '响铃', en: 'ring' },
  recalculate: { zh: '重算时限', en: 'recalculate the clocks' },
};

/** Parameters of a refusal that names a verb: its code, and its words in each language. */
export function verbParams(verb: Verb): Record<string, string> {
  return { verb, verbZh: VERB_WORDS[verb].zh, verbEn: VERB_WORDS[verb].en };
}

export function statusParams(status: Status): Record<string, string> {
  return { status, statusZh: STATUS_WORDS[status].zh, statusEn: STATUS_WORDS[status].en };
}

const PROOFS = {
  photoBefore: { zh: '处置前照片', en: 'a photo from before' },
  photoAfter: { zh: '处置后照片', en: 'a photo from after' },
  document: { zh: '文书', en: 'a document' },
  agreement: { zh: '协议', en: 'the agreement' },
  opinion: { zh: '鉴定意见', en: 'an expert opinion' },
} as const;

/** What only the place itself can show, while somebody is there; papers may follow from a desk. */
export const ON_THE_SPOT: readonly (keyof typeof PROOFS)[] = ['photoBefore', 'photoAfter'];

/** What must still be shown, for the texts of refusals. */
export function proofParams(missing: readonly (keyof typeof PROOFS)[]) {
  return {
    listZh: missing.map((one) => PROOFS[one].zh).join('、'),
    listEn: missing.map((one) => PROOFS[one].en).join(', '),
  };
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, Words>> = {
  notAccepted: { zh: '不予受理', en: 'Not accepted' },
  notFound: { zh: '查无此事', en: 'Not found' },
  voided: { zh: '作废', en: 'Voided' },
  withdrawn: { zh: '撤诉', en: 'Withdrawn' },
  solved: { zh: '已解决', en: 'Solved' },
  answered: { zh: '已答复', en: 'Answered' },
  explained: { zh: '解释说明', en: 'Explained' },
  selfHandled: { zh: '自行处置', en: 'Settled on the spot' },
  transferred: { zh: '转出', en: 'Passed on' },
};

export const SOURCE_WORDS: Readonly<Record<Source, Words>> = {
  gridWorker: { zh: '网格上报', en: 'Grid worker' },
  hotline12345: { zh: '12345 热线', en: '12345 hotline' },
  police110: { zh: '110 非警务警情', en: '110 non-police call' },
  phone: { zh: '电话', en: 'Phone' },
  visit: { zh: '来访', en: 'Visit' },
  letter: { zh: '来信', en: 'Letter' },
  wechat: { zh: '微信群', en: 'WeChat group' },
  assignedAbove: { zh: '上级交办', en: 'Assigned from above' },
  leaderNote: { zh: '领导批示', en: "Leader's note" },
  citizen: { zh: '群众上报', en: 'Citizen' },
  deputy: { zh: '代表委员', en: 'Deputy' },
  sensor: { zh: '物联感知', en: 'Sensor' },
  video: { zh: '视频识别', en: 'Video' },
  model: { zh: '模型预警', en: 'Model' },
  otherSystem: { zh: '其他系统', en: 'Other system' },
};

export const LEVEL_WORDS: Readonly<Record<Level, Words>> = {
  1: { zh: '特急', en: 'Critical' },
  2: { zh: '紧急', en: 'Urgent' },
  3: { zh: '较急', en: 'Raised' },
  4: { zh: '一般', en: 'Routine' },
};
