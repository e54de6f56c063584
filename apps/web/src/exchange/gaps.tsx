// 缺号放弃: the administrator gives up numbers that the other side can never send again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { GIVE_UP_REASONS, PeerView, type GiveUpReason } from '#modules/exchange/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { useText } from '../text/language.tsx';

type Peer = z.infer<typeof PeerView>;

export function GiveUp({ peer }: { peer: Peer }) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [reason, setReason] = useState<GiveUpReason>('lostThere');
  const [from, to] = peer.in.missing[chosen] ?? peer.in.missing[0] ?? [0, 0];
  const give = useMutation({
    mutationFn: () =>
      request(PeerView, `/exchange/${peer.system}/give-up`, {
        method: 'POST',
        body: { countyId: peer.countyId, from, to, reason },
      }),
    onSuccess: () => {
      setIsOpen(false);
      setChosen(0);
      void message.success(t('exchange.gaveUp'));
    },
    onError: (error) => void message.error(messageOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exchange'] }),
  });
  if (peer.in.missing.length === 0) return null;
  return (
    <>
      <Button danger onClick={() => setIsOpen(true)}>
        {t('exchange.giveUp')}
      </Button>
      <Modal
        open={isOpen}
        title={t('exchange.giveUp')}
        okText={t('exchange.giveUp')}
        okButtonProps={{ danger: true, loading: give.isPending }}
        cancelText={t('do.cancel')}
        onOk={() => give.mutate()}
        onCancel={() => setIsOpen(false)}
      >
        <div className="stack">
          <p className="quiet">{t('exchange.giveUpHint')}</p>
          <strong id="gap-numbers">{t('exchange.missing')}</strong>
          <Radio.Group
            className="reasons"
            aria-labelledby="gap-numbers"
            value={chosen}
            onChange={(event) => setChosen(event.target.value as number)}
            options={peer.in.missing.map(([low, high], value) => ({
              value,
              label: low === high ? `${low}` : `${low}–${high}`,
            }))}
          />
          <strong id="gap-reason">{t('exchange.reason')}</strong>
          <Radio.Group
            className="reasons"
            aria-labelledby="gap-reason"
            value={reason}
            onChange={(event) => setReason(event.target.value as GiveUpReason)}
            options={GIVE_UP_REASONS.map((value) => ({
              value,
              label: t(`exchange.problem.given-up.${value}`),
            }))}
          />
        </div>
      </Modal>
    </>
  );
}
