// The clocks of a matter as bars on one scale: how much of each budget is used, and by when it is due.
import { Tooltip } from 'antd';
import type { AssignmentView, ClockView } from '#modules/incident/contract.ts';
import { Icon } from '../look/icons.tsx';
import { LIGHT_ICONS, lightAt } from '../look/clock-light.tsx';
import { useNow } from '../look/now.ts';
import { clockTime, exactTime, spanOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import type { z } from 'zod';

type Assignment = z.infer<typeof AssignmentView>;

export function ClockBars({
  clocks,
  assignments,
}: {
  clocks: readonly ClockView[];
  assignments: readonly Assignment[];
}) {
  const { t } = useText();
  const shown = clocks.filter((clock) => clock.state !== 'void');
  if (shown.length === 0) return <p className="quiet">{t('clock.none')}</p>;
  return (
    <ul className="bars">
      {shown.map((clock) => (
        <Bar
          key={clock.no}
          clock={clock}
          assignment={assignments.find((one) => one.no === clock.assignmentNo)}
        />
      ))}
    </ul>
  );
}

/** The bar's scale ends here, as a share of the budget, so that being late is seen. */
const SCALE = 1.25;

function Bar({ clock, assignment }: { clock: ClockView; assignment: Assignment | undefined }) {
  const { t, language } = useText();
  const now = useNow();
  const ended = clock.state === 'stopped';
  const light = ended ? (clock.light === 'late' ? 'red' : 'green') : lightAt(clock, now);
  const until = clock.stoppedAt ?? now;
  const length = Math.max(1, clock.dueAt - clock.startedAt);
  const used = Math.min(SCALE, Math.max(0.01, (until - clock.startedAt) / length));
  const words = ended
    ? `${t(clock.light === 'late' ? 'clock.late' : 'clock.done')} · ${spanOf(t, until - clock.startedAt)}`
    : light === 'paused'
      ? t('clock.paused')
      : t(light === 'red' ? 'clock.over' : 'clock.left', { span: spanOf(t, clock.dueAt - now) });
  const { amount, unit } = clock.budget;
  const budget = t(`unit.${unit}`, { n: Math.round(amount * 100) / 100 });
  return (
    <li className={`bar ${ended ? 'bar-ended' : ''}`}>
      <span className="bar-kind">
        {t(`clock.${clock.kind}`)}
        {assignment?.role === 'co' && (
          <span className="quiet bar-of" title={assignment.unit.name}>
            {assignment.unit.name}
          </span>
        )}
      </span>
      <Tooltip
        title={`${t('clock.budget', { budget })} · ${t('clock.dueLabel', { at: exactTime(language, clock.dueAt) })}`}
      >
        <span className="bar-track">
          <span className={`bar-used bar-${light}`} style={{ width: `${(used / SCALE) * 100}%` }} />
          <span className="bar-due" style={{ left: `${(1 / SCALE) * 100}%` }} />
        </span>
      </Tooltip>
      <span className={`bar-words ${ended ? '' : `light-text-${light}`}`}>
        <Icon name={ended && light === 'green' ? 'check' : LIGHT_ICONS[light]} size={13} /> {words}
      </span>
      <span className="bar-when quiet">{clockTime(t, language, clock.dueAt, now)}</span>
    </li>
  );
}
