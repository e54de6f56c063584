// The desk's three lists, live: asked anew when something changed, kept still while a hand is near.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveChange, WorkRow } from '#modules/incident/contract.ts';
import { deskQuery } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import { serverNow } from '../api/request.ts';
import { steadyOrder } from './order.ts';

/** In a busy county something changes every second: the desk asks at most this often. */
const ASK_APART_MS = 2000;
/** After the last touch of a list its rows stay where they are for so long. */
const HAND_MS = 2500;

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

/** Whether a hand is at the lists: pointer over them, or a key a moment ago. */
export function useHand() {
  const [isNear, setNear] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const touch = useCallback(() => {
    setNear(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setNear(false), HAND_MS);
  }, []);
  const leave = useCallback(() => {
    clearTimeout(timer.current);
    setNear(false);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { isNear, touch, leave };
}

export type ShownRow = Readonly<{ row: WorkRow; gone: boolean }>;

/** `wanted` in steady order; rows that are gone meanwhile stay until the hand is. */
export function useSteady(wanted: readonly WorkRow[], isHandNear: boolean): readonly ShownRow[] {
  const order = useRef<readonly string[]>([]);
  const known = useRef(new Map<string, WorkRow>());
  return useMemo(() => {
    const now = new Map(wanted.map((row) => [row.id, row]));
    order.current = steadyOrder(order.current, [...now.keys()], isHandNear);
    const shown = order.current.flatMap((id) => {
      const row = now.get(id) ?? known.current.get(id);
      return row ? [{ row, gone: !now.has(id) }] : [];
    });
    known.current = new Map(shown.map(({ row }) => [row.id, row]));
    return shown;
  }, [wanted, isHandNear]);
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
