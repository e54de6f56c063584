// The desk's three lists, live: asked anew when something changed.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveChange } from '#modules/incident/contract.ts';
import { deskQuery } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import { serverNow } from '../api/request.ts';

/** In a busy county something changes every second: the desk asks at most this often. */
const ASK_APART_MS = 2000;

export function useDesk() {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAt = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveChanges(
    useCallback(
      (changes: readonly LiveChange[]) => {
        for (const change of changes)
          void queries.invalidateQueries({
            queryKey: ['incident', change.incidentId],
            exact: true,
          });
        if (timer.current) return;
        const wait = Math.max(0, lastAt.current + ASK_APART_MS - performance.now());
        timer.current = setTimeout(() => {
          timer.current = undefined;
          lastAt.current = performance.now();
          void queries.invalidateQueries({ queryKey: deskQuery.queryKey });
        }, wait);
      },
      [queries],
    ),
  );
  return useQuery(deskQuery);
}

const QUIET = 'maplebridge.deskQuietSince';

/** Since when nothing waits, as far as this tab has seen; null while something does. */
export function useQuietSince(isEmpty: boolean | undefined): number | null {
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (isEmpty === undefined) return;
    if (!isEmpty) sessionStorage.removeItem(QUIET);
    else if (!sessionStorage.getItem(QUIET)) sessionStorage.setItem(QUIET, String(serverNow()));
    setSince(isEmpty ? Number(sessionStorage.getItem(QUIET)) : null);
  }, [isEmpty]);
  return since;
}
