// 一张图: the county, its open matters in clusters by zoom, each one two steps away.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Button, Drawer, Segmented, Select } from 'antd';
import { Marker } from 'maplibre-gl';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { SOURCES } from '#modules/incident/contract.ts';
import { Clusters, type Cluster } from '#modules/map/contract.ts';
import { incidentQuery } from '../api/incidents.ts';
import { useLiveChanges } from '../api/live.ts';
import { messageOf, request } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { ClockLight } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Failed, Waiting } from '../look/states.tsx';
import { LevelTag, StatusWord } from '../look/tags.tsx';
import { useText, type Language } from '../text/language.tsx';
import { CountyMap, type Canvas } from './county-map.tsx';

type View = Readonly<{ west: number; south: number; east: number; north: number; zoom: number }>;

/** At least this long between two refreshes that live change asks for. */
const REFRESH_MS = 4000;

export default function MapPage() {
  const { t, language } = useText();
  const me = useMe();
  const phone = useMedia(PHONE);
  const [map, setMap] = useState<Canvas | null>(null);
  const [view, setView] = useState<View | null>(null);
  const [open, setOpen] = useState<readonly string[]>([]);
  const [list, setList] = useState('open');
  const [item, setItem] = useState<string | null>(null);
  const [source, setSource] = useState<string | null>(null);
  const query = { ...view, list, item, source };
  const { data, error, refetch } = useQuery({
    queryKey: ['map', query],
    queryFn: ({ signal }) => request(Clusters, '/map/incidents', { query, signal }),
    enabled: view !== null,
    placeholderData: keepPreviousData,
  });

  const last = useRef(0);
  useLiveChanges(
    useCallback(() => {
      if (performance.now() - last.current < REFRESH_MS) return;
      last.current = performance.now();
      void refetch();
    }, [refetch]),
  );

  const markers = useRef<Marker[]>([]);
  useEffect(() => {
    if (!map || !data) return;
    for (const marker of markers.current) marker.remove();
    markers.current = data.clusters.map((cluster) => {
      const button = document.createElement('button');
      button.type = 'button';
      const isOne = cluster.count === 1;
      button.className = `cluster cluster-${cluster.level} ${isOne ? 'cluster-one' : ''}`;
      const size = isOne ? 18 : Math.min(60, 26 + Math.log2(cluster.count) * 5);
      button.style.width = button.style.height = `${size}px`;
      button.textContent = isOne ? '' : countWords(language, cluster.count);
      button.setAttribute(
        'aria-label',
        `${t('say.total', { count: cluster.count })} · ${t(`level.${cluster.level}`)}`,
      );
      button.addEventListener('click', (event) => {
        event.stopPropagation();
        enter(map, cluster, setOpen);
      });
      return new Marker({ element: button })
        .setLngLat([cluster.lng6 / 1e6, cluster.lat6 / 1e6])
        .addTo(map);
    });
  }, [map, data, language, t]);

  const total = data?.clusters.reduce((sum, cluster) => sum + cluster.count, 0) ?? 0;
  return (
    <div className="map-page">
      <h1 className="sr">{t('nav.mapFull')}</h1>
      <CountyMap
        countyId={me.mainCountyId}
        label={t('nav.mapFull')}
        onReady={(canvas) => {
          setMap(canvas);
          const look = (): void => setView(viewOf(canvas));
          look();
          canvas.on('moveend', look);
        }}
      />
      <div className="map-tools">
        <Segmented
          value={list}
          onChange={setList}
          options={(['open', 'mine', 'overdue', 'all'] as const).map((value) => ({
            value,
            label: t(`list.${value}`),
          }))}
          aria-label={t('square.status')}
        />
        {!phone && (
          <>
            <div className="map-pick">
              <ItemPicker countyId={me.mainCountyId} value={item} onChange={setItem} groups />
            </div>
            <Select
              className="map-pick"
              allowClear
              value={source}
              onChange={(value?: string) => setSource(value ?? null)}
              options={SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
              placeholder={t('source.label')}
              aria-label={t('source.label')}
            />
          </>
        )}
        <strong aria-live="polite">
          {t('map.inView', { count: countWords(language, total) })}
        </strong>
      </div>
      {error && (
        <div className="map-error">
          <Alert
            type="error"
            showIcon
            title={messageOf(error)}
            action={
              <Button size="small" onClick={() => void refetch()}>
                {t('do.retry')}
              </Button>
            }
          />
        </div>
      )}
      <div className="map-legend" role="note" aria-label={t('map.legend')}>
        <strong>{t('map.legend')}</strong>
        {([1, 2, 3, 4] as const).map((level) => (
          <span key={level}>
            <i className={`cluster cluster-one cluster-${level}`} aria-hidden="true" />
            {t(`level.${level}`)}
          </span>
        ))}
        <span>
          <i className="cluster cluster-3 legend-many" aria-hidden="true">
            12
          </i>
          {t('map.cluster')}
        </span>
      </div>
      <Drawer
        open={open.length > 0}
        onClose={() => setOpen([])}
        title={t('map.here', { count: open.length })}
        placement={phone ? 'bottom' : 'right'}
        size={phone ? 360 : 380}
        mask={false}
      >
        <ul className="map-cards">
          {open.map((id) => (
            <Card key={id} id={id} />
          ))}
        </ul>
      </Drawer>
    </div>
  );
}

function Card({ id }: { id: string }) {
  const { t, pick } = useText();
  const { data, error, isPending } = useQuery(incidentQuery(id));
  if (isPending) return <Waiting rows={1} />;
  if (error) return <Failed error={error} />;
  return (
    <li className="card">
      <div className="matter-line">
        <LevelTag level={data.level} />
        <StatusWord status={data.status} outcome={data.outcome} />
        <span className="top-gap" />
        {data.clock && <ClockLight clock={data.clock} />}
      </div>
      <strong>{data.title}</strong>
      <p className="quiet">
        {[data.item && pick(data.item), data.grid?.name ?? data.village?.name, data.holder?.name]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <Link to={`/incidents/${id}`}>
        <Button size="small" icon={<Icon name="right" size={14} />}>
          {t('do.open')}
        </Button>
      </Link>
    </li>
  );
}

/** A cluster opens by coming closer; when its matters are known, they are shown. */
function enter(map: Canvas, cluster: Cluster, show: (ids: readonly string[]) => void): void {
  if (cluster.ids && cluster.ids.length === cluster.count) return show(cluster.ids);
  map.easeTo({
    center: [cluster.lng6 / 1e6, cluster.lat6 / 1e6],
    zoom: Math.min(17, map.getZoom() + 1.8),
    duration: 240,
  });
}

function viewOf(map: Canvas): View {
  const bounds = map.getBounds();
  const micro = (degrees: number): number => Math.round(degrees * 1e6);
  return {
    west: micro(bounds.getWest()),
    south: micro(bounds.getSouth()),
    east: micro(bounds.getEast()),
    north: micro(bounds.getNorth()),
    zoom: Math.round(map.getZoom()),
  };
}

/** 1.2 万 in Chinese, 12k in English. */
function countWords(language: Language, count: number): string {
  if (language === 'zh')
    return count < 10_000 ? String(count) : `${(count / 10_000).toFixed(1)} 万`;
  return count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;
}
