// Why a plate is not shown or confirmed.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const PLATE_REFUSALS = {
  'triage.plate-not-yours': {
    status: 403,
    zh: '您的岗位不能查看或确认车牌。',
    en: 'Your post may not see or confirm number plates.',
  },
  'triage.no-such-plate': {
    status: 404,
    zh: '这张照片没有待确认的车牌识别结果。',
    en: 'Nothing was read in this photograph that could be confirmed.',
  },
} as const satisfies Record<string, RefusalText>;
