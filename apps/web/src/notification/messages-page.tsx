// 消息: everything that I was told, by pile and urgency.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { URGENCIES, type Urgency } from '#modules/notification/contract.ts';
import { messageOf } from '../api/request.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { MoreRows } from '../look/more-rows.tsx';
import { useText } from '../text/language.tsx';
import { MessageLine } from './message-line.tsx';
import { listMessages, markSeen } from './queries.ts';
import './notification.css';

const LISTS = ['waiting', 'unread', 'all'] as const;
const PAGE = 40;

export default function MessagesPage() {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [list, setList] = useState<(typeof LISTS)[number]>('waiting');
  const [urgency, setUrgency] = useState<Urgency | undefined>();
  const query = { list, urgency };
  const rows = useInfiniteQuery({
    queryKey: ['messages', 'page', query],
    queryFn: ({ pageParam, signal }) =>
      listMessages({ ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const { data, error, isPending, refetch } = rows;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const seeAll = (): void => {
    markSeen(queries)
      .then(() => queries.invalidateQueries({ queryKey: ['messages'] }))
      .catch((problem: unknown) => void message.error(messageOf(problem)));
  };
  return (
    <div className="page page-narrow">
      <header className="page-head">
        <h1>{t('message.title')}</h1>
        <span className="top-gap" />
        <Segmented
          value={list}
          onChange={setList}
          options={LISTS.map((value) => ({ value, label: t(`message.list.${value}`) }))}
        />
        <Select
          allowClear
          className="notes-urgency"
          value={urgency}
          onChange={(value?: Urgency) => setUrgency(value)}
          options={URGENCIES.map((value) => ({ value, label: t(`message.urgency.${value}`) }))}
          placeholder={t('message.urgency')}
          aria-label={t('message.urgency')}
        />
        <Button onClick={seeAll}>{t('message.seeAll')}</Button>
      </header>
      {isPending && <Waiting />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && items.length === 0 && (
        <Blank icon="bell" title={t('message.none')} hint={t('message.noneHint')} />
      )}
      <ul className="notes notes-page">
        {items.map((item) => (
          <MessageLine key={item.id} item={item} />
        ))}
      </ul>
      <MoreRows list={rows} label={t('do.more')} />
    </div>
  );
}
