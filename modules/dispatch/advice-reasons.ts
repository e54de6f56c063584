// Why a unit is advised, and what speaks against it: codes with the words a person is shown, in both
// languages. `{until}` and `{from}` are instants, told by the screen in the hours of the county. Pure.

export const ADVICE_REASONS = {
  'advice.route-lead': {
    zh: '派遣规则第 {row} 行提名主办',
    en: 'Route row {row} names it as lead',
  },
  'advice.route-co': { zh: '派遣规则第 {row} 行提名协办', en: 'Route row {row} names it to help' },
  'advice.duty-list': {
    zh: '责任清单第 {version} 版第 {row} 行：{why}',
    en: 'Duty list version {version}, row {row}: {whyEn}',
  },
  'advice.task-list': {
    zh: '任务清单第 {version} 版第 {row} 步：{why}',
    en: 'Task list version {version}, step {row}: {whyEn}',
  },
  'advice.line': { zh: '本事项的主责条线', en: 'The line that the catalogue names for this' },
  'advice.serves-village': { zh: '就在事发村社', en: 'Serves the very village' },
  'advice.serves-town': { zh: '负责事发乡镇', en: 'Serves the town' },
  'advice.on-duty': { zh: '当班至{until}', en: 'On duty until {until}' },
  'advice.round-the-clock': { zh: '24 小时值守', en: 'Answers around the clock' },
  'advice.near': {
    zh: '距现场 {km} 公里，约 {minutes} 分钟',
    en: '{km} km away, about {minutes} min',
  },
  'advice.live-position': { zh: '按当前位置计算', en: 'By where it is now' },
  'advice.people-under-way': {
    zh: '{count} 人在任务途中，共享了位置',
    en: '{count} under way on an order, sharing where they are',
  },
  'advice.skill': { zh: '具备：{skills}', en: 'Has: {skillsEn}' },
  'advice.resource': { zh: '可调用：{names}', en: 'Can bring: {namesEn}' },
  'advice.idle': { zh: '手头没有在办', en: 'Nothing else in hand' },
  'advice.load': { zh: '手头 {count} 件在办', en: 'In hand: {count}' },
} as const;

export const ADVICE_LACKS = {
  'advice.off-duty': {
    zh: '不在班，下一班 {from} 开始',
    en: 'Off duty; the next shift begins {from}',
  },
  'advice.off-duty-long': { zh: '不在班，近期没有排班', en: 'Off duty, and no shift is planned' },
  'advice.no-roster': { zh: '没有值班表，请先电话确认', en: 'Keeps no roster; call first' },
  'advice.too-far': {
    zh: '太远：{km} 公里，约 {minutes} 分钟（本级要求 {max} 分钟内）',
    en: 'Too far: {km} km, about {minutes} min (this level asks for {max})',
  },
  'advice.wrong-skill': { zh: '缺少：{skills}', en: 'Lacks: {skillsEn}' },
  'advice.other-line': { zh: '不是本事项的主责条线', en: 'Not the line that the catalogue names' },
  'advice.busy': { zh: '忙：手头 {count} 件在办', en: 'Busy: {count} in hand' },
  'advice.maintenance': { zh: '检修中', en: 'In maintenance' },
  'advice.out': { zh: '已出动', en: 'Out already' },
  'advice.no-place': {
    zh: '事发地点未定，无法计算距离',
    en: 'The place is unknown, so is the distance',
  },
} as const;

export type AdviceReasonCode = keyof typeof ADVICE_REASONS;
export type AdviceLackCode = keyof typeof ADVICE_LACKS;

export type AdviceReason<Code extends string = AdviceReasonCode | AdviceLackCode> = Readonly<{
  code: Code;
  params?: Readonly<Record<string, string | number>>;
}>;
