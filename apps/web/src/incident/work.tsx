// 待办: what is mine now, in named piles, the soonest due first; and for citizens and deputies what they reported.
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { countsQuery, type ListName } from '../api/incidents.ts';
import { useMe } from '../api/session.ts';
import { requestWordsOf, type RequestWords } from '../frame/requests.ts';
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
  const words = requestWordsOf(useMe());
  return words ? <Requests words={words} /> : <Piles />;
}

const REQUEST_LISTS = ['open', 'closed', 'all'] as const;

/** What a citizen or a deputy has reported: how far it is, not what an office has to do with it. */
function Requests({ words }: { words: RequestWords }) {
  const { t } = useText();
  const [params, setParams] = useSearchParams();
  const list = REQUEST_LISTS.find((name) => name === params.get('list')) ?? 'open';
  const { data } = useQuery({ ...countsQuery, refetchInterval: 60_000 });
  const open = data?.counts['open'];
  const query = useMemo(() => ({ list, sort: list === 'open' ? 'due' : 'newest' }), [list]);
  const labels = {
    open: `${t('requests.open')} ${open ? `${open.count}${open.capped ? '+' : ''}` : ''}`.trim(),
    closed: t('requests.closed'),
    all: t('requests.all'),
  };
  return (
    <IncidentBrowser
      query={query}
      empty={{ title: t(list === 'open' ? words.none : 'requests.noneHere'), hint: t(words.hint) }}
      header={
        <header className="list-head">
          <h1 className="requests-title">{t(words.title)}</h1>
          <Segmented
            block
            value={list}
            onChange={(name) => setParams({ list: name })}
            options={REQUEST_LISTS.map((value) => ({ value, label: labels[value] }))}
            aria-label={t(words.title)}
          />
        </header>
      }
    />
  );
}

function Piles() {
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
