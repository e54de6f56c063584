// 外部系统: whose order a matter is or was handed to, requests for officers, and calls with their desks.
import { useQuery } from '@tanstack/react-query';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { OutsideView } from '#modules/exchange/contract.ts';
import { request, serverNow } from '../api/request.ts';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';

/** Sources and flags without which nothing of a matter lies outside. */
const OUTSIDE_SOURCES: readonly string[] = ['police110', 'hotline12345', 'otherSystem'];
const OUTSIDE_FACTS: readonly string[] = [
  'incident.handedOver',
  'incident.reinforceAsked',
  'incident.called',
];

export function Outside({ incident }: { incident: IncidentDetail }) {
  const { t, language, pick } = useText();
  const mayHave =
    OUTSIDE_SOURCES.includes(incident.source) ||
    incident.timeline.some(({ type }) => OUTSIDE_FACTS.includes(type));
  const { data } = useQuery({
    queryKey: ['exchange', 'incident', incident.id, incident.version],
    queryFn: ({ signal }) => request(OutsideView, `/exchange/incidents/${incident.id}`, { signal }),
    enabled: mayHave,
    // A house without outside systems has no such address.
    retry: false,
  });
  if (!data || data.orders.length + data.backups.length + data.calls.length === 0) return null;
  const now = serverNow();
  const at = (instant: number) => (
    <span className="quiet" title={exactTime(language, instant)}>
      {clockTime(t, language, instant, now)}
    </span>
  );
  return (
    <section className="card" aria-labelledby="matter-outside">
      <h2 id="matter-outside">{t('outside.title')}</h2>
      <ul className="orders">
        {data.orders.map((order) => (
          <li key={`${order.system}/${order.orderId}`}>
            <span className="order-unit">
              {pick(order.name)}
              <span className="flag">
                {t(order.givenBy === 'outside' ? 'outside.given' : 'outside.handedOver')}
              </span>
            </span>
            <span className="quiet">
              {order.givenBy === 'outside' ? order.orderId : (order.remoteNumber ?? order.orderId)}
            </span>
            <span className="quiet">
              {t('outside.sent')} {at(order.sentAt)} ·{' '}
              {t(
                order.state === 'resultSent' && order.givenBy === 'house'
                  ? 'outside.state.theirResult'
                  : `outside.state.${order.state}`,
              )}
            </span>
          </li>
        ))}
        {data.backups.map((backup) => (
          <li key={`b${backup.askedAt}`}>
            <span className="order-unit">
              {pick(backup.name)}
              <span className="flag">{t('outside.backup')}</span>
            </span>
            <span className="quiet">
              {t(`outside.step.${backup.step}`)} {at(backup.steppedAt ?? backup.askedAt)}
            </span>
          </li>
        ))}
        {data.calls.map((call) => (
          <li key={`c${call.startedAt}`}>
            <span className="order-unit">
              {pick(call.name)}
              <span className="flag">{t(`outside.call.${call.how}`)}</span>
            </span>
            {at(call.startedAt)}
          </li>
        ))}
      </ul>
    </section>
  );
}
