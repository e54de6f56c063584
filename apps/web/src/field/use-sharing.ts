// 共享位置: while I work on an order the room that gave it may see where I am. Off until it is switched on,
// shown as long as it is on, and off at once when the order ends, when it is switched off or the page is left.
import { App } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import type { TaskRow } from '#modules/incident/contract.ts';
import { pointOf, toMicro, wgs84ToPoint, type MicroPoint } from '#platform/geo/coordinates.ts';
import { SECOND } from '#platform/time/index.ts';
import { ProblemError, request } from '../api/request.ts';
import { useText } from '../text/language.tsx';
import { runs } from './next-step.ts';

/** A room looks at a map, it does not steer a car. */
const SEND_EVERY_MS = 20 * SECOND;
/** A phone in a tunnel says nothing rather than where it was. */
const FIX_AGE_MAX_MS = 60 * SECOND;

export type Sharing = Readonly<{
  /** Matters about which my position is being shared now. */
  shared: ReadonlySet<string>;
  toggle: (id: string) => void;
  stop: () => void;
}>;

const path = (id: string): string => `/incidents/${id}/position`;

/** Forgotten by the server, even while the page is being left. */
const forget = (id: string): void =>
  void request(z.null(), path(id), { method: 'DELETE', keepalive: true }).catch(() => undefined);

export function useSharing(tasks: readonly TaskRow[]): Sharing {
  const { t } = useText();
  const { message } = App.useApp();
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const running = useMemo(
    () => tasks.filter((task) => wanted.has(task.id) && runs(task)).map(({ id }) => id),
    [tasks, wanted],
  );
  const key = running.join();

  const drop = useCallback((ids: readonly string[]) => {
    setWanted((now) => new Set([...now].filter((id) => !ids.includes(id))));
  }, []);
  const end = useCallback(
    (ids: readonly string[]) => {
      drop(ids);
      ids.forEach(forget);
    },
    [drop],
  );

  // An order that ended is not shared again should it begin anew: that is asked for anew.
  useEffect(() => {
    const ended = [...wanted].filter((id) => !running.includes(id));
    if (ended.length === 0) return;
    end(ended);
    void message.info(t('tasks.sharingEnded'));
  }, [wanted, running, end, message, t]);

  useEffect(() => {
    if (key === '') return;
    const ids = key.split(',');
    let last: { point: MicroPoint; at: number } | null = null;
    let isFirst = true;
    const send = (): void => {
      if (last === null || performance.now() - last.at > FIX_AGE_MAX_MS) return;
      for (const id of ids)
        request(z.null(), path(id), { method: 'PUT', body: last.point }).catch((error: unknown) => {
          const { status, message: why } =
            error instanceof ProblemError ? error : { status: 0, message: '' };
          // What the server refuses will not be sent again; without a network the next fix goes.
          if (![400, 403, 404, 409, 422].includes(status)) return;
          drop([id]);
          void message.info(why);
        });
    };
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        const degrees = wgs84ToPoint({ lng: coords.longitude, lat: coords.latitude });
        const point = pointOf(degrees.lng, degrees.lat);
        if (!point) return;
        last = { point: toMicro(point), at: performance.now() };
        if (!isFirst) return;
        isFirst = false;
        send();
      },
      ({ code, PERMISSION_DENIED }) => {
        if (code !== PERMISSION_DENIED) return;
        drop(ids);
        void message.warning(t('tasks.noPosition'));
      },
      { enableHighAccuracy: true, maximumAge: SEND_EVERY_MS },
    );
    const timer = setInterval(send, SEND_EVERY_MS);
    return () => {
      navigator.geolocation.clearWatch(watch);
      clearInterval(timer);
    };
  }, [key, drop, message, t]);

  // Whoever leaves the page does not see any more that it is on: then it is off.
  const shown = useRef(wanted);
  useEffect(() => {
    shown.current = wanted;
  });
  useEffect(() => {
    const leave = (): void => [...shown.current].forEach(forget);
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);

  const toggle = useCallback(
    (id: string) => (wanted.has(id) ? end([id]) : setWanted((now) => new Set([...now, id]))),
    [wanted, end],
  );
  return {
    shared: useMemo(() => new Set(running), [running]),
    toggle,
    stop: useCallback(() => end([...wanted]), [end, wanted]),
  };
}
