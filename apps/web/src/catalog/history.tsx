// 发布记录: who published which version of the catalogue when, from when on, with which words, and what it changed.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { itemDifferences, type CatalogPublication } from '#modules/catalog/contract.ts';
import { serverNow } from '../api/request.ts';
import { Sheet } from '../look/sheet.tsx';
import { Failed, Waiting } from '../look/states.tsx';
import { exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { versionQuery } from './api.ts';
import { useCatalogWords } from './catalog-words.ts';
import { Differences } from './differences.tsx';

type Props = {
  countyId: number;
  items: readonly CatalogPublication[];
  inForce: number;
  onClose: () => void;
};

export function CatalogHistory({ countyId, items, inForce, onClose }: Props) {
  const { t, language } = useText();
  const words = useCatalogWords(countyId);
  const [shown, setShown] = useState<number | null>(null);
  const now = serverNow();
  const stateOf = ({ number, effectiveAt }: CatalogPublication) =>
    number === inForce
      ? 'inForce'
      : number < inForce
        ? 'over'
        : effectiveAt > now
          ? 'scheduled'
          : 'over';
  return (
    <Sheet title={t('catalog.history')} onClose={onClose} width={640}>
      <ol className="publications">
        {items.map((each) => {
          const { number, publishedBy, publishedAt, effectiveAt, note } = each;
          const before = items.find((one) => one.number === number - 1);
          return (
            <li key={number}>
              <p className="difference-head">
                <strong>{t('catalog.number', { number })}</strong>
                <span className="difference-kind">{t(`catalog.state.${stateOf(each)}`)}</span>
              </p>
              <p>
                {publishedBy || t('say.unknown')} · {exactTime(language, publishedAt)}
              </p>
              <p className="quiet">
                {t('catalog.since', { at: exactTime(language, effectiveAt) })}
                {before && ` · ${words.counts(each)}`}
              </p>
              {note && <p>{note}</p>}
              {before && (
                <Button
                  size="small"
                  aria-expanded={shown === number}
                  onClick={() => setShown(shown === number ? null : number)}
                >
                  {t('catalog.whatChanged')}
                </Button>
              )}
              {before && shown === number && (
                <Between countyId={countyId} before={before} after={each} />
              )}
            </li>
          );
        })}
      </ol>
    </Sheet>
  );
}

type BetweenProps = { countyId: number; before: CatalogPublication; after: CatalogPublication };

function Between({ countyId, before, after }: BetweenProps) {
  const { t } = useText();
  const old = useQuery(versionQuery(countyId, before.versionId));
  const young = useQuery(versionQuery(countyId, after.versionId));
  const error = old.error ?? young.error;
  if (error) return <Failed error={error} />;
  if (!old.data || !young.data) return <Waiting rows={2} />;
  return (
    <Differences
      countyId={countyId}
      title={t('catalog.between', { before: before.number, after: after.number })}
      differences={itemDifferences(old.data, young.data)}
    />
  );
}
