// 任务清单 of one matter, as a list to look at or to tick; a tick writes the step into the words of the verb,
// and nowhere else.
import { useQuery } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import type { MatterSteps } from '#modules/dispatch/contract.ts';
import { STEP_EVIDENCE } from '#modules/roster/contract.ts';
import { stepsQuery } from '../api/incidents.ts';
import { useText } from '../text/language.tsx';

type Step = MatterSteps['steps'][number];
type Props = {
  incidentId: string;
  /** With these the steps can be ticked. */
  ticked?: { words: string; change: (words: string) => void };
};

/** What is expected; nothing where the list says nothing. */
export function Steps({ incidentId, ticked }: Props) {
  const { t, pick } = useText();
  const { data } = useQuery({ ...stepsQuery(incidentId), retry: false });
  if (!data || data.steps.length === 0) return null;
  const details = ({ within, evidence, isMine }: Step): string =>
    [
      isMine ? null : t('steps.others'),
      within && t('steps.within', { budget: t(`unit.${within.unit}`, { n: within.amount }) }),
      evidence === 'none' ? null : pick(STEP_EVIDENCE[evidence]),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <section className="steps-expected" aria-label={t('steps.title')}>
      <strong>{t('steps.title')}</strong>
      <ol>
        {data.steps.map((step) => {
          const line = lineOf(pick(step.task));
          const words = (
            <>
              {pick(step.task)}
              <span className="quiet"> {details(step)}</span>
            </>
          );
          return (
            <li key={step.no} className={step.isMine ? '' : 'step-other'}>
              {ticked && step.isMine ? (
                <Checkbox
                  checked={ticked.words.split('\n').includes(line)}
                  onChange={(event) =>
                    ticked.change(
                      event.target.checked
                        ? [...(ticked.words ? [ticked.words] : []), line].join('\n')
                        : ticked.words
                            .split('\n')
                            .filter((each) => each !== line)
                            .join('\n'),
                    )
                  }
                >
                  {words}
                </Checkbox>
              ) : (
                words
              )}
            </li>
          );
        })}
      </ol>
      <p className="quiet">
        {t(ticked ? 'steps.hintTick' : 'steps.hint', { version: data.version })}
      </p>
    </section>
  );
}

const lineOf = (task: string): string => `✓ ${task}`;
