// Where a matter is, and, for the room that commands its orders, where those are who work on them and share
// it: a mark each with its age. Nothing is asked while nobody works on an order.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { COMMANDING_ROLES, PositionsAnswer } from '#modules/dispatch/contract.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { distanceMeters, fromMicro, type MicroPoint } from '#platform/geo/coordinates.ts';
import { SECOND } from '#platform/time/index.ts';
import { unitsQuery } from '../api/reference.ts';
import { request, serverNow } from '../api/request.ts';
import { useMe, type Me } from '../api/session.ts';
import { useNow } from '../look/now.ts';
import { whenOf } from '../look/time.ts';
import type { MapPoint } from '../map/points-map.tsx';
import { useText, type Translate } from '../text/language.tsx';
import './advice.css';

const SmallMap = lazy(() => import('../map/small-map.tsx'));
const PointsMap = lazy(() => import('../map/points-map.tsx'));

const ASK_EVERY_MS = 20 * SECOND;

const positionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'positions'],
    queryFn: ({ signal }) => request(PositionsAnswer, `/incidents/${id}/positions`, { signal }),
    refetchInterval: ASK_EVERY_MS,
    // What was seen before the order ended is not shown while the next answer is awaited.
    gcTime: 0,
  });

/** Somebody's post commands orders in this county. */
const commands = (me: Me, countyId: number): boolean =>
  me.posts.some(({ role, place }) => place.countyId === countyId && role in COMMANDING_ROLES);

const isWorking = ({ assignments, status, flags }: IncidentDetail): boolean =>
  (status === 'dispatched' || status === 'handling') &&
  !flags.some((flag) => flag === 'deferred' || flag === 'shelved') &&
  assignments.some((one) => one.live && one.signedAt !== null && one.doneAt === null);

export function MatterMap({ incident }: { incident: IncidentDetail }) {
  const me = useMe();
  return commands(me, incident.countyId) && isWorking(incident) ? (
    <CommandMap incident={incident} />
  ) : (
    <PlaceMap incident={incident} />
  );
}

function PlaceMap({ incident: { countyId, lng6, lat6 } }: { incident: IncidentDetail }) {
  const { t } = useText();
  if (lng6 === null || lat6 === null) return <p className="quiet">{t('incident.noPoint')}</p>;
  return (
    <Suspense fallback={<div className="small-map" />}>
      <SmallMap countyId={countyId} lng6={lng6} lat6={lat6} />
    </Suspense>
  );
}

function CommandMap({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const now = useNow(10 * SECOND);
  const { data } = useQuery(positionsQuery(incident.id));
  const { data: units } = useQuery(unitsQuery(incident.countyId));
  if (!data || data.items.length === 0) return <PlaceMap incident={incident} />;
  const { lng6, lat6 } = incident;
  const scene = lng6 === null || lat6 === null ? null : { lng6, lat6 };
  const people = data.items.map((one) => ({
    ...one,
    key: `${one.assignmentNo} ${one.name}`,
    unit: units?.find(({ id }) => id === one.unitId)?.name ?? '',
    age: whenOf(t, language, one.at, Math.max(now, serverNow(), one.at)),
  }));
  const points: MapPoint[] = people.map(({ key, name, unit, age, ...at }) => ({
    ...{ key, lng6: at.lng6, lat6: at.lat6, look: 'moving', icon: 'person' },
    ...{ label: `${name} · ${unit} · ${age}`, mark: age },
  }));
  return (
    <>
      <Suspense fallback={<div className="small-map" />}>
        <PointsMap
          countyId={incident.countyId}
          label={t('positions.title')}
          className="small-map"
          points={
            scene
              ? [
                  ...points,
                  { key: 'scene', ...scene, label: t('advice.scene'), mark: '', look: 'scene' },
                ]
              : points
          }
        />
      </Suspense>
      <ul className="links under-way" aria-label={t('positions.title')}>
        {people.map((one) => (
          <li key={one.key}>
            <span>
              <strong>{one.name}</strong> <span className="quiet">{one.unit}</span>
            </span>
            <span className="quiet">
              {scene && `${farWords(scene, one, t)} · `}
              {one.age}
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('positions.hint')}</p>
    </>
  );
}

function farWords(scene: MicroPoint, at: MicroPoint, t: Translate): string {
  const metres = distanceMeters(fromMicro(scene), fromMicro(at));
  return metres < 1000
    ? t('tasks.metres', { n: Math.max(10, Math.round(metres / 10) * 10) })
    : t('tasks.kilometres', { n: (metres / 1000).toFixed(1) });
}
