// Where one matter is: its point on the county's outlines, with its grid; or a place to be picked.
import { Marker } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../text/language.tsx';
import { CountyMap, type Canvas } from './county-map.tsx';

type Props = {
  countyId: number;
  lng6: number | null;
  lat6: number | null;
  /** A click chooses a point. */
  onPick?: (point: { lng6: number; lat6: number }) => void;
};

const CLOSE = 14;

export default function SmallMap({ countyId, lng6, lat6, onPick }: Props) {
  const { t } = useText();
  const [map, setMap] = useState<Canvas | null>(null);
  const marker = useRef<Marker | null>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    if (!map) return;
    if (lng6 === null || lat6 === null) {
      marker.current?.remove();
      marker.current = null;
      return;
    }
    const at: [number, number] = [lng6 / 1e6, lat6 / 1e6];
    if (!marker.current) {
      const pin = document.createElement('span');
      pin.className = 'pin';
      marker.current = new Marker({ element: pin, anchor: 'bottom' }).setLngLat(at).addTo(map);
    }
    marker.current.setLngLat(at);
    if (!map.getBounds().contains(at) || map.getZoom() < 11)
      map.jumpTo({ center: at, zoom: CLOSE });
  }, [map, lng6, lat6]);

  return (
    <CountyMap
      countyId={countyId}
      className="small-map"
      label={t('nav.map')}
      controls={false}
      {...(lng6 !== null && lat6 !== null
        ? { at: { lng: lng6 / 1e6, lat: lat6 / 1e6, zoom: CLOSE } }
        : {})}
      onReady={(canvas) => {
        setMap(canvas);
        canvas.on('click', (event) =>
          pick.current?.({
            lng6: Math.round(event.lngLat.lng * 1e6),
            lat6: Math.round(event.lngLat.lat * 1e6),
          }),
        );
      }}
    />
  );
}
