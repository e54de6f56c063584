// Figures of one version in words: before and after, the three bands, and how a trial goes.
import type { VersionItem } from '#modules/triage/contract.ts';
import { useText } from '../text/language.tsx';

/** 0.9734 → 97.3%. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

/** 第 3 版, or the model of the house. */
export function useModelName(): (version: number | null) => string {
  const { t } = useText();
  return (version) => (version === null ? t('models.house') : t('models.version', { version }));
}

type Props = { version: VersionItem };

/** Before and after on the same held-out reports. */
export function Scores({ version }: Props) {
  const { t } = useText();
  const nameOf = useModelName();
  const { before, after, beforeVersion, seenByBefore } = version.scores;
  const rows = [
    [t('models.accuracy'), before.accuracy, after.accuracy],
    [t('models.macroF1'), before.macroF1, after.macroF1],
    [t('models.acted'), before.acted, after.acted],
    [t('models.actedRight'), before.actedRight, after.actedRight],
    [t('models.suggested'), before.suggested, after.suggested],
    [t('models.asked'), askedOf(before), askedOf(after)],
  ] as const;
  return (
    <div className="models-scores">
      <dl>
        {rows.map(([label, was, is]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span className="quiet">{percent(was)} →</span> <strong>{percent(is)}</strong>
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        {t('models.heldOut', { reports: after.reports, before: nameOf(beforeVersion) })}
        {seenByBefore > 0 && ` ${t('models.seenByBefore', { count: seenByBefore })}`}
        {version.thresholds.act === null && ` ${t('models.neverActs')}`}
      </p>
    </div>
  );
}

const askedOf = ({ acted, suggested }: { acted: number; suggested: number }) =>
  Math.max(0, 1 - acted - suggested);

/** What the trial has shown so far. */
export function Trial({ version }: Props) {
  const { t } = useText();
  const { shadow, state } = version;
  if (!shadow)
    return (
      <span className="quiet">
        {t(state === 'shadow' ? 'models.shadowWaiting' : 'models.shadowNone')}
      </span>
    );
  const { reports, agreed, decided, right, otherRight, acted, actedDecided, actedRight } = shadow;
  const of = (part: number, all: number) => percent(all === 0 ? null : part / all);
  return (
    <div className="models-lines">
      <span>{t('models.shadowReports', { reports, agreed: of(agreed, reports) })}</span>
      {decided === 0 ? (
        <span className="quiet">{t('models.shadowUndecided')}</span>
      ) : (
        <span>
          {t('models.shadowDecided', {
            ...{ decided, right: of(right, decided), other: of(otherRight, decided) },
          })}
        </span>
      )}
      <span>
        {t('models.shadowActed', {
          ...{ acted: of(acted, reports), right: of(actedRight, actedDecided) },
        })}
      </span>
    </div>
  );
}
