// 更多: pages that did not fit among the tabs or on the rail, the language, the way out.
import { Link } from 'react-router';
import { useMe } from '../api/session.ts';
import { useSignOut } from '../identity/sign-out.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { navigationOf } from './pages.ts';

export default function MorePage() {
  const { t, language, choose, pick } = useText();
  const me = useMe();
  const signOut = useSignOut();
  const { behind } = navigationOf(me, useMedia(PHONE));
  return (
    <div className="page more">
      <h1>{me.account.name}</h1>
      <p className="quiet">{me.posts.map((post) => pick(post.roleName)).join(t('say.list'))}</p>
      <ul className="more-list">
        {behind.map((page) => (
          <li key={page.path}>
            <Link to={page.path}>
              <Icon name={page.icon} size={22} />
              {t(page.label)}
              <Icon name="right" size={16} />
            </Link>
          </li>
        ))}
        <li>
          <Link to="/account">
            <Icon name="person" size={22} />
            {t('nav.account')}
            <Icon name="right" size={16} />
          </Link>
        </li>
        <li>
          <button type="button" onClick={() => choose(language === 'zh' ? 'en' : 'zh')}>
            <Icon name="globe" size={22} />
            {language === 'zh' ? t('lang.en') : t('lang.zh')}
          </button>
        </li>
        <li>
          <button type="button" onClick={signOut}>
            <Icon name="lock" size={22} />
            {t('signIn.out')}
          </button>
        </li>
      </ul>
    </div>
  );
}
