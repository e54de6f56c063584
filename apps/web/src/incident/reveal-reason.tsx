// Asks what something personal is wanted for, before it is shown: the reason goes into the audit log.
import { Alert, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useText } from '../text/language.tsx';

const REASON_MIN = 2;
const REASON_MAX = 200;

export function RevealReason(props: {
  open: boolean;
  title: string;
  busy: boolean;
  onCancel: () => void;
  onReveal: (reason: string) => void;
}) {
  const { t } = useText();
  const [reason, setReason] = useState('');
  const id = useId();
  const said = reason.trim();
  return (
    <Modal
      open={props.open}
      title={props.title}
      onCancel={props.onCancel}
      onOk={() => props.onReveal(said)}
      okText={t('incident.reveal')}
      okButtonProps={{ disabled: said.length < REASON_MIN, loading: props.busy }}
      destroyOnHidden
    >
      <Alert type="info" showIcon title={t('incident.revealHint')} />
      <div className="field">
        <label htmlFor={id}>{t('incident.revealReason')}</label>
        <Input
          id={id}
          autoFocus
          value={reason}
          maxLength={REASON_MAX}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={() => said.length >= REASON_MIN && props.onReveal(said)}
        />
      </div>
    </Modal>
  );
}
