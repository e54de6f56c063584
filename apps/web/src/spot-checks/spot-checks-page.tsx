// 抽查: what waits for my check, the draws with their progress, and what they found.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useMe } from '../api/session.ts';
import { ROWS_CHANGED } from '../incident/perform.ts';
import { Icon } from '../look/icons.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { DrawDrawer } from './draw-drawer.tsx';
import { DrawLine } from './draw-line.tsx';
import { Entries } from './entries.tsx';
import { FiguresView } from './figures-view.tsx';
import { OneDraw } from './one-draw.tsx';
import { checkingPost, drawsQuery, SPOT_CHECKS, waitingQuery } from './queries.ts';
import './spot-checks.css';

const PILES = ['waiting', 'draws', 'figures'] as const;
type Pile = (typeof PILES)[number];

export default function SpotChecksPage() {
  const { t } = useText();
  const me = useMe();
  const queries = useQueryClient();
  const countyId = me.mainCountyId;
  const post = checkingPost(me);
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const [drawing, setDrawing] = useState(false);
  const { draw } = useParams();
  const pile = PILES.find((one) => one === params.get('pile')) ?? 'waiting';
  const waiting = useQuery({ ...waitingQuery(countyId), enabled: post !== undefined });
  useEffect(() => {
    const again = (): void => void queries.invalidateQueries({ queryKey: [SPOT_CHECKS] });
    addEventListener(ROWS_CHANGED, again);
    return () => removeEventListener(ROWS_CHANGED, again);
  }, [queries]);
  if (!post)
    return (
      <div className="page">
        <Blank icon="shield" title={t('spot.notYours')} />
      </div>
    );
  if (draw !== undefined) return <OneDraw key={draw} id={draw} />;
  const many = waiting.data ? `${waiting.data.items.length}${waiting.data.more ? '+' : ''}` : '';
  return (
    <div className="page page-narrow">
      <header className="page-head">
        <h1>{t('spot.title')}</h1>
        <Segmented<Pile>
          value={pile}
          onChange={(chosen) => setParams({ pile: chosen }, { replace: true })}
          options={PILES.map((value) => ({
            value,
            label: `${t(`spot.${value}`)} ${value === 'waiting' ? many : ''}`.trim(),
          }))}
          aria-label={t('spot.title')}
        />
        <span className="top-gap" />
        <Button
          type="primary"
          icon={<Icon name="plus" size={15} />}
          onClick={() => setDrawing(true)}
        >
          {t('spot.draw')}
        </Button>
      </header>
      {pile === 'waiting' &&
        (waiting.isPending ? (
          <Waiting />
        ) : waiting.error ? (
          <Failed error={waiting.error} retry={() => void waiting.refetch()} />
        ) : waiting.data.items.length === 0 ? (
          <Blank icon="check" title={t('spot.noneWaiting')} hint={t('spot.noneWaitingHint')} />
        ) : (
          <>
            <Entries entries={waiting.data.items} withDue />
            {waiting.data.more && <p className="quiet lines-end">{t('spot.moreWaiting')}</p>}
          </>
        ))}
      {pile === 'draws' && <Draws countyId={countyId} />}
      {pile === 'figures' && <FiguresView countyId={countyId} />}
      {drawing && (
        <DrawDrawer
          countyId={countyId}
          post={post}
          onClose={() => setDrawing(false)}
          onDrawn={(id) => {
            void queries.invalidateQueries({ queryKey: [SPOT_CHECKS] });
            setDrawing(false);
            void navigate(`/spot-checks/${id}`);
          }}
        />
      )}
    </div>
  );
}

function Draws({ countyId }: { countyId: number }) {
  const { t } = useText();
  const list = useInfiniteQuery(drawsQuery(countyId));
  const draws = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Waiting />;
  if (list.error) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (draws.length === 0)
    return <Blank icon="check" title={t('spot.noDraws')} hint={t('spot.noDrawsHint')} />;
  return (
    <>
      <ul className="lines card">
        {draws.map((draw) => (
          <DrawLine key={draw.id} draw={draw} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="lines-end">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('topics.more')}
          </Button>
        </div>
      )}
    </>
  );
}
