// Why a roster, a resource or a duty list is not shown or not changed.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const ROSTER_REFUSALS = {
  'roster.not-yours-to-read': {
    status: 403,
    zh: '值班表和力量登记仅供本县（市、区）指挥室、处置队和部门查看。',
    en: 'Rosters and resources are read by the rooms, teams and departments of the county.',
  },
  'roster.not-yours-to-keep': {
    status: 403,
    zh: '本条由所属乡镇指挥室专职副主任或县级中心维护，您无权修改。',
    en: "This is kept by the town's deputy director or the county centre; you may not change it.",
  },
  'roster.unit-unknown': {
    status: 404,
    zh: '本县（市、区）没有这个单位。',
    en: 'The county has no such unit.',
  },
  'roster.changed-meanwhile': {
    status: 409,
    zh: '内容已更新到第 {version} 版，请在新版上修改。',
    en: 'It is at version {version} by now; change that one.',
  },
  'roster.person-unknown': {
    status: 422,
    zh: '有 {count} 人不是本县（市、区）在岗人员，不能排班。',
    en: '{count} of these people hold no post in the county and cannot be rostered.',
  },
  'roster.no-roster': {
    status: 404,
    zh: '该单位还没有值班表。',
    en: 'This unit keeps no roster yet.',
  },
  'roster.no-such-shift': {
    status: 422,
    zh: '{day} 没有这个班次。',
    en: 'There is no such shift on {day}.',
  },
  'roster.no-such-change': {
    status: 404,
    zh: '没有这条调班记录。',
    en: 'There is no such change of the roster.',
  },
  'roster.too-many-changes': {
    status: 422,
    zh: '该单位当天的调班已达 {max} 条。',
    en: 'The unit has {max} changes on that day already.',
  },
  'roster.resource-unknown': {
    status: 404,
    zh: '没有这项力量或装备。',
    en: 'There is no such resource.',
  },
  'roster.resource-twice': {
    status: 409,
    zh: '该单位已登记同名的力量或装备。',
    en: 'The unit has a resource of this name already.',
  },
  'roster.register-full': {
    status: 422,
    zh: '本县（市、区）登记已达 {max} 项。',
    en: 'The register of the county is full: {max} entries.',
  },
  'roster.not-of-this-unit': {
    status: 403,
    zh: '只有所属单位的人员可以上报它的位置。',
    en: 'Only people of its unit report where it is.',
  },
  'roster.no-live-order': {
    status: 409,
    zh: '所属单位没有在办任务，不接收位置。',
    en: 'Its unit is on no order, so no position is taken.',
  },
  'roster.no-duty-list': {
    status: 404,
    zh: '这里还没有发布责任清单。',
    en: 'No duty list has been published here yet.',
  },
  'roster.duty-place-unknown': {
    status: 404,
    zh: '责任清单只由本县（市、区）或其乡镇发布。',
    en: 'Duty lists are published by the county or by one of its towns.',
  },
  'roster.duty-item-unknown': {
    status: 422,
    zh: '第 {row} 行的事项 {item} 不在目录中。',
    en: 'Row {row} names the item {item}, which the catalogue does not have.',
  },
  'roster.duty-area-unknown': {
    status: 422,
    zh: '第 {row} 行的区域不在本清单的辖区内。',
    en: 'The area of row {row} does not lie within the place of this list.',
  },
  'roster.duty-unit-unknown': {
    status: 422,
    zh: '第 {row} 行的单位或条线在本县（市、区）不存在。',
    en: 'The county has no unit as row {row} names it.',
  },
  'roster.duty-two-leads': {
    status: 422,
    zh: '第 {row} 行与第 {other} 行对同一区域的事项 {item} 各定了一个牵头单位。',
    en: 'Rows {row} and {other} each name a lead for the item {item} in the same area.',
  },
  'roster.no-task-list': {
    status: 404,
    zh: '任务清单没有这一版。',
    en: 'The task list has no such version.',
  },
  'roster.step-item-unknown': {
    status: 422,
    zh: '第 {row} 步的事项 {item} 不在目录中。',
    en: 'Step {row} names the item {item}, which the catalogue does not have.',
  },
  'roster.step-unit-unknown': {
    status: 422,
    zh: '第 {row} 步的单位或条线在本县（市、区）不存在。',
    en: 'The county has no unit as step {row} names it.',
  },
} as const satisfies Record<string, RefusalText>;
export type RosterRefusal = keyof typeof ROSTER_REFUSALS;
