// Questions about messages, and what is done with them.
import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { z } from 'zod';
import { MessagePage, MessageSummary } from '#modules/notification/contract.ts';
import { useLiveChanges } from '../api/live.ts';
import { request, type Query } from '../api/request.ts';

/** The bell asks by itself this often; what happens on the live stream makes it ask sooner. */
const ASK_EVERY_MS = 15_000;
/** Messages are written a moment after the change that they tell of. */
const AFTER_CHANGE_MS = 600;
/** In a busy county something changes every second: the bell asks at most this often. */
const ASK_APART_MS = 4_000;

export const summaryQuery = queryOptions({
  queryKey: ['messages', 'summary'],
  queryFn: ({ signal }) => request(MessageSummary, '/messages/summary', { signal }),
  refetchInterval: ASK_EVERY_MS,
  // What rings has to ring while another window is in front.
  refetchIntervalInBackground: true,
});

export const listMessages = (query: Query, signal?: AbortSignal) =>
  request(MessagePage, '/messages', { query, ...(signal ? { signal } : {}) });

/** What the bell shows; asked anew when something changes. */
export function useSummary(enabled: boolean) {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAt = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveChanges(
    useCallback(() => {
      if (!enabled || timer.current) return;
      const wait = Math.max(AFTER_CHANGE_MS, lastAt.current + ASK_APART_MS - performance.now());
      timer.current = setTimeout(() => {
        timer.current = undefined;
        lastAt.current = performance.now();
        void queries.invalidateQueries({ queryKey: summaryQuery.queryKey });
      }, wait);
    }, [enabled, queries]),
  );
  const summary = useQuery({ ...summaryQuery, enabled });
  // Lists are asked anew only when there is something new to show.
  const { unread = 0, ringing = [] } = summary.data ?? {};
  const state = `${unread} ${ringing.map(({ id }) => id).join(' ')}`;
  useEffect(() => {
    for (const list of ['newest', 'page'])
      void queries.invalidateQueries({ queryKey: ['messages', list] });
  }, [queries, state]);
  return summary;
}

/** 收到. */
export async function acknowledgeMessage(queries: QueryClient, id: string): Promise<void> {
  await request(z.null(), `/messages/${id}/acknowledge`, { method: 'POST' });
  await queries.invalidateQueries({ queryKey: ['messages'] });
}

/** Marks messages as seen; all of them when none is named. */
export async function markSeen(queries: QueryClient, ids?: readonly string[]): Promise<void> {
  if (ids?.length === 0) return;
  await request(z.null(), '/messages/seen', { method: 'POST', body: ids ? { ids } : {} });
  await queries.invalidateQueries({ queryKey: ['messages', 'summary'] });
}
