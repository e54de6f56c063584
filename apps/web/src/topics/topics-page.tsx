// 热点: the matters of which several people write, the hottest first; the chosen one beside or instead of them.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Topic } from '#modules/topic/contract.ts';
import { useNow } from '../look/now.ts';
import { SPLIT, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { MoreRows } from '../look/more-rows.tsx';
import { useText } from '../text/language.tsx';
import { PERIODS, periodOf, topicsQuery, type Period } from './queries.ts';
import { OneTopic } from './one-topic.tsx';
import { Sparkline } from './trends.tsx';
import './topics.css';

const addressOf = (id: string, days: Period) => `?${new URLSearchParams({ days: `${days}`, id })}`;

export default function TopicsPage() {
  const { t } = useText();
  const split = useMedia(SPLIT);
  const [params, setParams] = useSearchParams();
  const days = periodOf(params.get('days'));
  const id = params.get('id');
  const list = useInfiniteQuery(topicsQuery(days));
  const topics = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isAlone = id !== null && !split;
  useEffect(() => {
    if (isAlone) document.getElementById('main')?.scrollTo({ top: 0 });
  }, [isAlone, id]);
  if (isAlone)
    return (
      <div className="page">
        <Link to={`?days=${days}`} className="topic-back">
          {t('topics.back')}
        </Link>
        <OneTopic key={id} id={id} days={days} />
      </div>
    );
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('topics.title')}</h1>
        <span className="quiet">{t('topics.hint')}</span>
        <span className="top-gap" />
        <Segmented
          value={days}
          onChange={(chosen) => setParams({ days: `${chosen}` }, { replace: true })}
          options={PERIODS.map((value) => ({ value, label: t('topics.days', { days: value }) }))}
          aria-label={t('topics.period')}
        />
      </header>
      {list.isPending && <Waiting />}
      {list.error && <Failed error={list.error} retry={() => void list.refetch()} />}
      {list.data && topics.length === 0 && (
        <Blank icon="flame" title={t('topics.none', { days })} hint={t('topics.noneHint')} />
      )}
      {topics.length > 0 && (
        <div className="topics">
          <div>
            <ol className="topic-list card">
              {topics.map((topic) => (
                <Line key={topic.id} topic={topic} days={days} chosen={topic.id === id} />
              ))}
            </ol>
            <MoreRows list={list} label={t('topics.more')} />
          </div>
          {split &&
            (id === null ? (
              <section className="card">
                <Blank icon="flame" title={t('topics.choose')} />
              </section>
            ) : (
              <OneTopic key={id} id={id} days={days} />
            ))}
        </div>
      )}
    </div>
  );
}

function Line({ topic, days, chosen }: { topic: Topic; days: Period; chosen: boolean }) {
  const { t, language, pick } = useText();
  const now = useNow(60_000);
  const { count, reporters, open, place, item, to } = topic;
  return (
    <li>
      <Link
        to={addressOf(topic.id, days)}
        className={chosen ? 'topic-line topic-line-chosen' : 'topic-line'}
        aria-current={chosen ? 'true' : undefined}
      >
        <span className="topic-heat" title={t('topics.heatHint')}>
          <strong>{topic.heat.toFixed(1)}</strong>
          <span>{t('topics.heat')}</span>
        </span>
        <span className="topic-words">
          <strong className="topic-title">{topic.title}</strong>
          <span className="topic-facts">
            <span>{t('topics.reporters', { reporters, count })}</span>
            <span>{t('topics.open', { count: open })}</span>
            {place && <span>{place}</span>}
            {item && <span>{pick(item)}</span>}
            <span title={exactTime(language, to)}>
              {t('topics.last', { at: clockTime(t, language, to, now) })}
            </span>
          </span>
        </span>
        <Sparkline trend={topic.trend} />
      </Link>
    </li>
  );
}
