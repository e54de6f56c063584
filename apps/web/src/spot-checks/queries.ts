// Questions about spot checks, as react-query asks them.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { SPOT_CHECKERS } from '#modules/incident/contract.ts';
import {
  DrawDetail,
  DrawnAgain,
  DrawsAnswer,
  FiguresAnswer,
  PopulationAnswer,
  WaitingAnswer,
  type DrawFilter,
} from '#modules/inspection/contract.ts';
import { request } from '../api/request.ts';
import type { Me } from '../api/session.ts';

/** Draws of one press on 更多. */
const PAGE = 20;

/** The first post by which somebody checks; `isWide`: for the whole county. */
export function checkingPost(me: Me): (Me['posts'][number] & { isWide: boolean }) | undefined {
  const posts = me.posts.flatMap((post) => {
    const reach = SPOT_CHECKERS[post.role];
    return reach ? { ...post, isWide: reach === 'county' } : [];
  });
  return posts.find(({ isWide }) => isWide) ?? posts[0];
}

export const SPOT_CHECKS = 'spot-checks';

export const waitingQuery = (countyId: number) =>
  queryOptions({
    queryKey: [SPOT_CHECKS, 'waiting', countyId],
    queryFn: ({ signal }) =>
      request(WaitingAnswer, '/spot-checks/waiting', { query: { countyId }, signal }),
  });

export const drawsQuery = (countyId: number) =>
  infiniteQueryOptions({
    queryKey: [SPOT_CHECKS, 'draws', countyId],
    queryFn: ({ pageParam, signal }) =>
      request(DrawsAnswer, '/spot-checks/draws', {
        query: { countyId, cursor: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const drawQuery = (id: string) =>
  queryOptions({
    queryKey: [SPOT_CHECKS, 'draw', id],
    queryFn: ({ signal }) => request(DrawDetail, `/spot-checks/draws/${id}`, { signal }),
  });

export const drawAgain = (id: string) => request(DrawnAgain, `/spot-checks/draws/${id}/again`);

export const FIGURE_DAYS = [30, 90, 180] as const;
export const figuresQuery = (countyId: number, days: number) =>
  queryOptions({
    queryKey: [SPOT_CHECKS, 'figures', countyId, days],
    queryFn: ({ signal }) =>
      request(FiguresAnswer, '/spot-checks/figures', { query: { countyId, days }, signal }),
  });

export const populationQuery = (filter: DrawFilter | null) =>
  queryOptions({
    queryKey: [SPOT_CHECKS, 'population', filter],
    queryFn: ({ signal }) =>
      request(PopulationAnswer, '/spot-checks/population', {
        method: 'POST',
        body: filter,
        signal,
      }),
    enabled: filter !== null,
    retry: false,
    placeholderData: keepPreviousData,
  });
