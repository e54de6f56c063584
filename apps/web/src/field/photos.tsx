// A photograph straight from the camera, or from the album; each with its way to the server, which may fail
// without a network and is tried again.
import { Button, Progress } from 'antd';
import { useRef } from 'react';
import { FileProblems } from '../evidence/file-field.tsx';
import type { useUploads } from '../evidence/uploads.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';

type Props = { uploads: ReturnType<typeof useUploads> };

export function Photos({ uploads }: Props) {
  const { t } = useText();
  const { files, add, remove } = uploads;
  const camera = useRef<HTMLInputElement>(null);
  const album = useRef<HTMLInputElement>(null);
  const failed = files.filter((file) => file.problem !== null);

  const lostOnTheWay = failed.filter(({ isRefused }) => !isRefused);
  const again = (): void => {
    for (const { key } of lostOnTheWay) remove(key);
    add(lostOnTheWay.map(({ file }) => file));
  };
  const input = (ref: typeof camera, label: string, capture: boolean) => (
    <input
      ref={ref}
      type="file"
      hidden
      multiple={!capture}
      accept="image/*"
      aria-label={label}
      {...(capture ? { capture: 'environment' as const } : {})}
      onChange={(event) => {
        add([...(event.target.files ?? [])]);
        event.target.value = '';
      }}
    />
  );

  return (
    <div className="photos">
      {input(camera, t('tasks.camera'), true)}
      {input(album, t('tasks.album'), false)}
      {files.length > 0 && (
        <ul>
          {files.map((file, at) => (
            <li key={file.key}>
              {file.preview && <img src={file.preview} alt={t('tasks.photo', { n: at + 1 })} />}
              {file.id === null && file.problem === null && (
                <Progress percent={file.percent} size="small" showInfo={false} aria-hidden />
              )}
              {file.problem && <span className="photo-lost">{t('tasks.photoLost')}</span>}
              <button
                type="button"
                className="photo-drop"
                aria-label={`${t('do.remove')} ${t('tasks.photo', { n: at + 1 })}`}
                onClick={() => remove(file.key)}
              >
                <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {lostOnTheWay.length > 0 && (
        <p role="alert" className="photo-problem">
          {t('tasks.photoProblem')}{' '}
          <Button size="small" onClick={again}>
            {t('do.retry')}
          </Button>
        </p>
      )}
      <FileProblems files={failed.filter(({ isRefused }) => isRefused)} />
      <div className="photo-do">
        <Button
          block
          icon={<Icon name="photo" size={20} />}
          onClick={() => camera.current?.click()}
        >
          {t('tasks.camera')}
        </Button>
        <Button block onClick={() => album.current?.click()}>
          {t('tasks.album')}
        </Button>
      </div>
    </div>
  );
}
