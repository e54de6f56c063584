// List left, matter right: the shape that 待办 and 事件广场 share. On narrow screens a row opens its page.
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Query } from '../api/request.ts';
import { useKeys } from '../look/keys.tsx';
import { SPLIT, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { BulkBar } from './bulk.tsx';
import { IncidentPanel } from './incident-panel.tsx';
import { IncidentLine } from './row.tsx';
import { useRows } from './rows.ts';

type Props = {
  query: Query;
  /** Above the list. */
  header: ReactNode;
  empty: { title: string; hint: string };
  mayChoose?: boolean;
};

export function IncidentBrowser({ query, header, empty, mayChoose = false }: Props) {
  const { t } = useText();
  const split = useMedia(SPLIT);
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const openId = params.get('id');
  const list = useRows(query);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState<string | null>(openId);
  const listRef = useRef<HTMLUListElement>(null);

  // Another list, another choice.
  useEffect(() => setChosen(new Set()), [query]);

  const open = useCallback(
    (id: string) => {
      setCursor(id);
      if (!split) return void navigate(`/incidents/${id}`);
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          next.set('id', id);
          return next;
        },
        { replace: true },
      );
    },
    [split, navigate, setParams],
  );
  const choose = useCallback((id: string, isChosen: boolean) => {
    setChosen((now) => {
      const next = new Set(now);
      if (isChosen) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const move = (step: 1 | -1): void => {
    const at = list.rows.findIndex((row) => row.id === cursor);
    const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, at + step))];
    if (!next) return;
    setCursor(next.id);
    listRef.current?.querySelector(`[data-id="${next.id}"]`)?.scrollIntoView({ block: 'nearest' });
    // Beside the list the matter follows the cursor; on a narrow screen Enter opens it.
    if (split && openId) open(next.id);
  };
  useKeys([
    { key: 'j', label: t('key.next'), run: () => move(1) },
    { key: 'k', label: t('key.previous'), run: () => move(-1) },
    { key: 'Enter', label: t('key.open'), run: () => cursor && open(cursor) },
    ...(mayChoose
      ? [
          {
            key: ' ',
            label: t('key.choose'),
            run: () => cursor && choose(cursor, !chosen.has(cursor)),
          },
        ]
      : []),
  ]);

  const chosenRows = useMemo(
    () => list.rows.filter((row) => chosen.has(row.id)),
    [list.rows, chosen],
  );

  return (
    <div className={split ? 'browser browser-split' : 'browser'}>
      <section className="browser-list" aria-label={t('nav.squareFull')}>
        {header}
        {list.updates > 0 && (
          <button type="button" className="updates" onClick={list.reload}>
            {t('square.updates', { n: list.updates })} · {t('square.updatesHint')}
          </button>
        )}
        <div className="browser-scroll">
          {list.isPending ? (
            <Waiting rows={8} />
          ) : list.error ? (
            <Failed error={list.error} retry={list.reload} />
          ) : list.rows.length === 0 ? (
            <Blank {...empty} />
          ) : (
            <>
              <ul className="lines" ref={listRef}>
                {list.rows.map((row) => (
                  <IncidentLine
                    key={row.id}
                    row={row}
                    selected={row.id === (split ? (openId ?? cursor) : cursor)}
                    chosen={chosen.has(row.id)}
                    onOpen={open}
                    {...(mayChoose ? { onChoose: choose } : {})}
                  />
                ))}
              </ul>
              <div className="lines-end">
                {list.hasMore ? (
                  <Button onClick={list.loadMore} loading={list.isLoadingMore} block>
                    {t('square.moreRows')}
                  </Button>
                ) : (
                  <span className="quiet">{t('square.end')}</span>
                )}
              </div>
            </>
          )}
        </div>
        {mayChoose && chosenRows.length > 0 && (
          <BulkBar
            rows={chosenRows}
            hasKeys={split && openId === null}
            onAll={() =>
              setChosen(new Set(list.rows.filter((row) => !row.gone).map((row) => row.id)))
            }
            onClear={() => setChosen(new Set())}
          />
        )}
      </section>
      {split && (
        <section className="browser-matter" aria-label={t('nav.work')}>
          {openId ? (
            <IncidentPanel key={openId} id={openId} inside="split" />
          ) : (
            <Blank icon="square" title={t('square.pick')} hint={t('square.pickHint')} />
          )}
        </section>
      )}
    </div>
  );
}

export function SectionTitle({
  children,
  count,
}: {
  children: ReactNode;
  count?: string | undefined;
}) {
  return (
    <h1 className="section-title">
      {children}
      {count !== undefined && <span className="section-count">{count}</span>}
    </h1>
  );
}
