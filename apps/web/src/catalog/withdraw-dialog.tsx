// Taking back a version that waits for its day: why is asked, told in the history, and cannot be undone.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { z } from 'zod';
import { WITHDRAW_REASON_MAX, WITHDRAW_REASON_MIN } from '#modules/catalog/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { useText } from '../text/language.tsx';

type Props = { countyId: number; number: number; onClose: () => void };

export function WithdrawDialog({ countyId, number, onClose }: Props) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const id = useId();
  const [reason, setReason] = useState('');
  const withdraw = useMutation({
    mutationFn: () =>
      request(z.null(), `/catalog/publications/${number}/withdraw`, {
        method: 'POST',
        body: { countyId, reason },
      }),
    onError: (error) => void message.error(messageOf(error)),
    onSuccess: () => {
      void message.success(t('catalog.withdrawn', { number }));
      void queries.invalidateQueries({ queryKey: ['catalog', countyId, 'publications'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('catalog.withdrawTitle', { number })}
      okText={t('catalog.withdraw')}
      okButtonProps={{ danger: true, disabled: reason.trim().length < WITHDRAW_REASON_MIN }}
      confirmLoading={withdraw.isPending}
      onOk={() => withdraw.mutate()}
      onCancel={onClose}
    >
      <p className="quiet">{t('catalog.withdrawHint')}</p>
      <div className="field">
        <label htmlFor={id}>{t('catalog.withdrawReason')}</label>
        <Input.TextArea
          id={id}
          maxLength={WITHDRAW_REASON_MAX}
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Modal>
  );
}
