// One topic: its heat in parts, its days, where it is, its reports, and what a person may do about them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Status } from '#modules/incident/contract.ts';
import type { TopicDetail, TopicMember } from '#modules/topic/contract.ts';
import { incidentQuery } from '../api/incidents.ts';
import { ROWS_CHANGED, usePerform } from '../incident/perform.ts';
import { VerbForm } from '../incident/verb-form.tsx';
import { useNow } from '../look/now.ts';
import { Failed, Waiting } from '../look/states.tsx';
import { LevelTag, StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import type { MapPoint } from '../map/points-map.tsx';
import { useText } from '../text/language.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { topicQuery, type Period } from './queries.ts';
import { TrendColumns } from './trends.tsx';

const PointsMap = lazy(() => import('../map/points-map.tsx'));

export function OneTopic({ id, days }: { id: string; days: Period }) {
  const { t, language, pick } = useText();
  const now = useNow(60_000);
  const [pointed, setPointed] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery(topicQuery(id, days));
  if (isPending) return <Waiting />;
  if (!data) return <Failed error={error} retry={() => void refetch()} />;
  const { count, reporters, open, place, item, from, to, members } = data;
  const points = pointsOf(members);
  return (
    <article className="topic stack">
      <section className="card">
        <h2 className="topic-name">{data.title}</h2>
        <p className="topic-facts">
          <strong title={t('topics.heatHint')}>
            {t('topics.heat')} {data.heat.toFixed(1)}
          </strong>
          <span>{t('topics.reporters', { reporters, count })}</span>
          <span>{t('topics.open', { count: open })}</span>
          {place && <span>{place}</span>}
          {item && <span>{pick(item)}</span>}
          <span title={`${exactTime(language, from)} – ${exactTime(language, to)}`}>
            {t('topics.span', {
              from: clockTime(t, language, from, now),
              to: clockTime(t, language, to, now),
            })}
          </span>
        </p>
        <p className="quiet">{t('topics.heatHint')}</p>
        <Deeds topic={data} />
      </section>
      <section className="card" aria-labelledby="topic-trend">
        <h2 id="topic-trend">{t('topics.trend')}</h2>
        <TrendColumns trend={data.trend} />
      </section>
      <section className="card" aria-labelledby="topic-map">
        <h2 id="topic-map">{t('topics.map')}</h2>
        {points.length === 0 ? (
          <p className="quiet">{t('topics.mapNone')}</p>
        ) : (
          <Suspense fallback={<div className="topic-map" />}>
            <PointsMap
              countyId={data.countyId}
              label={t('topics.map')}
              className="topic-map"
              points={points}
              chosen={pointed}
              onChoose={setPointed}
            />
          </Suspense>
        )}
      </section>
      <section className="card" aria-labelledby="topic-members">
        <h2 id="topic-members">
          {t('topics.members')} · {t('say.total', { count })}
        </h2>
        <ul className="topic-members">
          {members.map((member, at) => (
            <Member
              key={member.id}
              place={at + 1}
              member={member}
              isLead={member.id === data.leadId}
              isPointed={member.id === pointed}
            />
          ))}
        </ul>
        {members.length < count && (
          <p className="quiet">{t('topics.membersMax', { count: members.length })}</p>
        )}
      </section>
    </article>
  );
}

/** Merging and the order: offered to whom the matter itself offers them. */
function Deeds({ topic }: { topic: TopicDetail }) {
  const { t } = useText();
  const queries = useQueryClient();
  const perform = usePerform();
  const [asked, setAsked] = useState<'merge' | 'supervise' | null>(null);
  const lead = topic.members.find(({ id }) => id === topic.leadId);
  const mergeable = topic.members.filter((member) => member.mergeable);
  const [sample] = mergeable;
  const { data: leading } = useQuery({
    ...incidentQuery(topic.leadId ?? ''),
    enabled: topic.leadId !== null,
  });
  // What may be done with one of them may nearly always be done with all; the server says it for each.
  const { data: merging } = useQuery({
    ...incidentQuery(sample?.id ?? ''),
    enabled: sample !== undefined,
  });
  useEffect(() => {
    const again = (): void => void queries.invalidateQueries({ queryKey: ['topics'] });
    addEventListener(ROWS_CHANGED, again);
    return () => removeEventListener(ROWS_CHANGED, again);
  }, [queries]);
  const mayMerge = lead !== undefined && merging?.verbs.includes('merge') === true;
  const maySupervise = leading?.verbs.includes('supervise') === true;
  if (asked === null && !mayMerge && !maySupervise) return null;
  return (
    <div className="topic-deeds">
      {mayMerge && (
        <Button type="primary" onClick={() => setAsked('merge')}>
          {t('topics.merge')}
        </Button>
      )}
      {maySupervise && (
        <Button onClick={() => setAsked('supervise')}>{t('topics.supervise')}</Button>
      )}
      {asked === 'merge' && lead && (
        <MergeDialog lead={lead} members={mergeable} onClose={() => setAsked(null)} />
      )}
      {asked === 'supervise' && leading && (
        <VerbForm
          verb="supervise"
          incident={leading}
          onCancel={() => setAsked(null)}
          onSubmit={(input) => {
            perform(leading, 'supervise', input);
            setAsked(null);
          }}
        />
      )}
    </div>
  );
}

function Member({
  member,
  place,
  isLead,
  isPointed,
}: {
  member: TopicMember;
  /** The number by which the map names it. */
  place: number;
  isLead: boolean;
  isPointed: boolean;
}) {
  const { t, language } = useText();
  const now = useNow(60_000);
  return (
    <li className={isPointed ? 'line line-selected' : 'line'}>
      <Link to={`/incidents/${member.id}`} className="line-open">
        <span className="line-head">
          <span className="topic-place">{place}</span>
          <LevelTag level={member.level} />
          {isLead && <span className="flag">{t('topics.lead')}</span>}
          {member.supervised && <span className="flag">{t('topics.supervised')}</span>}
          <span className="line-title">{member.title}</span>
        </span>
        <span className="line-foot">
          <span className="line-facts">
            <StatusWord status={member.status as Status} outcome={null} />
            <span className="line-number">{member.number}</span>
          </span>
          <span className="line-when" title={exactTime(language, member.reportedAt)}>
            {clockTime(t, language, member.reportedAt, now)}
          </span>
        </span>
      </Link>
    </li>
  );
}

function pointsOf(members: readonly TopicMember[]): MapPoint[] {
  return members.flatMap(({ id, number, title, lng6, lat6 }, at) =>
    lng6 === null || lat6 === null
      ? []
      : [{ key: id, lng6, lat6, label: `${number} ${title}`, mark: String(at + 1) }],
  );
}
