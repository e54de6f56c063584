// 常用语: ready-made words for answers, returns and closings, put into the field to be changed freely.
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import type { IncidentRow, Verb } from '#modules/incident/contract.ts';
import { phrasesQuery } from '../api/reference.ts';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { clockTime } from '../look/time.ts';
import { fill, useText } from '../text/language.tsx';

type Props = { incident: IncidentRow; verb: Verb; onChoose: (words: string) => void };

export function PhraseButton({ incident, verb, onChoose }: Props) {
  const { t, pick, language } = useText();
  const { data } = useQuery(phrasesQuery(incident.countyId, verb));
  if (!data || data.items.length === 0) return null;
  const params = {
    unit: incident.holder?.name ?? t('say.unknown'),
    due: incident.clock ? clockTime(t, language, incident.clock.dueAt, serverNow()) : '',
    number: incident.number,
    item: incident.item ? pick(incident.item) : '',
    place: [incident.town?.name, incident.village?.name].filter(Boolean).join(' '),
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        className: 'phrases',
        items: data.items.map((phrase) => ({
          key: phrase.code,
          label: fill(pick(phrase), params),
        })),
        onClick: ({ key }) => {
          const phrase = data.items.find((one) => one.code === key);
          if (phrase) onChoose(fill(pick(phrase), params));
        },
      }}
    >
      <Button size="small" type="text" icon={<Icon name="file" size={14} />}>
        {t('field.phrases')}
      </Button>
    </Dropdown>
  );
}
