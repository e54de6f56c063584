// How far a matter is, as whoever reported it is told: the newest step first.
import type { TrackView } from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { hasText, useText } from '../text/language.tsx';

export function Stages({ stages }: Pick<TrackView, 'stages'>) {
  const { t, language } = useText();
  const now = serverNow();
  return (
    <ol className="timeline">
      {[...stages].reverse().map((stage, index) => {
        const key = `track.stage.${stage.type.replace(/^incident\./, '')}`;
        return (
          <li
            key={`${stage.type}${stage.at}`}
            className={`entry ${index === 0 ? 'entry-milestone' : ''}`}
          >
            <span className="entry-face">
              <Icon name="check" size={16} />
            </span>
            <div className="entry-body">
              <p className="entry-head">
                <strong>{hasText(key) ? t(key) : t('track.stage.other')}</strong>
                {stage.unit && <span className="quiet">{stage.unit}</span>}
                <time
                  dateTime={new Date(stage.at).toISOString()}
                  title={exactTime(language, stage.at)}
                >
                  {clockTime(t, language, stage.at, now)}
                </time>
              </p>
              {stage.words && <blockquote className="entry-words">{stage.words}</blockquote>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
