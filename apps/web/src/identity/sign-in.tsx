// Signing in: account and password, then the authenticator's code where the role asks for it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, type InputRef } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState, type FormEvent } from 'react';
import { Link, Navigate, useLocation, useNavigate, useSearchParams } from 'react-router';
import {
  DemoAccounts,
  SignInAnswer,
  SignInWays,
  type DemoAccount,
} from '#modules/identity/contract.ts';
import { addressOf, messageOf, request } from '../api/request.ts';
import { meOf, sessionQuery } from '../api/session.ts';
import { homeOf } from '../frame/pages.ts';
import { PHONE, useMedia } from '../look/screen.ts';
import { Icon, Mark } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';

/** The key as a picture that a phone's camera takes in; few ever need it, and once. */
const KeyPicture = lazy(() => import('./key-picture.tsx'));

type Step = Exclude<SignInAnswer, { state: 'open' }> | { state: 'password' };

export default function SignInPage() {
  const { t, pick, language, choose } = useText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const [params] = useSearchParams();
  const phone = useMedia(PHONE);
  const { data: me } = useQuery(sessionQuery);
  const { data: ways } = useQuery({
    queryKey: ['ways'],
    queryFn: ({ signal }) => request(SignInWays, '/session/ways', { signal }),
    retry: false,
  });
  const { data: demo } = useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => request(DemoAccounts, '/session/demo', { signal }),
    retry: false,
  });
  const [step, setStep] = useState<Step>({ state: 'password' });
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<{ list: readonly string[]; go: () => void } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const codeInput = useRef<InputRef>(null);
  const from = (location.state as { from?: string } | null)?.from;

  useEffect(() => {
    if (params.get('step') !== 'code') return;
    request(SignInAnswer, '/session/pending').then(
      (pending) => pending.state !== 'open' && setStep(pending),
      () => undefined,
    );
  }, [params]);
  useEffect(() => {
    if (step.state !== 'password') codeInput.current?.focus();
  }, [step]);

  if (me && !codes && !busy) return <Navigate to={from ?? homeOf(me, phone)} replace />;

  const take = (answer: SignInAnswer): void => {
    if (answer.state !== 'open') {
      setStep(answer);
      return;
    }
    const { recoveryCodes, ...session } = answer;
    const go = (): void => {
      const signedIn = meOf(session);
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, signedIn);
      void navigate(from ?? homeOf(signedIn, phone), { replace: true });
    };
    if (recoveryCodes?.length) setCodes({ list: recoveryCodes, go });
    else go();
  };
  const attempt = (ask: () => Promise<void>): void => {
    setBusy(true);
    setError(null);
    ask()
      .catch((refusal: unknown) => setError(messageOf(refusal)))
      .finally(() => setBusy(false));
  };
  const signIn = (account: Pick<DemoAccount, 'login' | 'password'>): void =>
    attempt(async () => {
      const body = { login: account.login, password: account.password };
      take(await request(SignInAnswer, '/session', { method: 'POST', body }));
    });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (step.state === 'password') return signIn({ login, password });
    attempt(async () =>
      take(
        await request(SignInAnswer, '/session/totp', {
          method: 'POST',
          body: { code: code.trim() },
        }),
      ),
    );
  };

  return (
    <main className="sign-in">
      <section className="sign-in-brand">
        <Mark size={56} />
        <h1>{t('app.name')}</h1>
        <p>{t('app.tagline')}</p>
      </section>
      <section className="sign-in-card" aria-label={t('signIn.title')}>
        {codes ? (
          <div className="sign-in-form">
            <h2>{t('signIn.recovery')}</h2>
            <p className="quiet">{t('signIn.recoveryHint')}</p>
            <ul className="recovery">
              {codes.list.map((one) => (
                <li key={one}>
                  <code>{one}</code>
                </li>
              ))}
            </ul>
            <Button type="primary" block size="large" onClick={codes.go}>
              {t('signIn.recoveryKept')}
            </Button>
          </div>
        ) : (
          <form className="sign-in-form" onSubmit={onSubmit}>
            <h2>
              {step.state === 'password'
                ? t('signIn.title')
                : t(step.state === 'enrol' ? 'signIn.enrol' : 'signIn.code')}
            </h2>
            {error && <Alert type="error" showIcon title={error} role="alert" />}
            {step.state === 'password' ? (
              <>
                <div className="field">
                  <label htmlFor="login">{t('signIn.name')}</label>
                  <Input
                    id="login"
                    size="large"
                    autoFocus
                    autoComplete="username"
                    autoCapitalize="none"
                    value={login}
                    onChange={(event) => setLogin(event.target.value)}
                    required
                  />
                </div>
                <div className="field">
                  <label htmlFor="password">{t('signIn.password')}</label>
                  <Input.Password
                    id="password"
                    size="large"
                    autoComplete="current-password"
                    value={password}
                    onChange={(event) => setPassword(event.target.value)}
                    required
                  />
                </div>
              </>
            ) : (
              <>
                {step.state === 'enrol' && (
                  <>
                    <p className="quiet">{t('signIn.enrolHint')}</p>
                    <Suspense fallback={<span className="key-picture" />}>
                      <KeyPicture text={step.uri} />
                    </Suspense>
                    <div className="field">
                      <span>{t('signIn.secret')}</span>
                      <code className="secret">{step.secret.replace(/(.{4})/g, '$1 ')}</code>
                      <a href={step.uri}>{t('signIn.openAuthenticator')}</a>
                    </div>
                  </>
                )}
                <div className="field">
                  <label htmlFor="code">{t('signIn.code')}</label>
                  <Input
                    id="code"
                    ref={codeInput}
                    size="large"
                    inputMode="numeric"
                    autoComplete="one-time-code"
                    maxLength={20}
                    value={code}
                    onChange={(event) => setCode(event.target.value)}
                    aria-describedby="code-hint"
                  />
                  <span id="code-hint" className="quiet">
                    {t('signIn.codeHint')}
                  </span>
                </div>
              </>
            )}
            <Button type="primary" htmlType="submit" size="large" block loading={busy}>
              {t('signIn.submit')}
            </Button>
            {step.state !== 'password' && (
              <Button type="link" onClick={() => setStep({ state: 'password' })}>
                {t('signIn.again')}
              </Button>
            )}
            {step.state === 'password' && ways?.outside && (
              <Button block size="large" href={addressOf('/oidc/start')}>
                {pick(ways.outside)}
              </Button>
            )}
          </form>
        )}
        {step.state === 'password' && demo && demo.items.length > 0 && (
          <DemoList accounts={demo.items} busy={busy} onChoose={signIn} />
        )}
      </section>
      <footer className="sign-in-foot">
        <Link to="/t">{t('signIn.track')}</Link>
        <button type="button" onClick={() => choose(language === 'zh' ? 'en' : 'zh')}>
          {language === 'zh' ? t('lang.en') : t('lang.zh')}
        </button>
      </footer>
    </main>
  );
}

function DemoList({
  accounts,
  busy,
  onChoose,
}: {
  accounts: readonly DemoAccount[];
  busy: boolean;
  onChoose: (account: DemoAccount) => void;
}) {
  const { t, pick } = useText();
  return (
    <div className="demo">
      <h2>
        {t('signIn.demo')} <span className="flag">{t('app.demo')}</span>
      </h2>
      <p className="quiet">{t('signIn.demoHint')}</p>
      <ul>
        {accounts.map((account) => (
          <li key={account.login}>
            <button type="button" disabled={busy} onClick={() => onChoose(account)}>
              <span className="demo-role">{pick(account.role)}</span>
              <span className="quiet">
                {account.name}
                {account.unit ? ` · ${account.unit}` : ''}
              </span>
              <Icon name="right" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
