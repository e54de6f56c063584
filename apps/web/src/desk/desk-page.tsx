// 签收台: what waits for a signature and how long it may, which 110 calls are under way, who asks for help;
// and beside it the chosen matter with its next step.
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { WorkRow } from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useKeys } from '../look/keys.tsx';
import { useNow } from '../look/now.ts';
import { SPLIT, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { useHand, useSteady, type Shown } from '../look/steady.ts';
import { clockTime, spanOf } from '../look/time.ts';
import { mute, tryOut, unmute, useMaySound, useRinging } from '../notification/sound.ts';
import { useText, type TextKey } from '../text/language.tsx';
import { Chosen } from './chosen.tsx';
import { HelpRow, RunningRow, WaitingRow } from './desk-rows.tsx';
import { countdown, orderWaiting, ringing } from './order.ts';
import { useDesk, useQuietSince } from './use-desk.ts';
import './desk.css';

const NONE: readonly WorkRow[] = [];

export default function DeskPage() {
  const { t, language } = useText();
  const split = useMedia(SPLIT);
  const [params, setParams] = useSearchParams();
  const chosenId = params.get('id');
  const { data, error, isPending, refetch } = useDesk();
  const hand = useHand();
  const minute = useNow(60_000);
  const wanted = useMemo(() => orderWaiting(data?.waiting.items ?? NONE, minute), [data, minute]);
  const waiting = useSteady(wanted, hand.isNear);
  const running = useSteady(data?.running.items ?? NONE, hand.isNear);
  const help = useSteady(data?.help.items ?? NONE, hand.isNear);
  const quietSince = useQuietSince(data && wanted.length === 0);
  const list = useRef<HTMLDivElement>(null);

  const open = useCallback(
    (id: string | null) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          if (id === null) next.delete('id');
          else next.set('id', id);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  // Beside the list something is always chosen: what has the shortest time.
  const first = wanted[0]?.id ?? running[0]?.row.id ?? help[0]?.row.id ?? null;
  useEffect(() => {
    if (split && chosenId === null && first !== null) open(first);
  }, [split, chosenId, first, open]);

  const all = [...waiting, ...running, ...help].map(({ row }) => row.id);
  const move = (step: 1 | -1): void => {
    hand.touch();
    const at = chosenId === null ? -1 : all.indexOf(chosenId);
    const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    if (!next) return;
    open(next);
    list.current?.querySelector(`[data-id="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { key: 'ArrowDown', label: t('key.next'), run: () => move(1) },
    { key: 'ArrowUp', label: t('key.previous'), run: () => move(-1) },
    { key: 'j', label: t('key.next'), run: () => move(1) },
    { key: 'k', label: t('key.previous'), run: () => move(-1) },
    {
      key: 'Enter',
      label: t('desk.toStep'),
      run: () => document.querySelector<HTMLElement>('.desk-go')?.focus(),
    },
  ]);

  if (isPending) return <Waiting rows={8} />;
  if (!data) return <Failed error={error} retry={() => void refetch()} />;
  const showsList = split || chosenId === null;
  return (
    <div className={`desk ${split ? 'desk-split' : ''}`}>
      <DeskAlarm rows={wanted} onOpen={open} />
      {showsList && (
        <section
          className="desk-lists"
          aria-label={t('desk.title')}
          ref={list}
          onPointerMove={hand.touch}
          onPointerDown={hand.touch}
          onPointerLeave={hand.leave}
        >
          <DeskHead />
          {error && (
            <p className="desk-stale" role="status">
              {t('desk.cut')}
            </p>
          )}
          <Section name="desk.waiting" rows={waiting} more={data.waiting.more}>
            {waiting.length === 0 ? (
              <Blank
                icon="check"
                title={t('desk.empty')}
                hint={
                  quietSince === null
                    ? t('desk.emptyHint')
                    : t('desk.emptySince', {
                        at: clockTime(t, language, quietSince, serverNow()),
                        span: spanOf(t, Math.max(0, serverNow() - quietSince)),
                      })
                }
              />
            ) : (
              waiting.map(({ row, gone }) => (
                <WaitingRow
                  key={row.id}
                  row={row}
                  gone={gone}
                  selected={row.id === chosenId}
                  onOpen={open}
                />
              ))
            )}
          </Section>
          <Section name="desk.running" rows={running} more={data.running.more}>
            {running.length === 0 ? (
              <p className="quiet desk-none">{t('desk.noRunning')}</p>
            ) : (
              running.map(({ row, gone }) => (
                <RunningRow
                  key={row.id}
                  row={row}
                  gone={gone}
                  selected={row.id === chosenId}
                  onOpen={open}
                />
              ))
            )}
          </Section>
          <Section name="desk.help" rows={help} more={data.help.more}>
            {help.length === 0 ? (
              <p className="quiet desk-none">{t('desk.noHelp')}</p>
            ) : (
              help.map(({ row, gone }) => (
                <HelpRow
                  key={row.id}
                  row={row}
                  gone={gone}
                  selected={row.id === chosenId}
                  onOpen={open}
                />
              ))
            )}
          </Section>
        </section>
      )}
      {(split || chosenId !== null) && (
        <section className="desk-chosen" aria-label={t('desk.chosen')}>
          {chosenId === null ? (
            <Blank icon="phone" title={t('desk.pick')} hint={t('desk.pickHint')} />
          ) : (
            <Chosen id={chosenId} {...(split ? {} : { onBack: () => open(null) })} />
          )}
        </section>
      )}
    </div>
  );
}

function Section(props: {
  name: 'desk.waiting' | 'desk.running' | 'desk.help';
  rows: readonly Shown<WorkRow>[];
  more: boolean;
  children: ReactNode;
}) {
  const { t } = useText();
  const { name, rows, more, children } = props;
  const count = rows.filter(({ gone }) => !gone).length;
  return (
    <section className={`desk-section ${name.replace('.', '-')}`} aria-labelledby={name}>
      <h2 id={name}>
        {t(name satisfies TextKey)}
        <span className="section-count">{more ? `${count}+` : count}</span>
      </h2>
      {rows.length === 0 ? children : <ul className="desk-rows">{children}</ul>}
      {more && <p className="quiet desk-none">{t('desk.more')}</p>}
    </section>
  );
}

/** The name of the desk, and whether it can be heard. */
function DeskHead() {
  const { t } = useText();
  const may = useMaySound();
  const { muted } = useRinging(false);
  return (
    <header className="desk-head">
      <h1>{t('desk.title')}</h1>
      {muted ? (
        <Button onClick={unmute} icon={<Icon name="pause" size={16} />}>
          {t('desk.muted')}
        </Button>
      ) : may ? (
        <Button type="text" onClick={tryOut} icon={<Icon name="check" size={16} />}>
          {t('desk.soundOn')}
        </Button>
      ) : (
        <Button onClick={tryOut} icon={<Icon name="alarm" size={16} />}>
          {t('desk.soundOff')}
        </Button>
      )}
    </header>
  );
}

/** Red across the page, with a sound, while something unsigned has under a minute left. */
function DeskAlarm({ rows, onOpen }: { rows: readonly WorkRow[]; onOpen: (id: string) => void }) {
  const { t } = useText();
  const now = useNow();
  const rings = ringing(rows, now);
  const { muted, blocked } = useRinging(rings.length > 0);
  const [first] = rings;
  if (!first) return null;
  const left = (first.clock?.dueAt ?? now) - now;
  return (
    <div className="desk-alarm">
      <p role="alert">
        <Icon name="alarm" size={20} /> <strong>{t('desk.alarm', { n: rings.length })}</strong>{' '}
        <span>{first.title}</span>
      </p>
      <span className="desk-alarm-left" aria-hidden="true">
        {t(left < 0 ? 'desk.over' : 'desk.left')} {countdown(left) ?? spanOf(t, left)}
      </span>
      <Button onClick={() => onOpen(first.id)}>{t('desk.alarmGo')}</Button>
      <Button ghost onClick={muted ? unmute : mute}>
        {t(muted ? 'message.unmute' : 'message.mute')}
      </Button>
      {blocked && <span>{t('message.blocked')}</span>}
    </div>
  );
}
