// What differs between two versions of the catalogue, item by item; for a draft also what it touches.
import { Button } from 'antd';
import { useState } from 'react';
import type {
  CatalogReference,
  ItemDifference,
  TryCatalogAnswer,
} from '#modules/catalog/contract.ts';
import { useText } from '../text/language.tsx';
import { useCatalogWords } from './catalog-words.ts';

/** Differences opened at once: more than that is looked through step by step. */
const SHOWN_AT_ONCE = 30;

type Props = {
  countyId: number;
  differences: readonly ItemDifference[];
  title: string;
  /** What a trial found; absent before it. */
  touched?: TryCatalogAnswer['touched'];
  /** Takes one of them back. */
  revert?: (difference: ItemDifference) => void;
};

export function Differences({ countyId, differences, title, touched, revert }: Props) {
  const { t, pick } = useText();
  const words = useCatalogWords(countyId);
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  const of = (kind: (each: ItemDifference) => boolean) => differences.filter(kind).length;
  const counts = {
    added: of(({ before }) => before === null),
    changed: of(({ before, after }) => before !== null && after !== null),
    retired: of(({ after }) => after === null),
  };
  const found = new Map(touched?.map((each) => [each.code, each]));
  const says = ({ list, place, rows }: CatalogReference): string =>
    t(`catalog.named.${list}`, { place, rows: rows.join(t('say.list')) });
  return (
    <section className="card differences" aria-label={title}>
      <p>
        <strong>{title}</strong> {words.counts(counts)}
      </p>
      {touched && <p className="quiet">{t('catalog.tried')}</p>}
      <ul>
        {differences.slice(0, most).map((difference) => {
          const { code, before, after, fields } = difference;
          const item = after ?? before;
          if (!item) return null;
          const kind = before === null ? 'added' : after === null ? 'retired' : 'changed';
          const its = found.get(code);
          return (
            <li key={code}>
              <div className="difference-head">
                <span className={`state-word state-${kind}`}>{t(`catalog.kind.${kind}`)}</span>
                <strong>{pick(item.name)}</strong>
                <span className="quiet">{code}</span>
                {revert && (
                  <Button
                    size="small"
                    type="link"
                    onClick={() => revert(difference)}
                    aria-label={`${t('catalog.revert')} ${pick(item.name)}`}
                  >
                    {t('catalog.revert')}
                  </Button>
                )}
              </div>
              {before && after && (
                <dl className="difference-fields">
                  {fields.map((field) => (
                    <div key={field}>
                      <dt>{words.fieldName(field)}</dt>
                      <dd>
                        <del>{words.valueOf(before, field)}</del>{' '}
                        <ins>{words.valueOf(after, field)}</ins>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
              {its && its.waiting + its.open > 0 && (
                <p>{t('catalog.touched', { waiting: its.waiting, open: its.open })}</p>
              )}
              {its && its.references.length > 0 && (
                <p className={kind === 'retired' ? 'difference-warning' : 'quiet'}>
                  {its.references.map(says).join(t('catalog.and'))}
                  {kind === 'retired' && ` ${t('catalog.namedRetired')}`}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {differences.length > most && (
        <Button onClick={() => setMost(most + SHOWN_AT_ONCE)}>{t('do.more')}</Button>
      )}
    </section>
  );
}
