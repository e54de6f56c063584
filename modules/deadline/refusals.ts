// Why a budget, a calendar or its publication is refused, in words for people.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const DEADLINE_REFUSALS = {
  'deadline.budget-not-positive': {
    status: 422,
    zh: '时限须大于 0，且不超过 {maximum} {unit}（收到：{amount}）',
    en: 'A time limit must be greater than 0 and at most {maximum} {unit} (got {amount})',
  },
  'deadline.units-differ': {
    status: 422,
    zh: '时限单位不能混用：{unit} 不能加到 {onto} 上（自然时间与工作时间）',
    en: 'Time units do not mix: {unit} cannot be added to {onto} (wall time and working time)',
  },
  'deadline.no-calendar': {
    status: 409,
    zh: '本县尚未发布工作日历（{calendar}，版本 {version}）',
    en: 'This county has not published the calendar {calendar} (version {version})',
  },
  'deadline.outside-calendar': {
    status: 422,
    zh: '时间超出工作日历的范围（{from}–{to} 年）',
    en: 'This time lies outside the working calendar (years {from}–{to})',
  },
  'deadline.unknown-zone': {
    status: 422,
    zh: '未知时区：{zone}',
    en: 'Unknown time zone: {zone}',
  },
  'deadline.shifts-overlap': {
    status: 422,
    zh: '{day} 的工作时段必须先后排列且不重叠：{from}–{to}',
    en: 'Working hours of {day} must follow one another without overlap: {from}–{to}',
  },
  'deadline.no-working-hours': {
    status: 422,
    zh: '工作日历没有任何工作时段',
    en: 'The working calendar has no working hours at all',
  },
  'deadline.day-twice': {
    status: 422,
    zh: '{day} 不能既是放假日又是调休上班日',
    en: '{day} cannot be both a holiday and a make-up working day',
  },
  'deadline.day-outside-years': {
    status: 422,
    zh: '{day} 不在日历声明的年份内',
    en: '{day} is not within the years that the calendar declares',
  },
  'deadline.version-not-found': {
    status: 404,
    zh: '没有这个日历版本：{version}',
    en: 'There is no such calendar version: {version}',
  },
  'deadline.published-meanwhile': {
    status: 409,
    zh: '日历已被他人更新到版本 {version}，请刷新后再发布',
    en: 'The calendar was meanwhile published as version {version}; reload and try again',
  },
  'deadline.not-yours-to-publish': {
    status: 403,
    zh: '您无权发布该县的工作日历',
    en: 'You may not publish the working calendar of this county',
  },
} as const satisfies Record<string, RefusalText>;

export type DeadlineRefusal = keyof typeof DEADLINE_REFUSALS;
