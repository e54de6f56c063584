// "Why" is one click away: the machine's reasons in words, how sure it is, and its rule.
import { Popover } from 'antd';
import { DISPATCH_REASONS } from '#modules/dispatch/contract.ts';
import { TRIAGE_REASONS } from '#modules/triage/contract.ts';
import { Icon } from '../look/icons.tsx';
import { fill, useText } from '../text/language.tsx';

type Reason = Readonly<{
  code: string;
  params?: Readonly<Record<string, string | number | boolean>> | undefined;
}>;
export type Reasoned = Readonly<{ confidence: number; reasons: readonly Reason[] }>;

const KNOWN: Readonly<Record<string, { zh: string; en: string }>> = {
  ...TRIAGE_REASONS,
  ...DISPATCH_REASONS,
};

export function useReasonText(): (reason: Reason) => string {
  const { t, pick } = useText();
  return ({ code, params = {} }) => {
    const words = KNOWN[code];
    const filled = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, String(value)]),
    );
    return words ? fill(pick(words), filled) : t('why.otherReason');
  };
}

type ListProps = {
  guess: Reasoned;
  title?: string;
  /** The route table that decided; which row of it, the reasons say. */
  table?: Readonly<{ version: number }>;
};

export function WhyList({ guess, title, table }: ListProps) {
  const { t } = useText();
  const say = useReasonText();
  const percent = Math.round(guess.confidence * 100);
  return (
    <div className="why">
      {title && <strong>{title}</strong>}
      <ul>
        {[...new Set(guess.reasons.map(say))].map((words) => (
          <li key={words}>{words}</li>
        ))}
        {guess.reasons.length === 0 && <li>{t('why.noReasons')}</li>}
      </ul>
      <span className="quiet">
        {t('why.confidence', { percent })}
        {table && ` · ${t('why.routeTable', { version: table.version })}`}
      </span>
    </div>
  );
}

/** The chip beside a value that opens its reasons. */
export function WhyChip({ guess, title, table }: ListProps & { title: string }) {
  return (
    <Popover
      trigger="click"
      content={<WhyList guess={guess} {...(table ? { table } : {})} />}
      title={title}
    >
      <button type="button" className="why-chip" aria-label={title}>
        <Icon name="question" size={14} />
      </button>
    </Popover>
  );
}
