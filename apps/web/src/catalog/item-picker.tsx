// Chooses an item of the catalogue by code, name, keyword or the way people say it.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo } from 'react';
import { catalogQuery } from '../api/reference.ts';
import { useText } from '../text/language.tsx';

type Props = {
  countyId: number;
  value: string | null | undefined;
  onChange: (code: string | null) => void;
  /** Codes to offer first, the best guess at the top. */
  suggested?: readonly string[];
  /** Also whole majors and subs, for filters. */
  groups?: boolean;
  id?: string;
  status?: 'error' | '';
};

export function ItemPicker({
  countyId,
  value,
  onChange,
  suggested = [],
  groups = false,
  id,
  status = '',
}: Props) {
  const { t, pick } = useText();
  const { data: catalog, isPending } = useQuery(catalogQuery(countyId));
  const options = useMemo(() => {
    if (!catalog) return [];
    const subs = new Map(catalog.subs.map((sub) => [sub.code, pick(sub.name)]));
    const items = catalog.items.map((item) => ({
      value: item.code,
      label: pick(item.name),
      group: subs.get(item.code.slice(0, 4)) ?? '',
      words: [item.code, item.name.zh, item.name.en, ...item.keywords, ...item.phrases]
        .join(' ')
        .toLowerCase(),
    }));
    const first = suggested.flatMap((code) => items.find((item) => item.value === code) ?? []);
    const rest = items.filter((item) => !suggested.includes(item.value));
    const whole = groups
      ? [...catalog.majors, ...catalog.subs].map((group) => ({
          value: group.code,
          label: pick(group.name),
          group: t('say.all'),
          words: `${group.code} ${group.name.zh} ${group.name.en}`.toLowerCase(),
        }))
      : [];
    return [...first, ...whole, ...rest];
  }, [catalog, suggested, groups, pick, t]);

  return (
    <Select
      {...(id ? { id } : {})}
      status={status}
      className="wide"
      loading={isPending}
      allowClear
      value={value ?? null}
      onChange={(code?: string) => onChange(code ?? null)}
      options={options}
      showSearch={{
        filterOption: (words, option) =>
          words
            .toLowerCase()
            .split(/\s+/)
            .every((word) => option?.words.includes(word) ?? false),
      }}
      optionRender={(option) => (
        <span className="item-option">
          <span>{option.data.label}</span>
          <span className="quiet">{option.data.group}</span>
        </span>
      )}
      placeholder={t('field.itemCode')}
      aria-label={t('field.itemCode')}
    />
  );
}

/** The name of an item of the catalogue in force. */
export function useItemName(countyId: number): (code: string) => string | undefined {
  const { pick } = useText();
  const { data: catalog } = useQuery(catalogQuery(countyId));
  return useMemo(() => {
    const names = new Map(catalog?.items.map((item) => [item.code, pick(item.name)]));
    return (code) => names.get(code);
  }, [catalog, pick]);
}
