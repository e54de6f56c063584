// Chooses a unit by place and line: the proposed ones first, then those of the matter's town, then the rest.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo } from 'react';
import { unitsQuery, type Unit } from '../api/reference.ts';
import { hasText, useText } from '../text/language.tsx';

type Common = {
  countyId: number;
  /** Places of the matter, so that their own units come first. */
  placeIds?: readonly number[];
  /** Offered at the top: what the route proposes. */
  proposed?: readonly number[];
  /** Not offered: units chosen elsewhere in the form. */
  without?: readonly number[];
  id?: string;
  label: string;
  status?: 'error' | '';
};

function useGroups({ countyId, placeIds = [], proposed = [], without = [] }: Common) {
  const { t } = useText();
  const { data, isPending } = useQuery(unitsQuery(countyId));
  const groups = useMemo(() => {
    const units = (data ?? []).filter((unit) => !without.includes(unit.id));
    const option = (unit: Unit) => ({
      value: unit.id,
      label: unit.name,
      kind: hasText(`unitKind.${unit.kind}`) ? t(`unitKind.${unit.kind}` as 'unitKind.team') : '',
    });
    const near = units.filter(
      (unit) => placeIds.includes(unit.jurisdictionId) && !proposed.includes(unit.id),
    );
    const nearIds = new Set(near.map((unit) => unit.id));
    const rest = units.filter((unit) => !nearIds.has(unit.id) && !proposed.includes(unit.id));
    return [
      {
        label: t('unit.proposed'),
        options: units.filter((unit) => proposed.includes(unit.id)).map(option),
      },
      { label: t('unit.near'), options: near.map(option) },
      { label: t('unit.rest'), options: rest.map(option) },
    ].filter((group) => group.options.length > 0);
  }, [data, placeIds, proposed, without, t]);
  return { groups, isPending };
}

const search = {
  filterOption: (words: string, option?: { label?: unknown }) =>
    words
      .trim()
      .split(/\s+/)
      .every((word) => String(option?.label ?? '').includes(word)),
};

export function UnitPicker(
  props: Common & { value: number | null; onChange: (id: number | null) => void },
) {
  const { groups, isPending } = useGroups(props);
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      className="wide"
      status={props.status ?? ''}
      loading={isPending}
      allowClear
      showSearch={search}
      value={props.value}
      onChange={(id?: number) => props.onChange(id ?? null)}
      options={groups}
      optionRender={(option) => (
        <span className="item-option">
          <span>{option.label}</span>
          <span className="quiet">{(option.data as { kind?: string }).kind}</span>
        </span>
      )}
      aria-label={props.label}
      placeholder={props.label}
    />
  );
}

export function UnitsPicker(
  props: Common & { value: readonly number[]; onChange: (ids: number[]) => void },
) {
  const { groups, isPending } = useGroups(props);
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      mode="multiple"
      className="wide"
      status={props.status ?? ''}
      loading={isPending}
      allowClear
      showSearch={search}
      value={[...props.value]}
      onChange={props.onChange}
      options={groups}
      aria-label={props.label}
      placeholder={props.label}
    />
  );
}
