// 我的账号: posts, signed-in devices, password.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { z } from 'zod';
import { SessionItems } from '#modules/identity/contract.ts';
import { unitsQuery } from '../api/reference.ts';
import { messageOf, request, serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Failed, Waiting } from '../look/states.tsx';
import { whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { MessageSettings } from '../notification/settings.tsx';
import { PasswordForm } from './password.tsx';
import { useSignOut } from './sign-out.ts';

export default function AccountPage() {
  const { t, pick } = useText();
  const me = useMe();
  const signOut = useSignOut();
  const { message } = App.useApp();
  const { data: units } = useQuery(unitsQuery(me.mainCountyId));
  return (
    <div className="page page-narrow stack">
      <header className="page-head">
        <h1>{t('nav.account')}</h1>
        <span className="top-gap" />
        <Button onClick={signOut}>{t('signIn.out')}</Button>
      </header>
      <section className="card" aria-labelledby="account-posts">
        <h2 id="account-posts">
          {me.account.name} · {t('account.posts')}
        </h2>
        <ul className="links">
          {me.posts.map((post) => (
            <li key={post.id}>
              <span>{pick(post.roleName)}</span>
              <span className="quiet">
                {units?.find((unit) => unit.id === post.unitId)?.name ?? ''}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {me.may.view && <MessageSettings />}
      <Sessions />
      <section className="card" aria-labelledby="account-password">
        <h2 id="account-password">{t('account.password')}</h2>
        <PasswordForm
          className="narrow-form"
          onChanged={() => message.success(t('account.changed'))}
        />
      </section>
    </div>
  );
}

function Sessions() {
  const { t, language } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, isPending } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => request(SessionItems, '/sessions', { signal }),
  });
  const end = (id: string): void =>
    void request(z.unknown(), `/sessions/${id}`, { method: 'DELETE' }).then(
      () => {
        void message.success(t('account.revoked'));
        void queries.invalidateQueries({ queryKey: ['sessions'] });
      },
      (refusal: unknown) => message.error(messageOf(refusal)),
    );
  return (
    <section className="card" aria-labelledby="account-sessions">
      <h2 id="account-sessions">{t('account.sessions')}</h2>
      {isPending && <Waiting rows={2} />}
      {error && <Failed error={error} />}
      <ul className="links">
        {data?.items.map((session) => (
          <li key={session.id}>
            <span className="cut">{deviceOf(session.userAgent)}</span>
            <span className="quiet">
              {session.ip} · {whenOf(t, language, session.lastSeenAt, serverNow())}{' '}
              {session.current ? (
                <span className="flag">{t('account.sessionCurrent')}</span>
              ) : (
                <Button size="small" onClick={() => end(session.id)}>
                  {t('account.revoke')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A browser's long name of itself, as far as a person cares. */
function deviceOf(userAgent: string): string {
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? '';
  const browser = /(Edg|MicroMessenger|Firefox|Chrome|Safari)/.exec(userAgent)?.[1] ?? '';
  return [browser, system].filter(Boolean).join(' · ') || userAgent.slice(0, 40);
}
