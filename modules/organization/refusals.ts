// Why a question about places or units is not answered.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const ORGANIZATION_REFUSALS = {
  'organization.county-unknown': {
    status: 404,
    zh: '没有编码为 {code} 的县（市、区）。',
    en: 'There is no county with the code {code}.',
  },
  'organization.jurisdiction-unknown': {
    status: 404,
    zh: '没有编号为 {id} 的辖区。',
    en: 'There is no place with the number {id}.',
  },
} as const satisfies Record<string, RefusalText>;
