// What the people of the demonstration say when they do something.
type Sayings = Readonly<Record<'zh' | 'en', readonly string[]>>;

export const SAYINGS = {
  contact: { zh: ['已电话联系，情况属实。'], en: ['Called back; it is as reported.'] },
  feedback: { zh: ['已向来电人反馈处置结果。'], en: ['The caller has been told what was done.'] },
  selfHandle: {
    zh: ['现场已当场处理完毕。', '与当事人沟通后已自行整改。'],
    en: ['Settled on the spot.', 'Talked to the owner, who put it right at once.'],
  },
  answer: {
    zh: ['已就政策规定作出说明，来电人表示理解。', '已告知办理地点、材料和时限。'],
    en: ['The rules were explained and understood.', 'Told where to go and what to bring.'],
  },
  dismiss: {
    zh: ['不属于本平台受理范围，已告知渠道。'],
    en: ['Outside our remit; told where to turn.'],
  },
  instruction: {
    zh: ['请到场处置并反馈结果。', '请先核实位置，注意安全。', '请今日内处置。'],
    en: [
      'Please go and report the result.',
      'Check the place first; mind your safety.',
      'Please do it today.',
    ],
  },
  return: { zh: ['不属本单位职责，建议改派。'], en: ['Not ours; please send it elsewhere.'] },
  urge: { zh: ['请尽快签收处置。'], en: ['Please sign and get going.'] },
  supervise: {
    zh: ['群众多次反映，请限时处置并书面答复。'],
    en: ['Reported again and again: answer in writing.'],
  },
  reply: { zh: ['已安排专人处置，今日可完成。'], en: ['Somebody is on it and will finish today.'] },
  defer: { zh: ['降雨影响施工，雨停后处理。'], en: ['Rain: the work goes on when it stops.'] },
  resume: { zh: ['天气转好，恢复办理。'], en: ['The weather is better; we go on.'] },
  extend: { zh: ['配件未到，需延长。'], en: ['A part has not come yet.'] },
  reinforce: { zh: ['现场人手不足，请求支援。'], en: ['Too few of us here; please send help.'] },
  support: { zh: ['收到，已派人前往。'], en: ['Received; people are on their way.'] },
  waive: { zh: ['主办单位已可单独完成。'], en: ['The lead can finish alone.'] },
  opinion: { zh: ['已配合完成本单位部分。'], en: ['Our part is done.'] },
  result: {
    zh: ['已清理整改完毕。', '已修复并恢复正常。', '已劝导教育，现场恢复秩序。', '双方达成一致。'],
    en: [
      'Cleared and put right.',
      'Repaired and working.',
      'Warned; order restored.',
      'Both sides agreed.',
    ],
  },
  noEvidence: {
    zh: ['处置已完成，现场不便拍照。'],
    en: ['Done; pictures could not be taken there.'],
  },
  rework: {
    zh: ['照片与现场不符，请重新处置。'],
    en: ['The picture does not match the place; do it again.'],
  },
  close: { zh: ['核查属实，同意结案。'], en: ['Checked and found done.'] },
} as const satisfies Record<string, Sayings>;
