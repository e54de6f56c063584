// Level, status and flags as words: they differ by weight and outline, not by colour.
import { Tooltip } from 'antd';
import type { IncidentRow, Outcome, Status } from '#modules/incident/contract.ts';
import { useText } from '../text/language.tsx';

export function LevelTag({ level }: { level: IncidentRow['level'] }) {
  const { t } = useText();
  return <span className={`level level-${level}`}>{t(`level.${level}`)}</span>;
}

/** The status, or for an ended matter how it ended. */
export function StatusWord({ status, outcome }: { status: Status; outcome: Outcome | null }) {
  const { t } = useText();
  const ended = status === 'closed' || status === 'dismissed';
  return (
    <span className={`status status-${status}`}>
      {ended && outcome ? t(`outcome.${outcome}`) : t(`status.${status}`)}
    </span>
  );
}

/** What a row already says by its clock or a column is not said again. */
const SHOWN_OTHERWISE: readonly string[] = ['overdue', 'evidence'];

export function FlagTags({ flags, max = 9 }: { flags: IncidentRow['flags']; max?: number }) {
  const { t } = useText();
  const shown = flags.filter((flag) => !SHOWN_OTHERWISE.includes(flag));
  if (shown.length === 0) return null;
  const rest = shown.slice(max);
  return (
    <span className="flags">
      {shown.slice(0, max).map((flag) => (
        <span key={flag} className="flag">
          {t(`flag.${flag}`)}
        </span>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.map((flag) => t(`flag.${flag}`)).join(t('say.list'))}>
          <span className="flag">+{rest.length}</span>
        </Tooltip>
      )}
    </span>
  );
}
