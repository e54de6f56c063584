// The frame around every page: rail on the desk, tabs on the phone, the live sign, the person.
import { useQuery } from '@tanstack/react-query';
import { Badge, Button, Dropdown, Input, Tooltip, type InputRef } from 'antd';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Navigate, NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { countsQuery } from '../api/incidents.ts';
import { openLive, useLiveConnected } from '../api/live.ts';
import { unitsQuery } from '../api/reference.ts';
import { sessionQuery, useCounty, type Me } from '../api/session.ts';
import { PasswordDue } from '../identity/password.tsx';
import { SessionEnded } from '../identity/session-ended.tsx';
import { useSignOut } from '../identity/sign-out.ts';
import { UndoBar } from '../incident/undo.tsx';
import { Icon, Mark } from '../look/icons.tsx';
import { KeyProvider, useKeys } from '../look/keys.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank, Failed, Fence, Waiting } from '../look/states.tsx';
import { tellTimesIn } from '../look/time.ts';
import { FrameAlarm, FrameBell } from '../notification/notices.tsx';
import { useText } from '../text/language.tsx';
import { requestWordsOf } from './requests.ts';
import { mayOpen, navigationOf } from './pages.ts';

export function Frame() {
  const { data: me, isPending, error, refetch } = useQuery(sessionQuery);
  const location = useLocation();
  if (isPending) return <Waiting />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!me)
    return <Navigate to="/sign-in" state={{ from: location.pathname + location.search }} replace />;
  if (me.mustChangePassword) return <PasswordDue />;
  return (
    <KeyProvider>
      <Signed me={me} />
    </KeyProvider>
  );
}

function Signed({ me }: { me: Me }) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const location = useLocation();
  const zone = useCounty()?.zone;
  if (zone) tellTimesIn(zone);
  const reads = me.may.view;
  useEffect(() => (reads ? openLive() : undefined), [reads]);

  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {!phone && <Navigation me={me} phone={false} />}
      <div className="frame-page">
        <TopBar me={me} />
        <FrameAlarm enabled={reads} />
        <main id="main" tabIndex={-1}>
          <Fence key={location.pathname}>
            <Suspense fallback={<Waiting />}>
              {mayOpen(me, location.pathname) ? (
                <Outlet />
              ) : (
                <Blank icon="lock" title={t('problem.notAllowed')} hint={t('problem.askForPost')} />
              )}
            </Suspense>
          </Fence>
        </main>
      </div>
      {phone && <Navigation me={me} phone />}
      <UndoBar />
      <SessionEnded me={me} />
    </div>
  );
}

function useMineCount(enabled: boolean): string | undefined {
  const { data } = useQuery({ ...countsQuery, enabled, refetchInterval: 60_000 });
  const mine = data?.counts['mine'];
  if (!mine || mine.count === 0) return undefined;
  return mine.count > 99 ? '99+' : String(mine.count);
}

/** The rail of a desk, the tabs of a phone. */
function Navigation({ me, phone }: { me: Me; phone: boolean }) {
  const { t } = useText();
  const { pathname } = useLocation();
  const mine = useMineCount(me.may.view);
  const { front, behind } = navigationOf(me, phone);
  const isBehind = behind.some(({ path }) => pathname.startsWith(path));
  const link = phone ? 'tab' : 'rail-link';
  const size = phone ? 22 : 20;
  return (
    <nav className={phone ? 'tabs' : 'rail'} aria-label={t('nav.main')}>
      {!phone && (
        <Link to="/" className="rail-mark" aria-label={t('app.name')}>
          <Mark size={34} />
        </Link>
      )}
      {front.map((page) => (
        <NavLink key={page.path} to={page.path} className={link}>
          <Badge
            count={page.path === '/work' ? mine : undefined}
            size="small"
            color="var(--ink)"
            offset={[8, 0]}
          >
            <Icon name={page.icon} size={size} />
          </Badge>
          <span>{t(page.label)}</span>
        </NavLink>
      ))}
      {(phone || behind.length > 0) && (
        <NavLink to="/more" className={isBehind ? `${link} active` : link}>
          <Icon name="more" size={size} />
          <span>{t('nav.more')}</span>
        </NavLink>
      )}
    </nav>
  );
}

function TopBar({ me }: { me: Me }) {
  const { t, pick, language, choose } = useText();
  const navigate = useNavigate();
  const connected = useLiveConnected();
  const signOut = useSignOut();
  const phone = useMedia(PHONE);
  const search = useRef<InputRef>(null);
  const post = me.posts[0];
  const county = useCounty();
  const { data: units } = useQuery({
    ...unitsQuery(me.mainCountyId),
    enabled: post?.unitId != null,
  });
  const unit = units?.find(({ id }) => id === post?.unitId);

  useKeys([
    {
      key: '/',
      label: t('key.search'),
      group: 'everywhere',
      run: () => search.current?.focus(),
    },
    { key: '?', label: t('key.help'), group: 'everywhere', run: () => undefined },
    ...(me.may.view
      ? ([
          {
            key: '1',
            label: t(requestWordsOf(me)?.title ?? 'key.goWork'),
            group: 'everywhere',
            run: () => void navigate('/work'),
          },
          {
            key: '2',
            label: t('key.goSquare'),
            group: 'everywhere',
            run: () => void navigate('/square'),
          },
        ] as const)
      : []),
    ...(me.may.report
      ? ([
          {
            key: '3',
            label: t(requestWordsOf(me)?.report ?? 'key.goReport'),
            group: 'everywhere',
            run: () => void navigate('/report'),
          },
        ] as const)
      : []),
  ]);

  const find = (words: string): void => {
    const q = words.trim();
    if (q) void navigate(`/square?${new URLSearchParams({ q })}`);
  };

  return (
    <header className="top">
      {phone ? (
        <Link to="/" className="top-brand" aria-label={t('app.name')}>
          <Mark size={28} />
        </Link>
      ) : (
        <div className="top-place">
          <strong>{county ? pick({ zh: county.nameZh, en: county.nameEn }) : t('app.name')}</strong>
          <span>{unit?.name ?? t('app.tagline')}</span>
        </div>
      )}
      {me.may.view && (
        <Input
          ref={search}
          className="top-search"
          type="search"
          allowClear
          prefix={<Icon name="search" size={16} />}
          suffix={phone ? undefined : <kbd aria-hidden="true">/</kbd>}
          placeholder={t('square.searchHint')}
          aria-label={t('square.searchHint')}
          onPressEnter={(event) => find(event.currentTarget.value)}
        />
      )}
      <span className="top-gap" />
      {me.may.view && (
        <Tooltip title={connected ? t('live.on') : t('live.off')}>
          <span className={`live ${connected ? 'live-on' : 'live-off'}`} role="status">
            <i aria-hidden="true" />
            {!phone && <span>{connected ? t('live.on') : t('live.off')}</span>}
            {phone && <span className="sr">{connected ? t('live.on') : t('live.off')}</span>}
          </span>
        </Tooltip>
      )}
      <FrameBell enabled={me.may.view} />
      {!phone && (
        <Button
          type="text"
          icon={<Icon name="globe" />}
          onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
          lang={language === 'zh' ? 'en' : 'zh-CN'}
        >
          {language === 'zh' ? t('lang.en') : t('lang.zh')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'account', label: t('nav.account'), icon: <Icon name="person" size={16} /> },
            {
              key: 'language',
              label: language === 'zh' ? t('lang.en') : t('lang.zh'),
              icon: <Icon name="globe" size={16} />,
            },
            { type: 'divider' },
            { key: 'out', label: t('signIn.out'), icon: <Icon name="lock" size={16} /> },
          ],
          onClick: ({ key }) => {
            if (key === 'account') void navigate('/account');
            if (key === 'language') choose(language === 'zh' ? 'en' : 'zh');
            if (key === 'out') signOut();
          },
        }}
      >
        <Button
          type="text"
          className="top-person"
          {...(phone ? { 'aria-label': `${me.account.name} · ${t('nav.account')}` } : {})}
        >
          <span className="face" aria-hidden="true">
            {me.account.name.slice(0, 1)}
          </span>
          {!phone && (
            <span className="top-person-words">
              <strong>{me.account.name}</strong>
              <span>{post ? pick(post.roleName) : ''}</span>
            </span>
          )}
        </Button>
      </Dropdown>
    </header>
  );
}
