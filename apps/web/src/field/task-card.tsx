// One matter of the day: what, where, how long there is, and the next step of my order as one large button.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Dropdown, Switch } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { IncidentDetail, TaskRow, Verb } from '#modules/incident/contract.ts';
import { incidentQuery } from '../api/incidents.ts';
import { Picture } from '../evidence/pictures.tsx';
import { FourLights, placeOf, whereOf } from '../desk/desk-rows.tsx';
import { ReporterLine } from '../incident/reporter.tsx';
import { saidWithOrder } from '../incident/told-reason.ts';
import { VerbForm } from '../incident/verb-form.tsx';
import { SYSTEM_VERBS } from '../incident/verbs.ts';
import { ClockLight } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { FlagTags, LevelTag } from '../look/tags.tsx';
import { clockTime } from '../look/time.ts';
import { serverNow } from '../api/request.ts';
import { useText } from '../text/language.tsx';
import { coHandlersAtWork, myClock, myOrder, runs, stepsOf } from './next-step.ts';
import type { KeptPhoto } from './photo-store.ts';
import { ASKING, StepSheet, type AskingVerb } from './step-sheet.tsx';
import { Steps } from './steps.tsx';
import { arrivalInput, type Field } from './use-field.ts';
import type { Sharing } from './use-sharing.ts';

type Props = {
  task: TaskRow;
  gone: boolean;
  /** Metres from here; null when it is not known. */
  far: number | null;
  shares: boolean;
  field: Field;
  sharing: Sharing;
};

/** Verbs that are about my order: they name it. */
const BY_ORDER: readonly Verb[] = [
  'sign',
  'coSign',
  'contact',
  'arrive',
  'feedback',
  'done',
  'resolve',
];
const AT_ONCE: readonly Verb[] = ['sign', 'coSign', 'contact', 'arrive'];
/** Not the field's business, or said by a button already. */
const ELSEWHERE: readonly Verb[] = [
  ...SYSTEM_VERBS,
  ...BY_ORDER,
  'verified',
  'archive',
  'restrict',
];

export function TaskCard({ task, gone, far, shares, field, sharing }: Props) {
  const { t, language, pick } = useText();
  const [isOpen, setOpen] = useState(false);
  const [asking, setAsking] = useState<AskingVerb | null>(null);
  const [other, setOther] = useState<Verb | null>(null);
  const [locating, setLocating] = useState(false);
  const pressed = field.pressed(task.id);
  const { next, also, waits } = stepsOf(task, pressed);
  const order = myOrder(task);
  const clock = myClock(task);
  const { data: detail, error } = useQuery({
    ...incidentQuery(task.id),
    enabled: isOpen || other !== null,
  });
  const rest = task.verbs.filter((verb) => !ELSEWHERE.includes(verb));

  const perform = (
    verb: Verb,
    input: Record<string, unknown>,
    photos?: readonly KeptPhoto[],
  ): void => {
    const own = order && BY_ORDER.includes(verb) ? { assignmentNo: order.no } : {};
    field.perform(task, verb, { ...own, ...input }, photos);
  };
  const press = (verb: Verb): void => {
    if (ASKING.includes(verb)) setAsking(verb as AskingVerb);
    else if (verb === 'arrive') {
      setLocating(true);
      void arrivalInput(shares).then((input) => {
        setLocating(false);
        perform('arrive', input);
      });
    } else if (AT_ONCE.includes(verb)) perform(verb, {});
    else setOther(verb);
  };
  const headId = `task-${task.id}`;

  return (
    <li className={`task ${gone ? 'task-gone' : ''}`}>
      <article aria-labelledby={headId}>
        <div className="task-line">
          <LevelTag level={task.level} />
          {order?.role === 'co' && <span className="flag">{t('value.co')}</span>}
          {task.source === 'police110' && <span className="desk-110">{t('source.police110')}</span>}
          <FlagTags flags={task.flags} max={2} />
          <span className="top-gap" />
          {clock && !gone && <ClockLight clock={{ ...clock, state: 'running' }} />}
        </div>
        <h2 id={headId}>{task.title}</h2>
        <p className="task-place">
          <Icon name="pin" size={18} />
          <span>{(detail ? whereOf(detail) : placeOf(task)) || t('incident.noPlace')}</span>
          {far !== null && <strong>{distanceWords(far, t)}</strong>}
        </p>
        {task.clocks.some(({ kind }) => kind === 'contact') && <FourLights row={task} />}

        {isOpen && (
          <div className="task-more">
            {error && !detail && <p role="alert">{t('tasks.noDetail')}</p>}
            {detail && (
              <>
                {order && <OrderWords detail={detail} no={order.no} />}
                <p className="matter-text">{detail.text ?? detail.title}</p>
                <div className="task-reporter">
                  <Icon name="person" size={18} />
                  <div>
                    <ReporterLine incident={detail} />
                    {detail.reporter.masked && !detail.reporter.mayReveal && (
                      <p className="quiet">{t('tasks.callRoom')}</p>
                    )}
                  </div>
                </div>
                {detail.evidence.length > 0 && (
                  <div className="pictures">
                    {detail.evidence.map((id) => (
                      <Picture key={id} id={id} />
                    ))}
                  </div>
                )}
              </>
            )}
            {order && <Steps incidentId={task.id} />}
            <p className="quiet">
              {task.item && `${pick(task.item)} · `}
              {order &&
                t('tasks.orderedAt', {
                  at: clockTime(t, language, order.orderedAt, serverNow()),
                })}
              {' · '}
              <Link to={`/incidents/${task.id}`}>{task.number}</Link>
            </p>
          </div>
        )}

        {pressed.length > 0 && (
          <p className="task-kept" role="status">
            <Icon name="hourglass" size={16} />{' '}
            {t('tasks.pressed', {
              verbs: pressed.map((verb) => t(`verb.${verb}`)).join(t('say.list')),
            })}
          </p>
        )}
        {gone ? (
          <p className="task-wait">{t('tasks.gone')}</p>
        ) : (
          <>
            {waits && (
              <p className="task-wait">
                {waits === 'coHandlers'
                  ? t('tasks.waitsCo', { n: coHandlersAtWork(task) })
                  : t(`tasks.waits.${waits}`)}
              </p>
            )}
            {next && (
              <Button
                type="primary"
                block
                className="task-go"
                loading={locating}
                onClick={() => press(next)}
              >
                {t(`tasks.do.${next as 'sign'}`)}
              </Button>
            )}
          </>
        )}
        {!gone && runs(task) && 'geolocation' in navigator && (
          <div className="task-share">
            <label htmlFor={`share-${task.id}`}>{t('tasks.sharePosition')}</label>
            <Switch
              id={`share-${task.id}`}
              checked={sharing.shared.has(task.id)}
              onChange={() => sharing.toggle(task.id)}
            />
            {sharing.shared.has(task.id) && <p className="quiet">{t('tasks.sharingHint')}</p>}
          </div>
        )}
        <div className="task-do">
          {!gone &&
            also.map((verb) => (
              <Button key={verb} onClick={() => press(verb)} disabled={locating}>
                {t(`tasks.do.${verb as 'sign'}`)}
              </Button>
            ))}
          <Button
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            icon={<Icon name={isOpen ? 'close' : 'phone'} size={18} />}
          >
            {t(isOpen ? 'do.less' : 'tasks.details')}
          </Button>
          {task.lng6 !== null && task.lat6 !== null && (
            <Button href={geoLink(task)} icon={<Icon name="route" size={18} />}>
              {t('tasks.go')}
            </Button>
          )}
          {!gone && rest.length > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: rest.map((verb) => ({ key: verb, label: t(`verb.${verb}`) })),
                onClick: ({ key }) => setOther(rest.find((verb) => verb === key) ?? null),
              }}
            >
              <Button icon={<Icon name="more" size={18} />}>{t('do.more')}</Button>
            </Dropdown>
          )}
        </div>
      </article>
      {asking && (
        <StepSheet
          task={task}
          verb={asking}
          onClose={() => setAsking(null)}
          onSubmit={(input, photos) => {
            perform(asking, input, photos);
            setAsking(null);
          }}
        />
      )}
      {other && (
        <VerbForm
          verb={other}
          incident={detail ?? task}
          onCancel={() => setOther(null)}
          onSubmit={(input) => {
            perform(other, { ...input });
            setOther(null);
          }}
        />
      )}
    </li>
  );
}

/** What whoever sent it said: the first thing to know of an order. */
function OrderWords({ detail, no }: { detail: IncidentDetail; no: number }) {
  const { t } = useText();
  const { instruction, rework } = saidWithOrder(detail, no);
  return (
    <>
      {instruction && (
        <Alert type="info" title={t('field.instruction')} description={instruction} />
      )}
      {rework && <Alert type="warning" title={t('verb.rework')} description={rework} />}
    </>
  );
}

/**
 * Opens whichever map app the phone has. A geo URI is WGS-84 (RFC 5870), which CGCS2000 agrees with to a
 * few centimetres.
 */
function geoLink({ lng6, lat6, title }: TaskRow): string {
  const at = `${(lat6 ?? 0) / 1e6},${(lng6 ?? 0) / 1e6}`;
  return `geo:${at}?q=${at}(${encodeURIComponent(title)})`;
}

function distanceWords(metres: number, t: ReturnType<typeof useText>['t']): string {
  return metres < 1000
    ? t('tasks.metres', { n: Math.max(10, Math.round(metres / 10) * 10) })
    : t('tasks.kilometres', { n: (metres / 1000).toFixed(1) });
}
