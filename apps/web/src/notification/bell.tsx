// The bell in the frame: how many are unread, and a drawer with the newest.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Badge, Button, Drawer, Segmented, Tooltip } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { MessageSummary } from '#modules/notification/contract.ts';
import { Icon } from '../look/icons.tsx';
import { useKeys } from '../look/keys.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { MessageLine } from './message-line.tsx';
import { listMessages, markSeen } from './queries.ts';

const SHOWN = 20;

export function Bell({ summary }: { summary: MessageSummary | undefined }) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const unread = summary?.unread ?? 0;
  const count = summary?.capped ? `${unread}+` : unread;
  useKeys([{ key: 'm', label: t('message.title'), group: 'everywhere', run: () => setOpen(true) }]);
  const close = (): void => {
    setOpen(false);
    // What was on the screen has been seen; what waits for an answer goes on waiting.
    void markSeen(queries).catch(() => undefined);
  };
  const label = unread > 0 ? t('message.unread', { n: count }) : t('message.title');
  return (
    <>
      <Tooltip title={label}>
        <Button type="text" className="bell" aria-label={label} onClick={() => setOpen(true)}>
          <Badge count={count} size="small" color="var(--ink)" offset={[0, 2]}>
            <Icon name="bell" size={20} />
          </Badge>
        </Button>
      </Tooltip>
      <Drawer
        open={open}
        onClose={close}
        title={t('message.title')}
        size={phone ? '100%' : 440}
        classNames={{ body: 'notes-body' }}
        destroyOnHidden
      >
        <Newest onLeave={close} />
      </Drawer>
    </>
  );
}

function Newest({ onLeave }: { onLeave: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const [list, setList] = useState<'waiting' | 'all'>('waiting');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['messages', 'newest', list],
    queryFn: ({ signal }) => listMessages({ list, limit: SHOWN }, signal),
    staleTime: 0,
  });
  return (
    <>
      <Segmented
        block
        value={list}
        onChange={setList}
        options={[
          { value: 'waiting', label: t('message.list.waiting') },
          { value: 'all', label: t('message.list.all') },
        ]}
      />
      {isPending && <Waiting rows={4} />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Blank icon="bell" title={t('message.none')} hint={t('message.noneHint')} />
      )}
      <ul className="notes">
        {data?.items.map((item) => (
          <MessageLine key={item.id} item={item} onLeave={onLeave} />
        ))}
      </ul>
      <Button
        block
        onClick={() => {
          onLeave();
          void navigate('/messages');
        }}
      >
        {t('message.allPage')}
      </Button>
    </>
  );
}
