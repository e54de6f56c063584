// The receipt: number and code, to be read out or copied; the code is shown only this once.
import { App, Button } from 'antd';
import type { ReportResult } from '#modules/incident/contract.ts';
import { Icon } from '../look/icons.tsx';
import { useKeys } from '../look/keys.tsx';
import { useText } from '../text/language.tsx';

export function Receipt({
  result,
  isForOthers,
  onAgain,
  onSee,
}: {
  result: ReportResult;
  /** The code is handed on to whoever told it. */
  isForOthers: boolean;
  onAgain: () => void;
  onSee: () => void;
}) {
  const { t } = useText();
  const { message } = App.useApp();
  useKeys([{ key: 'Enter', label: t('report.again'), run: onAgain }]);
  const copy = (): void => {
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
        <h1>{t('report.receipt')}</h1>
        {result.duplicate && <p>{t('report.same')}</p>}
        <dl>
          <dt>{t('report.receiptNumber')}</dt>
          <dd>{result.number}</dd>
          {result.receiptCode && (
            <>
              <dt>{t('report.receiptCode')}</dt>
              <dd className="receipt-code">{result.receiptCode}</dd>
            </>
          )}
        </dl>
        {result.receiptCode && (
          <p className="quiet">{t(isForOthers ? 'report.receiptHint' : 'report.receiptOwn')}</p>
        )}
        <div className="receipt-do">
          <Button icon={<Icon name="copy" size={15} />} onClick={copy}>
            {t('report.copyAll')}
          </Button>
          <Button onClick={onSee}>{t('report.see')}</Button>
          <Button type="primary" autoFocus onClick={onAgain}>
            {t('report.again')}
          </Button>
        </div>
      </section>
    </div>
  );
}
