// Lists that do not jump under the hand: while it is near, known rows keep their place, new ones join at the
// end, and what is gone stays until the hand leaves.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** After the last touch of a list its rows stay where they are for so long. */
const HAND_MS = 2500;

/** The order that is shown, from the one before and the one that is wanted. */
export function steadyOrder(
  shown: readonly string[],
  wanted: readonly string[],
  isHandNear: boolean,
): readonly string[] {
  if (!isHandNear) return wanted;
  const known = new Set(shown);
  return [...shown, ...wanted.filter((id) => !known.has(id))];
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

export type Shown<R> = Readonly<{ row: R; gone: boolean }>;

/** `wanted` in steady order. */
export function useSteady<R extends Readonly<{ id: string }>>(
  wanted: readonly R[],
  isHandNear: boolean,
): readonly Shown<R>[] {
  const order = useRef<readonly string[]>([]);
  const known = useRef<ReadonlyMap<string, R>>(new Map());
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
