// 审计日志: who did what, when, from where, and what was refused. Read only; reading it is written in it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Select, Table } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { AuditPage as AuditAnswer, type AuditItem } from '#modules/identity/contract.ts';
import { addressOf, request } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { Blank, Failed } from '../look/states.tsx';
import { exactTime } from '../look/time.ts';
import { TableBox } from '../look/table-box.tsx';
import { MoreRows } from '../look/more-rows.tsx';
import { hasText, useText, type TextKey } from '../text/language.tsx';
import { zh } from '../text/zh.ts';

type Item = z.infer<typeof AuditItem>;
const PAGE = 50;
const ACTIONS = (Object.keys(zh) as TextKey[])
  .filter((key) => key.startsWith('audit.act.'))
  .map((key) => ({ key, code: key.slice('audit.act.'.length) }));

export default function AuditPage() {
  const { t, language } = useText();
  const [action, setAction] = useState<string | null>(null);
  const [onlyRefused, setOnlyRefused] = useState(false);
  const query = { action: action ?? undefined, success: onlyRefused ? 'false' : undefined };
  const list = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) =>
      request(AuditAnswer, '/audit', {
        query: { ...query, cursor: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const { data, error, isPending, refetch } = list;
  const actionName = (code: string): string => {
    const key = `audit.act.${code}`;
    return hasText(key) ? t(key) : t('audit.other');
  };
  const subjectName = (kind: string | null): string => {
    if (kind === null) return '';
    const key = `audit.subject.${kind}`;
    return hasText(key) ? t(key) : t('audit.subject.other');
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('audit.title')}</h1>
        <span className="top-gap" />
        <Select
          className="page-search"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={action}
          onChange={(value?: string) => setAction(value ?? null)}
          options={ACTIONS.map(({ key, code }) => ({ value: code, label: t(key) }))}
          placeholder={t('audit.action')}
          aria-label={t('audit.action')}
        />
        <Checkbox checked={onlyRefused} onChange={(event) => setOnlyRefused(event.target.checked)}>
          {t('audit.onlyRefused')}
        </Checkbox>
        <Button
          href={addressOf('/audit/export', query)}
          icon={<Icon name="download" size={15} />}
          download
        >
          {t('audit.export')}
        </Button>
      </header>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <TableBox label={t('audit.title')}>
          <Table<Item>
            className="sheet"
            rowKey="id"
            size="middle"
            loading={isPending}
            dataSource={data?.pages.flatMap((page) => page.items) ?? []}
            pagination={false}
            locale={{ emptyText: <Blank icon="file" title={t('audit.empty')} /> }}
            columns={[
              { title: t('audit.at'), render: (_, item) => exactTime(language, item.at) },
              {
                title: t('audit.who'),
                render: (_, item) => (
                  <>
                    {item.actorName ?? t('by.system')}{' '}
                    <span className="quiet">{item.actorLogin}</span>
                  </>
                ),
              },
              { title: t('audit.action'), render: (_, item) => actionName(item.action) },
              { title: t('audit.subject'), render: (_, item) => subjectName(item.subjectKind) },
              {
                title: t('audit.result'),
                render: (_, item) =>
                  item.success ? t('audit.ok') : <strong>{t('audit.refused')}</strong>,
              },
              { title: t('audit.ip'), dataIndex: 'ip' },
            ]}
          />
        </TableBox>
      )}
      <MoreRows list={list} label={t('audit.more')} />
    </div>
  );
}
