// The three states that every screen has beside its content: loading, empty, failed.
import { Button, Skeleton } from 'antd';
import { Component, type ReactNode } from 'react';
import { mayPass, messageOf } from '../api/request.ts';
import { rememberedLanguage, translate, useText } from '../text/language.tsx';
import { Icon, type IconName } from './icons.tsx';

export function Waiting({ rows = 6 }: { rows?: number }) {
  const { t } = useText();
  return (
    <div className="waiting" role="status" aria-label={t('say.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton
          key={index}
          active
          title={{ width: '70%' }}
          paragraph={{ rows: 1, width: '45%' }}
        />
      ))}
    </div>
  );
}

type Saying = { icon?: IconName; title: string; hint?: string; children?: ReactNode };

/** Nothing here, and what to do about it. */
export function Blank({ icon = 'inbox', title, hint, children }: Saying) {
  return (
    <div className="blank">
      <span className="blank-icon">
        <Icon name={icon} size={28} />
      </span>
      <p className="blank-title">{title}</p>
      {hint && <p className="blank-hint">{hint}</p>}
      {children}
    </div>
  );
}

/** What happened, what is safe, and the way to try again; a refusal stays one however often it is asked. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useText();
  return (
    <div role="alert">
      <Blank icon="alarm" title={t('problem.title')} hint={messageOf(error)}>
        {retry && mayPass(error) && <Button onClick={retry}>{t('do.retry')}</Button>}
      </Blank>
    </div>
  );
}

/** A bug on one page leaves the rest standing. */
export class Fence extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const language = rememberedLanguage();
    return (
      <div role="alert">
        <Blank
          icon="alarm"
          title={translate(language, 'problem.crash')}
          hint={translate(language, 'problem.crashHint')}
        >
          <Button onClick={() => location.reload()}>{translate(language, 'do.refresh')}</Button>
        </Blank>
      </div>
    );
  }
}
