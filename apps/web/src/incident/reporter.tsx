// Who reported: masked; seen in clear by those who may, for a reason that is written down.
import { Alert, App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { revealReporter } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';

type Reporter = IncidentDetail['reporter'];

export function ReporterLine({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [seen, setSeen] = useState<Reporter | null>(null);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const reporter = seen ?? incident.reporter;
  const parts = [reporter.name, reporter.phone, reporter.idNumber, reporter.address].filter(
    Boolean,
  );

  const reveal = (): void => {
    setBusy(true);
    revealReporter(incident.id, reason.trim())
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
      <Modal
        open={asking}
        title={t('incident.revealTitle')}
        onCancel={() => setAsking(false)}
        onOk={reveal}
        okText={t('incident.reveal')}
        okButtonProps={{ disabled: reason.trim().length < 2, loading: busy }}
        destroyOnHidden
      >
        <Alert type="info" showIcon title={t('incident.revealHint')} />
        <div className="field">
          <label htmlFor="reveal-reason">{t('incident.revealReason')}</label>
          <Input
            id="reveal-reason"
            autoFocus
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={() => reason.trim().length >= 2 && reveal()}
          />
        </div>
      </Modal>
    </>
  );
}
