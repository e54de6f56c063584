// The receipt: number and code, to be read out or copied; the code is shown only this once.
import { Alert, App, Button } from 'antd';
import type { ReportResult } from '#modules/incident/contract.ts';
import { Icon } from '../look/icons.tsx';
import { useKeys } from '../look/keys.tsx';
import { useText } from '../text/language.tsx';
import type { Joined } from './joining.ts';

export function Receipt({
  result,
  joined,
  isForOthers,
  onAgain,
  onSee,
}: {
  /** Null where it was added to a matter that has its own. */
  result: ReportResult | null;
  /** The matter to which the call was joined, where it was. */
  joined?: Joined | null;
  /** The code is handed on to whoever told it. */
  isForOthers: boolean;
  onAgain: () => void;
  onSee: () => void;
}) {
  const { t } = useText();
  const { message } = App.useApp();
  const isMerged = joined && !joined.problem;
  const maySee = isMerged || !result || result.isVisible;
  const wentTo = result ? 'report.merged' : 'report.added';
  useKeys([{ key: 'Enter', label: t('report.again'), run: onAgain }]);
  const copy = (): void => {
    if (!result) return;
    const text = [
      `${t('report.receiptNumber')} ${result.number}`,
      ...(result.receiptCode
        ? [
            `${t('report.receiptCode')} ${result.receiptCode}`,
            `${location.origin}/t/${result.receiptCode}`,
          ]
        : []),
    ].join('\n');
    void navigator.clipboard?.writeText(text).then(() => message.success(t('do.copied')));
  };
  return (
    <div className="page">
      <section className="receipt" aria-live="polite">
        <span className="receipt-mark">
          <Icon name="check" size={28} />
        </span>
        <h1>{t(isMerged ? wentTo : 'report.receipt')}</h1>
        {result?.duplicate && <p>{t('report.same')}</p>}
        {joined?.problem && (
          <Alert
            type="warning"
            showIcon
            title={t('report.notMerged', {
              number: joined.target.number,
              reason: joined.problem,
            })}
          />
        )}
        <dl>
          {isMerged && (
            <>
              <dt>{t('report.joinedTo')}</dt>
              <dd>
                {joined.target.title} <span className="quiet">{joined.target.number}</span>
              </dd>
            </>
          )}
          {result && (
            <>
              <dt>{t('report.receiptNumber')}</dt>
              <dd>{result.number}</dd>
            </>
          )}
          {result?.receiptCode && (
            <>
              <dt>{t('report.receiptCode')}</dt>
              <dd className="receipt-code">{result.receiptCode}</dd>
            </>
          )}
        </dl>
        {!result && <p className="quiet">{t('report.addedHint')}</p>}
        {!maySee && <Alert type="info" showIcon title={t('report.elsewhere')} />}
        {result?.receiptCode && (
          <p className="quiet">{t(isForOthers ? 'report.receiptHint' : 'report.receiptOwn')}</p>
        )}
        <div className="receipt-do">
          {result && (
            <Button icon={<Icon name="copy" size={15} />} onClick={copy}>
              {t('report.copyAll')}
            </Button>
          )}
          {maySee && <Button onClick={onSee}>{t('report.see')}</Button>}
          <Button type="primary" autoFocus onClick={onAgain}>
            {t('report.again')}
          </Button>
        </div>
      </section>
    </div>
  );
}
