// 待办: what is mine now, in named piles, the soonest due first.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { countsQuery, type ListName } from '../api/incidents.ts';
import { useText } from '../text/language.tsx';
import { IncidentBrowser } from './browser.tsx';

const PILES: readonly ListName[] = [
  'mine',
  'toAccept',
  'toDispatch',
  'toSign',
  'handling',
  'toCheck',
  'toFollowUp',
  'overdue',
];

export default function WorkPage() {
  const { t } = useText();
  const [params, setParams] = useSearchParams();
  const asked = params.get('list');
  const pile = PILES.find((name) => name === asked) ?? 'mine';
  const { data } = useQuery({ ...countsQuery, refetchInterval: 60_000 });
  const query = useMemo(() => ({ list: pile, sort: 'due' }), [pile]);

  const countOf = (name: ListName): string => {
    const count = data?.counts[name];
    if (!count) return '';
    return count.capped ? `${count.count}+` : String(count.count);
  };

  return (
    <IncidentBrowser
      query={query}
      empty={{ title: t('work.empty'), hint: t('work.emptyHint') }}
      mayChoose
      header={
        <header className="list-head">
          <h1 className="sr">{t('list.mine')}</h1>
          <nav className="piles" aria-label={t('work.piles')}>
            {PILES.map((name) => {
              const count = countOf(name);
              const isEmpty = count === '' || count === '0';
              return (
                <button
                  key={name}
                  type="button"
                  className={`pile ${name === pile ? 'pile-on' : ''} ${isEmpty ? 'pile-empty' : ''}`}
                  aria-current={name === pile ? 'page' : undefined}
                  onClick={() => setParams({ list: name })}
                >
                  <span>{t(`list.${name}`)}</span>
                  <strong className={name === 'overdue' && !isEmpty ? 'pile-late' : ''}>
                    {count || '–'}
                  </strong>
                </button>
              );
            })}
          </nav>
        </header>
      }
    />
  );
}
