// One draw: what it chose from, its seed, its matters with their verdicts; and the same drawn again.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { Link } from 'react-router';
import { messageOf } from '../api/request.ts';
import { useNow } from '../look/now.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { useFilterWords } from './draw-line.tsx';
import { Entries } from './entries.tsx';
import { drawAgain, drawQuery } from './queries.ts';
import type { DrawDetail } from '#modules/inspection/contract.ts';

export function OneDraw({ id }: { id: string }) {
  const { t } = useText();
  const { data, error, isPending, refetch } = useQuery(drawQuery(id));
  return (
    <div className="page page-narrow stack">
      <Link to="/spot-checks?pile=draws" className="spot-back">
        {t('spot.back')}
      </Link>
      {isPending && <Waiting />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && <Shown draw={data} />}
    </div>
  );
}

function Shown({ draw }: { draw: DrawDetail }) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const words = useFilterWords(draw);
  const again = useMutation({ mutationFn: () => drawAgain(draw.id) });
  const { progress } = draw;
  return (
    <>
      <section className="card">
        <h1 className="spot-name">{words}</h1>
        <dl className="spot-figures">
          {(
            [
              ['spot.population', draw.population],
              ['spot.drawn', progress.drawn],
              ['spot.checked', progress.checked],
              ['spot.failed', progress.failed],
            ] as const
          ).map(([label, value]) => (
            <div key={label}>
              <dt>{t(label)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="spot-facts">
          <span title={exactTime(language, draw.drawnAt)}>
            {t('spot.drawnAt', { at: clockTime(t, language, draw.drawnAt, now), by: draw.drawnBy })}
          </span>
          <span>{t('spot.checkedBy', { unit: draw.checker.name })}</span>
          <span title={exactTime(language, draw.dueAt)}>
            {t('spot.dueAt', { at: clockTime(t, language, draw.dueAt, now) })}
          </span>
        </p>
        <p className="spot-facts">
          <span className="quiet spot-seed">
            {t('spot.seed')} {draw.seed}
          </span>
          <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>
            {t('spot.again')}
          </Button>
        </p>
        {again.data?.same === true && (
          <p role="status">{t('spot.same', { count: again.data.population })}</p>
        )}
        {again.data?.same === false && (
          <Alert
            type="error"
            showIcon
            title={t('spot.notSame', { count: again.data.population })}
          />
        )}
        {again.error && <Alert type="error" showIcon title={messageOf(again.error)} />}
      </section>
      {draw.entries.length === 0 ? (
        <Blank icon="check" title={t('spot.noneSeen')} />
      ) : (
        <Entries entries={draw.entries} />
      )}
    </>
  );
}
