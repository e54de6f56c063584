// 批量导入: a file, its columns, a dry run, the run, and the rows that were not taken.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Steps } from 'antd';
import { useRef, useState } from 'react';
import type { ImportPreview } from '#modules/intake/contract.ts';
import {
  importQuery,
  previewImport,
  runImport,
  uploadImport,
  type ImportMapping,
} from '../api/imports.ts';
import { messageOf } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Blank } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { MappingTable, Rows } from './import-mapping.tsx';
import { Recent, Run } from './import-run.tsx';

type Preview = ImportPreview;

export default function ImportPage() {
  const { t } = useText();
  const { message } = App.useApp();
  const me = useMe();
  const queries = useQueryClient();
  const [file, setFile] = useState<{ name: string; preview: Preview } | null>(null);
  const [mapping, setMapping] = useState<ImportMapping | null>(null);
  const [running, setRunning] = useState(false);

  const { data: begun } = useQuery({ ...importQuery(file?.preview.id ?? ''), enabled: running });
  const isUnderWay = begun?.state === 'running';
  /** What was taken is taken: only a dry run may be followed by another. */
  const isOver = begun?.state === 'finished' && !begun.dryRun;

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
                disabled={look.isPending || isUnderWay || isOver}
                onClick={() => run.mutate(true)}
              >
                {t('import.dryRun')}
              </Button>
              <Button
                type="primary"
                loading={run.isPending}
                disabled={file.preview.problems.length > 0 || isUnderWay || isOver}
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
