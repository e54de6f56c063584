// 安全策略: what the security administrator may set; every value stays within safe bounds.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, InputNumber } from 'antd';
import { useState, type FormEvent } from 'react';
import { PoliciesInForce } from '#modules/identity/contract.ts';
import type { z } from 'zod';
import { messageOf, request } from '../api/request.ts';
import { ChoiceField } from '../look/choice-field.tsx';
import { Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { AccountsPanel } from './accounts.tsx';

type Values = z.infer<typeof PoliciesInForce>;

const NUMBERS = [
  ['lockoutFailures', 3, 10],
  ['lockoutMinutes', 5, 1440],
  ['passwordMinLength', 10, 64],
  ['passwordMaxAgeDays', 0, 365],
  ['sessionHours', 1, 72],
  ['sessionIdleMinutes', 5, 1440],
] as const;

export default function PoliciesPage() {
  const { t } = useText();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => request(PoliciesInForce, '/policies', { signal }),
  });
  return (
    <div className="page page-narrow stack">
      <header className="page-head">
        <h1>{t('policies.title')}</h1>
      </header>
      {isPending ? (
        <Waiting />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Form values={data} />
      )}
      <AccountsPanel as="security" />
    </div>
  );
}

function Form({ values }: { values: Values }) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Values>(values);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    request(PoliciesInForce, '/policies', { method: 'PATCH', body: draft }).then(
      (saved) => {
        queries.setQueryData(['policies'], saved);
        void message.success(t('policies.saved'));
      },
      (error: unknown) => void message.error(messageOf(error)),
    );
  };
  return (
    <form className="card" onSubmit={save}>
      <div className="policy-grid">
        {NUMBERS.map(([name, min, max]) => (
          <div className="field" key={name}>
            <label htmlFor={name}>{t(`policies.${name}`)}</label>
            <InputNumber
              id={name}
              className="wide"
              min={min}
              max={max}
              value={draft[name]}
              onChange={(value) => setDraft({ ...draft, [name]: value ?? min })}
            />
          </div>
        ))}
        <ChoiceField
          id="secondFactorFor"
          label={t('policies.secondFactorFor')}
          value={draft.secondFactorFor}
          onChange={(secondFactorFor) => setDraft({ ...draft, secondFactorFor })}
          options={[
            { value: 'byRole', label: t('policies.byRole') },
            { value: 'everyone', label: t('policies.everyone') },
          ]}
        />
      </div>
      {values.sparesDemo && <p className="quiet">{t('policies.sparesDemo')}</p>}
      <Button type="primary" htmlType="submit">
        {t('do.save')}
      </Button>
    </form>
  );
}
