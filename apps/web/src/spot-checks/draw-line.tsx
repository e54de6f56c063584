// One draw as a line: when and what from, how far it has got.
import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { Link } from 'react-router';
import type { Draw } from '#modules/inspection/contract.ts';
import { catalogQuery, unitsQuery } from '../api/reference.ts';
import { useNow } from '../look/now.ts';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';

export function DrawLine({ draw }: { draw: Draw }) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const { progress, drawnAt, dueAt, checker } = draw;
  const open = progress.drawn - progress.checked;
  return (
    <li className="line">
      <Link to={`/spot-checks/${draw.id}`} className="line-open">
        <span className="line-head">
          <span className="line-title">{useFilterWords(draw)}</span>
          {open > 0 && dueAt < now && <span className="flag spot-late">{t('spot.late')}</span>}
        </span>
        <span className="spot-progress">
          <Progress
            percent={progress.drawn ? Math.round((100 * progress.checked) / progress.drawn) : 0}
            showInfo={false}
            size="small"
            aria-label={t('spot.progress', progress)}
          />
          <span>{t('spot.progress', progress)}</span>
          {progress.failed > 0 && (
            <span className="spot-bad">{t('spot.failedCount', { count: progress.failed })}</span>
          )}
        </span>
        <span className="spot-facts">
          <span title={exactTime(language, drawnAt)}>
            {t('spot.drawnAt', { at: clockTime(t, language, drawnAt, now), by: draw.drawnBy })}
          </span>
          <span>{t('spot.from', { count: draw.population })}</span>
          <span>{t('spot.checkedBy', { unit: checker.name })}</span>
          <span title={exactTime(language, dueAt)}>
            {t('spot.dueAt', { at: clockTime(t, language, dueAt, now) })}
          </span>
        </span>
      </Link>
    </li>
  );
}

/** What a draw chose from, in words. */
export function useFilterWords({ filter, town, countyId }: Draw): string {
  const { t, language, pick } = useText();
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const { data: units } = useQuery(unitsQuery(countyId));
  const { item, source, closing, unitId, stratify } = filter;
  const group = [...(catalog?.majors ?? []), ...(catalog?.subs ?? []), ...(catalog?.items ?? [])];
  const kind = group.find(({ code }) => code === item);
  const day = (at: number): string => exactTime(language, at).split(/[ ,]/)[0] ?? '';
  return [
    t('spot.closedIn', { from: day(filter.closedFrom), to: day(filter.closedTo - 1) }),
    town?.name ?? t('spot.wholeCounty'),
    ...(item ? [kind ? pick(kind.name) : item] : []),
    ...(source ?? []).map((one) => t(`source.${one}`)),
    ...(closing ? [t(`spot.closing.${closing}`)] : []),
    ...(unitId ? [units?.find(({ id }) => id === unitId)?.name ?? ''] : []),
    ...(stratify ? [t(`spot.stratify.${stratify}`)] : []),
  ].join(' · ');
}
