// What published lists share on their pages (责任清单, 任务清单, 事项清单): finding a line, editing it, looking at
// earlier versions.
import { Button, Input, Select, Table, type TableColumnsType } from 'antd';
import { useState, type ReactNode } from 'react';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { clockTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { versionsToChoose } from './versions.ts';

/** Numbers are given in tens, so that lines can be put between. */
const APART = 10;
/** Lines of a screenful; longer lists are turned page by page. */
const LINES_AT_ONCE = 100;

type Numbered = { readonly no: number };

/** The number of a new line. */
export const nextNumber = (lines: readonly Numbered[]): number =>
  Math.max(0, ...lines.map(({ no }) => no)) + APART;

type Key = string | number;

/** What is particular to a list: how one line of it is named, found and shown. */
export type LineKind<Line> = Readonly<{
  label: string;
  keyOf: (line: Line) => Key;
  /** Everything that is read in it. */
  words: (line: Line) => string;
  /** Which line, for those who hear its buttons. */
  nameOf: (line: Line) => string;
  columns: TableColumnsType<Line>;
  /** The same on a phone. */
  card: (line: Line) => ReactNode;
  /** What else narrows the list, and what it lets through. */
  filter?: Readonly<{ field: ReactNode; passes: (line: Line) => boolean }>;
  /** What the search is for; lists of the rosters have one text. */
  find?: string;
}>;

/** The lines with one more, or one changed: it takes the place of whatever stood under its old or new key. */
export function withLine<Line>(
  lines: readonly Line[],
  line: Line,
  editing: Line | null,
  keyOf: (line: Line) => Key,
): Line[] {
  const old = editing === null ? undefined : keyOf(editing);
  const own = keyOf(line);
  return [...lines.filter((one) => keyOf(one) !== own && keyOf(one) !== old), line].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
}

type RowsProps<Line> = {
  kind: LineKind<Line>;
  lines: readonly Line[];
  edit?: (line: Line) => void;
  remove?: (line: Line) => void;
};

/** The lines as a table, on a phone as cards, with a search over them. */
export function LineRows<Line extends object>({ kind, lines, edit, remove }: RowsProps<Line>) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const [text, setText] = useState('');
  const [page, setPage] = useState(1);
  const wanted = text.trim().toLowerCase();
  const shown = lines.filter(
    (line) =>
      (kind.filter?.passes(line) ?? true) && kind.words(line).toLowerCase().includes(wanted),
  );
  const find = kind.find ?? t('duty.find');
  const buttons = (line: Line) => (
    <>
      {edit && (
        <Button
          size="small"
          onClick={() => edit(line)}
          aria-label={`${t('do.edit')} ${kind.nameOf(line)}`}
        >
          {t('do.edit')}
        </Button>
      )}
      {remove && (
        <Button
          size="small"
          type="text"
          icon={<Icon name="close" size={14} />}
          onClick={() => remove(line)}
          aria-label={`${t('do.remove')} ${kind.nameOf(line)}`}
        />
      )}
    </>
  );
  const last = page * LINES_AT_ONCE;
  return (
    <>
      <div className="line-find">
        <Input
          className="page-search"
          allowClear
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setPage(1);
          }}
          placeholder={find}
          aria-label={find}
        />
        {kind.filter?.field}
      </div>
      {phone ? (
        <>
          {shown.length === 0 && <Blank icon="search" title={t('lists.noneMatch')} />}
          <ul className="duty-cards">
            {shown.slice(0, last).map((line) => (
              <li key={kind.keyOf(line)} className="card">
                {kind.card(line)}
                {(edit ?? remove) && <p className="line-buttons">{buttons(line)}</p>}
              </li>
            ))}
          </ul>
          {shown.length > last && (
            <Button block onClick={() => setPage(page + 1)}>
              {t('do.more')}
            </Button>
          )}
        </>
      ) : (
        <TableBox label={kind.label}>
          <Table<Line>
            className="sheet"
            rowKey={kind.keyOf}
            size="middle"
            dataSource={shown}
            pagination={
              shown.length > LINES_AT_ONCE * 2
                ? {
                    ...{ current: page, onChange: setPage, pageSize: LINES_AT_ONCE },
                    showSizeChanger: false,
                  }
                : false
            }
            locale={{ emptyText: <Blank icon="search" title={t('lists.noneMatch')} /> }}
            columns={[
              ...kind.columns,
              ...(edit
                ? [{ title: '', width: 108, render: (_: unknown, line: Line) => buttons(line) }]
                : []),
            ]}
          />
        </TableBox>
      )}
    </>
  );
}

type Versioned = {
  readonly version: number;
  readonly newest: number;
  readonly publishedAt: number;
  /** The versions that stand, where some were withdrawn. */
  readonly standing?: readonly number[];
};

type VersionProps = {
  list: Versioned;
  onChange: ((version: number | undefined) => void) | null;
  /** The version in force where that is not the newest. */
  inForce?: number;
};

/** Which version is shown and since when; `onChange` (undefined: the newest) where another may be looked at. */
export function VersionShown({ list, onChange, inForce = list.newest }: VersionProps) {
  const { t, language } = useText();
  const { version, newest, publishedAt, standing } = list;
  return (
    <>
      <span>
        {t('duty.version', { version, at: clockTime(t, language, publishedAt, serverNow()) })}
      </span>
      {newest > 1 && onChange && (
        <Select
          value={version}
          onChange={(chosen) => onChange(chosen === newest ? undefined : chosen)}
          options={versionsToChoose(newest, standing).map((value) => ({
            value,
            label: `${value}${value === inForce ? ` · ${t('duty.inForce')}` : ''}`,
          }))}
          aria-label={t('duty.history')}
        />
      )}
    </>
  );
}
