// Drawn matters, each with its verdict or with the keys to give one.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Entry } from '#modules/inspection/contract.ts';
import { incidentQuery } from '../api/incidents.ts';
import { usePerform } from '../incident/perform.ts';
import { useWaiting } from '../incident/undo.tsx';
import { VerbForm } from '../incident/verb-form.tsx';
import { useNow } from '../look/now.ts';
import { LevelTag, StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { hasText, useText } from '../text/language.tsx';

export function Entries({ entries, withDue }: { entries: readonly Entry[]; withDue?: boolean }) {
  const [failing, setFailing] = useState<Entry | null>(null);
  return (
    <>
      <ul className="lines card">
        {entries.map((entry) => (
          <Line
            key={`${entry.drawId} ${entry.no}`}
            entry={entry}
            withDue={withDue === true}
            fail={() => setFailing(entry)}
          />
        ))}
      </ul>
      {failing && <FailForm entry={failing} onClose={() => setFailing(null)} />}
    </>
  );
}

function Line({ entry, withDue, fail }: { entry: Entry; withDue: boolean; fail: () => void }) {
  const { t, language, pick } = useText();
  const now = useNow(60_000);
  const perform = usePerform();
  const { incident, unit, verdict, drawId, dueAt } = entry;
  const isSent = useWaiting().some((command) => command.incidentIds.includes(incident.id));
  return (
    <li className="line spot-line">
      <Link to={`/incidents/${incident.id}`} className="line-open">
        <span className="line-head">
          <LevelTag level={incident.level} />
          <span className="line-title">{incident.title}</span>
        </span>
        <span className="spot-facts">
          {(verdict !== null || incident.status !== 'closed') && (
            <StatusWord status={incident.status} outcome={null} />
          )}
          {incident.town && <span>{incident.town}</span>}
          {incident.item && <span>{pick(incident.item)}</span>}
          <span>{t('spot.handledBy', { unit: unit?.name ?? t('spot.byGrid') })}</span>
          {incident.closedAt !== null && (
            <span title={exactTime(language, incident.closedAt)}>
              {t('spot.closedAt', { at: clockTime(t, language, incident.closedAt, now) })}
            </span>
          )}
          <span className="line-number">{incident.number}</span>
          {withDue && (
            <span
              className={dueAt < now ? 'spot-late' : undefined}
              title={exactTime(language, dueAt)}
            >
              {t('spot.dueAt', { at: clockTime(t, language, dueAt, now) })}
            </span>
          )}
        </span>
      </Link>
      <span className="spot-verdict">
        {verdict ? (
          <VerdictWords verdict={verdict} />
        ) : entry.mayCheck ? (
          <>
            <Button
              disabled={isSent}
              onClick={() => perform(incident, 'spotCheck', { draw: drawId, passed: true })}
            >
              {t('value.passed')}
            </Button>
            <Button disabled={isSent} onClick={fail}>
              {t('value.notPassed')}
            </Button>
          </>
        ) : (
          <span className="quiet">
            {t(incident.status === 'closed' ? 'spot.notChecked' : 'spot.openAgain')}
          </span>
        )}
      </span>
    </li>
  );
}

function VerdictWords({ verdict }: { verdict: NonNullable<Entry['verdict']> }) {
  const { t } = useText();
  if (verdict.passed) return <span>{t('value.passed')}</span>;
  const then = `value.spotThen.${verdict.then}`;
  return (
    <span className="spot-bad">
      {t('value.notPassed')}
      {hasText(then) && ` · ${t(then)}`}
      <span className="spot-why">
        {verdict.reasons.map((reason) => t(`value.spotReason.${reason}`)).join(t('say.list'))}
      </span>
    </span>
  );
}

/** What was found, and what follows from it, in one step. */
function FailForm({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const perform = usePerform();
  const { data } = useQuery(incidentQuery(entry.incident.id));
  if (!data) return null;
  return (
    <VerbForm
      verb="spotCheck"
      incident={data}
      given={{ passed: false }}
      onCancel={onClose}
      onSubmit={(input) => {
        perform(data, 'spotCheck', { ...input, draw: entry.drawId });
        onClose();
      }}
    />
  );
}
