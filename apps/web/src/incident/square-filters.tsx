// The filters of the square.
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Popover, Select } from 'antd';
import { useState } from 'react';
import { SOURCES, STATUSES } from '#modules/incident/contract.ts';
import { treeQuery } from '../api/reference.ts';
import { useMe } from '../api/session.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { DayField } from '../look/day-field.tsx';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { fromLocalInput, toLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import type { Many, Single } from './square-query.ts';

export type ChangeFilters = (
  changes: Partial<Record<Single | Many, string | readonly string[] | undefined>>,
) => void;

/** The filters: beside the button on the desk, from below on the phone. */
export function FilterButton({
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
    <DayField
      label={label}
      value={dayOf(params.get(name))}
      onChange={(chosen) => {
        const at = fromLocalInput(`${chosen}T${name === 'from' ? '00:00' : '23:59'}`);
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

function dayOf(instant: string | null): string {
  return instant ? toLocalInput(Number(instant)).slice(0, 10) : '';
}
