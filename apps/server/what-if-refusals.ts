// Why a what-if is not answered.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const WHAT_IF_REFUSALS = {
  'what-if.no-such-day': {
    status: 400,
    zh: '{day} 不是日期，请写成 2026-01-31。',
    en: '{day} is not a day; write 2026-01-31.',
  },
  'what-if.period': {
    status: 400,
    zh: '起止日期须先后有序，相距不超过 {days} 天。',
    en: 'The days must be in order, and at most {days} days apart.',
  },
  'what-if.file-unreadable': {
    status: 400,
    zh: '规则文件 {file} 读不出来：{why}',
    en: 'The file of rules {file} cannot be read: {why}',
  },
  'what-if.busy': {
    status: 409,
    zh: '本县（市、区）正在推演，请等它结束。',
    en: 'A question of this county is being answered; please wait for its end.',
  },
  'what-if.not-running': {
    status: 404,
    zh: '没有您正在进行的推演。',
    en: 'There is no question of yours being answered.',
  },
  'what-if.no-version': {
    status: 404,
    zh: '{what} 没有第 {version} 版。',
    en: '{what} has no version {version}.',
  },
} as const satisfies Record<string, RefusalText>;
