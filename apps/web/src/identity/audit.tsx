// 审计日志: who did what, when, from where, and what was refused. Read only; reading it is written in it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import {
  AUDIT_ACTIONS,
  auditActionName,
  AuditPage as AuditAnswer,
  ROLES,
  type AuditItem,
  type Role,
} from '#modules/identity/contract.ts';
import { addressOf, request } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { Blank, Failed } from '../look/states.tsx';
import { DayField } from '../look/day-field.tsx';
import { exactTime, fromLocalInput } from '../look/time.ts';
import { TableBox } from '../look/table-box.tsx';
import { MoreRows } from '../look/more-rows.tsx';
import { MINUTE } from '#platform/time/index.ts';
import { hasText, useText } from '../text/language.tsx';

type Item = z.infer<typeof AuditItem>;
const PAGE = 50;

export default function AuditPage() {
  const { t, language, pick } = useText();
  const [who, setWho] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [action, setAction] = useState<string | null>(null);
  const [onlyRefused, setOnlyRefused] = useState(false);
  /** One subject whose whole story is wanted. */
  const [subject, setSubject] = useState<{ id: string; name: string } | null>(null);
  const query = {
    who: who || undefined,
    action: action ?? undefined,
    subjectId: subject?.id,
    success: onlyRefused ? 'false' : undefined,
    from: fromLocalInput(`${from}T00:00`) ?? undefined,
    to: dayAfter(to) ?? undefined,
  };
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
  const subjectName = ({ subjectKind: kind, subjectName: name }: Item): string => {
    if (kind === null) return '';
    // A person's name says by itself what it is.
    if (kind === 'account' && name !== null) return name;
    const key = `audit.subject.${kind}`;
    return [hasText(key) ? t(key) : t('audit.subject.other'), name].filter(Boolean).join(' ');
  };
  /** What is worth saying beside the action: never a code. */
  const aboutOf = ({ action: done, why, details }: Item): string => {
    const { verb, role, reason, rows, version, name, note, dryRun } = details;
    const isGrounded = done === 'incident.reveal' || done.startsWith('triage.model-');
    const verbKey = `verb.${String(verb)}`;
    const reasonKey = `audit.reason.${String(reason)}`;
    return [
      hasText(verbKey) ? t(verbKey) : null,
      typeof role === 'string' && role in ROLES ? pick(ROLES[role as Role].name) : null,
      typeof name === 'string' ? name : null,
      dryRun === true ? t('import.dryRun') : null,
      hasText(reasonKey) ? t(reasonKey) : isGrounded ? reason : null,
      typeof version === 'number' && !isGrounded ? t('audit.version', { version }) : null,
      typeof note === 'string' ? note : null,
      typeof rows === 'number' ? t('audit.rows', { count: rows }) : null,
      why,
    ]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' · ');
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('audit.title')}</h1>
        <span className="top-gap" />
        <Button
          href={addressOf('/audit/export', query)}
          icon={<Icon name="download" size={15} />}
          download
        >
          {t('audit.export')}
        </Button>
      </header>
      <div className="audit-filters">
        <label className="filter">
          <span>{t('audit.who')}</span>
          <Input.Search
            allowClear
            placeholder={t('accounts.search')}
            aria-label={t('audit.who')}
            onSearch={(words) => setWho(words.trim())}
          />
        </label>
        <label className="filter">
          <span>{t('audit.action')}</span>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={action}
            onChange={(value?: string) => setAction(value ?? null)}
            options={Object.entries(AUDIT_ACTIONS).map(([code, words]) => ({
              value: code,
              label: pick(words),
            }))}
            placeholder={t('say.all')}
            aria-label={t('audit.action')}
          />
        </label>
        <label className="filter">
          <span>{t('audit.from')}</span>
          <DayField label={t('audit.from')} value={from} onChange={setFrom} />
        </label>
        <label className="filter">
          <span>{t('audit.to')}</span>
          <DayField label={t('audit.to')} value={to} onChange={setTo} />
        </label>
        <Checkbox checked={onlyRefused} onChange={(event) => setOnlyRefused(event.target.checked)}>
          {t('audit.onlyRefused')}
        </Checkbox>
        {subject && (
          <Tag closable onClose={() => setSubject(null)}>
            {t('audit.ofSubject', { name: subject.name })}
          </Tag>
        )}
      </div>
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
              { title: t('audit.action'), render: (_, item) => pick(auditActionName(item.action)) },
              {
                title: t('audit.subject'),
                render: (_, item) =>
                  item.subjectId !== null && (
                    <Button
                      type="link"
                      className="audit-subject"
                      title={t('audit.onlySubject')}
                      onClick={() =>
                        setSubject({ id: item.subjectId ?? '', name: subjectName(item) })
                      }
                    >
                      {subjectName(item)}
                    </Button>
                  ),
              },
              {
                title: t('audit.result'),
                render: (_, item) =>
                  item.success ? t('audit.ok') : <strong>{t('audit.refused')}</strong>,
              },
              { title: t('audit.about'), render: (_, item) => aboutOf(item) },
              { title: t('audit.ip'), dataIndex: 'ip' },
            ]}
          />
        </TableBox>
      )}
      <MoreRows list={list} label={t('audit.more')} />
    </div>
  );
}

/** The end of a day, as the instant at which the next begins. */
function dayAfter(day: string): number | null {
  const last = fromLocalInput(`${day}T23:59`);
  return last === null ? null : last + MINUTE;
}
