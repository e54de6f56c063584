// Why a report was not taken in.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const INTAKE_REFUSALS = {
  'intake.county-needed': {
    status: 400,
    zh: '您在多个县市有岗位，请指明上报到哪一个',
    en: 'You serve several counties; say which one this is for',
  },
  'intake.source-not-yours': {
    status: 403,
    zh: '您的岗位不能以“{source}”为来源上报',
    en: 'Your post may not report with the source “{source}”',
  },
  'intake.place-not-within': {
    status: 400,
    zh: '村社须属于所选乡镇，网格须属于所选村社',
    en: 'The village must lie in the town named, and the grid in the village named',
  },
  'intake.place-unknown': {
    status: 400,
    zh: '没有这个辖区，或它不在这个县市',
    en: 'There is no such place in this county',
  },
  'intake.outside-county': {
    status: 400,
    zh: '坐标不在县域范围内',
    en: 'The point lies outside the county',
  },
} as const satisfies Record<string, RefusalText>;

export type IntakeRefusal = keyof typeof INTAKE_REFUSALS;
