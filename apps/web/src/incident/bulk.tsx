// What may be done to several matters at once: only verbs that all their statuses allow and that need
// no words of their own for each.
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { BULK_MAX, verbsFrom, type IncidentRow, type Verb } from '#modules/incident/contract.ts';
import { Icon } from '../look/icons.tsx';
import { KeyCap, useKeys } from '../look/keys.tsx';
import { useText } from '../text/language.tsx';
import { usePerformMany } from './perform.ts';
import { VerbForm } from './verb-form.tsx';
import { VERB_KEYS } from './verbs.ts';

/** Verbs that make sense for many at once, in the order of use. */
const BULK_VERBS: readonly Verb[] = [
  'accept',
  'dispatch',
  'reassign',
  'sign',
  'close',
  'urge',
  'supervise',
  'dismiss',
  'recall',
  'transfer',
  'archive',
  'annotate',
];

type Props = {
  rows: readonly IncidentRow[];
  /** The letters mean these matters: none is open beside them. */
  hasKeys: boolean;
  onAll: () => void;
  onClear: () => void;
};

export function BulkBar({ rows, hasKeys, onAll, onClear }: Props) {
  const { t } = useText();
  const performMany = usePerformMany();
  const [verb, setVerb] = useState<Verb | null>(null);
  const subjects = rows.slice(0, BULK_MAX);
  const possible = BULK_VERBS.filter((candidate) =>
    subjects.every(
      (row) =>
        verbsFrom(row.status).includes(candidate) &&
        // 改派 is of what had an order: one that was never given is dispatched.
        (candidate !== 'reassign' || row.status !== 'filed' || row.flags.includes('returned')),
    ),
  );
  const first = subjects[0];
  useKeys(
    hasKeys
      ? possible.map((candidate) => ({
          key: VERB_KEYS[candidate],
          label: t('act.bulk', { verb: t(`verb.${candidate}`) }),
          group: 'verbs' as const,
          run: () => setVerb(candidate),
        }))
      : [],
  );
  return (
    <div className="bulk" role="region" aria-label={t('act.chosen', { count: rows.length })}>
      <strong>{t('act.chosen', { count: rows.length })}</strong>
      <Button size="small" type="link" onClick={onAll}>
        {t('act.chooseAll')}
      </Button>
      <span className="top-gap" />
      {possible.length === 0 && <span className="quiet">{t('act.bulkNone')}</span>}
      {possible.slice(0, 2).map((candidate, index) => (
        <Button
          key={candidate}
          size="small"
          type={index === 0 ? 'primary' : 'default'}
          onClick={() => setVerb(candidate)}
        >
          {t(`verb.${candidate}`)}
          {hasKeys && <KeyCap name={VERB_KEYS[candidate]} />}
        </Button>
      ))}
      {possible.length > 2 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: possible
              .slice(2)
              .map((candidate) => ({ key: candidate, label: t(`verb.${candidate}`) })),
            onClick: ({ key }) => setVerb(possible.find((candidate) => candidate === key) ?? null),
          }}
        >
          <Button size="small">{t('do.more')}</Button>
        </Dropdown>
      )}
      <Button
        size="small"
        type="text"
        icon={<Icon name="close" size={14} />}
        aria-label={t('do.cancel')}
        onClick={onClear}
      />
      {verb && first && (
        <VerbForm
          verb={verb}
          incident={first}
          count={subjects.length}
          subjects={subjects}
          onCancel={() => setVerb(null)}
          onSubmit={(input) => {
            performMany(subjects, verb, input);
            setVerb(null);
            onClear();
          }}
        />
      )}
    </div>
  );
}
