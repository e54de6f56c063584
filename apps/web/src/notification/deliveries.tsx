// 发送日志: what left the house over which way, and how it ended. No address in clear, no matter but its number.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Table } from 'antd';
import { useState } from 'react';
import {
  CHANNELS,
  DELIVERY_STATES,
  DeliveryPage,
  headline,
  type Channel,
  type DeliveryItem,
} from '#modules/notification/contract.ts';
import { request } from '../api/request.ts';
import { Blank, Failed } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { exactTime } from '../look/time.ts';
import { MoreRows } from '../look/more-rows.tsx';
import { hasText, useText } from '../text/language.tsx';

type State = (typeof DELIVERY_STATES)[number];
const PAGE = 50;

export default function DeliveriesPage() {
  const { t, language } = useText();
  const [channel, setChannel] = useState<Channel | undefined>();
  const [state, setState] = useState<State | undefined>();
  const query = { channel, state };
  const list = useInfiniteQuery({
    queryKey: ['deliveries', query],
    queryFn: ({ pageParam, signal }) =>
      request(DeliveryPage, '/deliveries', {
        query: { ...query, cursor: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 15_000,
  });
  const { data, error, isPending, refetch } = list;
  const configured = data?.pages[0]?.channels ?? [];
  const problem = (item: DeliveryItem): string => {
    if (item.error === null) return '';
    const [code = '', detail = ''] = item.error.split(' ');
    const key = `delivery.error.${code}`;
    const words = hasText(key) ? t(key) : t('delivery.error.other');
    return detail ? `${words} (${detail})` : words;
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('delivery.title')}</h1>
        <span className="quiet">
          {configured.length > 0
            ? configured.map((each) => t(`message.channel.${each}`)).join(t('say.list'))
            : data && t('delivery.off')}
        </span>
        <span className="top-gap" />
        <Select
          allowClear
          className="notes-urgency"
          value={channel}
          onChange={(value?: Channel) => setChannel(value)}
          options={CHANNELS.map((value) => ({ value, label: t(`message.channel.${value}`) }))}
          placeholder={t('delivery.channel')}
          aria-label={t('delivery.channel')}
        />
        <Select
          allowClear
          className="notes-urgency"
          value={state}
          onChange={(value?: State) => setState(value)}
          options={DELIVERY_STATES.map((value) => ({ value, label: t(`delivery.state.${value}`) }))}
          placeholder={t('delivery.state')}
          aria-label={t('delivery.state')}
        />
        <Button onClick={() => void refetch()}>{t('do.refresh')}</Button>
      </header>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <TableBox label={t('delivery.title')}>
          <Table<DeliveryItem>
            className="sheet"
            rowKey="id"
            size="middle"
            loading={isPending}
            dataSource={data?.pages.flatMap((page) => page.items) ?? []}
            pagination={false}
            locale={{
              emptyText: (
                <Blank icon="bell" title={t('delivery.none')} hint={t('delivery.noneHint')} />
              ),
            }}
            columns={[
              { title: t('audit.at'), render: (_, item) => exactTime(language, item.createdAt) },
              {
                title: t('delivery.channel'),
                render: (_, item) => t(`message.channel.${item.channel}`),
              },
              {
                title: t('delivery.receiver'),
                render: (_, item) => (
                  <>
                    {item.receiver ?? t('delivery.house')}{' '}
                    <span className="quiet">{item.address}</span>
                  </>
                ),
              },
              {
                title: t('delivery.about'),
                render: (_, item) => (
                  <>
                    {headline(item.template, item.params, language)}{' '}
                    <span className="quiet">{item.number}</span>
                  </>
                ),
              },
              {
                title: t('delivery.state'),
                render: (_, item) => (
                  <span title={item.sentAt === null ? undefined : exactTime(language, item.sentAt)}>
                    {item.state === 'failed' || item.state === 'unknown' ? (
                      <strong>{t(`delivery.state.${item.state}`)}</strong>
                    ) : (
                      t(`delivery.state.${item.state}`)
                    )}
                  </span>
                ),
              },
              { title: t('delivery.attempts'), dataIndex: 'attempts', align: 'right' },
              { title: t('delivery.error'), render: (_, item) => problem(item) },
            ]}
          />
        </TableBox>
      )}
      <MoreRows list={list} label={t('do.more')} />
    </div>
  );
}
