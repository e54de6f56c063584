// Several points on the county's outlines, each with a mark and a name: bases, candidates, the scene.
import { Marker } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Icon, type IconName } from '../look/icons.tsx';
import { CountyMap, type Canvas } from './county-map.tsx';

export type MapPoint = Readonly<{
  key: string;
  lng6: number;
  lat6: number;
  /** Read out, and shown on hover. */
  label: string;
  /** A letter or two in the mark. */
  mark: string;
  /** Before the letters: what kind of thing it is. */
  icon?: IconName;
  /** The map does not widen to show it. */
  aside?: boolean;
  /** `scene`: what it is all about; `moving`: where something is right now. */
  look?: 'scene' | 'moving' | 'faint';
}>;

type Props = {
  countyId: number;
  label: string;
  points: readonly MapPoint[];
  className?: string;
  chosen?: string | null;
  onChoose?: (key: string) => void;
  /** Points nearer to one another than this share a mark; in micro-degrees. */
  apart?: number;
};

/** Points so close that a street would fill the map are seen from further away. */
const CLOSEST = 13.5;
const START = 9;
/** About 300 m. */
const APART = 3_000;
/** More marks than this are told as their number. */
const MARKS_SHOWN = 3;

export default function PointsMap({
  countyId,
  label,
  points,
  className,
  chosen,
  onChoose,
  apart = APART,
}: Props) {
  const [map, setMap] = useState<Canvas | null>(null);
  const choose = useRef(onChoose);
  const isChosen = useRef(chosen);
  const framedKeys = useRef<string>(undefined);
  useEffect(() => {
    choose.current = onChoose;
    isChosen.current = chosen;
  });
  const [first] = points;
  const groups = useMemo(() => together(points, apart), [points, apart]);
  const key = points
    .map(({ key, lng6, lat6, mark, look }) => `${key} ${lng6} ${lat6} ${mark} ${look ?? ''}`)
    .join();

  useEffect(() => {
    if (!map) return;
    const markers = groups.map((group) => {
      const [point] = group;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = `spot ${point.look ? `spot-${point.look}` : ''}`;
      const label = group.map((each) => each.label).join('\n');
      const { icon, text } = markOf(group);
      const root = createRoot(button);
      root.render(
        <>
          {icon && <Icon name={icon} size={16} />}
          {text}
        </>,
      );
      button.title = label;
      button.dataset['keys'] = group.map((each) => each.key).join(' ');
      // Whoever says what they see on it (a number) reaches it by voice.
      button.setAttribute('aria-label', text ? `${text}\n${label}` : label);
      button.addEventListener('click', (event) => {
        event.preventDefault();
        event.stopPropagation();
        // Of several at one spot each press takes the next.
        const at = group.findIndex((each) => each.key === isChosen.current);
        choose.current?.((group[(at + 1) % group.length] ?? point).key);
      });
      const at: [number, number] = [point.lng6 / 1e6, point.lat6 / 1e6];
      const marker = new Marker({ element: button }).setLngLat(at).addTo(map);
      return () => {
        marker.remove();
        // Not while the tree that drew the map is being drawn itself.
        setTimeout(() => root.unmount());
      };
    });
    const framed = points.filter(({ aside }) => !aside);
    const lngs = framed.map(({ lng6 }) => lng6 / 1e6);
    const lats = framed.map(({ lat6 }) => lat6 / 1e6);
    // What moves by itself does not take the map from under the hand: it is framed when points come or go.
    const isSame = framedKeys.current === framed.map((point) => point.key).join();
    framedKeys.current = framed.map((point) => point.key).join();
    if (framed.length > 0 && !isSame)
      map.fitBounds(
        [
          [Math.min(...lngs), Math.min(...lats)],
          [Math.max(...lngs), Math.max(...lats)],
        ],
        { padding: 36, maxZoom: CLOSEST, animate: false },
      );
    return () => markers.forEach((remove) => remove());
    // The key stands for the points.
  }, [map, key]);

  useEffect(() => {
    if (!map) return;
    for (const spot of map.getContainer().querySelectorAll<HTMLElement>('.spot'))
      spot.classList.toggle(
        'spot-chosen',
        typeof chosen === 'string' && (spot.dataset['keys'] ?? '').split(' ').includes(chosen),
      );
  }, [map, key, chosen]);

  return (
    <CountyMap
      countyId={countyId}
      className={className ?? 'small-map'}
      label={label}
      controls={false}
      onReady={setMap}
      // Told where to start, it does not go to the whole county when that is drawn.
      {...(first ? { at: { lng: first.lng6 / 1e6, lat: first.lat6 / 1e6, zoom: START } } : {})}
    />
  );
}

type Group = readonly [MapPoint, ...MapPoint[]];

/** Points that would hide one another; the scene stands alone. */
function together(points: readonly MapPoint[], apart: number): readonly Group[] {
  const groups: [MapPoint, ...MapPoint[]][] = [];
  for (const point of points) {
    const near =
      point.look === 'scene'
        ? undefined
        : groups.find(
            ([first]) =>
              first.look !== 'scene' &&
              Math.abs(first.lng6 - point.lng6) < apart &&
              Math.abs(first.lat6 - point.lat6) < apart,
          );
    if (near) near.push(point);
    else groups.push([point]);
  }
  return groups;
}

/** Letters before icons: what has a number is what is spoken of beside the map. */
function markOf(group: Group): Readonly<{ icon?: IconName | undefined; text: string }> {
  const [first] = group;
  if (group.length === 1) return { icon: first.icon, text: first.mark };
  const named = group.filter(({ icon }) => icon === undefined);
  if (named.length === 0 || named.length > MARKS_SHOWN)
    return { icon: named.length === 0 ? first.icon : undefined, text: String(group.length) };
  return { text: named.map(({ mark }) => mark).join('·') };
}
