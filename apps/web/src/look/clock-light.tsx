// A clock as a light: colour, icon and words together, ticking; the instant on hover.
import { Tooltip } from 'antd';
import type { IncidentRow } from '#modules/incident/contract.ts';
import { useText } from '../text/language.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useNow } from './now.ts';
import { exactTime, spanOf } from './time.ts';

export type NearestClock = NonNullable<IncidentRow['clock']>;
export type Light = 'green' | 'yellow' | 'red' | 'paused';

export const LIGHT_ICONS: Readonly<Record<Light, IconName>> = {
  green: 'clock',
  yellow: 'hourglass',
  red: 'alarm',
  paused: 'pause',
};

/** The light of a running clock at an instant (design §3: green < 80 %, yellow ≥ 80 %, red > 100 %). */
export function lightAt(
  clock: Readonly<{ warnAt: number; dueAt: number; state: string }>,
  now: number,
): Light {
  if (clock.state === 'paused') return 'paused';
  if (now > clock.dueAt) return 'red';
  return now >= clock.warnAt ? 'yellow' : 'green';
}

/** `withKind` also names the clock: 签收 · 剩 12 分钟. */
export function ClockLight({
  clock,
  withKind = true,
}: {
  clock: NearestClock;
  withKind?: boolean;
}) {
  const { t, language } = useText();
  const now = useNow();
  const light = lightAt(clock, now);
  const kind = t(`clock.${clock.kind}`);
  const span = spanOf(t, clock.dueAt - now);
  const words =
    light === 'paused'
      ? t('clock.paused')
      : t(light === 'red' ? 'clock.over' : 'clock.left', { span });
  return (
    <Tooltip title={t('clock.due', { kind, at: exactTime(language, clock.dueAt) })}>
      <span className={`light light-${light}`}>
        <Icon name={LIGHT_ICONS[light]} size={14} />
        {withKind && <span className="light-kind">{kind}</span>}
        <span className="light-words">{words}</span>
      </span>
    </Tooltip>
  );
}
