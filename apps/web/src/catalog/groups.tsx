// 大类与小类 of a draft: named anew, or added with a number of the county's own.
import { Button, Input } from 'antd';
import { useState } from 'react';
import { CatalogGroup, nextOwnGroup, type CatalogAnswer } from '#modules/catalog/contract.ts';
import { Field } from '../lists/field.tsx';
import { Icon } from '../look/icons.tsx';
import { Sheet } from '../look/sheet.tsx';
import { useText } from '../text/language.tsx';

/** The catalogue with the classes of a draft. */
export function withGroups(from: CatalogAnswer, changed: readonly CatalogGroup[]): CatalogAnswer {
  const merged = (own: readonly CatalogGroup[], digits: number) =>
    [
      ...new Map(
        [...own, ...changed.filter(({ code }) => code.length === digits)].map((group) => [
          group.code,
          group,
        ]),
      ).values(),
    ].sort((a, b) => (a.code < b.code ? -1 : 1));
  return {
    ...from,
    majors: merged(from.majors, MAJOR_DIGITS),
    subs: merged(from.subs, SUB_DIGITS),
  };
}
export const MAJOR_DIGITS = 2;
export const SUB_DIGITS = 4;

type Props = {
  catalog: CatalogAnswer;
  /** Codes of items that are or were in use: their classes' numbers are not given again. */
  taken: ReadonlySet<string>;
  onChange: (group: CatalogGroup) => void;
  onClose: () => void;
};

export function GroupsSheet({ catalog, taken, onChange, onClose }: Props) {
  const { t, pick } = useText();
  /** The class being written; one without a name is new. */
  const [editing, setEditing] = useState<CatalogGroup | null>(null);
  const used = new Set([
    ...[...catalog.majors, ...catalog.subs].map(({ code }) => code),
    ...[...taken].flatMap((code) => [code.slice(0, MAJOR_DIGITS), code.slice(0, SUB_DIGITS)]),
  ]);
  const add = (major: string) => {
    const code = nextOwnGroup(major, used);
    return (
      <Button
        size="small"
        type="text"
        icon={<Icon name="plus" size={14} />}
        disabled={code === undefined || editing !== null}
        onClick={() => code && setEditing({ code, name: { zh: '', en: '' } })}
      >
        {t(major === '' ? 'catalog.addMajor' : 'catalog.addSub')}
      </Button>
    );
  };
  const row = (group: CatalogGroup) => (
    <div className="group-row">
      <span className="quiet">{group.code}</span>
      <span>{pick(group.name)}</span>
      <Button
        size="small"
        type="text"
        icon={<Icon name="pen" size={14} />}
        disabled={editing !== null}
        onClick={() => setEditing(group)}
        aria-label={`${t('catalog.renameGroup')} ${pick(group.name)}`}
      />
    </div>
  );
  const editor = editing && (
    <Editor
      key={editing.code}
      group={editing}
      onClose={() => setEditing(null)}
      onKeep={(group) => {
        onChange(group);
        setEditing(null);
      }}
    />
  );
  const isNew = (code: string) => !used.has(code);
  return (
    <Sheet title={t('catalog.groups')} onClose={onClose}>
      <p className="quiet">{t('catalog.groupsHint')}</p>
      <ul className="group-list">
        {catalog.majors.map((major) => (
          <li key={major.code}>
            {editing?.code === major.code ? editor : row(major)}
            <ul>
              {catalog.subs
                .filter(({ code }) => code.startsWith(major.code))
                .map((sub) => (
                  <li key={sub.code}>{editing?.code === sub.code ? editor : row(sub)}</li>
                ))}
              <li>
                {editing && isNew(editing.code) && editing.code.startsWith(major.code)
                  ? editor
                  : add(major.code)}
              </li>
            </ul>
          </li>
        ))}
        <li>
          {editing && isNew(editing.code) && editing.code.length === MAJOR_DIGITS
            ? editor
            : add('')}
        </li>
      </ul>
    </Sheet>
  );
}

type EditorProps = {
  group: CatalogGroup;
  onKeep: (group: CatalogGroup) => void;
  onClose: () => void;
};

function Editor({ group, onKeep, onClose }: EditorProps) {
  const { t } = useText();
  const [name, setName] = useState(group.name);
  const [zh, en] = [name.zh.trim() || name.en.trim(), name.en.trim() || name.zh.trim()];
  // Whoever writes in one language is understood in it by both until it is translated.
  const written = CatalogGroup.safeParse({ code: group.code, name: { zh, en } });
  return (
    <div className="group-editor">
      <span className="quiet">{group.code}</span>
      {(['zh', 'en'] as const).map((language) => (
        <Field key={language} label={t(language === 'zh' ? 'catalog.groupZh' : 'catalog.groupEn')}>
          {(id) => (
            <Input
              id={id}
              maxLength={language === 'zh' ? 60 : 120}
              value={name[language]}
              onChange={(event) => setName({ ...name, [language]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <p className="line-buttons">
        <Button onClick={onClose}>{t('do.cancel')}</Button>
        <Button
          type="primary"
          disabled={!written.success}
          onClick={() => written.success && onKeep(written.data)}
        >
          {t('do.confirm')}
        </Button>
      </p>
    </div>
  );
}

type ChangesProps = {
  from: CatalogAnswer;
  changed: readonly CatalogGroup[];
  revert?: (code: string) => void;
};

/** Which classes a draft adds or names anew; nothing where there are none. */
export function GroupChanges({ from, changed, revert }: ChangesProps) {
  const { t, pick } = useText();
  if (changed.length === 0) return null;
  const names = new Map([...from.majors, ...from.subs].map(({ code, name }) => [code, name]));
  return (
    <section className="card differences" aria-label={t('catalog.groups')}>
      <p>
        <strong>{t('catalog.groups')}</strong>
      </p>
      <ul>
        {changed.map(({ code, name }) => {
          const before = names.get(code);
          const kind = before ? 'changed' : 'added';
          return (
            <li key={code}>
              <div className="difference-head">
                <span className={`state-word state-${kind}`}>{t(`catalog.kind.${kind}`)}</span>
                {before && <del>{pick(before)}</del>} <strong>{pick(name)}</strong>
                <span className="quiet">{code}</span>
                {revert && (
                  <Button
                    size="small"
                    type="link"
                    onClick={() => revert(code)}
                    aria-label={`${t('catalog.revert')} ${pick(name)}`}
                  >
                    {t('catalog.revert')}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
