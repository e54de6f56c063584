// The matter: what it is and what I may do, its clocks, its history, its place.
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Dropdown, Tooltip } from 'antd';
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { IncidentDetail, LiveChange, Verb } from '#modules/incident/contract.ts';
import { incidentQuery, listIncidents } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import { serverNow } from '../api/request.ts';
import { Picture } from '../evidence/pictures.tsx';
import { ClockLight } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { KeyCap, useKeys } from '../look/keys.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { FlagTags, LevelTag, StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { ClockBars } from './clock-bars.tsx';
import { usePerform } from './perform.ts';
import { ReporterLine } from './reporter.tsx';
import { Steps } from './steps.tsx';
import { Timeline } from './timeline.tsx';
import { useWaiting } from './undo.tsx';
import { VerbForm } from './verb-form.tsx';
import { arrangeVerbs, VERB_KEYS } from './verbs.ts';
import { WhyChip } from './why.tsx';
import { WhyNotDialog } from './why-not.tsx';

const SmallMap = lazy(() => import('../map/small-map.tsx'));

/** Verbs that ask for nothing are performed at once (after the five seconds of undo). */
const NO_QUESTIONS: readonly Verb[] = ['sign', 'coSign', 'arrive', 'archive'];

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

function Matter({ incident, inside }: { incident: IncidentDetail; inside: Props['inside'] }) {
  const { t, language } = useText();
  return (
    <article className={`matter matter-${inside}`} aria-labelledby={`matter-${incident.id}`}>
      <Head incident={incident} inside={inside} />
      <Verbs incident={incident} />
      <Banners incident={incident} />
      <div className="matter-columns">
        <div className="matter-main">
          {incident.text && incident.text !== incident.title && (
            <section className="card" aria-labelledby="matter-text">
              <h2 id="matter-text">{t('incident.text')}</h2>
              <p className="matter-text">{incident.text}</p>
            </section>
          )}
          <section className="card" aria-labelledby="matter-clocks">
            <h2 id="matter-clocks">{t('clock.title')}</h2>
            <ClockBars clocks={incident.clocks} assignments={incident.assignments} />
          </section>
          <section className="card" aria-labelledby="matter-history">
            <h2 id="matter-history">{t('incident.timeline')}</h2>
            <Timeline entries={incident.timeline} clocks={incident.clocks} />
            {incident.timelineCut && <p className="quiet">{t('incident.timelineCut')}</p>}
          </section>
        </div>
        <aside className="matter-side" aria-label={t('incident.aside')}>
          <Where incident={incident} />
          <Files incident={incident} />
          <Orders incident={incident} />
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

function Head({ incident, inside }: { incident: IncidentDetail; inside: Props['inside'] }) {
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
              <WhyChip guess={triage.route} title={t('why.unit')} row={triage.route} />
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

function Verbs({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const perform = usePerform();
  const [open, setOpen] = useState<Verb | null>(null);
  const [asksWhyNot, setAsksWhyNot] = useState(false);
  const isWaiting = useWaiting().some((command) => command.incidentIds.includes(incident.id));
  const { first, rest } = arrangeVerbs(incident.status, incident.verbs);
  const start = (verb: Verb): void => {
    if (isWaiting) return;
    if (NO_QUESTIONS.includes(verb)) perform(incident, verb, {});
    else setOpen(verb);
  };
  useKeys(
    [...first, ...rest].map((verb) => ({
      key: VERB_KEYS[verb],
      label: t(`verb.${verb}`),
      group: 'verbs' as const,
      run: () => start(verb),
    })),
  );
  useKeys([
    {
      key: 'm',
      label: t('key.map'),
      run: () => document.querySelector('.small-map')?.scrollIntoView({ block: 'center' }),
    },
  ]);

  return (
    <div className="verbs" role="toolbar" aria-label={t('act.title')}>
      {first.length + rest.length === 0 && (
        <span className="quiet verbs-none">{t('act.none')}</span>
      )}
      {first.map((verb, index) => (
        <Button
          key={verb}
          type={index === 0 ? 'primary' : 'default'}
          disabled={isWaiting}
          onClick={() => start(verb)}
          aria-keyshortcuts={VERB_KEYS[verb]}
        >
          {t(`verb.${verb}`)}
          <KeyCap name={VERB_KEYS[verb]} />
        </Button>
      ))}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map((verb) => ({
              key: verb,
              label: (
                <span className="menu-verb">
                  {t(`verb.${verb}`)}
                  <KeyCap name={VERB_KEYS[verb]} />
                </span>
              ),
            })),
            onClick: ({ key }) => {
              const verb = rest.find((one) => one === key);
              if (verb) start(verb);
            },
          }}
        >
          <Button disabled={isWaiting} icon={<Icon name="more" size={16} />}>
            {t('do.more')}
          </Button>
        </Dropdown>
      )}
      <span className="top-gap" />
      <Button type="text" className="why-not-link" onClick={() => setAsksWhyNot(true)}>
        {t('act.whyNot')}
      </Button>
      {open && (
        <VerbForm
          verb={open}
          incident={incident}
          onCancel={() => setOpen(null)}
          onSubmit={(input) => {
            perform(incident, open, input);
            setOpen(null);
          }}
        />
      )}
      {asksWhyNot && <WhyNotDialog incident={incident} onClose={() => setAsksWhyNot(false)} />}
    </div>
  );
}

function Banners({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const perform = usePerform();
  const { proposed, asked, mergedInto } = incident;
  const proposedVerb = incident.verbs.find((verb) => verb === proposed?.verb);
  return (
    <>
      {proposed && (
        <Alert
          type="warning"
          showIcon
          title={t('act.proposedBanner', { verb: t(`verb.${proposed.verb as Verb}`) })}
          action={
            proposedVerb && (
              <Button size="small" onClick={() => perform(incident, proposedVerb, {})}>
                {t('act.confirmProposed', { verb: t(`verb.${proposedVerb}`) })}
              </Button>
            )
          }
        />
      )}
      {asked && (
        <Alert
          type="info"
          showIcon
          title={
            asked.until === null
              ? t('act.askedBanner', { what: t(`value.what.${asked.what as 'defer'}`) })
              : t('act.askedUntil', {
                  what: t(`value.what.${asked.what as 'defer'}`),
                  until: clockTime(t, language, asked.until, serverNow()),
                })
          }
        />
      )}
      {mergedInto && (
        <Alert
          type="info"
          showIcon
          title={
            <Link to={`/incidents/${mergedInto.id}`}>
              {t('incident.mergedInto', { number: mergedInto.number })}
            </Link>
          }
        />
      )}
    </>
  );
}

function Where({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  return (
    <section className="card" aria-labelledby="matter-where">
      <h2 id="matter-where">{t('incident.map')}</h2>
      {incident.lng6 !== null && incident.lat6 !== null ? (
        <Suspense fallback={<div className="small-map" />}>
          <SmallMap countyId={incident.countyId} lng6={incident.lng6} lat6={incident.lat6} />
        </Suspense>
      ) : (
        <p className="quiet">{t('incident.noPoint')}</p>
      )}
    </section>
  );
}

function Files({ incident }: { incident: IncidentDetail }) {
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

function Orders({ incident }: { incident: IncidentDetail }) {
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
                <span className="flag">{t(one.role === 'lead' ? 'value.lead' : 'value.co')}</span>
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
            {one.repliedAt !== null && (
              <span className="quiet">{t('incident.supervisionReplied')}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Duplicates({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const duplicates = incident.triage?.duplicates ?? [];
  if (duplicates.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-duplicates">
      <h2 id="matter-duplicates">{t('incident.duplicates')}</h2>
      <ul className="links">
        {duplicates.map((one) => (
          <li key={one.id}>
            <Link to={`/incidents/${one.id}`}>{one.title}</Link>
            <span className="quiet">
              {t('incident.similar', { percent: Math.round(one.score * 100) })}
              <WhyChip
                guess={{ confidence: one.score, reasons: one.reasons }}
                title={t('why.label')}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Open matters in the same grid; the map shows the rest. */
function Nearby({ incident }: { incident: IncidentDetail }) {
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
