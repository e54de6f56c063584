// The rows of one list, kept still under the hand: rows on the screen change in place, new ones wait
// behind a pill until the person asks for them.
import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { IncidentPage, IncidentRow, LiveChange } from '#modules/incident/contract.ts';
import { listIncidents } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import type { Query } from '../api/request.ts';
import { ROWS_CHANGED } from './perform.ts';

/** Rows asked for at a time. */
const PAGE_ROWS = 40;
/** The list is asked again at most this often, however much happens. */
const REFRESH_EVERY_MS = 3000;

export type ListedRow = IncidentRow & Readonly<{ gone?: boolean }>;

export type Rows = Readonly<{
  rows: readonly ListedRow[];
  isPending: boolean;
  error: unknown;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  /** Changes that are not on the screen yet. */
  updates: number;
  /** Loads the list anew, with all updates. */
  reload: () => void;
}>;

export function useRows(query: Query): Rows {
  const queries = useQueryClient();
  const queryKey = useMemo(() => ['incidents', 'list', query] as const, [query]);
  const [updates, setUpdates] = useState(0);
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      listIncidents({ ...query, limit: PAGE_ROWS, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
  });
  const rows = useMemo(
    () => distinct(list.data?.pages.flatMap((page) => page.items) ?? []),
    [list.data],
  );

  // A search tells after a while what it found so far: while that is nothing, it goes on by itself.
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const isSearchingOn = hasNextPage && rows.length === 0 && !isError;
  useEffect(() => {
    if (isSearchingOn && !isFetching) void fetchNextPage();
  }, [isSearchingOn, isFetching, fetchNextPage]);

  const refresh = useCallback(
    async (touched: ReadonlySet<string>) => {
      const fresh = await listIncidents({ ...query, limit: PAGE_ROWS });
      const byId = new Map(fresh.items.map((row) => [row.id, row]));
      let unseen = 0;
      queries.setQueryData<InfiniteData<IncidentPage, string | null>>(queryKey, (data) => {
        if (!data) return data;
        const known = new Set(data.pages.flatMap((page) => page.items.map((row) => row.id)));
        unseen = fresh.items.filter((row) => !known.has(row.id)).length;
        const isWhole = fresh.nextCursor === null;
        return {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((row: ListedRow) => {
              const now = byId.get(row.id);
              if (now) return now;
              // Touched and no longer among the first: it moved to another pile.
              return touched.has(row.id) || isWhole ? { ...row, gone: true } : row;
            }),
          })),
        };
      });
      setUpdates(unseen);
    },
    [queries, query, queryKey],
  );

  const touched = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAt = useRef(0);
  const soon = useCallback(
    (ids: readonly string[]) => {
      for (const id of ids) touched.current.add(id);
      if (timer.current) return;
      const wait = Math.max(0, lastAt.current + REFRESH_EVERY_MS - performance.now());
      timer.current = setTimeout(() => {
        timer.current = undefined;
        lastAt.current = performance.now();
        const these = touched.current;
        touched.current = new Set();
        // A failed refresh leaves the rows as they were; the next change asks again.
        refresh(these).catch(() => undefined);
      }, wait);
    },
    [refresh],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  useLiveChanges(
    useCallback(
      (changes: readonly LiveChange[]) => {
        soon(changes.map((change) => change.incidentId));
        void queries.invalidateQueries({ queryKey: ['incidents', 'counts'] });
        for (const change of changes)
          void queries.invalidateQueries({ queryKey: ['incident', change.incidentId] });
      },
      [soon, queries],
    ),
  );
  useEffect(() => {
    const onChanged = (event: Event): void => {
      if (event instanceof CustomEvent) soon(event.detail as readonly string[]);
    };
    addEventListener(ROWS_CHANGED, onChanged);
    return () => removeEventListener(ROWS_CHANGED, onChanged);
  }, [soon]);

  const reload = useCallback(() => {
    setUpdates(0);
    void queries.resetQueries({ queryKey });
  }, [queries, queryKey]);

  return {
    rows,
    isPending: list.isPending || isSearchingOn,
    error: list.error,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => void list.fetchNextPage(),
    updates,
    reload,
  };
}

/** A row that moved between two pages is shown once. */
function distinct(rows: readonly ListedRow[]): readonly ListedRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}
