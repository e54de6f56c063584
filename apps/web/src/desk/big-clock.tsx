// A countdown that is read across the room: figures, colour, icon and words.
import type { IncidentRow } from '#modules/incident/contract.ts';
import { LIGHT_ICONS, lightAt } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { useNow } from '../look/now.ts';
import { exactTime, spanOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { countdown } from './order.ts';

type Clock = Pick<NonNullable<IncidentRow['clock']>, 'kind' | 'warnAt' | 'dueAt' | 'state'>;

export function BigClock({ clock, large = false }: { clock: Clock | null; large?: boolean }) {
  const { t, language } = useText();
  const now = useNow();
  if (!clock) return <span className="big-clock big-clock-none">{t('clock.none')}</span>;
  const light = lightAt(clock, now);
  const left = clock.dueAt - now;
  const figures = countdown(left);
  return (
    <span
      className={`big-clock light-${light} ${large ? 'big-clock-large' : ''}`}
      title={t('clock.due', {
        kind: t(`clock.${clock.kind}`),
        at: exactTime(language, clock.dueAt),
      })}
    >
      <span className="big-clock-words">
        <Icon name={LIGHT_ICONS[light]} size={14} />
        {t(`clock.${clock.kind}`)} {t(left < 0 ? 'desk.over' : 'desk.left')}
      </span>
      <strong>{figures ?? spanOf(t, left)}</strong>
    </span>
  );
}
