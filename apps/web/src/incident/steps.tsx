// How far the matter is, as a line of six steps.
import type { IncidentDetail, Status } from '#modules/incident/contract.ts';
import { useText } from '../text/language.tsx';

const STEPS = ['reported', 'filed', 'dispatched', 'handling', 'resolved', 'closed'] as const;

export function Steps({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { status } = incident;
  // Ended elsewhere: there is no line to show.
  if (status === 'dismissed' || status === 'merged') return null;
  const at = STEPS.indexOf(status satisfies Status as (typeof STEPS)[number]);
  return (
    <ol className="steps" aria-label={t(`status.${status}`)}>
      {STEPS.map((step, index) => {
        const done = index < at || status === 'closed';
        return (
          <li
            key={step}
            className={done ? 'step-done' : index === at ? 'step-now' : 'step-later'}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className="step-dot" aria-hidden="true" />
            {t(`step.${step}`)}
          </li>
        );
      })}
    </ol>
  );
}
