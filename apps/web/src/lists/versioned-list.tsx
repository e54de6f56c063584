// A list that is published in versions: the one in force, earlier ones, and the next one being written, tried and
// published. A published version is shown, never changed.
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { Blank } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { LineRows, VersionShown, withLine, type LineKind } from './line-list.tsx';
import { keptDraft, keepDraft, type DraftSchema } from './kept-draft.ts';
import { PublishDialog, type Publishing } from './publish-dialog.tsx';
import './lists.css';

/** How the next version is written. */
export type Keeping<Line> = Readonly<{
  /** Under which name a draft is kept in this tab, and what it must look like. */
  memory: string;
  schema: DraftSchema<Line>;
  /** What the next version will be called, where it is not the one after the newest. */
  number?: number;
  addLabel: string;
  /** A button beside it, for what the lines stand in. */
  besides?: ReactNode;
  drawer: (
    given: Readonly<{
      line: Line | null;
      lines: readonly Line[];
      onClose: () => void;
      onKeep: (line: Line) => void;
    }>,
  ) => ReactNode;
  /** What may be taken into a draft instead of what stands; shown while nothing is being written. */
  offer?: (begin: (lines: readonly Line[]) => void) => ReactNode;
  /** What it would do; nothing is changed. */
  dryRun?: (lines: readonly Line[]) => Promise<ReactNode>;
  publish: (lines: readonly Line[], how: Publishing) => Promise<number>;
  /** What a publication makes stale. */
  stale: readonly unknown[];
  /** What differs from the version it is made of. */
  changes?: (lines: readonly Line[], change: (lines: readonly Line[]) => void) => ReactNode;
  /** What the lines stand in, beside them part of the draft: a trial holds as long as it is the same. */
  basis?: unknown;
  /** Forgets what else belonged to the draft. */
  forget?: () => void;
  /** It may be published for a later day. */
  fromLater?: boolean;
}>;

type Props<Line> = {
  kind: LineKind<Line>;
  /** Null where nothing was published yet. */
  list: Readonly<{
    version: number;
    newest: number;
    publishedAt: number;
    note: string;
    lines: readonly Line[];
    standing?: readonly number[];
  }> | null;
  onVersion: (version: number | undefined) => void;
  none: Readonly<{ title: string; hint: string }>;
  /** Null for who only reads. */
  keeping: Keeping<Line> | null;
  inForce?: number;
  /** Beside the version. */
  head?: ReactNode;
};

export function VersionedList<Line extends object>({
  kind,
  list,
  onVersion,
  none,
  keeping,
  inForce,
  head,
}: Props<Line>) {
  const { t } = useText();
  const newest = list?.newest ?? 0;
  const [draft, setDraft] = useState<readonly Line[] | null>(() =>
    keeping ? keptDraft(keeping.memory, newest, keeping.schema) : null,
  );
  const change = (lines: readonly Line[] | null): void => {
    setDraft(lines);
    if (keeping) keepDraft(keeping.memory, newest, lines);
  };
  if (draft && keeping)
    return (
      <Draft
        kind={kind}
        keeping={keeping}
        lines={draft}
        newest={newest}
        change={change}
        end={() => {
          change(null);
          keeping.forget?.();
        }}
      />
    );
  if (!list)
    return (
      <Blank icon="file" title={none.title} hint={none.hint}>
        {keeping && <Button onClick={() => change([])}>{t('duty.start')}</Button>}
      </Blank>
    );
  const isOld = list.version !== (inForce ?? newest);
  return (
    <>
      <div className="duty-list-head">
        <VersionShown
          list={list}
          onChange={onVersion}
          {...(inForce === undefined ? {} : { inForce })}
        />
        <span className="top-gap" />
        {head}
        {keeping && list.version === newest && (
          <Button icon={<Icon name="pen" size={15} />} onClick={() => change(list.lines)}>
            {t('duty.edit')}
          </Button>
        )}
      </div>
      {isOld && list.version !== newest && (
        <Alert type="info" showIcon title={t('duty.old', { version: inForce ?? newest })} />
      )}
      {list.version === newest && keeping?.offer?.(change)}
      {list.note && <p className="quiet">{list.note}</p>}
      <LineRows kind={kind} lines={list.lines} />
    </>
  );
}

type DraftProps<Line> = {
  kind: LineKind<Line>;
  keeping: Keeping<Line>;
  lines: readonly Line[];
  newest: number;
  change: (lines: readonly Line[]) => void;
  end: () => void;
};

function Draft<Line extends object>({
  kind,
  keeping,
  lines,
  newest,
  change,
  end,
}: DraftProps<Line>) {
  const { t } = useText();
  const { message } = App.useApp();
  const [editing, setEditing] = useState<Line | 'new' | null>(null);
  const [isPublishing, setPublishing] = useState(false);
  const { dryRun } = keeping;
  const trial = useMutation({
    mutationFn: async (_basis: unknown) => dryRun?.(lines) ?? null,
    onError: (error) => void message.error(messageOf(error)),
  });
  const edited = (next: readonly Line[]): void => {
    // What was tried is another list by now.
    trial.reset();
    change(next);
  };
  const { keyOf } = kind;
  return (
    <>
      <div className="duty-list-head">
        <strong aria-live="polite">{t('duty.changedRows', { count: lines.length })}</strong>
        <span className="top-gap" />
        <Button icon={<Icon name="plus" size={15} />} onClick={() => setEditing('new')}>
          {keeping.addLabel}
        </Button>
        {keeping.besides}
        {dryRun && (
          <Button loading={trial.isPending} onClick={() => trial.mutate(keeping.basis)}>
            {t('lists.try')}
          </Button>
        )}
        <Button onClick={end}>{t('duty.discard')}</Button>
        <Button type="primary" disabled={lines.length === 0} onClick={() => setPublishing(true)}>
          {t('duty.publish', { version: keeping.number ?? newest + 1 })}
        </Button>
      </div>
      {trial.data && trial.variables === keeping.basis ? (
        <div className="stack" role="status">
          {trial.data}
        </div>
      ) : (
        keeping.changes?.(lines, edited)
      )}
      <LineRows
        kind={kind}
        lines={lines}
        edit={setEditing}
        remove={(line) => edited(lines.filter((one) => keyOf(one) !== keyOf(line)))}
      />
      {editing !== null &&
        keeping.drawer({
          line: editing === 'new' ? null : editing,
          lines,
          onClose: () => setEditing(null),
          onKeep: (line) => {
            edited(withLine(lines, line, editing === 'new' ? null : editing, keyOf));
            setEditing(null);
          },
        })}
      {isPublishing && (
        <PublishDialog
          {...keeping}
          publish={(how) => keeping.publish(lines, how)}
          version={keeping.number ?? newest + 1}
          onClose={() => setPublishing(false)}
          onDone={end}
        />
      )}
    </>
  );
}
