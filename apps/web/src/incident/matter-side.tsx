// Beside the matter: where it is, its files, its orders, what resembles it and what is near.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { listIncidents } from '../api/incidents.ts';
import { serverNow } from '../api/request.ts';
import { MatterMap } from '../dispatch/positions.tsx';
import { Picture } from '../evidence/pictures.tsx';
import { StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';

export function Where({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  return (
    <section className="card" aria-labelledby="matter-where">
      <h2 id="matter-where">{t('incident.map')}</h2>
      <MatterMap incident={incident} />
    </section>
  );
}

export function Files({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  if (incident.evidence.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-files">
      <h2 id="matter-files">
        {t('incident.photos')} <span className="quiet">{incident.evidence.length}</span>
      </h2>
      <div className="pictures">
        {incident.evidence.map((id) => (
          <Picture key={id} id={id} />
        ))}
      </div>
    </section>
  );
}

export function Orders({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const now = serverNow();
  if (incident.assignments.length + incident.supervisions.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-orders">
      <h2 id="matter-orders">{t('incident.assignments')}</h2>
      <ul className="orders">
        {incident.assignments.map((one) => {
          const steps = [
            ['incident.recalledAt', one.recalledAt],
            ['incident.returnedAt', one.returnedAt],
            ['incident.waivedAt', one.waivedAt],
            ['incident.doneAt', one.doneAt],
            ['incident.arrived', one.arrivedAt],
            ['incident.signed', one.signedAt],
          ] as const;
          const [key, at] =
            steps.find(([, when]) => when !== null) ??
            (['incident.waiting', one.orderedAt] as const);
          return (
            <li key={one.no} className={one.live ? '' : 'order-ended'}>
              <span className="order-unit">
                {one.unit.name}
                <span className="flag">
                  {t(
                    one.role === 'lead'
                      ? 'value.lead'
                      : one.helpNo !== null
                        ? 'value.support'
                        : 'value.co',
                  )}
                </span>
              </span>
              <span className="quiet" title={exactTime(language, at ?? one.orderedAt)}>
                {t(key)} {clockTime(t, language, at ?? one.orderedAt, now)}
              </span>
            </li>
          );
        })}
        {incident.supervisions.map((one) => (
          <li key={`s${one.no}`}>
            <span className="order-unit">
              {t('incident.supervisionLine', {
                no: one.no,
                grade: t(`value.grade.${one.grade as 'key'}`),
                at: clockTime(t, language, one.replyBy, now),
              })}
            </span>
            {(one.struckAt ?? one.repliedAt) !== null && (
              <span className="quiet">
                {t(
                  one.struckAt === null
                    ? 'incident.supervisionReplied'
                    : 'incident.supervisionStruck',
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** 支援与提级: what was asked of whom, and whether it was answered. */
export function Helps({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const now = serverNow();
  if (incident.help.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-help">
      <h2 id="matter-help">{t('incident.help')}</h2>
      <ul className="orders">
        {incident.help.map((one) => {
          const state =
            one.answer === 'sent'
              ? 'incident.helpSent'
              : one.answer === 'declined'
                ? 'incident.helpDeclined'
                : one.acknowledgedAt === null
                  ? 'incident.helpWaiting'
                  : 'incident.helpSeen';
          const at = one.answeredAt ?? one.acknowledgedAt ?? one.askedAt;
          return (
            <li key={one.no}>
              <span className="order-unit">
                {t('incident.helpTo', {
                  kind: t(`value.kind.${one.kind}`),
                  to: one.to?.name ?? '—',
                })}
              </span>
              <span className="quiet" title={exactTime(language, at)}>
                {t(state)} {clockTime(t, language, at, now)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** 拆分: where it came from, and what became of what was taken out of it. */
export function Family({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { parent, children } = incident;
  if (!parent && children.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-family">
      <h2 id="matter-family">{t(parent ? 'incident.parent' : 'incident.children')}</h2>
      <ul className="links">
        {parent && (
          <li>
            <Link to={`/incidents/${parent.id}`}>{parent.title}</Link>
          </li>
        )}
        {children.map((child) => (
          <li key={child.id}>
            <Link to={`/incidents/${child.id}`}>{child.title}</Link>
            <StatusWord status={child.status} outcome={null} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Open matters in the same grid; the map shows the rest. */
export function Nearby({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const gridId = incident.grid?.id;
  const { data } = useQuery({
    queryKey: ['incidents', 'nearby', gridId],
    queryFn: ({ signal }) => listIncidents({ list: 'open', gridId, limit: 6 }, signal),
    enabled: gridId !== undefined,
  });
  const others = data?.items.filter((row) => row.id !== incident.id).slice(0, 5) ?? [];
  if (gridId === undefined) return null;
  return (
    <section className="card" aria-labelledby="matter-nearby">
      <h2 id="matter-nearby">{t('incident.nearby')}</h2>
      {others.length === 0 && <p className="quiet">{t('incident.noNearby')}</p>}
      <ul className="links">
        {others.map((row) => (
          <li key={row.id}>
            <Link to={`/incidents/${row.id}`}>{row.title}</Link>
            <StatusWord status={row.status} outcome={row.outcome} />
          </li>
        ))}
      </ul>
    </section>
  );
}
