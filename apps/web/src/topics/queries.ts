// Questions about topics, as react-query asks them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { TopicDetail, TopicPage } from '#modules/topic/contract.ts';
import { request } from '../api/request.ts';

/** Periods that can be looked at, in days up to now. */
export const PERIODS = [7, 30, 90, 180] as const;
export type Period = (typeof PERIODS)[number];
export const USUAL_PERIOD: Period = 30;

/** Topics of one press on 更多. */
const PAGE = 20;
/** Reports join within seconds; who looks on sees them within a minute. */
const REFRESH_MS = 60_000;

/** The period of an address; the usual one where it names none that there is. */
export function periodOf(words: string | null): Period {
  return PERIODS.find((days) => String(days) === words) ?? USUAL_PERIOD;
}

export const topicsQuery = (days: Period) =>
  infiniteQueryOptions({
    queryKey: ['topics', days],
    queryFn: ({ pageParam, signal }) =>
      request(TopicPage, '/topics', { query: { days, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });

export const topicQuery = (id: string, days: Period) =>
  queryOptions({
    queryKey: ['topics', 'one', id, days],
    queryFn: ({ signal }) => request(TopicDetail, `/topics/${id}`, { query: { days }, signal }),
    refetchInterval: REFRESH_MS,
  });
