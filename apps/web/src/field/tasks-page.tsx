// 今日任务: the orders of my unit on a phone, what runs out first and what is near; works on without a
// network and says what waits to be sent. No check-in, no points, no time online.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TaskRow } from '#modules/incident/contract.ts';
import type { Point } from '#platform/geo/coordinates.ts';
import { tasksQuery } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useNow } from '../look/now.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { useHand, useSteady } from '../look/steady.ts';
import { whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { distanceTo, orderTasks } from './next-step.ts';
import type { Parcel } from './outbox.ts';
import { TaskCard } from './task-card.tsx';
import { askPosition, useField, type Field } from './use-field.ts';
import { useSharing } from './use-sharing.ts';
import '../desk/desk.css';
import './field.css';

/** In a busy county something changes every second: the phone asks at most this often. */
const ASK_APART_MS = 4000;
const NONE: readonly TaskRow[] = [];

export default function TasksPage() {
  const { t, language } = useText();
  const { message } = App.useApp();
  const { data, error, isPending, refetch, dataUpdatedAt } = useTasks();
  const field = useField();
  const hand = useHand();
  const minute = useNow(60_000);
  const [here, setHere] = useState<Point | null>(null);
  const [locating, setLocating] = useState(false);
  const wanted = useMemo(() => orderTasks(data?.items ?? NONE, minute, here), [data, minute, here]);
  const shown = useSteady(wanted, hand.isNear);
  const sharing = useSharing(data?.items ?? NONE);

  const share = (): void => {
    if (here !== null) return setHere(null);
    setLocating(true);
    void askPosition().then((point) => {
      setLocating(false);
      setHere(point);
      if (point === null) void message.warning(t('tasks.noPosition'));
    });
  };

  if (isPending) return <Waiting rows={5} />;
  if (!data) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="tasks">
      <header className="tasks-head">
        <h1>
          {t('tasks.title')}
          <span className="section-count">{data.more ? `${wanted.length}+` : wanted.length}</span>
        </h1>
        {'geolocation' in navigator && (
          <Button
            onClick={share}
            loading={locating}
            aria-pressed={here !== null}
            icon={<Icon name={here === null ? 'pin' : 'close'} size={18} />}
          >
            {t(here === null ? 'tasks.share' : 'tasks.shared')}
          </Button>
        )}
      </header>
      {here !== null && <p className="quiet tasks-hint">{t('tasks.shareHint')}</p>}
      {sharing.shared.size > 0 && (
        <div className="tasks-sharing" role="status">
          <Icon name="pin" size={20} />
          <span>{t('tasks.sharing', { n: sharing.shared.size })}</span>
          <Button onClick={sharing.stop}>{t('tasks.stopSharing')}</Button>
        </div>
      )}
      {(!field.isOnline || error) && (
        <p className="tasks-offline" role="status">
          {t('tasks.offline', {
            at: whenOf(t, language, dataUpdatedAt, Math.max(serverNow(), dataUpdatedAt)),
          })}
        </p>
      )}
      {field.parcels.length > 0 && <OutboxCard field={field} />}
      {shown.length === 0 ? (
        <Blank icon="check" title={t('tasks.empty')} hint={t('tasks.emptyHint')} />
      ) : (
        <ul
          className="tasks-list"
          onPointerDown={hand.touch}
          onPointerMove={hand.touch}
          onPointerLeave={hand.leave}
        >
          {shown.map(({ row, gone }) => (
            <TaskCard
              key={row.id}
              task={row}
              gone={gone}
              far={distanceTo(row, here)}
              shares={here !== null}
              field={field}
              sharing={sharing}
            />
          ))}
        </ul>
      )}
      {data.more && <p className="quiet tasks-hint">{t('tasks.more')}</p>}
    </div>
  );
}

function useTasks() {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAt = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveChanges(
    useCallback(() => {
      if (timer.current) return;
      const wait = Math.max(0, lastAt.current + ASK_APART_MS - performance.now());
      timer.current = setTimeout(() => {
        timer.current = undefined;
        lastAt.current = performance.now();
        void queries.invalidateQueries({ queryKey: tasksQuery.queryKey });
      }, wait);
    }, [queries]),
  );
  return useQuery({ ...tasksQuery, refetchOnReconnect: true });
}

/** 待发送: what waits, what was refused and why; each can be given up. */
function OutboxCard({ field }: { field: Field }) {
  const { t, language } = useText();
  const now = serverNow();
  const refused = (parcel: Parcel) => parcel.problem !== undefined;
  return (
    <section className="outbox" aria-labelledby="outbox-title">
      <div className="outbox-head">
        <h2 id="outbox-title">{t('tasks.outbox', { n: field.parcels.length })}</h2>
        <Button onClick={field.retry}>{t('tasks.sendNow')}</Button>
      </div>
      <ul>
        {field.parcels.map((parcel) => (
          <li key={parcel.key}>
            <span>
              <strong>{t(`verb.${parcel.verb}`)}</strong> · {parcel.title}{' '}
              <span className="quiet">
                {whenOf(t, language, parcel.at, Math.max(now, parcel.at))}
              </span>
              {refused(parcel) && (
                <span className="outbox-problem" role="alert">
                  {parcel.problem || t('tasks.tooOld')}
                </span>
              )}
            </span>
            {refused(parcel) && (
              <Button onClick={() => field.forget(parcel.key)}>{t('tasks.forget')}</Button>
            )}
          </li>
        ))}
      </ul>
      <p className="quiet">{t('tasks.outboxHint')}</p>
    </section>
  );
}
