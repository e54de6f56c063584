// 督办台账: what has to be answered, and what its issuer has still to strike off.
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { SupervisionList } from '#modules/incident/contract.ts';
import { supervisionsQuery } from '../api/incidents.ts';
import { ClockLight } from '../look/clock-light.tsx';
import { useNow } from '../look/now.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { LevelTag, StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';

type Item = SupervisionList['items'][number];
const PILES = ['waiting', 'replied', 'late'] as const;
type Pile = (typeof PILES)[number];
/** Yellow from here: a fifth of a working day before the reply is due. */
const SOON_MS = 2 * 60 * 60 * 1000;

const isIn = (pile: Pile, item: Item, now: number): boolean =>
  pile === 'replied'
    ? item.repliedAt !== null
    : item.repliedAt === null && (pile === 'waiting' || item.replyBy < now);

export default function SupervisionsPage() {
  const { t } = useText();
  const now = useNow(60_000);
  const [pile, setPile] = useState<Pile>('waiting');
  const { data, error, isPending, refetch } = useQuery(supervisionsQuery);
  const all = data?.items ?? [];
  const shown = all.filter((item) => isIn(pile, item, now));
  return (
    <div className="page page-narrow">
      <header className="page-head">
        <h1>{t('supervisions.title')}</h1>
        <span className="top-gap" />
        <Segmented
          value={pile}
          onChange={setPile}
          options={PILES.map((value) => ({
            value,
            label: `${t(`supervisions.${value}`)} ${all.filter((item) => isIn(value, item, now)).length}`,
          }))}
        />
      </header>
      {isPending && <Waiting />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && shown.length === 0 && (
        <Blank
          icon="alarm"
          title={t('supervisions.none')}
          {...(all.length === 0 ? { hint: t('supervisions.noneHint') } : {})}
        />
      )}
      <ul className={shown.length ? 'lines card' : 'lines'}>
        {shown.map((item) => (
          <Line key={item.number} item={item} now={now} />
        ))}
      </ul>
      {data?.more && <p className="quiet lines-end">{t('supervisions.more')}</p>}
    </div>
  );
}

function Line({ item, now }: { item: Item; now: number }) {
  const { t, language } = useText();
  const { incident } = item;
  return (
    <li className="line">
      <Link to={`/incidents/${incident.id}`} className="line-open">
        <span className="line-head">
          <LevelTag level={incident.level} />
          <span className="flag">{t(`value.grade.${item.grade}`)}</span>
          <span className="line-title">{incident.title}</span>
        </span>
        <span className="line-foot">
          <span className="line-facts">
            <StatusWord status={incident.status} outcome={incident.outcome} />
            {incident.holder && <span>{incident.holder.name}</span>}
            {item.issuer && (
              <span>
                {t('supervisions.issuer')} {item.issuer}
              </span>
            )}
            <span className="line-number">{item.number}</span>
          </span>
          {item.repliedAt === null ? (
            <ClockLight
              clock={{
                kind: 'reply',
                state: 'running',
                startedAt: 0,
                warnAt: item.replyBy - SOON_MS,
                dueAt: item.replyBy,
              }}
              withKind={false}
            />
          ) : (
            <span className="line-when" title={exactTime(language, item.repliedAt)}>
              {t('supervisions.repliedAt', { at: clockTime(t, language, item.repliedAt, now) })}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
