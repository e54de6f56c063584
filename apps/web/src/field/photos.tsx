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
  // Beside the uploads, one for one: a failed one is sent again from here.
  const chosen = useRef<readonly File[]>([]);
  const failed = files.filter((file) => file.problem !== null);

  const take = (list: FileList | null): void => {
    const taken = [...(list ?? [])];
    chosen.current = [...chosen.current, ...taken];
    add(taken);
  };
  const drop = (key: string): void => {
    const at = files.findIndex((file) => file.key === key);
    chosen.current = chosen.current.filter((_, index) => index !== at);
    remove(key);
  };
  const lostOnTheWay = failed.filter(({ isRefused }) => !isRefused);
  const again = (): void => {
    const lost = files.flatMap((file, at) =>
      lostOnTheWay.includes(file) ? [chosen.current[at]] : [],
    );
    for (const { key } of lostOnTheWay) drop(key);
    const found = lost.filter((file) => file !== undefined);
    chosen.current = [...chosen.current, ...found];
    add(found);
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
        take(event.target.files);
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
                onClick={() => drop(file.key)}
              >
                <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {failed.length > 0 && (
        <p role="alert" className="photo-problem">
          {t('tasks.photoProblem')}{' '}
          {lostOnTheWay.length > 0 && (
            <Button size="small" onClick={again}>
              {t('do.retry')}
            </Button>
          )}
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
