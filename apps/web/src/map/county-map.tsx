// The base of every map: generated outlines on plain ground, drawn without any outside service.
// Whoever uses it puts markers and listeners on the map it is given.
import {
  Map as Canvas,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
  type SymbolLayerSpecification,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { PALETTE } from '../look/palette.ts';
import { useText } from '../text/language.tsx';
import { boundsOf, outlineQuery, overlap, shapesQuery, type Bounds } from './shapes.ts';

setWorkerUrl(workerUrl);

export type { Canvas };

/** From here on villages, and then grids, are drawn. */
const VILLAGES_FROM = 11.2;
const GRIDS_FROM = 13.2;
/** So many parents' shapes are asked for in one view; a wider view shows fewer details. */
const PARENTS_MAX = 24;

const empty = { type: 'FeatureCollection', features: [] } as const;

const label = (
  source: string,
  size: number,
  from: number,
  to: number,
  colour: string,
): SymbolLayerSpecification => ({
  id: `${source}-names`,
  type: 'symbol',
  source,
  minzoom: from,
  maxzoom: to,
  layout: {
    'text-field': ['get', 'name'],
    'text-size': size,
    'text-font': ['sans-serif'],
    'text-max-width': 7,
  },
  paint: { 'text-color': colour, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
});

const outline = (source: string, width: number, colour: string, from = 0) =>
  ({
    id: `${source}-lines`,
    type: 'line',
    source,
    minzoom: from,
    paint: { 'line-color': colour, 'line-width': width },
  }) as const;

const STYLE: StyleSpecification = {
  version: 8,
  sources: {
    county: { type: 'geojson', data: empty },
    town: { type: 'geojson', data: empty },
    village: { type: 'geojson', data: empty },
    grid: { type: 'geojson', data: empty },
  },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#e6eaee' } },
    { id: 'county-land', type: 'fill', source: 'county', paint: { 'fill-color': '#fbfbf9' } },
    outline('grid', 0.6, '#cdd4da', GRIDS_FROM),
    outline('village', 0.8, '#b6bfc8', VILLAGES_FROM),
    outline('town', 1.1, '#8c98a4'),
    outline('county', 2, '#4d5a67'),
    label('grid', 11, 14.4, 24, '#7a8592'),
    label('village', 11.5, 12, 14.8, '#5d6875'),
    label('town', 13, 8, 13.4, PALETTE.ink),
  ],
};

type Props = {
  countyId: number;
  className?: string;
  label: string;
  /** Starts here, in degrees; otherwise the whole county is shown. */
  at?: Readonly<{ lng: number; lat: number; zoom: number }>;
  /** Called once, when it can be drawn upon. */
  onReady: (map: Canvas) => void;
  controls?: boolean;
};

export function CountyMap({
  countyId,
  className = '',
  label: name,
  at,
  onReady,
  controls = true,
}: Props) {
  const { pick } = useText();
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<Canvas | null>(null);
  const [view, setView] = useState<{ bounds: Bounds; zoom: number } | null>(null);
  const { data: county } = useQuery(outlineQuery(countyId, 'county'));
  const { data: towns } = useQuery(outlineQuery(countyId, 'town'));
  const start = useRef({ at, onReady, controls });

  useEffect(() => {
    if (!box.current) return;
    const { at: from, controls: hasControls } = start.current;
    const canvas = new Canvas({
      container: box.current,
      style: STYLE,
      center: from ? [from.lng, from.lat] : [120.98, 28.15],
      zoom: from?.zoom ?? 9.4,
      minZoom: 7,
      maxZoom: 18,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
    });
    canvas.touchZoomRotate.disableRotation();
    if (hasControls) {
      canvas.addControl(new NavigationControl({ showCompass: false }), 'top-right');
      canvas.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    }
    const look = (): void => {
      const bounds = canvas.getBounds();
      setView({
        bounds: {
          west: bounds.getWest(),
          south: bounds.getSouth(),
          east: bounds.getEast(),
          north: bounds.getNorth(),
        },
        zoom: canvas.getZoom(),
      });
    };
    // Markers stand before the ground is drawn; only the outlines wait for the style.
    canvas.on('style.load', () => setMap(canvas));
    look();
    start.current.onReady(canvas);
    canvas.on('moveend', look);
    return () => {
      setMap(null);
      canvas.remove();
    };
  }, []);

  useEffect(() => {
    if (!map || !county || !towns) return;
    put(map, 'county', county);
    put(map, 'town', towns);
    if (start.current.at) return;
    const { west, south, east, north } = boundsOf(county.features);
    map.fitBounds([west, south, east, north], { padding: 24, animate: false });
  }, [map, county, towns]);

  const zoom = view?.zoom ?? 0;
  const townsSeen = seen(zoom >= VILLAGES_FROM ? towns?.features : [], view?.bounds);
  const villages = useQueries({ queries: townsSeen.map((id) => shapesQuery('village', id)) });
  const villageFeatures = villages.flatMap((query) => query.data?.features ?? []);
  const villagesSeen = seen(zoom >= GRIDS_FROM ? villageFeatures : [], view?.bounds);
  const grids = useQueries({ queries: villagesSeen.map((id) => shapesQuery('grid', id)) });
  const gridFeatures = grids.flatMap((query) => query.data?.features ?? []);

  const villageKey = villageFeatures.map((feature) => feature.id).join();
  const gridKey = gridFeatures.map((feature) => feature.id).join();
  useEffect(() => {
    if (map && villageKey)
      put(map, 'village', { type: 'FeatureCollection', features: villageFeatures });
    // The key stands for the features.
  }, [map, villageKey]);
  useEffect(() => {
    if (map && gridKey) put(map, 'grid', { type: 'FeatureCollection', features: gridFeatures });
  }, [map, gridKey]);

  return (
    <div className={`map ${className}`}>
      <div ref={box} className="map-canvas" role="group" aria-label={name} />
      {towns && <p className="map-notice">{pick(towns.mapNotice)}</p>}
    </div>
  );
}

type Feature = Readonly<{
  id: number;
  geometry: { type: 'MultiPolygon'; coordinates: [number, number][][][] };
}>;

/** Ids of the features in view, the first few. */
function seen(features: readonly Feature[] | undefined, bounds: Bounds | undefined): number[] {
  if (!bounds || !features) return [];
  return features
    .filter((feature) => overlap(boundsOf([feature] as Parameters<typeof boundsOf>[0]), bounds))
    .slice(0, PARENTS_MAX)
    .map((feature) => feature.id);
}

function put(map: Canvas, source: string, data: unknown): void {
  map.getSource<GeoJSONSource>(source)?.setData(data as Parameters<GeoJSONSource['setData']>[0]);
}
