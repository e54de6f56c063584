// Why a question about topics is refused.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const TOPIC_REFUSALS = {
  'topic.not-found': {
    status: 404,
    zh: '没有这个热点，或不在您的权限内',
    en: 'No such topic within your rights',
  },
} as const satisfies Record<string, RefusalText>;
