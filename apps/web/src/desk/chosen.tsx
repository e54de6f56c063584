// The chosen matter: what was said, where, by whom, and the next step as one large button.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import type { IncidentDetail, Verb } from '#modules/incident/contract.ts';
import { earlierQuery, incidentQuery } from '../api/incidents.ts';
import { serverNow } from '../api/request.ts';
import { Banners } from '../incident/verb-bar.tsx';
import { ReporterLine } from '../incident/reporter.tsx';
import { RestVerbs } from '../incident/rest-verbs.tsx';
import { useStartVerb } from '../incident/start-verb.tsx';
import { SYSTEM_VERBS, VERB_KEYS } from '../incident/verbs.ts';
import { Files, Helps, Orders } from '../incident/matter-side.tsx';
import { Icon } from '../look/icons.tsx';
import { KeyCap } from '../look/keys.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { FlagTags, LevelTag, StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime, whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { BigClock } from './big-clock.tsx';
import { FourLights, whereOf } from './desk-rows.tsx';
import { deskSteps, fourClocks, type DeskStep } from './order.ts';
import { SignAndSend, WhySo } from './sign-and-send.tsx';

const SmallMap = lazy(() => import('../map/small-map.tsx'));

/** Recorded with the press itself; whoever has more to say takes 加说明. */
const AT_ONCE: readonly Verb[] = ['contact', 'sign', 'arrive', 'acknowledge'];

/** The team's own steps: the desk waits for them, and takes them for it only on the telephone. */
const FOR_OTHERS: readonly DeskStep[] = ['sign', 'arrive'];

export function Chosen({ id, onBack }: { id: string; onBack?: () => void }) {
  const { t } = useText();
  const { data, error, isPending, refetch } = useQuery({
    ...incidentQuery(id),
    // Triage proposes within seconds of the report.
    refetchInterval: ({ state }) =>
      state.data?.status === 'reported' && state.data.triage === null ? 2000 : false,
  });
  if (isPending) return <Waiting rows={5} />;
  if (!data) {
    const isMissing = error && 'status' in error && error.status === 404;
    return isMissing ? (
      <Blank icon="question" title={t('incident.notFound')} />
    ) : (
      <Failed error={error} retry={() => void refetch()} />
    );
  }
  return <Matter key={data.id} incident={data} {...(onBack ? { onBack } : {})} />;
}

function Matter({ incident, onBack }: { incident: IncidentDetail; onBack?: () => void }) {
  const { t, language, pick } = useText();
  const steps = deskSteps(incident);
  const isFirst = steps[0] === 'acceptAndDispatch' || steps[0] === 'dispatch';
  const buttons = steps.filter(
    (step): step is Verb => step !== 'acceptAndDispatch' && step !== 'dispatch',
  );
  const rest = incident.verbs.filter(
    (verb) =>
      !buttons.includes(verb) &&
      !SYSTEM_VERBS.includes(verb) &&
      !(isFirst && (verb === 'accept' || verb === 'dispatch')),
  );
  const {
    start,
    open,
    isBusy: busy,
    form,
  } = useStartVerb(incident, [...buttons, ...rest], AT_ONCE);
  return (
    <article className="desk-matter" aria-labelledby={`desk-${incident.id}`}>
      <header className="desk-matter-head">
        {onBack && (
          <Button
            type="text"
            icon={<Icon name="left" size={18} />}
            onClick={onBack}
            aria-label={t('do.back')}
          />
        )}
        <div className="desk-matter-words">
          <div className="matter-line">
            <LevelTag level={incident.level} />
            <span className={incident.source === 'police110' ? 'desk-110' : ''}>
              {t(`source.${incident.source}`)}
            </span>
            <StatusWord status={incident.status} outcome={incident.outcome} />
            <FlagTags flags={incident.flags} />
            <Link className="desk-number" to={`/incidents/${incident.id}`}>
              {incident.number}
              <Icon name="expand" size={13} />
            </Link>
          </div>
          <h1 id={`desk-${incident.id}`}>{incident.title}</h1>
          <p className="quiet" title={exactTime(language, incident.reportedAt)}>
            {t('incident.reportedAt')} {clockTime(t, language, incident.reportedAt, serverNow())}
            {incident.item && ` · ${pick(incident.item)}`}
            {incident.holder && ` · ${incident.holder.name}`}
          </p>
        </div>
        <BigClock clock={incident.clock} large />
      </header>
      {fourClocks(incident).contact && <FourLights row={incident} />}
      <Banners incident={incident} />
      <div className="desk-columns">
        <div className="desk-left">
          {isFirst && <SignAndSend incident={incident} busy={busy} />}
          {(buttons.length > 0 || rest.length > 0) && (
            <section className="desk-steps" aria-label={t('desk.next')}>
              {!isFirst && (buttons[0] === undefined || FOR_OTHERS.includes(buttons[0])) && (
                <p className="desk-wait">
                  <Icon name="hourglass" size={18} /> {waitWords(incident, t)}
                </p>
              )}
              {buttons.map((verb, index) => (
                <div key={verb} className="desk-step">
                  <Button
                    type={
                      index === 0 && !isFirst && !FOR_OTHERS.includes(verb) ? 'primary' : 'default'
                    }
                    block
                    className="desk-go"
                    disabled={busy}
                    onClick={() => start(verb)}
                    aria-keyshortcuts={VERB_KEYS[verb]}
                  >
                    {stepWords(verb, incident, t)}
                    <KeyCap name={VERB_KEYS[verb]} />
                  </Button>
                  {AT_ONCE.includes(verb) && (
                    <Button type="text" disabled={busy} onClick={() => open(verb)}>
                      {t('desk.withNote')}
                    </Button>
                  )}
                </div>
              ))}
              <RestVerbs
                verbs={rest}
                label={t('desk.others')}
                quiet
                disabled={busy}
                onChoose={start}
              />
            </section>
          )}
          {isFirst && <WhySo incident={incident} />}
        </div>
        <div className="desk-right">
          <HelpWords incident={incident} />
          <section className="card" aria-labelledby="desk-text">
            <h2 id="desk-text">{t('incident.text')}</h2>
            <p className="matter-text">{incident.text ?? incident.title}</p>
          </section>
          <section className="card" aria-labelledby="desk-where">
            <h2 id="desk-where">{t('incident.place')}</h2>
            <p>{whereOf(incident) || t('incident.noPlace')}</p>
            {incident.lng6 !== null && incident.lat6 !== null && (
              <Suspense fallback={<div className="small-map" />}>
                <SmallMap countyId={incident.countyId} lng6={incident.lng6} lat6={incident.lat6} />
              </Suspense>
            )}
          </section>
          <Caller incident={incident} />
          <Files incident={incident} />
          <Orders incident={incident} />
          <Helps incident={incident} />
        </div>
      </div>
      {form}
    </article>
  );
}

type T = ReturnType<typeof useText>['t'];

/** What the team would press itself, the desk does for it on the telephone. */
function stepWords(verb: Verb, incident: IncidentDetail, t: T): string {
  if (verb === 'contact') return t('desk.contacted');
  if (verb === 'sign') return t('desk.signFor', { unit: incident.holder?.name ?? '' });
  if (verb === 'arrive') return t('desk.arrivedFor');
  return t(`verb.${verb}`);
}

function waitWords(incident: IncidentDetail, t: T): string {
  const unit = incident.holder?.name ?? '—';
  if (incident.status === 'dispatched') return t('desk.waitSign', { unit });
  if (incident.status === 'handling') return t('desk.waitDone', { unit });
  return t('desk.nothing');
}

/** What exactly was asked for, in the words of whoever asked. */
function HelpWords({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const open = incident.help.filter((one) => one.answeredAt === null);
  if (open.length === 0) return null;
  const wordsOf = (no: number): string | undefined => {
    const entry = incident.timeline.find(
      ({ data }) => (data['help'] as { no?: number } | undefined)?.no === no,
    );
    return entry?.words?.['request'] ?? entry?.words?.['reason'];
  };
  return (
    <section className="card desk-asked" aria-labelledby="desk-help">
      <h2 id="desk-help">{t('desk.help')}</h2>
      {open.map((one) => (
        <div key={one.no}>
          <p>
            <strong>{t(`value.kind.${one.kind}`)}</strong>{' '}
            {t('desk.askedBy', { unit: one.from?.name ?? '—' })} ·{' '}
            {whenOf(t, language, one.askedAt, serverNow())}
          </p>
          {wordsOf(one.no) && <p className="matter-text">{wordsOf(one.no)}</p>}
        </div>
      ))}
    </section>
  );
}

/** Who called, masked, and what the same number reported before. */
function Caller({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const { data } = useQuery(earlierQuery(incident.id));
  const now = serverNow();
  return (
    <section className="card" aria-labelledby="desk-caller">
      <h2 id="desk-caller">{t('incident.reporter')}</h2>
      <p className="desk-caller">
        <ReporterLine incident={incident} />
      </p>
      {data && (
        <>
          <p className="quiet">
            {data.items.length
              ? t('desk.earlier', { n: data.items.length })
              : t('report.noEarlier')}
          </p>
          <ul className="links">
            {data.items.slice(0, 5).map((row) => (
              <li key={row.id}>
                <Link to={`/incidents/${row.id}`}>{row.title}</Link>
                <span className="quiet">
                  <StatusWord status={row.status} outcome={row.outcome} /> ·{' '}
                  {whenOf(t, language, row.reportedAt, now)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
