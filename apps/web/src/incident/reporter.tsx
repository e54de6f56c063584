// Who reported: masked; seen in clear by those who may, for a reason that is written down.
import { App, Button } from 'antd';
import { useState } from 'react';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { revealReporter } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';
import { RevealReason } from './reveal-reason.tsx';

type Reporter = IncidentDetail['reporter'];

export function ReporterLine({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [seen, setSeen] = useState<Reporter | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const reporter = seen ?? incident.reporter;
  const parts = [reporter.name, reporter.phone, reporter.idNumber, reporter.address].filter(
    Boolean,
  );

  const reveal = (reason: string): void => {
    setBusy(true);
    revealReporter(incident.id, reason)
      .then(
        (view) => {
          setSeen(view);
          setAsking(false);
          void message.info(t('incident.revealed'));
        },
        (error: unknown) => void message.error(messageOf(error)),
      )
      .finally(() => setBusy(false));
  };

  return (
    <>
      {reporter.erased
        ? t('incident.erased')
        : parts.length
          ? parts.join(' · ')
          : t(`incident.mode.${reporter.mode}`)}
      {parts.length > 0 && reporter.mode !== 'named' && (
        <span className="flag">{t(`incident.mode.${reporter.mode}`)}</span>
      )}
      {seen?.phone && (
        <a className="call" href={`tel:${seen.phone.replace(/[^\d+]/g, '')}`}>
          <Icon name="phone" size={16} /> {t('incident.dial')}
        </a>
      )}
      {reporter.mayReveal && reporter.masked && (
        <Button size="small" className="small-button" onClick={() => setAsking(true)}>
          {t('incident.reveal')}
        </Button>
      )}
      <RevealReason
        open={asking}
        title={t('incident.revealTitle')}
        busy={busy}
        onCancel={() => setAsking(false)}
        onReveal={reveal}
      />
    </>
  );
}
