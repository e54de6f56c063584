// Publishing the next version of a list or table: asked once more, with a note that stands beside it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { messageOf } from '../api/request.ts';
import { DayField } from '../look/day-field.tsx';
import { fromLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';

export type Publishing = Readonly<{ note: string; effectiveAt: number | null }>;

type Props = {
  version: number;
  note?: string;
  /** Answers the number of the version. */
  publish: (how: Publishing) => Promise<number>;
  /** What a publication makes stale. */
  stale: readonly unknown[];
  /** It may be published for a later day. */
  fromLater?: boolean;
  onClose: () => void;
  onDone: () => void;
};

export function PublishDialog(props: Props) {
  const { version, publish, stale, fromLater = false, onClose, onDone } = props;
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const id = useId();
  const [note, setNote] = useState(props.note ?? '');
  const [from, setFrom] = useState('');
  const publishing = useMutation({
    mutationFn: () => publish({ note, effectiveAt: fromLocalInput(from) }),
    onError: (error) => void message.error(messageOf(error)),
    onSuccess: (published) => {
      void message.success(t('duty.published', { version: published }));
      void queries.invalidateQueries({ queryKey: stale });
      onDone();
    },
  });
  return (
    <Modal
      open
      title={t('duty.publish', { version })}
      okText={t('duty.publish', { version })}
      confirmLoading={publishing.isPending}
      onOk={() => publishing.mutate()}
      onCancel={onClose}
    >
      <div className="field">
        <label htmlFor={id}>{t('duty.note')}</label>
        <Input.TextArea
          id={id}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      {fromLater && (
        <div className="field">
          <label htmlFor={`${id}-from`}>{t('lists.from')}</label>
          <DayField id={`${id}-from`} withTime value={from} onChange={setFrom} />
          <p className="quiet">{t('lists.fromHint')}</p>
        </div>
      )}
    </Modal>
  );
}
