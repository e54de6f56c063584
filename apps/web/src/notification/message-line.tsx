// One message as a line: how urgent, what is asked, about what, how long is left, 收到 and 去办理.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { about, headline, type MessageItem } from '#modules/notification/contract.ts';
import { messageOf } from '../api/request.ts';
import { ClockLight } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { useNow } from '../look/now.ts';
import { LevelTag } from '../look/tags.tsx';
import { exactTime, whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { acknowledgeMessage, markSeen } from './queries.ts';

/** Whether somebody still waits for an answer to it. */
export function isWaiting(item: MessageItem): boolean {
  return item.ask !== 'nothing' && item.acknowledgedAt === null && item.doneAt === null;
}

/** Where that is looked at which a message is about. */
export function pathOf({ matter, drawId }: MessageItem): string {
  return matter ? `/incidents/${matter.id}` : `/spot-checks/${drawId}`;
}

/** 收到, told to the server and to whoever shows messages. */
export function useAcknowledge(): readonly [string | null, (id: string) => void] {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  return [
    busy,
    (id) => {
      setBusy(id);
      acknowledgeMessage(queries, id)
        .catch((error: unknown) => void message.error(messageOf(error)))
        .finally(() => setBusy(null));
    },
  ];
}

export function MessageLine({ item, onLeave }: { item: MessageItem; onLeave?: () => void }) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [busy, acknowledge] = useAcknowledge();
  const waiting = isWaiting(item);
  const open = (): void => {
    onLeave?.();
    if (item.seenAt === null) void markSeen(queries, [item.id]).catch(() => undefined);
    void navigate(pathOf(item));
  };
  return (
    <li
      className={`note ${waiting ? 'note-waiting' : ''} ${item.seenAt === null && item.doneAt === null ? 'note-new' : ''}`}
    >
      <div className="note-head">
        {item.matter && <LevelTag level={item.matter.level} />}
        <strong>{headline(item.template, item.params, language)}</strong>
        <time className="note-when" title={exactTime(language, item.createdAt)}>
          {whenOf(t, language, item.createdAt, Math.max(now, item.createdAt))}
        </time>
      </div>
      <p className="note-matter">
        {[item.matter?.title, about(item.params, language)].filter(Boolean).join(' · ')}
      </p>
      <div className="note-foot">
        <span className="note-facts">
          {item.matter && <span className="line-number">{item.matter.number}</span>}
          {item.position > 0 && <span className="flag">{t('message.next')}</span>}
          <State item={item} />
          {waiting && item.clock && <ClockLight clock={item.clock} />}
        </span>
        <span className="note-acts">
          {waiting && (
            <Button
              size="small"
              type={item.urgency === 'urgent' ? 'primary' : 'default'}
              icon={<Icon name="check" size={14} />}
              loading={busy === item.id}
              onClick={() => acknowledge(item.id)}
            >
              {t('message.acknowledge')}
            </Button>
          )}
          <Button size="small" onClick={open}>
            {t(waiting ? 'message.go' : 'message.look')}
          </Button>
        </span>
      </div>
    </li>
  );
}

function State({ item }: { item: MessageItem }) {
  const { t, language } = useText();
  const now = useNow(60_000);
  if (item.acknowledgedAt !== null)
    return (
      <span title={exactTime(language, item.acknowledgedAt)}>
        {t('message.acknowledged', {
          when: whenOf(t, language, item.acknowledgedAt, Math.max(now, item.acknowledgedAt)),
        })}
      </span>
    );
  if (item.doneHow !== null) return <span>{t(`message.done.${item.doneHow}`)}</span>;
  return null;
}
