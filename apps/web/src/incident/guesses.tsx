// What the machine suggests, for the desk form and the page of a matter alike: each choice with its reasons,
// how sure it is, and the key that takes it. And what resembles it.
import { Button } from 'antd';
import { type ReactNode } from 'react';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { Outcome, Status } from '#modules/incident/contract.ts';
import {
  stanceOf,
  type PreviewAnswer,
  type Stance,
  type TriagePolicy,
} from '#modules/triage/contract.ts';
import { KeyCap } from '../look/keys.tsx';
import { StatusWord } from '../look/tags.tsx';
import { useText } from '../text/language.tsx';
import './guesses.css';
import { useReasonText, WhyChip, type Reasoned } from './why.tsx';

export type Choice = Readonly<{
  id: string;
  name: ReactNode;
  /** Absent where it was not weighed by itself. */
  guess?: Reasoned | undefined;
  taken: boolean;
  /** As it is shown; absent where no key is left. */
  keyName?: string | undefined;
  take: () => void;
}>;

/** A person is told what the confidence means before how high it is. */
const BANDS = { act: 'why.high', suggest: 'why.middle', ask: 'why.low' } as const satisfies Record<
  Stance,
  string
>;

type Thresholds = Pick<TriagePolicy, 'thresholds'>;

export function Guesses(props: {
  title: string;
  why: string;
  /** Of the best choice. */
  best?: Reasoned | undefined;
  policy: Thresholds;
  choices: readonly Choice[];
  /** While a choice is on its way. */
  isBusy?: boolean;
}) {
  const { title, why, best, policy, choices, isBusy = false } = props;
  const { t } = useText();
  const say = useReasonText();
  const stance = best && stanceOf(best.confidence, policy);
  const reasons = [...new Set(best?.reasons.map(say))].slice(0, 2);
  return (
    <section className="guess">
      <h3>
        {title}
        {stance && <span className={`band band-${stance}`}>{t(BANDS[stance])}</span>}
      </h3>
      {reasons.length > 0 && <p className="quiet">{reasons.join(t('say.list'))}</p>}
      {choices.length === 0 && <p className="quiet">{t('report.noGuess')}</p>}
      <ul className="guesses">
        {choices.map((choice) => (
          <li key={choice.id} className={choice.taken ? 'guess-taken' : ''}>
            <span>
              {choice.name}
              {choice.guess && <WhyChip guess={choice.guess} title={why} />}
            </span>
            {choice.guess && (
              <span className="quiet">
                {t('why.confidence', { percent: Math.round(choice.guess.confidence * 100) })}
              </span>
            )}
            <Button size="small" disabled={choice.taken || isBusy} onClick={choice.take}>
              {choice.taken ? t('report.taken') : t('report.take')}
              {!choice.taken && choice.keyName && <KeyCap name={choice.keyName} />}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Choices shown of one guess; a clerk reads no more. */
const CHOICES_MAX = 4;

/** The items to choose from, the best first. */
export function candidatesOf(item: NonNullable<z.infer<typeof PreviewAnswer>['item']>) {
  const listed = item.candidates.some((one) => one.code === item.value);
  const best = { code: item.value, confidence: item.confidence, reasons: item.reasons };
  return (listed ? item.candidates : [best, ...item.candidates]).slice(0, CHOICES_MAX);
}

export type Alike = Readonly<{
  id: string;
  number: string;
  title: string;
  score: number;
  reasons: Reasoned['reasons'];
  /** Absent where only open ones are shown. */
  status?: Status;
  outcome?: Outcome | null;
}>;

/** Matters that resemble it; `beside` puts a button behind one of them. */
export function DuplicateLinks(props: {
  duplicates: readonly Alike[];
  target?: '_blank';
  beside?: (duplicate: Alike, index: number) => ReactNode;
}) {
  const { duplicates, target, beside } = props;
  const { t } = useText();
  return (
    <ul className="alike">
      {duplicates.map((one, index) => (
        <li key={one.id}>
          <Link to={`/incidents/${one.id}`} {...(target ? { target } : {})}>
            {one.title}
          </Link>
          <span className="quiet">
            {one.status && (
              <>
                <StatusWord status={one.status} outcome={one.outcome ?? null} /> ·{' '}
              </>
            )}
            {t('incident.similar', { percent: Math.round(one.score * 100) })}
            <WhyChip
              guess={{ confidence: one.score, reasons: one.reasons }}
              title={t('why.label')}
            />
          </span>
          {beside?.(one, index)}
        </li>
      ))}
    </ul>
  );
}
