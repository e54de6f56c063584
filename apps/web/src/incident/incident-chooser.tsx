// Finds the matter to merge into: likely duplicates first, then by number or words.
import { useQuery } from '@tanstack/react-query';
import { Input, Radio } from 'antd';
import { useDeferredValue, useState } from 'react';
import { isOpen, type IncidentDetail, type IncidentRow } from '#modules/incident/contract.ts';
import { listIncidents } from '../api/incidents.ts';
import { useText } from '../text/language.tsx';

type Props = {
  id: string;
  incident: IncidentRow | IncidentDetail;
  value: string | null;
  onChange: (id: string) => void;
};

export function IncidentChooser({ id, incident, value, onChange }: Props) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const asked = useDeferredValue(words.trim());
  const alike = 'triage' in incident ? (incident.triage?.duplicates ?? []) : [];
  const duplicates = alike.filter(({ status }) => isOpen(status));
  const { data } = useQuery({
    queryKey: ['incidents', 'choose', asked],
    queryFn: ({ signal }) => listIncidents({ q: asked, list: 'open', limit: 8 }, signal),
    enabled: asked.length > 1,
  });
  const found = (data?.items ?? []).filter((row) => row.id !== incident.id);
  const options = [
    ...duplicates.map((one) => ({
      id: one.id,
      number: one.number,
      title: one.title,
      score: one.score,
    })),
    ...found
      .filter((row) => !duplicates.some((one) => one.id === row.id))
      .map((row) => ({ ...row, score: null })),
  ];
  return (
    <div className="chooser">
      <Input
        id={id}
        type="search"
        allowClear
        value={words}
        placeholder={t('square.searchHint')}
        onChange={(event) => setWords(event.target.value)}
      />
      <Radio.Group
        className="reasons"
        value={value}
        onChange={(event) => onChange(String(event.target.value))}
        aria-label={t('field.into')}
        options={options.map((one) => ({
          value: one.id,
          label: (
            <span>
              {one.title} <span className="quiet">{one.number}</span>
              {one.score !== null && (
                <span className="quiet">
                  {' '}
                  · {t('incident.similar', { percent: Math.round(one.score * 100) })}
                </span>
              )}
            </span>
          ),
        }))}
      />
    </div>
  );
}
