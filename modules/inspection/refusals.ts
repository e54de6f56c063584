// Why a draw or a question about spot checks is refused.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const INSPECTION_REFUSALS = {
  'inspection.not-yours': {
    status: 403,
    zh: '抽查由综合督查科、社会治理中心和指挥室负责人进行',
    en: 'Spot checks are made by the supervision section, the governance centre and heads of command rooms',
  },
  'inspection.area-not-yours': {
    status: 403,
    zh: '只能在您的辖区内抽样',
    en: 'You can draw within your own area only',
  },
  'inspection.checker-elsewhere': {
    status: 400,
    zh: '抽查单位须是社会治理中心，或所选乡镇的指挥室',
    en: 'The checker is the governance centre, or the command room of the town chosen',
  },
  'inspection.period': {
    status: 400,
    zh: '办结时段须早于现在，且不超过 {days} 天',
    en: 'The period of closing begins before now and spans at most {days} days',
  },
  'inspection.due': {
    status: 400,
    zh: '抽查时限须晚于现在，且在 {days} 天以内',
    en: 'The check is due after now and within {days} days',
  },
  'inspection.nothing-to-draw': {
    status: 409,
    zh: '没有符合条件的办结事件',
    en: 'No closed incident meets the conditions',
  },
  'inspection.population-too-large': {
    status: 409,
    zh: '符合条件的超过 {max} 件，请缩小时段或范围',
    en: 'More than {max} meet the conditions; choose a shorter period or a smaller area',
  },
  'inspection.not-found': {
    status: 404,
    zh: '没有这次抽样，或不在您的权限内',
    en: 'No such draw within your rights',
  },
} as const satisfies Record<string, RefusalText>;
