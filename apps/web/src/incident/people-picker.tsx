// Names the people who may know of a restricted matter: found by a part of the name, shown with their office.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { Colleague } from '#modules/incident/contract.ts';
import { findColleagues } from '../api/incidents.ts';
import { useText } from '../text/language.tsx';

type Props = {
  id: string;
  label: string;
  incidentId: string;
  /** Who is named already: their names need not be asked for. */
  known: readonly { id: string; name: string }[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
};

export function PeoplePicker({ id, label, incidentId, known, value, onChange }: Props) {
  const { t, pick } = useText();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<readonly { id: string; name: string }[]>(known);
  const asked = useDeferredValue(words.trim());
  const { data, isFetching } = useQuery({
    queryKey: ['colleagues', incidentId, asked],
    queryFn: ({ signal }) => findColleagues(incidentId, asked, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const found: readonly Colleague[] = asked === '' ? [] : (data?.items ?? []);
  const others = chosen.filter((one) => !found.some((each) => each.id === one.id));
  return (
    <Select
      id={id}
      mode="multiple"
      className="wide"
      showSearch={{ searchValue: words, onSearch: setWords, filterOption: false }}
      loading={isFetching}
      value={[...value]}
      onChange={(ids: string[]) => {
        setChosen([...found, ...others].filter((one) => ids.includes(one.id)));
        setWords('');
        onChange(ids);
      }}
      options={[
        ...found.map((one) => ({
          value: one.id,
          label: one.name,
          about: [one.unit, pick(one.role)].filter(Boolean).join(' · '),
        })),
        ...others.map((one) => ({ value: one.id, label: one.name, about: '' })),
      ]}
      optionRender={(option) => (
        <span className="item-option">
          <span>{option.label}</span>
          <span className="quiet">{(option.data as { about?: string }).about}</span>
        </span>
      )}
      notFoundContent={t(asked === '' ? 'people.typeName' : 'people.none')}
      placeholder={t('people.typeName')}
      aria-label={label}
    />
  );
}
