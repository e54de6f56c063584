// The trend of a topic: a small line in the list, a column for each day beside its members.
import { useText } from '../text/language.tsx';
import { heightsOf, lineOf } from './trend.ts';

const LINE = { width: 96, height: 24 };
/** Room for the stroke where the line touches an edge. */
const EDGE = 2;

function useTrendWords(trend: readonly number[]): string {
  const { t } = useText();
  const count = trend.reduce((sum, day) => sum + day, 0);
  return t('topics.trendSum', { days: trend.length, count, most: Math.max(0, ...trend) });
}

export function Sparkline({ trend }: { trend: readonly number[] }) {
  const words = useTrendWords(trend);
  const { width, height } = LINE;
  return (
    <svg
      className="topic-spark"
      role="img"
      aria-label={words}
      viewBox={`${-EDGE} ${-EDGE} ${width + 2 * EDGE} ${height + 2 * EDGE}`}
      width={width}
      height={height}
    >
      <polyline points={lineOf(trend, width, height)} />
    </svg>
  );
}

const COLUMN = 10;
const GAP = 2;
const TALL = 96;
/** A day with no report is still a day. */
const FLAT = 1;

export function TrendColumns({ trend }: { trend: readonly number[] }) {
  const { t } = useText();
  const words = useTrendWords(trend);
  const heights = heightsOf(trend);
  return (
    <figure className="topic-trend">
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${trend.length * (COLUMN + GAP)} ${TALL}`}
        preserveAspectRatio="none"
      >
        {trend.map((count, day) => {
          const ago = trend.length - 1 - day;
          const high = Math.max(FLAT, (heights[day] ?? 0) * TALL);
          return (
            <g key={ago}>
              <title>
                {ago === 0
                  ? t('topics.lastDay', { count })
                  : t('topics.dayAgo', { days: ago, count })}
              </title>
              <rect
                className="topic-day"
                x={day * (COLUMN + GAP)}
                width={COLUMN + GAP}
                height={TALL}
              />
              <rect
                className={count > 0 ? 'topic-day-count' : 'topic-day-none'}
                x={day * (COLUMN + GAP)}
                y={TALL - high}
                width={COLUMN}
                height={high}
              />
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{t('topics.firstDay', { days: trend.length })}</span>
        <span>{words}</span>
        <span>{t('topics.now')}</span>
      </figcaption>
    </figure>
  );
}
