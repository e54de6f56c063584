// The matter: what it is and what I may do, its clocks, its history, its place.
import { useQuery } from '@tanstack/react-query';
import { Tooltip } from 'antd';
import { useCallback } from 'react';
import type { IncidentDetail, LiveChange } from '#modules/incident/contract.ts';
import { incidentQuery } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import { serverNow } from '../api/request.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { exactTime } from '../look/time.ts';
import { Outside } from '../exchange/outside.tsx';
import { Plates } from './plates.tsx';
import { Receipts } from '../notification/receipts.tsx';
import { useText } from '../text/language.tsx';
import { AnswerCheckCard } from './answer-check.tsx';
import { ClockBars } from './clock-bars.tsx';
import { Timeline } from './timeline.tsx';
import { Head } from './matter-head.tsx';
import { Duplicates, Joined, Judgement } from './judgement.tsx';
import { Family, Files, Helps, Nearby, Orders, Where } from './matter-side.tsx';
import { Stages } from './stages.tsx';
import { Banners, VerbBar } from './verb-bar.tsx';

type Props = { id: string; inside: 'split' | 'page' };

export function IncidentPanel({ id, inside }: Props) {
  const { t } = useText();
  const { data, error, isPending, refetch } = useQuery(incidentQuery(id));
  useLiveChanges(
    useCallback(
      (changes: readonly LiveChange[]) => {
        if (changes.some((change) => change.incidentId === id)) void refetch();
      },
      [id, refetch],
    ),
  );
  if (isPending) return <Waiting />;
  if (error && !data) {
    const isMissing = 'status' in error && error.status === 404;
    return isMissing ? (
      <Blank icon="question" title={t('incident.notFound')} />
    ) : (
      <Failed error={error} retry={() => void refetch()} />
    );
  }
  return data ? <Matter incident={data} inside={inside} /> : null;
}

/** What has become of it in the matter into which it was merged, for whoever may not open that one. */
function GoesOn({ incident: { mergedInto } }: { incident: IncidentDetail }) {
  const { t } = useText();
  if (!mergedInto?.stages.length) return null;
  return (
    <section className="card" aria-labelledby="matter-goes-on">
      <h2 id="matter-goes-on">{t('track.progress')}</h2>
      <Stages stages={mergedInto.stages} />
      <p className="quiet">{t('track.goesOn', { number: mergedInto.number })}</p>
    </section>
  );
}

function Matter({ incident, inside }: { incident: IncidentDetail; inside: Props['inside'] }) {
  const { t, language } = useText();
  return (
    <article className={`matter matter-${inside}`} aria-labelledby={`matter-${incident.id}`}>
      <Head incident={incident} inside={inside} />
      <VerbBar incident={incident} />
      <Banners incident={incident} />
      <div className="matter-columns">
        <div className="matter-main">
          {incident.text && incident.text !== incident.title && (
            <section className="card" aria-labelledby="matter-text">
              <h2 id="matter-text">{t('incident.text')}</h2>
              <p className="matter-text">{incident.text}</p>
            </section>
          )}
          <GoesOn incident={incident} />
          <Judgement incident={incident} />
          <AnswerCheckCard incident={incident} />
          <section className="card" aria-labelledby="matter-clocks">
            <h2 id="matter-clocks">{t('clock.title')}</h2>
            <ClockBars clocks={incident.clocks} assignments={incident.assignments} />
          </section>
          <section className="card" aria-labelledby="matter-history">
            <h2 id="matter-history">{t('incident.timeline')}</h2>
            <Timeline
              entries={incident.timeline}
              clocks={incident.clocks}
              countyId={incident.countyId}
            />
            {incident.timelineCut && <p className="quiet">{t('incident.timelineCut')}</p>}
          </section>
        </div>
        <aside className="matter-side" aria-label={t('incident.aside')}>
          <Where incident={incident} />
          <Files incident={incident} />
          <Plates incident={incident} />
          <Orders incident={incident} />
          <Family incident={incident} />
          <Receipts incidentId={incident.id} version={incident.version} />
          <Helps incident={incident} />
          <Outside incident={incident} />
          <Joined incident={incident} />
          <Duplicates incident={incident} />
          <Nearby incident={incident} />
          <section className="card card-quiet">
            <h2>{t('incident.head')}</h2>
            <Tooltip title={t('incident.headHint')}>
              <code className="hash" tabIndex={0}>
                {incident.headHash.slice(0, 16)}…
              </code>
            </Tooltip>
          </section>
        </aside>
      </div>
      <p className="print-only">
        {t('incident.printed', { at: exactTime(language, serverNow()) })}
      </p>
    </article>
  );
}
