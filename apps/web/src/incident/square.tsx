// 事件广场: every matter within my rights, by filters, saved views and one box that understands words,
// numbers, phones, receipt codes and addresses.
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Input, Segmented, Select, type MenuProps } from 'antd';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { LIST_NAMES } from '#modules/incident/contract.ts';
import { countQuery } from '../api/incidents.ts';
import { addressOf } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { useText } from '../text/language.tsx';
import { IncidentBrowser } from './browser.tsx';
import { Views } from './saved-views.tsx';
import { FilterButton } from './square-filters.tsx';
import { filtersOf, queryOf, type Many, type Single } from './square-query.ts';

export default function SquarePage() {
  const { t } = useText();
  const me = useMe();
  const phone = useMedia(PHONE);
  const [params, setParams] = useSearchParams();
  const text = filtersOf(params);
  const query = useMemo(() => queryOf(new URLSearchParams(text)), [text]);
  const { sort: _sort, ...counted } = query;
  const { data: count } = useQuery(countQuery(counted));

  const set = (
    changes: Partial<Record<Single | Many, string | readonly string[] | undefined>>,
  ): void =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(changes)) {
          next.delete(name);
          for (const one of Array.isArray(value) ? value : [value])
            if (one !== undefined && one !== '') next.append(name, String(one));
        }
        return next;
      },
      { replace: true },
    );

  const filters = [...new URLSearchParams(text).keys()].filter(
    (name) => !['list', 'q', 'sort'].includes(name),
  ).length;
  const total =
    count &&
    (count.capped
      ? t('say.capped', { count: count.count })
      : t('say.total', { count: count.count }));

  return (
    <IncidentBrowser
      query={query}
      mayChoose={me.may.view}
      empty={{ title: t('square.empty'), hint: t('square.emptyHint') }}
      header={
        <header className="list-head">
          <h1 className="sr">{t('nav.squareFull')}</h1>
          <div className="list-tools">
            <Input.Search
              key={params.get('q') ?? ''}
              defaultValue={params.get('q') ?? ''}
              allowClear
              placeholder={t('square.searchHint')}
              aria-label={t('square.searchHint')}
              onSearch={(q) => set({ q: q.trim() })}
            />
          </div>
          <div className="list-tools">
            <Select
              className="list-pick"
              value={params.get('list') ?? 'all'}
              onChange={(list: string) => set({ list: list === 'all' ? undefined : list })}
              options={LIST_NAMES.map((name) => ({ value: name, label: t(`list.${name}`) }))}
              aria-label={t('nav.squareFull')}
              popupMatchSelectWidth={false}
            />
            <FilterButton count={filters} params={params} set={set} />
            <Views text={text} apply={(saved) => setParams(saved)} />
            {me.may.export && !phone && <Export query={query} />}
          </div>
          <div className="list-sum">
            <span aria-live="polite">{total}</span>
            {filters > 0 && (
              <Button type="link" size="small" onClick={() => setParams({})}>
                {t('square.clearFilters')}
              </Button>
            )}
            <span className="top-gap" />
            <Segmented
              size="small"
              value={params.get('sort') ?? 'newest'}
              onChange={(sort) => set({ sort: sort === 'newest' ? undefined : sort })}
              options={[
                { value: 'newest', label: t('square.newest') },
                { value: 'due', label: t('square.due') },
              ]}
              aria-label={t('square.sort')}
            />
          </div>
        </header>
      }
    />
  );
}

function Export({ query }: { query: Readonly<Record<string, unknown>> }) {
  const { t } = useText();
  const items: MenuProps['items'] = (['csv', 'xlsx'] as const).map((format) => ({
    key: format,
    label: (
      <a
        href={addressOf('/incidents/export', { ...(query as Record<string, string>), format })}
        download
      >
        {t(format === 'csv' ? 'square.exportCsv' : 'square.exportXlsx')}
      </a>
    ),
  }));
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button
        icon={<Icon name="download" size={16} />}
        aria-label={t('do.export')}
        title={t('do.export')}
      />
    </Dropdown>
  );
}
