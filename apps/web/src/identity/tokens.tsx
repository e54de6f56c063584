// 令牌: by what another system proves who it is. Each has a purpose, rights and a day on which it ends; it is
// shown once, and what is not used any more is revoked.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import {
  CreatedToken,
  TOKEN_SCOPES,
  TokenItems,
  type AccountView,
  type TokenItem,
} from '#modules/identity/contract.ts';
import { messageOf, request, serverNow } from '../api/request.ts';
import { Field } from '../lists/field.tsx';
import { Sheet } from '../look/sheet.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { exactTime, whenOf } from '../look/time.ts';
import { hasText, useText } from '../text/language.tsx';

type Props = { account: AccountView; onClose: () => void };
type Scope = (typeof TOKEN_SCOPES)[number];

const LIFETIMES_DAYS = [30, 90, 180, 365] as const;
const USUAL_DAYS = 180;

export function Tokens({ account, onClose }: Props) {
  const { t } = useText();
  const path = `/accounts/${account.id}/tokens`;
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['tokens', account.id],
    queryFn: ({ signal }) => request(TokenItems, path, { signal }),
  });
  return (
    <Sheet title={`${t('tokens.title')} · ${account.name}`} onClose={onClose}>
      <div className="stack">
        <Issue path={path} account={account} />
        {isPending ? (
          <Waiting />
        ) : error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : data.items.length === 0 ? (
          <Blank icon="chain" title={t('tokens.none')} />
        ) : (
          <ul className="token-list">
            {data.items.map((token) => (
              <Token key={token.id} token={token} path={path} account={account} />
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}

function Issue({ path, account }: { path: string; account: AccountView }) {
  const { t } = useText();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['intake:write']);
  const [lifetimeDays, setLifetime] = useState<number>(USUAL_DAYS);
  const issue = (): void =>
    void request(CreatedToken, path, {
      method: 'POST',
      body: { name: name.trim(), scopes, lifetimeDays },
    }).then(
      ({ token }) => {
        setName('');
        void queries.invalidateQueries({ queryKey: ['tokens', account.id] });
        void modal.info({
          title: t('tokens.issued'),
          content: (
            <>
              <code className="secret">{token}</code>
              <p className="quiet">{t('tokens.issuedHint')}</p>
            </>
          ),
        });
      },
      (refusal: unknown) => message.error(messageOf(refusal)),
    );
  return (
    <section className="token-issue">
      <Field label={t('tokens.purpose')}>
        {(id) => (
          <Input
            id={id}
            maxLength={64}
            value={name}
            placeholder={t('tokens.purposeExample')}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <div className="field" role="group" aria-labelledby="token-rights">
        <span id="token-rights">{t('tokens.rights')}</span>
        <Checkbox.Group
          className="token-rights"
          value={scopes}
          onChange={setScopes}
          options={TOKEN_SCOPES.map((value) => ({ value, label: t(`tokens.scope.${value}`) }))}
        />
      </div>
      <Field label={t('tokens.lifetime')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            value={lifetimeDays}
            onChange={setLifetime}
            options={LIFETIMES_DAYS.map((days) => ({
              value: days,
              label: t('tokens.days', { days }),
            }))}
          />
        )}
      </Field>
      <Button type="primary" disabled={!name.trim() || scopes.length === 0} onClick={issue}>
        {t('tokens.issue')}
      </Button>
    </section>
  );
}

type TokenProps = { token: TokenItem; path: string; account: AccountView };

function Token({ token, path, account }: TokenProps) {
  const { t, language } = useText();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const revoke = (): void =>
    void modal.confirm({
      title: t('accounts.sure', { what: t('tokens.revoke'), name: token.name }),
      content: t('tokens.revokeSure'),
      okText: t('tokens.revoke'),
      onOk: () =>
        request(z.unknown(), `${path}/${token.id}`, { method: 'DELETE' }).then(
          () => queries.invalidateQueries({ queryKey: ['tokens', account.id] }),
          (refusal: unknown) => message.error(messageOf(refusal)),
        ),
    });
  const scopeName = (scope: string): string => {
    const key = `tokens.scope.${scope}`;
    return hasText(key) ? t(key) : scope;
  };
  return (
    <li>
      <div>
        <strong>{token.name}</strong>
        <p className="quiet">{token.scopes.map(scopeName).join(' · ')}</p>
        <p className="quiet">
          {token.lastUsedAt === null
            ? t('tokens.neverUsed')
            : t('tokens.lastUsed', {
                when: whenOf(t, language, token.lastUsedAt, serverNow()),
              })}{' '}
          · {t('tokens.until', { time: exactTime(language, token.expiresAt) })}
        </p>
      </div>
      <Button size="small" onClick={revoke}>
        {t('tokens.revoke')}
      </Button>
    </li>
  );
}
