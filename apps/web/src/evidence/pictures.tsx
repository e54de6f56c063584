// A file of a matter: a picture opens large, recordings and films play, papers open.
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { EvidenceSummary } from '#modules/evidence/contract.ts';
import { addressOf, request } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';

export function Picture({ id }: { id: string }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const { data: file } = useQuery({
    queryKey: ['evidence', id],
    queryFn: ({ signal }) => request(EvidenceSummary, `/evidence/${id}/info`, { signal }),
    staleTime: Infinity,
  });
  const kind = file ? t(`files.${file.kind}`) : t('files.open');
  if (file?.erased)
    return <span className="picture picture-erased quiet">{t('files.erased')}</span>;
  const address = addressOf(`/evidence/${id}`);
  if (file?.kind === 'audio')
    return <audio className="sound" controls preload="none" src={address} aria-label={kind} />;
  if (file?.kind === 'document')
    return (
      <a
        className="picture"
        href={address}
        target="_blank"
        rel="noreferrer"
        aria-label={t('files.open')}
      >
        <Icon name="file" size={24} />
        <span className="quiet">{kind}</span>
      </a>
    );
  return (
    <>
      <button
        type="button"
        className="picture"
        onClick={() => setOpen(true)}
        aria-label={`${t('files.open')} · ${kind}`}
      >
        {file?.hasThumb ? (
          <img src={addressOf(`/evidence/${id}/thumb`)} alt={kind} loading="lazy" />
        ) : (
          <Icon name="photo" size={24} />
        )}
      </button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        width="min(1100px, 94vw)"
        centered
        destroyOnHidden
        title={kind}
      >
        {file?.kind === 'video' ? (
          <video className="picture-large" controls src={address} aria-label={kind} />
        ) : (
          <img className="picture-large" src={address} alt={kind} />
        )}
      </Modal>
    </>
  );
}
