// 账号与岗位: the system administrator opens accounts and appoints; the security administrator locks,
// ends sessions and takes away lost second factors. Neither can do the other's part.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import {
  AccountPage,
  InitialPassword,
  ROLES,
  type AccountView,
} from '#modules/identity/contract.ts';
import { treeQuery, unitsQuery } from '../api/reference.ts';
import { messageOf, request } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Icon } from '../look/icons.tsx';
import { Blank, Failed } from '../look/states.tsx';
import { exactTime } from '../look/time.ts';
import { TableBox } from '../look/table-box.tsx';
import { MoreRows } from '../look/more-rows.tsx';
import { useText } from '../text/language.tsx';
import { Appoint, KINDS, OpenAccount, Rename } from './account-dialogs.tsx';
import { Tokens } from './tokens.tsx';

type Account = z.infer<typeof AccountView>;
const PAGE = 50;

export default function AccountsPage() {
  return (
    <div className="page">
      <AccountsPanel as="system" />
    </div>
  );
}

export function AccountsPanel({ as }: { as: 'system' | 'security' }) {
  const { t, pick, language } = useText();
  const me = useMe();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Account['kind'] | null>(null);
  const [opening, setOpening] = useState(false);
  const [appointing, setAppointing] = useState<Account | null>(null);
  const [issuing, setIssuing] = useState<Account | null>(null);
  const [renaming, setRenaming] = useState<Account | null>(null);
  const { data: units } = useQuery(unitsQuery(me.mainCountyId));
  const { data: tree } = useQuery(treeQuery(me.mainCountyId));
  const list = useInfiniteQuery({
    queryKey: ['accounts', text, kind],
    queryFn: ({ pageParam, signal }) =>
      request(AccountPage, '/accounts', {
        query: { text: text || undefined, kind, cursor: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const { data, error, isPending, refetch } = list;
  const accounts = data?.pages.flatMap((page) => page.items) ?? [];

  const again = (): void => void queries.invalidateQueries({ queryKey: ['accounts'] });
  const act = (work: Promise<unknown>): void =>
    void work.then(
      () => {
        void message.success(t('accounts.done'));
        again();
      },
      (refusal: unknown) => message.error(messageOf(refusal)),
    );
  /** Asks first; the question names whom it is about. */
  const sure = (title: string, { name }: Account, content: string, run: () => void): void =>
    void modal.confirm({
      title: t('accounts.sure', { what: title, name }),
      content,
      onOk: run,
      okText: title,
    });
  const tellPassword = (password: string | null): void => {
    if (password)
      void modal.info({
        title: t('accounts.initial'),
        content: (
          <>
            <code className="secret">{password}</code>
            <p className="quiet">{t('accounts.initialHint')}</p>
          </>
        ),
      });
  };
  const reset = (account: Account): void =>
    void request(InitialPassword, `/accounts/${account.id}/password`, { method: 'POST' }).then(
      ({ initialPassword }) => tellPassword(initialPassword),
      (refusal: unknown) => message.error(messageOf(refusal)),
    );

  const placeOf = (post: Account['posts'][number]): string => {
    const unit = units?.find((one) => one.id === post.unitId)?.name;
    const place = tree?.find((one) => one.id === (post.place.villageId ?? post.place.townId))?.name;
    return unit ?? place ?? '';
  };
  const change = (account: Account, path: string, method: 'PUT' | 'DELETE', body?: unknown): void =>
    act(request(z.unknown(), `/accounts/${account.id}${path}`, { method, body }));
  const asked = (
    account: Account,
    key: 'resetPassword' | 'close' | 'lock' | 'endSessions' | 'dropFactor',
    run: () => void,
  ) => ({
    key,
    label: t(`accounts.${key}`),
    run: () => sure(t(`accounts.${key}`), account, t(`accounts.${key}Sure`), run),
  });
  const system = (account: Account) => [
    { key: 'appoint', label: t('accounts.appoint'), run: () => setAppointing(account) },
    { key: 'rename', label: t('accounts.rename'), run: () => setRenaming(account) },
    account.kind === 'person'
      ? asked(account, 'resetPassword', () => reset(account))
      : { key: 'tokens', label: t('tokens.title'), run: () => setIssuing(account) },
    asked(account, 'close', () => change(account, '', 'DELETE')),
  ];
  const security = (account: Account) => [
    ...(account.status === 'locked' || account.lockedUntil !== null
      ? [
          {
            key: 'unlock',
            label: t('accounts.unlock'),
            run: () => change(account, '/lock', 'PUT', { locked: false }),
          },
        ]
      : []),
    ...(account.status === 'locked'
      ? []
      : [asked(account, 'lock', () => change(account, '/lock', 'PUT', { locked: true }))]),
    asked(account, 'endSessions', () => change(account, '/sessions', 'DELETE')),
    ...(account.hasSecondFactor
      ? [asked(account, 'dropFactor', () => change(account, '/second-factor', 'DELETE'))]
      : []),
  ];
  /** Nobody administers their own account, and a closed one stays as it is. */
  const isOpen = (account: Account): boolean =>
    account.id !== me.account.id && account.status !== 'closed';
  const statusOf = ({ status, lockedUntil }: Account): string =>
    lockedUntil !== null && status === 'active'
      ? t('accounts.lockedUntil', { time: exactTime(language, lockedUntil) })
      : t(`accounts.status.${status}`);

  return (
    <>
      <header className="page-head">
        {as === 'system' ? <h1>{t('accounts.title')}</h1> : <h2>{t('accounts.title')}</h2>}
        <span className="top-gap" />
        <Select
          allowClear
          value={kind}
          onChange={(chosen?: Account['kind']) => setKind(chosen ?? null)}
          options={KINDS.map((value) => ({ value, label: t(`accounts.kind.${value}`) }))}
          placeholder={t('accounts.everyKind')}
          aria-label={t('accounts.kind')}
        />
        <Input.Search
          className="page-search"
          allowClear
          placeholder={t('accounts.search')}
          aria-label={t('accounts.search')}
          onSearch={(words) => setText(words.trim())}
        />
        {as === 'system' && (
          <Button
            type="primary"
            icon={<Icon name="plus" size={15} />}
            onClick={() => setOpening(true)}
          >
            {t('accounts.new')}
          </Button>
        )}
      </header>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <TableBox label={t('accounts.title')}>
          <Table<Account>
            className="sheet"
            rowKey="id"
            size="middle"
            loading={isPending}
            dataSource={accounts}
            pagination={false}
            locale={{ emptyText: <Blank icon="users" title={t('accounts.empty')} /> }}
            columns={[
              {
                title: t('accounts.name'),
                render: (_, account) => (
                  <>
                    <strong>{account.name}</strong>
                    <br />
                    <span className="quiet">{account.login}</span>
                  </>
                ),
              },
              {
                title: t('accounts.posts'),
                render: (_, account) =>
                  account.posts.length === 0 ? (
                    <span className="quiet">{t('accounts.noPosts')}</span>
                  ) : (
                    <ul className="posts">
                      {account.posts.map((post) => (
                        <li key={post.id}>
                          {pick(ROLES[post.role].name)}{' '}
                          <span className="quiet">{placeOf(post)}</span>
                          {as === 'system' && isOpen(account) && (
                            <Button
                              type="text"
                              size="small"
                              icon={<Icon name="close" size={13} />}
                              aria-label={`${t('accounts.endPost')} ${pick(ROLES[post.role].name)}`}
                              onClick={() =>
                                sure(
                                  `${t('accounts.endPost')} ${pick(ROLES[post.role].name)}`,
                                  account,
                                  t('accounts.endPostSure'),
                                  () => change(account, `/posts/${post.id}`, 'DELETE'),
                                )
                              }
                            />
                          )}
                        </li>
                      ))}
                    </ul>
                  ),
              },
              {
                title: t('accounts.kind'),
                render: (_, account) => t(`accounts.kind.${account.kind}`),
              },
              {
                title: t('accounts.status'),
                render: (_, account) =>
                  account.status === 'active' && account.lockedUntil === null ? (
                    statusOf(account)
                  ) : (
                    <strong>{statusOf(account)}</strong>
                  ),
              },
              {
                title: t('accounts.factor'),
                render: (_, account) =>
                  account.kind === 'person' &&
                  t(account.hasSecondFactor ? 'accounts.hasFactor' : 'accounts.noFactor'),
              },
              {
                title: t('accounts.manage'),
                align: 'right',
                render: (_, account) => {
                  if (!isOpen(account)) return null;
                  const items = as === 'system' ? system(account) : security(account);
                  return (
                    <Dropdown
                      trigger={['click']}
                      menu={{
                        items: items.map(({ key, label }) => ({ key, label })),
                        onClick: ({ key }) => items.find((item) => item.key === key)?.run(),
                      }}
                    >
                      <Button
                        size="small"
                        aria-label={`${t('accounts.manage')} ${account.name}`}
                        icon={<Icon name="more" size={16} />}
                      />
                    </Dropdown>
                  );
                },
              },
            ]}
          />
        </TableBox>
      )}
      <MoreRows list={list} label={t('square.moreRows')} />
      {opening && (
        <OpenAccount
          countyId={me.mainCountyId}
          onClose={() => setOpening(false)}
          onOpened={(password) => {
            setOpening(false);
            again();
            tellPassword(password);
          }}
        />
      )}
      {issuing && <Tokens account={issuing} onClose={() => setIssuing(null)} />}
      {renaming && (
        <Rename
          account={renaming}
          onClose={() => setRenaming(null)}
          onDone={() => {
            setRenaming(null);
            void message.success(t('accounts.done'));
            again();
          }}
        />
      )}
      {appointing && (
        <Appoint
          account={appointing}
          countyId={me.mainCountyId}
          onClose={() => setAppointing(null)}
          onDone={() => {
            setAppointing(null);
            void message.success(t('accounts.done'));
            again();
          }}
        />
      )}
    </>
  );
}
