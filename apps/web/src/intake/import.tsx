// 批量导入: a file, its columns, a dry run, the run, and the rows that were not taken.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Progress, Select, Steps, Table } from 'antd';
import { useRef, useState } from 'react';
import type { z } from 'zod';
import {
  REPORT_FIELDS,
  type ImportPreview,
  type ImportStatus,
  type ReportField,
} from '#modules/intake/contract.ts';
import {
  cancelImport,
  importQuery,
  importsQuery,
  previewImport,
  runImport,
  uploadImport,
  type ImportMapping,
} from '../api/imports.ts';
import { addressOf, messageOf, serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Icon } from '../look/icons.tsx';
import { Blank } from '../look/states.tsx';
import { exactTime, whenOf } from '../look/time.ts';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';

type Preview = z.infer<typeof ImportPreview>;
type Status = z.infer<typeof ImportStatus>;

export default function ImportPage() {
  const { t } = useText();
  const { message } = App.useApp();
  const me = useMe();
  const queries = useQueryClient();
  const [file, setFile] = useState<{ name: string; preview: Preview } | null>(null);
  const [mapping, setMapping] = useState<ImportMapping | null>(null);
  const [running, setRunning] = useState(false);

  const told = (error: unknown): void => void message.error(messageOf(error));
  const upload = useMutation({
    mutationFn: (chosen: File) => uploadImport(chosen, me.mainCountyId),
    onSuccess: (preview, chosen) => {
      setFile({ name: chosen.name, preview });
      setMapping(preview.mapping);
      setRunning(false);
      void queries.invalidateQueries({ queryKey: ['imports'] });
    },
    onError: told,
  });
  const look = useMutation({
    mutationFn: (changed: ImportMapping) => previewImport(file?.preview.id ?? '', changed),
    onSuccess: (preview) => file && setFile({ ...file, preview }),
    onError: told,
  });
  const run = useMutation({
    mutationFn: (dryRun: boolean) => {
      if (!file || !mapping) throw new Error('nothing to import');
      return runImport(file.preview.id, mapping, dryRun);
    },
    onSuccess: (status) => {
      setRunning(true);
      queries.setQueryData(['imports', status.id], status);
      void queries.invalidateQueries({ queryKey: ['imports'] });
    },
    onError: told,
  });
  const change = (next: ImportMapping): void => {
    setMapping(next);
    look.mutate(next);
  };

  return (
    <div className="page page-wide stack">
      <header className="page-head">
        <h1>{t('import.title')}</h1>
        <span className="top-gap" />
        {file && (
          <Button
            onClick={() => {
              setFile(null);
              setMapping(null);
              setRunning(false);
            }}
          >
            {t('import.again')}
          </Button>
        )}
      </header>
      <Steps
        size="small"
        responsive={false}
        current={file ? (running ? 2 : 1) : 0}
        items={[
          { title: t('import.step.file') },
          { title: t('import.step.columns') },
          { title: t('import.step.run') },
        ]}
      />
      {!file || !mapping ? (
        <>
          <Drop busy={upload.isPending} onFile={(chosen) => upload.mutate(chosen)} />
          <Recent />
        </>
      ) : (
        <>
          {running && <Run id={file.preview.id} />}
          <section className="card" aria-labelledby="import-mapping">
            <div className="page-head">
              <h2 id="import-mapping">{t('import.mapping')}</h2>
              <span className="quiet">{file.name}</span>
              <span className="top-gap" />
              <Button
                loading={run.isPending}
                disabled={look.isPending}
                onClick={() => run.mutate(true)}
              >
                {t('import.dryRun')}
              </Button>
              <Button
                type="primary"
                loading={run.isPending}
                disabled={file.preview.problems.length > 0}
                onClick={() => run.mutate(false)}
              >
                {t('import.run')}
              </Button>
            </div>
            <p className="quiet">
              {t('import.mappingHint')} {t('import.dryRunHint')}
            </p>
            {file.preview.problems.map((problem) => (
              <Alert key={problem.message} type="warning" showIcon title={problem.message} />
            ))}
            <MappingTable preview={file.preview} mapping={mapping} onChange={change} />
          </section>
          <Rows preview={file.preview} />
        </>
      )}
    </div>
  );
}

function Drop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={`drop drop-large ${over ? 'drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.jsonl,.ndjson,.xlsx,.tsv,.txt"
        aria-label={t('import.choose')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
      <Blank icon="upload" title={busy ? t('import.uploading') : t('import.drop')}>
        <Button type="primary" loading={busy} onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>
      </Blank>
    </div>
  );
}

function MappingTable({
  preview,
  mapping,
  onChange,
}: {
  preview: Preview;
  mapping: ImportMapping;
  onChange: (mapping: ImportMapping) => void;
}) {
  const { t } = useText();
  const sample = preview.rows.find((row) => row.cells)?.cells ?? {};
  const choose = (field: ReportField, column: string | undefined): void => {
    const { [field]: _before, ...others } = mapping.fields;
    onChange({ ...mapping, fields: column ? { ...others, [field]: { column } } : others });
  };
  return (
    <TableBox label={t('import.mapping')}>
      <Table
        className="sheet"
        rowKey="field"
        size="small"
        pagination={false}
        dataSource={REPORT_FIELDS.map((field) => ({ field }))}
        columns={[
          {
            title: t('import.field'),
            render: (_, { field }) => t(`import.field.${field}`),
            width: 140,
          },
          {
            title: t('import.column'),
            width: 300,
            render: (_, { field }) => {
              const rule = mapping.fields[field];
              if (rule && !('column' in rule))
                return (
                  <span className="quiet">
                    {'template' in rule
                      ? `${t('import.template')}: ${rule.template}`
                      : `${t('import.constant')}: ${rule.constant}`}
                  </span>
                );
              return (
                <Select
                  className="wide"
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  value={rule?.column ?? null}
                  onChange={(column?: string) => choose(field, column)}
                  options={preview.headers.map((header) => ({ value: header, label: header }))}
                  placeholder={t('import.notMapped')}
                  aria-label={t(`import.field.${field}`)}
                />
              );
            },
          },
          {
            title: t('import.sample'),
            render: (_, { field }) => {
              const rule = mapping.fields[field];
              return (
                <span className="quiet cut">
                  {rule && 'column' in rule ? (sample[rule.column] ?? '') : ''}
                </span>
              );
            },
          },
        ]}
      />
    </TableBox>
  );
}

function Rows({ preview }: { preview: Preview }) {
  const { t, language } = useText();
  return (
    <section className="card" aria-labelledby="import-rows">
      <h2 id="import-rows">{t('import.preview')}</h2>
      <TableBox label={t('import.preview')}>
        <Table
          rowKey="row"
          size="small"
          pagination={false}
          dataSource={preview.rows}
          columns={[
            {
              title: t('import.rowNo'),
              render: (_, { row }) => <span className="quiet">{t('import.row', { row })}</span>,
              width: 80,
            },
            {
              title: t('import.field.occurredAt'),
              render: (_, { report }) => (report ? exactTime(language, report.occurredAt) : ''),
              width: 180,
            },
            {
              title: t('import.field.text'),
              render: (_, { report, rejection }) =>
                report ? (
                  <span className="cut cut-wide">{report.title || report.text}</span>
                ) : (
                  <span>
                    <span className="flag">{t('import.refusedRow')}</span> {rejection?.message}
                  </span>
                ),
            },
            {
              title: t('import.field.address'),
              render: (_, { report }) => <span className="cut">{report?.addressText}</span>,
            },
          ]}
        />
      </TableBox>
    </section>
  );
}

function Run({ id }: { id: string }) {
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

function Figures({ status }: { status: Status }) {
  const { t } = useText();
  const figures = [
    ['import.read', status.read],
    ['import.accepted', status.accepted],
    ['import.duplicates', status.duplicates],
    ['import.rejected', status.rejected],
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

function Recent() {
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
