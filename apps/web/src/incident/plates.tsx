// 车牌识别 on the page of a matter: what two readers made of its photographs, masked; seen for a reason that is
// logged, and confirmed by the person who looked. Nothing follows from a reading by itself.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { PlatesAnswer, PlateText, type PlateView } from '#modules/triage/contract.ts';
import { addressOf, messageOf, request } from '../api/request.ts';
import { exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import './plates.css';
import { RevealReason } from './reveal-reason.tsx';

const PLATE_LENGTH_MAX = 8;

const keyOf = (incidentId: string) => ['incident', incidentId, 'plates'];

export function Plates({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, version } = incident;
  const [seen, setSeen] = useState<PlatesAnswer | null>(null);
  const { data } = useQuery({
    queryKey: [...keyOf(id), version],
    queryFn: ({ signal }) => request(PlatesAnswer, `/incidents/${id}/plates`, { signal }),
    enabled: incident.evidence.length > 0,
    retry: false,
  });
  if (!data?.matters || (data.isReaderThere && data.plates.length === 0)) return null;

  const send = (path: string, body: unknown): void => {
    setBusy(true);
    request(PlatesAnswer, `/incidents/${id}/plates${path}`, { method: 'POST', body })
      .then(
        (answer) => {
          setSeen(answer);
          setAsking(false);
          void client.invalidateQueries({ queryKey: keyOf(id) });
        },
        (error: unknown) => void message.error(messageOf(error)),
      )
      .finally(() => setBusy(false));
  };
  const plates = seen?.plates ?? data.plates;
  const hides = seen === null && plates.some(({ plate }) => plate !== null);
  return (
    <section className="card" aria-labelledby="matter-plates">
      <h2 id="matter-plates">{t('plate.title')}</h2>
      {plates.length === 0 && <p className="quiet">{t('plate.notRead')}</p>}
      <ul className="plates">
        {plates.map((one) => (
          <Plate
            key={`${one.evidenceId} ${seen === null}`}
            one={one}
            confirm={
              seen && data.mayReveal
                ? (plate) => send(`/${one.evidenceId}/confirm`, { plate })
                : undefined
            }
            busy={busy}
          />
        ))}
      </ul>
      {data.mayReveal && hides && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('plate.reveal')}
        </Button>
      )}
      {plates.length > 0 && <p className="quiet">{t('plate.hint')}</p>}
      <RevealReason
        open={asking}
        title={t('plate.revealTitle')}
        busy={busy}
        onCancel={() => setAsking(false)}
        onReveal={(reason) => send('/reveal', { reason })}
      />
    </section>
  );
}

function Plate(props: {
  one: PlateView;
  confirm: ((plate: string) => void) | undefined;
  busy: boolean;
}) {
  const { t, language } = useText();
  const { one, confirm, busy } = props;
  const [plate, setPlate] = useState(one.confirmed?.plate ?? one.plate ?? '');
  const isPlate = PlateText.safeParse(plate).success;
  return (
    <li className="plate">
      <img src={addressOf(`/evidence/${one.evidenceId}/thumb`)} alt="" loading="lazy" />
      <div>
        {one.plate !== null && <strong className="plate-text">{one.plate}</strong>}
        <span className="quiet">
          {one.outcome === 'read'
            ? one.agreed
              ? t('plate.agreed', { percent: percent(one.confidence) })
              : t('plate.unsure', { percent: percent(one.confidence) })
            : t(`plate.${one.outcome}`)}
          {one.reasons.map((reason) => ` · ${t(`plate.why.${reason}`)}`)}
        </span>
        {one.confirmed && (
          <p className="plate-confirmed">
            {t('plate.confirmed', {
              plate: one.confirmed.plate ?? '',
              by: one.confirmed.by,
              at: exactTime(language, one.confirmed.at),
            })}
          </p>
        )}
        {confirm && one.outcome === 'read' && (
          <div className="plate-confirm">
            <Input
              aria-label={t('plate.asSeen')}
              value={plate}
              maxLength={PLATE_LENGTH_MAX}
              onChange={(event) => setPlate(event.target.value)}
              {...(isPlate ? {} : { status: 'error' as const })}
            />
            <Button disabled={!isPlate} loading={busy} onClick={() => confirm(plate)}>
              {t('plate.confirm')}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}

const percent = (share: number | null) => String(Math.round((share ?? 0) * 100));
