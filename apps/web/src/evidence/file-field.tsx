// Takes files by choosing, dropping or pasting; several at once; shows each one's progress.
import { Button, Progress } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { useText } from '../text/language.tsx';
import type { UploadedFile, useUploads } from './uploads.ts';

type Props = { uploads: ReturnType<typeof useUploads>; label: string };

export function FileField({ uploads, label }: Props) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const { files, add, remove } = uploads;
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();

  // Pictures are pasted wherever the hand is; text pasted into a field stays text.
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      if (pasted.length === 0) return;
      event.preventDefault();
      add(pasted);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [add]);

  return (
    <div
      className={`drop ${over ? 'drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add([...event.dataTransfer.files]);
      }}
    >
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/*,audio/*,video/*,application/pdf"
        aria-label={label}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {files.length > 0 && (
        <ul className="drop-files">
          {files.map(({ key, file, preview, percent, id, problem, isRefused }) => (
            <li key={key} className={problem ? 'drop-failed' : ''}>
              {preview && !isRefused ? (
                <img src={preview} alt={file.name} />
              ) : (
                <span className="drop-kind">
                  <Icon name="file" size={24} />
                </span>
              )}
              {id === null && problem === null && (
                <Progress percent={percent} size="small" showInfo={false} aria-label={file.name} />
              )}
              <Button
                size="small"
                shape="circle"
                icon={<Icon name="close" size={12} />}
                aria-label={`${t('do.remove')} ${file.name}`}
                onClick={() => remove(key)}
              />
            </li>
          ))}
        </ul>
      )}
      <FileProblems files={files} />
      <div className="drop-hint">
        <Button
          icon={<Icon name="photo" size={16} />}
          onClick={() => input.current?.click()}
          {...(phone ? {} : { 'aria-describedby': hintId })}
        >
          {t('files.add')}
        </Button>
        {/* Nobody drags or pastes with a thumb. */}
        {!phone && (
          <span id={hintId} className="quiet">
            {t('files.hint')}
          </span>
        )}
      </div>
    </div>
  );
}

/** What became of files that were not taken, whole and by name: beneath a thumbnail nobody could read it. */
export function FileProblems({ files }: { files: readonly UploadedFile[] }) {
  const { t } = useText();
  const failed = files.filter(({ problem }) => problem !== null);
  if (failed.length === 0) return null;
  return (
    <ul className="drop-problems" role="alert">
      {failed.map(({ key, file, problem }) => (
        <li key={key}>{t('files.notTaken', { name: file.name, problem: problem ?? '' })}</li>
      ))}
    </ul>
  );
}
