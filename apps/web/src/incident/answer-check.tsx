// 答复核对: which demands of the message the answer takes up and in which sentence, and what stands out — for
// the handler while writing, for the checker before closing. A hint: nothing is refused because of it.
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { Spin } from 'antd';
import { Link } from 'react-router';
import type { IncidentDetail, IncidentRow, Verb } from '#modules/incident/contract.ts';
import { ANSWER_FLAGS, AnswerCheckResult, type AnswerCheck } from '#modules/triage/contract.ts';
import { request } from '../api/request.ts';
import { useDelayed } from '../look/delayed.ts';
import { Icon } from '../look/icons.tsx';
import { fill, useText } from '../text/language.tsx';
import './answer-check.css';

const RESTS_MS = 350;
/** Each look at a restricted matter is on the audit log: it is asked when the writer pauses. */
const RESTRICTED_RESTS_MS = 3000;
/** Fewer letters are still being begun. */
const WORDS_MIN = 4;

/** The input of each verb that answers. */
const ANSWER_OF: Readonly<Partial<Record<Verb, string>>> = {
  resolve: 'result',
  answer: 'reply',
  selfHandle: 'result',
};

type Subject = Pick<IncidentRow, 'id' | 'version' | 'flags'>;

const checkQuery = ({ id, version }: Subject, answer?: string) =>
  queryOptions({
    queryKey: ['incident', id, 'answer-check', version, answer ?? null],
    queryFn: ({ signal }) =>
      request(AnswerCheckResult, `/incidents/${id}/answer-check`, {
        method: 'POST',
        body: answer === undefined ? {} : { answer },
        signal,
      }),
    retry: false,
  });

/** In a verb's form, below the words that are being written. */
export function AnswerWhileWriting(props: {
  verb: Verb;
  incident: Subject;
  input: Readonly<Record<string, unknown>>;
}) {
  const name = ANSWER_OF[props.verb];
  if (name === undefined) return null;
  const words = props.input[name];
  return (
    <CheckWhileWriting incident={props.incident} words={typeof words === 'string' ? words : ''} />
  );
}

function CheckWhileWriting({ incident, words }: { incident: Subject; words: string }) {
  const { t } = useText();
  const rests = incident.flags.includes('restricted') ? RESTRICTED_RESTS_MS : RESTS_MS;
  const answer = useDelayed(words.trim(), rests);
  const { data, isFetching } = useQuery({
    ...checkQuery(incident, answer),
    enabled: answer.length >= WORDS_MIN,
    placeholderData: keepPreviousData,
  });
  const check = answer.length >= WORDS_MIN ? data?.check : null;
  return (
    <section className="answer-check answer-check-form" aria-label={t('check.title')}>
      <h3>
        {t('check.title')} {isFetching && <Spin size="small" />}
      </h3>
      {check ? <CheckView check={check} /> : <p className="quiet">{t('check.begin')}</p>}
    </section>
  );
}

/** In the form that closes: what stands out is seen before it is confirmed. */
export function AnswerBeforeClose({ incident }: { incident: Subject }) {
  const { t } = useText();
  const { data } = useQuery(checkQuery(incident));
  if (!data?.check) return null;
  const flags = data.check.flags.length;
  return (
    <section className="answer-check answer-check-form" aria-label={t('check.title')}>
      <h3>{flags === 0 ? t('check.title') : t('check.beforeClose', { count: flags })}</h3>
      <CheckView check={data.check} />
    </section>
  );
}

/** Answers checked at once before many are closed together; more would not be read. */
const CHECKED_MAX = 30;

/** In the form that closes many at once: whose answers have something that stands out. */
export function AnswersBeforeClose({ subjects }: { subjects: readonly IncidentRow[] }) {
  const { t } = useText();
  // A look at a restricted matter is on the audit log: those are looked at one by one.
  const asked = subjects.filter((one) => !one.flags.includes('restricted')).slice(0, CHECKED_MAX);
  const checks = useQueries({ queries: asked.map((one) => checkQuery(one)) });
  const isFetching = checks.some((one) => one.isFetching);
  const flagged = asked.flatMap((one, index) => {
    const count = checks[index]?.data?.check?.flags.length ?? 0;
    return count > 0 ? [{ ...one, count }] : [];
  });
  const unread = subjects.length - checks.filter((one) => one.data?.check).length;
  return (
    <section className="answer-check answer-check-form" aria-label={t('check.title')}>
      <h3>
        {flagged.length === 0
          ? t('check.title')
          : t('check.beforeCloseMany', { count: flagged.length, all: subjects.length })}{' '}
        {isFetching && <Spin size="small" />}
      </h3>
      {flagged.length > 0 && (
        <ul className="check-many">
          {flagged.map((one) => (
            <li key={one.id}>
              <Link to={`/incidents/${one.id}`} target="_blank">
                {one.title}
              </Link>{' '}
              <span className="quiet">{t('check.flagged', { count: one.count })}</span>
            </li>
          ))}
        </ul>
      )}
      {!isFetching && flagged.length === 0 && unread === 0 && (
        <p className="quiet">{t('check.noneFlagged')}</p>
      )}
      {!isFetching && unread > 0 && <p className="quiet">{t('check.unread', { count: unread })}</p>}
    </section>
  );
}

/** On the page of a matter that waits for its check. */
export function AnswerCheckCard({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const waits = incident.status === 'resolved';
  const { data } = useQuery({ ...checkQuery(incident), enabled: waits });
  if (!waits || !data?.check) return null;
  return (
    <section className="card answer-check" aria-labelledby="matter-answer-check">
      <h2 id="matter-answer-check">{t('check.title')}</h2>
      <CheckView check={data.check} />
    </section>
  );
}

const MARKS = { answered: 'check', partly: 'more', open: 'question' } as const;

function CheckView({ check }: { check: AnswerCheck }) {
  const { t, pick } = useText();
  // Demands say for themselves whether they are open.
  const others = check.flags.filter(({ code }) => !code.startsWith('answer.demand-'));
  const kinds = [...new Set(check.substance.map(({ kind }) => kind))];
  return (
    <>
      <ul className="demands">
        {check.demands.map((demand, index) => (
          <li key={index} className={`demand demand-${demand.state}`}>
            <span className="demand-mark">
              <Icon name={MARKS[demand.state]} size={15} />
            </span>
            <div>
              <p className="demand-text">
                <span className="flag">{t(`check.kind.${demand.kind}`)}</span> {demand.text}
              </p>
              <p className="quiet">
                {t(`check.state.${demand.state}`)}
                {demand.by !== null && `：“${demand.by}”`}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <ul className="check-flags">
          {others.map(({ code, params = {} }) => {
            const words = (ANSWER_FLAGS as Record<string, { zh: string; en: string }>)[code];
            const filled = Object.fromEntries(
              Object.entries(params).map(([name, value]) => [name, String(value)]),
            );
            return <li key={code}>{words ? fill(pick(words), filled) : t('why.otherReason')}</li>;
          })}
        </ul>
      )}
      <p className="quiet check-foot">
        {kinds.length > 0 &&
          `${t('check.says', { list: kinds.map((kind) => t(`check.says.${kind}`)).join(t('say.list')) })} · `}
        {check.time &&
          `${
            check.time.workDays < 1
              ? t('check.timeShort')
              : check.time.limit === null
                ? t('check.time', { days: check.time.workDays })
                : t('check.timeOf', { days: check.time.workDays, limit: check.time.limit })
          } · `}
        {t('check.hint')}
      </p>
    </>
  );
}
