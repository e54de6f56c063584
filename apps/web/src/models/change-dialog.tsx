// A change of a version: what it will do, what speaks against it, and the reason that whoever does it gives.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Input, Modal } from 'antd';
import { useState } from 'react';
import {
  ChangeAnswer,
  REASON_MAX,
  type Change,
  type VersionItem,
} from '#modules/triage/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { useText } from '../text/language.tsx';
import { useModelName } from './figures.tsx';

/** With fewer decided reports the figures of a trial are not steady. */
const DECIDED_FEW = 100;

type Props = { version: VersionItem; change: Change; countyId: number; onClose: () => void };

export function ChangeDialog({ version, change, countyId, onClose }: Props) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const nameOf = useModelName();
  const [reason, setReason] = useState('');
  const names = { version: version.version, before: nameOf(version.versionBefore) };
  const send = useMutation({
    mutationFn: () =>
      request(ChangeAnswer, `/models/${version.version}/changes`, {
        method: 'POST',
        body: { countyId, change, reason: reason.trim() },
      }),
    onSuccess: () => {
      void message.success(t(`models.done.${change}`, names));
      onClose();
    },
    // Somebody else may have switched meanwhile: what is so now is shown.
    onSettled: () => queries.invalidateQueries({ queryKey: ['models'] }),
  });
  const { before, after } = version.scores;
  const decided = version.shadow?.decided ?? 0;
  const against = change === 'switchOn' && [
    ...(decided < DECIDED_FEW ? [t('models.ask.little', { decided })] : []),
    ...(after.accuracy < before.accuracy ? [t('models.ask.worse')] : []),
  ];
  return (
    <Modal
      open
      title={t(`models.ask.${change}`, names)}
      onCancel={onClose}
      onOk={() => send.mutate()}
      okText={t(`models.do.${change}`)}
      okButtonProps={{ disabled: reason.trim() === '', loading: send.isPending }}
    >
      <div className="stack">
        <p>{t(`models.ask.${change}.hint`, names)}</p>
        {against && against.length > 0 && (
          <Alert type="warning" showIcon title={against.join(' ')} />
        )}
        <div className="field">
          <label htmlFor="model-reason">{t('models.reason')}</label>
          <Input.TextArea
            id="model-reason"
            autoFocus
            rows={3}
            maxLength={REASON_MAX}
            placeholder={t('models.reasonHint')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        {send.error && <Alert type="error" showIcon title={messageOf(send.error)} />}
      </div>
    </Modal>
  );
}
