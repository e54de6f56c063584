// "Why can't I …?": which statuses allow a verb, and which posts may use it.
import { useQuery } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { VERB_NAMES, type IncidentDetail, type Verb } from '#modules/incident/contract.ts';
import { whyNotQuery } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { SYSTEM_VERBS } from './verbs.ts';

export function WhyNotDialog({
  incident,
  onClose,
}: {
  incident: IncidentDetail;
  onClose: () => void;
}) {
  const { t, pick } = useText();
  const [verb, setVerb] = useState<Verb | null>(null);
  const absent = VERB_NAMES.filter(
    (name) => !incident.verbs.includes(name) && !SYSTEM_VERBS.includes(name),
  );
  const { data, isFetching, error } = useQuery({
    ...whyNotQuery(incident.id, verb ?? 'accept'),
    enabled: verb !== null,
  });
  const name = verb ? t(`verb.${verb}`) : '';
  return (
    <Modal open onCancel={onClose} footer={null} title={t('act.whyNotTitle')}>
      <Select
        className="wide"
        showSearch={{ optionFilterProp: 'label' }}
        autoFocus
        value={verb}
        onChange={(chosen: Verb) => setVerb(chosen)}
        placeholder={t('act.whyNotChoose')}
        aria-label={t('act.whyNotChoose')}
        options={absent.map((one) => ({ value: one, label: t(`verb.${one}`) }))}
      />
      <div className="why-not" aria-live="polite">
        {verb && isFetching && <Waiting rows={1} />}
        {verb && error && <p>{messageOf(error)}</p>}
        {verb && data && !isFetching && (
          <>
            <p>
              {data.keptBack ??
                (data.statusAllows
                  ? t('act.whyNotStatusOk', { verb: name })
                  : t('act.whyNotStatus', {
                      status: t(`status.${incident.status}`),
                      verb: name,
                      from: data.from.map((status) => t(`status.${status}`)).join(t('say.list')),
                    }))}
            </p>
            <p>
              {data.roles.length
                ? t('act.whyNotRoles', {
                    verb: name,
                    roles: data.roles.map(pick).join(t('say.list')),
                  })
                : t('act.whyNotSystem')}
            </p>
          </>
        )}
      </div>
    </Modal>
  );
}
