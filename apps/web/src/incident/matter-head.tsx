// The top of a matter: its level, sentence, number, how far it is, and the facts one asks first.
import { App, Tooltip } from 'antd';
import { type ReactNode } from 'react';
import { Link } from 'react-router';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { ClockLight } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { FlagTags, LevelTag, StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { ReporterLine } from './reporter.tsx';
import { Steps } from './steps.tsx';
import { WhyChip } from './why.tsx';

export function Head({ incident, inside }: { incident: IncidentDetail; inside: 'split' | 'page' }) {
  const { t, language, pick } = useText();
  const { message } = App.useApp();
  const now = serverNow();
  const { triage } = incident;
  // A grid's name begins with its village's.
  const place = [incident.town?.name, incident.grid?.name ?? incident.village?.name]
    .filter(Boolean)
    .join(' ');
  // Often the address says no more than the place itself.
  const address = place.replaceAll(' ', '').includes(incident.address ?? '')
    ? null
    : incident.address;
  const guessed = triage?.place;
  const guessedPlace = [guessed?.town?.name, guessed?.grid?.name ?? guessed?.village?.name]
    .filter(Boolean)
    .join(' ');
  const copy = (): void => {
    void navigator.clipboard
      ?.writeText(incident.number)
      .then(() => message.success(t('do.copied')));
  };
  return (
    <header className="matter-head">
      <div className="matter-line">
        <LevelTag level={incident.level} />
        {triage?.level && <WhyChip guess={triage.level} title={t('why.level')} />}
        <StatusWord status={incident.status} outcome={incident.outcome} />
        <FlagTags flags={incident.flags} />
        <span className="top-gap" />
        {incident.clock && <ClockLight clock={incident.clock} />}
      </div>
      <h1 id={`matter-${incident.id}`}>{incident.title}</h1>
      <div className="matter-line matter-number">
        <button
          type="button"
          className="number"
          onClick={copy}
          aria-label={`${t('do.copy')} ${incident.number}`}
        >
          {incident.number}
          <Icon name="copy" size={13} />
        </button>
        <span>{t(`source.${incident.source}`)}</span>
        <span title={exactTime(language, incident.reportedAt)}>
          {t('incident.reportedAt')} {clockTime(t, language, incident.reportedAt, now)}
        </span>
        <span className="top-gap" />
        {inside === 'split' && (
          <Tooltip title={t('incident.openFull')}>
            <Link
              className="icon-link"
              to={`/incidents/${incident.id}`}
              aria-label={t('incident.openFull')}
            >
              <Icon name="expand" size={16} />
            </Link>
          </Tooltip>
        )}
        <Tooltip title={t('do.print')}>
          <button
            type="button"
            className="icon-link"
            onClick={() => print()}
            aria-label={t('do.print')}
          >
            <Icon name="print" size={16} />
          </button>
        </Tooltip>
      </div>
      <Steps incident={incident} />
      <dl className="facts">
        <div>
          <dt>{t('incident.item')}</dt>
          <dd>
            {incident.item ? (
              pick(incident.item)
            ) : triage?.item ? (
              <Suggested>{pick(triage.item)}</Suggested>
            ) : (
              t('incident.noItem')
            )}
            {triage?.item && <WhyChip guess={triage.item} title={t('why.item')} />}
          </dd>
        </div>
        <div>
          <dt>{t('incident.place')}</dt>
          <dd>
            {[place, address].filter(Boolean).join(' · ') ||
              (guessedPlace ? <Suggested>{guessedPlace}</Suggested> : t('incident.noPlace'))}
            {triage?.place && <WhyChip guess={triage.place} title={t('why.place')} />}
          </dd>
        </div>
        <div>
          <dt>{t('incident.holder')}</dt>
          <dd>
            {incident.holder?.name ?? t('incident.noHolder')}
            {triage?.route && (
              <WhyChip guess={triage.route} title={t('why.unit')} table={triage.route} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('incident.reporter')}</dt>
          <dd>
            <ReporterLine incident={incident} />
          </dd>
        </div>
        {Math.abs(incident.occurredAt - incident.reportedAt) > 60_000 && (
          <div>
            <dt>{t('incident.occurredAt')}</dt>
            <dd>{clockTime(t, language, incident.occurredAt, now)}</dd>
          </div>
        )}
        {incident.room && incident.room.id !== incident.holder?.id && (
          <div>
            <dt>{t('incident.room')}</dt>
            <dd>{incident.room.name}</dd>
          </div>
        )}
      </dl>
    </header>
  );
}

/** A guess that was not sure enough to act upon: it waits for a person. */
function Suggested({ children }: { children: ReactNode }) {
  const { t } = useText();
  return (
    <>
      {children} <span className="flag">{t('why.low')}</span>
    </>
  );
}
