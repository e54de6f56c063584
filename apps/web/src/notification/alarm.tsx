// What rings: across the whole page until somebody says 收到, acts, or a colleague does.
import { Button } from 'antd';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { about, headline, type MessageSummary } from '#modules/notification/contract.ts';
import { ClockLight } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';
import { pathOf, useAcknowledge } from './message-line.tsx';
import { mute, unmute, useRinging } from './sound.ts';

export function Alarm({ summary }: { summary: MessageSummary | undefined }) {
  const { t, language } = useText();
  const navigate = useNavigate();
  const [busy, acknowledge] = useAcknowledge();
  const ringing = summary?.ringing ?? [];
  const [first] = ringing;
  const isWanted = first !== undefined && summary?.sound === true;
  const { muted, blocked } = useRinging(isWanted);
  useTabTitle(first ? `⚠ ${headline(first.template, first.params, language)}` : null);
  if (!first) return null;
  const matter = [first.matter?.title, about(first.params, language)].filter(Boolean).join(' · ');
  return (
    <div className="alarm" role="alert">
      <span className="alarm-sign" aria-hidden="true">
        <Icon name="alarm" size={24} />
      </span>
      <div className="alarm-words">
        <p className="alarm-head">
          {first.matter && <span className="alarm-level">{t(`level.${first.matter.level}`)}</span>}
          <strong>{headline(first.template, first.params, language)}</strong>
          {first.position > 0 && <span className="alarm-note">{t('message.next')}</span>}
        </p>
        <p className="alarm-matter">
          <span>{matter}</span> <span className="alarm-number">{first.matter?.number}</span>
        </p>
      </div>
      {first.clock && <ClockLight clock={first.clock} />}
      <div className="alarm-acts">
        <Button
          className="alarm-yes"
          size="large"
          icon={<Icon name="check" size={18} />}
          loading={busy === first.id}
          onClick={() => acknowledge(first.id)}
        >
          {t('message.acknowledge')}
        </Button>
        <Button
          ghost
          size="large"
          onClick={() => {
            acknowledge(first.id);
            void navigate(pathOf(first));
          }}
        >
          {t('message.go')}
        </Button>
        {isWanted && (
          <button type="button" className="alarm-mute" onClick={muted ? unmute : mute}>
            {t(muted ? 'message.unmute' : 'message.mute')}
          </button>
        )}
      </div>
      {(ringing.length > 1 || blocked) && (
        <p className="alarm-more">
          {ringing.length > 1 && <span>{t('message.more', { n: ringing.length - 1 })}</span>}
          {blocked && <span>{t('message.blocked')}</span>}
        </p>
      )}
    </div>
  );
}

/** Seen also when another tab is in front. */
function useTabTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return;
    const before = document.title;
    document.title = title;
    return () => void (document.title = before);
  }, [title]);
}
