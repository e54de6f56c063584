// How far a run is, its figures, and earlier ones.
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Progress } from 'antd';
import type { ImportStatus } from '#modules/intake/contract.ts';
import { cancelImport, importQuery, importsQuery } from '../api/imports.ts';
import { addressOf, messageOf, serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';

export function Run({ id }: { id: string }) {
  const { t } = useText();
  const { message } = App.useApp();
  const { data } = useQuery(importQuery(id));
  if (!data) return null;
  const isRunning = data.state === 'running';
  const title = isRunning
    ? t(data.dryRun ? 'import.dryRunning' : 'import.running')
    : data.state === 'failed'
      ? t('import.failed')
      : data.state === 'cancelled'
        ? t('import.cancelled')
        : t(data.dryRun ? 'import.dryDone' : 'import.done');
  const percent = isRunning
    ? Math.round((data.share ?? 0) * 100)
    : data.state === 'finished'
      ? 100
      : undefined;
  return (
    <section className="card" aria-live="polite" aria-labelledby="import-run">
      <div className="page-head">
        <h2 id="import-run">{title}</h2>
        <span className="top-gap" />
        {isRunning && (
          <Button
            size="small"
            onClick={() =>
              void cancelImport(id).catch((error: unknown) => message.error(messageOf(error)))
            }
          >
            {t('import.cancel')}
          </Button>
        )}
        {data.hasRejects && !isRunning && (
          <Button
            size="small"
            href={addressOf(`/imports/${id}/rejects`)}
            icon={<Icon name="download" size={14} />}
            download
          >
            {t('import.rejects')}
          </Button>
        )}
      </div>
      {percent !== undefined && (
        <Progress percent={percent} status={isRunning ? 'active' : 'normal'} aria-label={title} />
      )}
      {data.problem && (
        <Alert
          type="error"
          showIcon
          title={data.problem.message}
          description={t('import.failedHint')}
        />
      )}
      <Figures status={data} />
    </section>
  );
}

function Figures({ status }: { status: ImportStatus }) {
  const { t } = useText();
  const figures = [
    ['import.read', status.read],
    ['import.accepted', status.accepted],
    ['import.duplicates', status.duplicates],
    ['import.rejected', status.rejected],
    ['import.warnings', status.warnings],
    ['import.located', status.located],
    ['import.classified', status.classified],
    ...(status.perSecond === null
      ? []
      : ([['import.perSecond', Math.round(status.perSecond)]] as const)),
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([key, value]) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd>{value.toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Recent() {
  const { t, language } = useText();
  const { data } = useQuery(importsQuery);
  if (!data || data.items.length === 0) return null;
  const stateKey = {
    uploaded: 'import.uploaded',
    running: 'import.running',
    finished: 'import.done',
    failed: 'import.failed',
    cancelled: 'import.cancelled',
  } as const;
  return (
    <section className="card" aria-labelledby="import-recent">
      <h2 id="import-recent">{t('import.recent')}</h2>
      <ul className="links">
        {data.items.slice(0, 10).map((status) => (
          <li key={status.id}>
            <span className="cut">{status.fileName}</span>
            <span className="quiet">
              {status.state === 'finished' && status.dryRun
                ? t('import.dryDone')
                : t(stateKey[status.state])}{' '}
              · {t('import.accepted')} {status.accepted} · {t('import.rejected')} {status.rejected}{' '}
              · {whenOf(t, language, status.updatedAt, serverNow())}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
