// One matter as a line of a list: how urgent, what, where, whose, and its nearest clock.
import { Checkbox } from 'antd';
import { memo } from 'react';
import { ClockLight } from '../look/clock-light.tsx';
import { useNow } from '../look/now.ts';
import { FlagTags, LevelTag, StatusWord } from '../look/tags.tsx';
import { exactTime, whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import type { ListedRow } from './rows.ts';

export type RowProps = {
  row: ListedRow;
  selected: boolean;
  /** Absent where nothing can be chosen. */
  chosen?: boolean;
  onOpen: (id: string) => void;
  onChoose?: (id: string, chosen: boolean) => void;
};

export const IncidentLine = memo(function IncidentLine(props: RowProps) {
  const { row, selected, chosen, onOpen, onChoose } = props;
  const { t, pick, language } = useText();
  const now = useNow(60_000);
  const place = [row.town?.name, row.village?.name].filter(Boolean).join(' ');
  return (
    <li
      className={`line ${selected ? 'line-selected' : ''} ${row.gone ? 'line-gone' : ''}`}
      data-id={row.id}
    >
      {onChoose && (
        <Checkbox
          className="line-tick"
          checked={chosen ?? false}
          onChange={(event) => onChoose(row.id, event.target.checked)}
          aria-label={`${t('square.choose')} ${row.number}`}
        />
      )}
      <button
        type="button"
        className="line-open"
        aria-current={selected ? 'true' : undefined}
        onClick={() => onOpen(row.id)}
      >
        <span className="line-head">
          <LevelTag level={row.level} />
          <span className="line-title">{row.title}</span>
        </span>
        <span className="line-foot">
          <span className="line-facts">
            <StatusWord status={row.status} outcome={row.outcome} />
            {row.goesOn && <StatusWord {...row.goesOn} />}
            {row.gone && <span className="flag">{t('square.gone')}</span>}
            <FlagTags flags={row.flags} max={3} />
            <span>{row.item ? pick(row.item) : t('incident.noItem')}</span>
            {place && <span>{place}</span>}
            {row.holder && <span>{row.holder.name}</span>}
            <span className="line-number">{row.number}</span>
          </span>
          {row.clock && !row.gone ? (
            <ClockLight clock={row.clock} />
          ) : (
            <span className="line-when" title={exactTime(language, row.closedAt ?? row.updatedAt)}>
              {whenOf(t, language, row.closedAt ?? row.updatedAt, now)}
            </span>
          )}
        </span>
      </button>
    </li>
  );
});
