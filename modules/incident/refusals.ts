// Why a verb or a report was not done, told in the user's language.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const INCIDENT_REFUSALS = {
  'incident.not-found': {
    status: 404,
    zh: '没有找到这个事件，或您无权查看',
    en: 'No such incident, or it is not yours to see',
  },
  'incident.unknown-verb': {
    status: 404,
    zh: '没有“{verb}”这个操作',
    en: 'There is no action “{verb}”',
  },
  'incident.input-invalid': {
    status: 400,
    zh: '“{field}”填写有误：{reasonZh}',
    en: '“{field}” {reasonEn}',
  },
  'incident.not-now': {
    status: 409,
    zh: '事件{statusZh}，现在不能{verbZh}',
    en: 'The incident is {statusEn}; you cannot {verbEn} it now',
  },
  'incident.not-permitted': {
    status: 403,
    zh: '您的岗位不能对这个事件{verbZh}',
    en: 'Your post may not {verbEn} this incident',
  },
  'incident.changed-meanwhile': {
    status: 409,
    zh: '事件已被他人更新，请刷新后再操作',
    en: 'Someone changed the incident meanwhile; refresh and try again',
  },
  'incident.needs-item': {
    status: 409,
    zh: '请先确定事项再受理',
    en: 'Choose the catalogue item first',
  },
  'incident.unknown-item': {
    status: 400,
    zh: '事项目录中没有代码 {code}',
    en: 'The catalogue has no item {code}',
  },
  'incident.unknown-unit': {
    status: 400,
    zh: '没有编号为 {unit} 的单位',
    en: 'There is no unit {unit}',
  },
  'incident.unknown-place': {
    status: 400,
    zh: '没有这个辖区',
    en: 'There is no such jurisdiction',
  },
  'incident.proof-missing': {
    status: 409,
    zh: '还缺{listZh}；确实无法取证的，请说明原因',
    en: 'Still needed: {listEn}; where that is impossible, say why',
  },
  'incident.place-not-within': {
    status: 400,
    zh: '村社须属于所选乡镇，网格须属于所选村社',
    en: 'The village must lie in the town named, and the grid in the village named',
  },
  'incident.place-out-of-reach': {
    status: 409,
    zh: '限知事件不能移到您管辖之外，请由上级平台移交',
    en: 'A restricted incident cannot be moved beyond your own reach; ask the desk above',
  },
  'incident.unit-twice': {
    status: 400,
    zh: '同一单位不能既主办又协办',
    en: 'A unit cannot be both lead and co-handler',
  },
  'incident.item-not-self-handled': {
    status: 409,
    zh: '这个事项不允许自行处置',
    en: 'This item may not be self-handled',
  },
  'incident.no-assignment': {
    status: 409,
    zh: '您的单位没有这个事件的派单',
    en: 'Your unit holds no order for this incident',
  },
  'incident.handler-cannot-follow-up': {
    status: 403,
    zh: '回访由处置单位以外的单位进行',
    en: 'A unit other than the handler calls back',
  },
  'incident.follow-up-too-soon': {
    status: 409,
    zh: '三次回访应错开时段，请 {minutes} 分钟后再试',
    en: 'The three calls are made at different hours; try again in {minutes} minutes',
  },
  'incident.no-set-aside': {
    status: 409,
    zh: '没有待认定的不合理诉求',
    en: 'No demand awaits a second reviewer',
  },
  'incident.urged-lately': {
    status: 409,
    zh: '{hours} 小时内已经催办过，承办单位已收到',
    en: 'Urged within the last {hours} hours already; the unit has been told',
  },
  'incident.due-passed': {
    status: 409,
    zh: '办理时限已过，不能再缓办或延期',
    en: 'The time is over; it can be neither deferred nor extended any more',
  },
  'incident.not-major': {
    status: 409,
    zh: '尚未认定为突发事件',
    en: 'It has not been declared a major incident',
  },
  'incident.report-order': {
    status: 409,
    zh: '先首报，再续报，最后终报',
    en: 'The first report comes first, the final one last',
  },
  'incident.parts-open': {
    status: 409,
    zh: '拆分出的 {count} 件还没有办结',
    en: '{count} of the matters taken out of it are not closed yet',
  },
  'incident.part-again': {
    status: 409,
    zh: '拆分出的事件不能再拆分',
    en: 'What was taken out of another matter is not split again',
  },
  'incident.not-a-desk': {
    status: 400,
    zh: '只能移交给指挥室或社会治理中心',
    en: 'It can be transferred to a command room or a governance centre only',
  },
  'incident.no-help-asked': {
    status: 409,
    zh: '没有等待您单位回应的支援请求或提级',
    en: 'No request for help awaits an answer of your office',
  },
  'incident.no-reply': {
    status: 409,
    zh: '督办 {no} 还没有答复，或已经销号',
    en: 'Supervision {no} has no reply yet, or is struck off already',
  },
  'incident.issuer-strikes-off': {
    status: 403,
    zh: '谁督办谁销号：由签发单位销号',
    en: 'The office that issued the supervision strikes it off',
  },
  'incident.reply-by-needed': {
    status: 400,
    zh: '退回重答时要给出新的答复时限',
    en: 'Sent back, it needs a new date for the reply',
  },
  'incident.already-done': { status: 409, zh: '这一步已经完成', en: 'This step is done already' },
  'incident.co-handlers-open': {
    status: 409,
    zh: '还有 {count} 个协办单位没有办完，也没有免除',
    en: '{count} co-handlers have neither finished nor been waived',
  },
  'incident.handler-cannot-check': {
    status: 403,
    zh: '处置人不能核查自己办的事件',
    en: 'Whoever handled it may not check it',
  },
  'incident.handling-unit-cannot-check': {
    status: 403,
    zh: '抽查由处置单位以外的单位进行',
    en: 'A unit other than the handler makes the spot check',
  },
  'incident.not-drawn': {
    status: 409,
    zh: '这次抽样没有抽到这个事件',
    en: 'This draw did not name the incident',
  },
  'incident.other-checker': {
    status: 403,
    zh: '这次抽查由另一单位负责',
    en: 'Another unit was asked to make this spot check',
  },
  'incident.spot-checked-already': {
    status: 409,
    zh: '这次抽样的结论已经登记',
    en: 'The verdict of this draw is on record already',
  },
  'incident.verdict-needs-reasons': {
    status: 400,
    zh: '不合格的，请选择原因并写明情况',
    en: 'Where it does not stand, choose a reason and say what was found',
  },
  'incident.supervision-needs-date': {
    status: 400,
    zh: '转督办的，请给出答复时限',
    en: 'To supervise it, give the date of the reply',
  },
  'incident.giver-closes': {
    status: 403,
    zh: '谁派单谁办结：由派单单位核查结案',
    en: 'The office that gave the order closes it',
  },
  'incident.given-elsewhere': {
    status: 403,
    zh: '此事件由外部系统交办，本平台只能申请办结，由交办方确认后办结',
    en: 'Another system gave this order: here it is resolved, and closed when its giver agrees',
  },
  'incident.second-person': {
    status: 403,
    zh: '需由另一人复核确认',
    en: 'A second person must confirm this',
  },
  'incident.level-forbids': {
    status: 409,
    zh: '特急、紧急事件不能{verbZh}',
    en: 'You cannot {verbEn} the two highest levels',
  },
  'incident.commander-decides': {
    status: 403,
    zh: '较急以上事件的缓办、延期由县级指挥长批准',
    en: 'Above the routine level, the county commander decides on more time',
  },
  'incident.return-window': {
    status: 409,
    zh: '退回期限已过，视为接收',
    en: 'The time for returning it has passed; silence is acceptance',
  },
  'incident.until-far': {
    status: 400,
    zh: '截止时间不能晚于 {days} 天之后',
    en: 'The date cannot be more than {days} days ahead',
  },
  'incident.follow-up-owed': {
    status: 409,
    zh: '尚未回访，不能归档',
    en: 'The reporter has not been called back yet',
  },
  'incident.defer-limit': {
    status: 409,
    zh: '缓办最多 {max} 次',
    en: 'Deferred {max} times already',
  },
  'incident.extend-limit': { status: 409, zh: '延期只能一次', en: 'Extended once already' },
  'incident.suggests-itself': {
    status: 400,
    zh: '退回时不能建议由本单位办理',
    en: 'A unit that returns an order cannot name itself as the one it is for',
  },
  'incident.until-past': {
    status: 400,
    zh: '截止时间必须晚于现在',
    en: 'The date must be in the future',
  },
  'incident.not-deferred': {
    status: 409,
    zh: '事件没有缓办或挂账',
    en: 'The incident is neither deferred nor shelved',
  },
  'incident.suspended': {
    status: 409,
    zh: '事件正在缓办或挂账，请先恢复',
    en: 'The incident is suspended; resume it first',
  },
  'incident.appeal-once': { status: 409, zh: '只能申诉一次', en: 'An appeal is possible once' },
  'incident.reopen-window': {
    status: 409,
    zh: '结案超过 {days} 天，不能重办',
    en: 'Closed more than {days} days ago',
  },
  'incident.merge-self': {
    status: 400,
    zh: '不能并入自身',
    en: 'An incident cannot be merged into itself',
  },
  'incident.merge-target': {
    status: 409,
    zh: '目标事件已结束，不能并入',
    en: 'The target incident is not open',
  },
  'incident.no-supervision': {
    status: 409,
    zh: '没有待答复的督办 {no}',
    en: 'No supervision {no} awaits a reply',
  },
  'incident.not-verifying': {
    status: 409,
    zh: '没有正在进行的核实',
    en: 'No verification is under way',
  },
  'incident.archived': { status: 409, zh: '事件已归档', en: 'The incident is archived' },
  'incident.report-not-permitted': {
    status: 403,
    zh: '您的岗位不能上报事件',
    en: 'Your post may not report incidents',
  },
  'incident.report-elsewhere': {
    status: 403,
    zh: '不能为其他县市上报',
    en: 'You may not report for another county',
  },
  'incident.key-reused': {
    status: 409,
    zh: '来源编号已用于另一份上报',
    en: 'The source key belongs to another report',
  },
  'incident.future': {
    status: 400,
    zh: '发生时间不能晚于现在',
    en: 'It cannot have happened in the future',
  },
  'incident.batch-too-large': { status: 400, zh: '一次最多 {max} 件', en: 'At most {max} at once' },
  'incident.reveal-denied': {
    status: 403,
    zh: '您的岗位不能查看报事人信息',
    en: 'Your post may not see the reporter',
  },
  'incident.erased': {
    status: 410,
    zh: '该内容已按留存规定删除',
    en: 'Erased under the retention rules',
  },
  'incident.export-approval': {
    status: 403,
    zh: '导出超过 {max} 行个人信息需要审批',
    en: 'Exporting more than {max} rows with personal data needs approval',
  },
  'incident.too-many-views': {
    status: 409,
    zh: '最多保存 {max} 个视图，请先删除不用的',
    en: 'At most {max} views are kept; delete one first',
  },
  'incident.view-too-large': {
    status: 400,
    zh: '视图条件过长（上限 {max} 字节）',
    en: 'The query of the view is too long (limit {max} bytes)',
  },
  'incident.receipt-unknown': {
    status: 404,
    zh: '没有这个受理码，请核对',
    en: 'No such receipt code',
  },
  'incident.not-written': {
    status: 500,
    zh: '没有保存成功，请重试',
    en: 'It was not saved; please try again',
  },
  'incident.follows-nothing': {
    status: 409,
    zh: '前一步没有完成，这一步没有执行',
    en: 'The step before it was not done, so this one was not, either',
  },
  'incident.nothing-aside': {
    status: 404,
    zh: '没有这条搁置的动态，可能已经补办',
    en: 'Nothing of that number is set aside; it may have been done meanwhile',
  },
  'incident.busy': {
    status: 429,
    zh: '系统繁忙，请 {seconds} 秒后重试',
    en: 'Busy; try again in {seconds} seconds',
  },
} as const satisfies Record<string, RefusalText>;

export type IncidentRefusal = keyof typeof INCIDENT_REFUSALS;
