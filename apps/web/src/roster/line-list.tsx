// What the two lists (责任清单, 任务清单) share on their pages: finding a line, editing it, looking at old versions.
import { Button, Input, Select } from 'antd';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { clockTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';

/** Versions offered to look back at. */
const VERSIONS_SHOWN = 20;
/** Numbers are given in tens, so that lines can be put between. */
const APART = 10;

type Numbered = { readonly no: number };

/** The number of a new line. */
export const nextNumber = (lines: readonly Numbered[]): number =>
  Math.max(0, ...lines.map(({ no }) => no)) + APART;

/** The lines with one more, or one changed: it takes the place of whatever stood under its old or new number. */
export function withLine<Line extends Numbered>(
  lines: readonly Line[],
  line: Line,
  editing: Line | 'new' | null,
): Line[] {
  const old = editing === 'new' ? undefined : editing?.no;
  return [...lines.filter(({ no }) => no !== line.no && no !== old), line].sort(
    (a, b) => a.no - b.no,
  );
}

export function FindLines({
  value,
  onChange,
}: {
  value: string;
  onChange: (text: string) => void;
}) {
  const { t } = useText();
  return (
    <Input
      className="page-search"
      allowClear
      value={value}
      onChange={(event) => onChange(event.target.value)}
      placeholder={t('duty.find')}
      aria-label={t('duty.find')}
    />
  );
}

/** `name` says which line, for those who hear the buttons. */
export function LineButtons({
  name,
  edit,
  remove,
}: {
  name: string;
  edit: (() => void) | undefined;
  remove: (() => void) | undefined;
}) {
  const { t } = useText();
  return (
    <>
      {edit && (
        <Button size="small" onClick={edit} aria-label={`${t('do.edit')} ${name}`}>
          {t('do.edit')}
        </Button>
      )}
      {remove && (
        <Button
          size="small"
          type="text"
          icon={<Icon name="close" size={14} />}
          onClick={remove}
          aria-label={`${t('do.remove')} ${name}`}
        />
      )}
    </>
  );
}

type Versioned = {
  readonly version: number;
  readonly newest: number;
  readonly publishedAt: number;
};

/** Which version is shown and since when; `onChange` (undefined: the newest) where another may be looked at. */
export function VersionShown({
  list: { version, newest, publishedAt },
  onChange,
}: {
  list: Versioned;
  onChange: ((version: number | undefined) => void) | null;
}) {
  const { t, language } = useText();
  return (
    <>
      <span>
        {t('duty.version', { version, at: clockTime(t, language, publishedAt, serverNow()) })}
      </span>
      {newest > 1 && onChange && (
        <Select
          value={version}
          onChange={(chosen) => onChange(chosen === newest ? undefined : chosen)}
          options={Array.from({ length: Math.min(newest, VERSIONS_SHOWN) }, (_, at) => {
            const value = newest - at;
            return { value, label: `${value}${at === 0 ? ` · ${t('duty.inForce')}` : ''}` };
          })}
          aria-label={t('duty.history')}
        />
      )}
    </>
  );
}
