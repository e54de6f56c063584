// The catalogue that came with the house says something newer than the county's own: what, and one press takes it into a
// draft, to be tried and published as any other.
import { Alert, Button } from 'antd';
import { useState } from 'react';
import {
  itemDifferences,
  itemsAfter,
  type CatalogAnswer,
  type CatalogChange,
} from '#modules/catalog/contract.ts';
import { useText } from '../text/language.tsx';
import { Differences } from './differences.tsx';
import { GroupChanges } from './groups.tsx';

type Props = {
  countyId: number;
  from: CatalogAnswer;
  newer: CatalogChange;
  take: () => void;
};

export function Newer({ countyId, from, newer, take }: Props) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  const differences = itemDifferences(from, { items: itemsAfter(from, newer) });
  const groups = [...newer.majors, ...newer.subs];
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={t('catalog.newer', { count: differences.length + groups.length })}
        description={
          <>
            <p>{t('catalog.newerHint')}</p>
            <div className="newer-acts">
              <Button type="primary" onClick={take}>
                {t('catalog.takeNewer')}
              </Button>
              <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {t('catalog.whatChanged')}
              </Button>
            </div>
          </>
        }
      />
      {isOpen && <GroupChanges from={from} changed={groups} />}
      {isOpen && differences.length > 0 && (
        <Differences
          countyId={countyId}
          title={t('catalog.newerDiffers')}
          differences={differences}
        />
      )}
    </>
  );
}
