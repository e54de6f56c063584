// Changing one's own password; an initial one is changed before anything else.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { z } from 'zod';
import { messageOf, request } from '../api/request.ts';
import { sessionQuery } from '../api/session.ts';
import { Mark } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';
import { useSignOut } from './sign-out.ts';

type FieldProps = {
  id: string;
  label: string;
  autoComplete: 'current-password' | 'new-password';
  value: string;
  onChange: (value: string) => void;
};

function PasswordField({ id, label, autoComplete, value, onChange }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input.Password
        id={id}
        autoComplete={autoComplete}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

export function PasswordForm({
  className,
  onChanged,
}: {
  className: string;
  onChanged: () => unknown;
}) {
  const { t } = useText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (event: FormEvent): void => {
    event.preventDefault();
    setProblem(null);
    setBusy(true);
    request(z.unknown(), '/password', { method: 'POST', body: { current, next } })
      .then(
        () => {
          setCurrent('');
          setNext('');
          onChanged();
        },
        (error: unknown) => setProblem(messageOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form className={className} onSubmit={change}>
      {problem && <Alert type="error" showIcon title={problem} role="alert" />}
      <PasswordField
        id="current"
        label={t('account.oldPassword')}
        autoComplete="current-password"
        value={current}
        onChange={setCurrent}
      />
      <PasswordField
        id="next"
        label={t('account.newPassword')}
        autoComplete="new-password"
        value={next}
        onChange={setNext}
      />
      <Button htmlType="submit" type="primary" loading={busy} disabled={!current || !next}>
        {t('account.password')}
      </Button>
    </form>
  );
}

/** All that somebody sees whose password was given to them, or is too old; the server opens nothing else. */
export function PasswordDue() {
  const { t } = useText();
  const queries = useQueryClient();
  const signOut = useSignOut();
  return (
    <main className="sign-in">
      <section className="sign-in-brand">
        <Mark size={56} />
        <h1>{t('app.name')}</h1>
      </section>
      <section className="sign-in-card" aria-labelledby="password-due">
        <div className="sign-in-form">
          <h2 id="password-due">{t('account.passwordDue')}</h2>
          <p className="quiet">{t('account.passwordDueHint')}</p>
          <PasswordForm
            className="stack"
            onChanged={() => queries.invalidateQueries({ queryKey: sessionQuery.queryKey })}
          />
        </div>
      </section>
      <footer className="sign-in-foot">
        <button type="button" onClick={signOut}>
          {t('signIn.out')}
        </button>
      </footer>
    </main>
  );
}
