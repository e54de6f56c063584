// 事件广场: every matter within my rights, by filters, saved views and one box that understands words,
// numbers, phones, receipt codes and addresses.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  App,
  Button,
  Drawer,
  Dropdown,
  Input,
  Popover,
  Segmented,
  Select,
  type MenuProps,
} from 'antd';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { LIST_NAMES, SOURCES, STATUSES } from '#modules/incident/contract.ts';
import { countQuery, deleteView, saveView, viewsQuery } from '../api/incidents.ts';
import { treeQuery } from '../api/reference.ts';
import { addressOf, messageOf } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { fromLocalInput, toLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { IncidentBrowser } from './browser.tsx';

/** What of the address is a question to the list. */
const SINGLE = [
  'list',
  'q',
  'item',
  'townId',
  'villageId',
  'light',
  'supervised',
  'from',
  'to',
  'sort',
] as const;
const MANY = ['status', 'level', 'source'] as const;
type Single = (typeof SINGLE)[number];
type Many = (typeof MANY)[number];

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

type ChangeFilters = (
  changes: Partial<Record<Single | Many, string | readonly string[] | undefined>>,
) => void;

/** The filters: beside the button on the desk, from below on the phone. */
function FilterButton({
  count,
  params,
  set,
}: {
  count: number;
  params: URLSearchParams;
  set: ChangeFilters;
}) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const [open, setOpen] = useState(false);
  const button = (
    <Button icon={<Icon name="filter" size={15} />} onClick={() => setOpen(!open)}>
      {t('do.filter')}
      {count > 0 && <span className="tool-count">{count}</span>}
    </Button>
  );
  const filters = <Filters params={params} set={set} />;
  if (!phone)
    return (
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        title={t('square.filters')}
        content={filters}
      >
        {button}
      </Popover>
    );
  return (
    <>
      {button}
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="78%"
        title={t('square.filters')}
      >
        {filters}
      </Drawer>
    </>
  );
}

function Filters({ params, set }: { params: URLSearchParams; set: ChangeFilters }) {
  const { t } = useText();
  const me = useMe();
  const countyId = me.mainCountyId;
  const townId = Number(params.get('townId')) || null;
  const { data: tree } = useQuery(treeQuery(countyId));
  const towns = tree?.filter((place) => place.level === 'town');
  const villages = tree?.filter((place) => place.level === 'village' && place.townId === townId);
  const many = (
    name: Many,
    options: readonly { value: string; label: string }[],
    label: string,
  ) => (
    <label className="filter">
      <span>{label}</span>
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        value={params.getAll(name)}
        onChange={(value: string[]) => set({ [name]: value })}
        options={[...options]}
        aria-label={label}
        placeholder={t('say.all')}
      />
    </label>
  );
  const day = (name: 'from' | 'to', label: string) => (
    <Input
      type="date"
      aria-label={label}
      value={dayOf(params.get(name))}
      onChange={(event) => {
        const at = fromLocalInput(`${event.target.value}T${name === 'from' ? '00:00' : '23:59'}`);
        set({ [name]: at === null ? undefined : String(at) });
      }}
    />
  );
  return (
    <div className="filters">
      {many(
        'status',
        STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
        t('square.status'),
      )}
      {many(
        'level',
        ([1, 2, 3, 4] as const).map((value) => ({
          value: String(value),
          label: t(`level.${value}`),
        })),
        t('level.label'),
      )}
      {many(
        'source',
        SOURCES.map((value) => ({ value, label: t(`source.${value}`) })),
        t('source.label'),
      )}
      <label className="filter">
        <span>{t('square.light')}</span>
        <Select
          allowClear
          value={params.get('light')}
          onChange={(value?: string) => set({ light: value })}
          options={(['green', 'yellow', 'red'] as const).map((value) => ({
            value,
            label: t(`clock.${value}`),
          }))}
          aria-label={t('square.light')}
          placeholder={t('say.all')}
        />
      </label>
      <label className="filter">
        <span>{t('square.itemPrefix')}</span>
        <ItemPicker
          countyId={countyId}
          value={params.get('item')}
          onChange={(code) => set({ item: code ?? undefined })}
          groups
        />
      </label>
      <label className="filter">
        <span>{t('square.town')}</span>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={townId}
          onChange={(value?: number) =>
            set({ townId: value ? String(value) : undefined, villageId: undefined })
          }
          options={towns?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          aria-label={t('square.town')}
          placeholder={t('say.all')}
        />
      </label>
      {townId !== null && (
        <label className="filter">
          <span>{t('square.village')}</span>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={Number(params.get('villageId')) || null}
            onChange={(value?: number) => set({ villageId: value ? String(value) : undefined })}
            options={villages?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            aria-label={t('square.village')}
            placeholder={t('say.all')}
          />
        </label>
      )}
      <div className="filter">
        <span>{t('square.period')}</span>
        <span className="filter-days">
          {day('from', t('square.from'))}
          <span aria-hidden="true">–</span>
          {day('to', t('square.to'))}
        </span>
      </div>
      <Button
        type={params.get('supervised') ? 'primary' : 'default'}
        aria-pressed={params.get('supervised') !== null}
        onClick={() => set({ supervised: params.get('supervised') ? undefined : 'true' })}
      >
        {t('square.supervisedOnly')}
      </Button>
    </div>
  );
}

function Views({ text, apply }: { text: string; apply: (saved: URLSearchParams) => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: views } = useQuery(viewsQuery);
  const [name, setName] = useState('');
  const again = (): void => void queries.invalidateQueries({ queryKey: ['views'] });
  const told = (error: unknown): void => void message.error(messageOf(error));
  return (
    <Popover
      trigger="click"
      placement="bottom"
      title={t('square.views')}
      content={
        <div className="views">
          {views?.length ? (
            <ul>
              {views.map((view) => (
                <li key={view.id}>
                  <button type="button" onClick={() => apply(searchOf(view.query))}>
                    {view.name}
                  </button>
                  <Button
                    type="text"
                    size="small"
                    icon={<Icon name="close" size={14} />}
                    aria-label={`${t('do.delete')} ${view.name}`}
                    onClick={() => void deleteView(view.id).then(again, told)}
                  />
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">{t('square.noViews')}</p>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (!name.trim()) return;
              saveView(name.trim(), savedOf(text)).then(() => {
                setName('');
                again();
              }, told);
            }}
          >
            <Input
              value={name}
              maxLength={40}
              onChange={(event) => setName(event.target.value)}
              placeholder={t('square.viewName')}
              aria-label={t('square.viewName')}
            />
            <Button htmlType="submit" disabled={!name.trim()}>
              {t('square.saveView')}
            </Button>
          </form>
        </div>
      }
    >
      <Button icon={<Icon name="star" size={15} />}>{t('square.views')}</Button>
    </Popover>
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

/** The filters of an address in one order, so that the same question is asked once. */
function filtersOf(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of [...SINGLE, ...MANY])
    for (const value of params.getAll(name)) kept.append(name, value);
  return kept.toString();
}

function queryOf(params: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of SINGLE) {
    const value = params.get(name);
    if (value) query[name] = value;
  }
  for (const name of MANY) {
    const values = params.getAll(name);
    if (values.length) query[name] = values;
  }
  return query;
}

function savedOf(text: string): Record<string, string | string[]> {
  return queryOf(new URLSearchParams(text));
}

function searchOf(saved: Readonly<Record<string, unknown>>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(saved))
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  return params;
}

function dayOf(instant: string | null): string {
  return instant ? toLocalInput(Number(instant)).slice(0, 10) : '';
}
