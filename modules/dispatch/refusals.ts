// Why a question about routes is not answered, or a table not published.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const DISPATCH_REFUSALS = {
  'dispatch.no-table': {
    status: 404,
    zh: '本县（市、区）还没有派遣规则表。',
    en: 'This county has no route table yet.',
  },
  'dispatch.table-faulty': {
    status: 422,
    zh: '派遣规则表有 {count} 处错误，不能发布。',
    en: 'The route table has {count} errors and cannot be published.',
  },
  'dispatch.changed-meanwhile': {
    status: 409,
    zh: '派遣规则表已更新到第 {version} 版，请在新版上修改。',
    en: 'The route table is at version {version} by now; change that one.',
  },
  'dispatch.county-out-of-reach': {
    status: 403,
    zh: '您的岗位不涉及该县（市、区）。',
    en: 'None of your posts reaches this county.',
  },
  'dispatch.no-running-order': {
    status: 409,
    zh: '您的单位在此事件上没有正在执行的任务，不能共享位置。',
    en: 'Your unit works on no order about this matter, so no position is taken.',
  },
  'dispatch.position-implausible': {
    status: 422,
    zh: '定位不可信（离事发地太远或坐标无效），未采用。',
    en: 'The position cannot be right (too far from the matter, or no place at all) and was not taken.',
  },
  'dispatch.positions-not-yours': {
    status: 403,
    zh: '任务人员的位置只对下达任务的指挥室显示。',
    en: 'Where people on an order are is shown only to the room that commands it.',
  },
} as const satisfies Record<string, RefusalText>;
