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
import { WithdrawDialog } from './withdraw-dialog.tsx';
import { useCatalogWords } from './catalog-words.ts';
import { Differences } from './differences.tsx';

type Props = {
  countyId: number;
  items: readonly CatalogPublication[];
  inForce: number;
  mayKeep: boolean;
  onClose: () => void;
};

export function CatalogHistory({ countyId, items, inForce, mayKeep, onClose }: Props) {
  const { t, language } = useText();
  const words = useCatalogWords(countyId);
  const [shown, setShown] = useState<number | null>(null);
  const now = serverNow();
  const [withdrawing, setWithdrawing] = useState<number | null>(null);
  /** Later versions are made on earlier ones: the last is withdrawn first. */
  const newest = items.find(({ withdrawn }) => withdrawn === null);
  const stateOf = ({ number, effectiveAt, withdrawn }: CatalogPublication) =>
    withdrawn
      ? 'withdrawn'
      : number === inForce
        ? 'inForce'
        : number > inForce && effectiveAt > now
          ? 'scheduled'
          : 'over';
  const mayWithdraw = (each: CatalogPublication): boolean =>
    mayKeep && each.number === newest?.number && stateOf(each) === 'scheduled';
  return (
    <Sheet title={t('catalog.history')} onClose={onClose} width={640}>
      <ol className="publications">
        {items.map((each) => {
          const { number, publishedBy, publishedAt, effectiveAt, note, withdrawn } = each;
          const before = items.find((one) => one.number < number && one.withdrawn === null);
          return (
            <li key={number}>
              <p className="difference-head">
                <strong>{t('catalog.number', { number })}</strong>
                <span className={`state-word state-${stateOf(each)}`}>
                  {t(`catalog.state.${stateOf(each)}`)}
                </span>
              </p>
              <p>
                {publishedBy || t('say.unknown')} · {exactTime(language, publishedAt)}
              </p>
              <p className="quiet">
                {t(withdrawn ? 'catalog.wouldHold' : 'catalog.since', {
                  at: exactTime(language, effectiveAt),
                })}
                {before && ` · ${words.counts(each)}`}
              </p>
              {note && <p>{note}</p>}
              {withdrawn && (
                <p>
                  {t('catalog.withdrawnBy', {
                    by: withdrawn.by || t('say.unknown'),
                    at: exactTime(language, withdrawn.at),
                    reason: withdrawn.reason,
                  })}
                </p>
              )}
              {before && (
                <Button
                  size="small"
                  aria-expanded={shown === number}
                  onClick={() => setShown(shown === number ? null : number)}
                >
                  {t('catalog.whatChanged')}
                </Button>
              )}
              {mayWithdraw(each) && (
                <Button size="small" danger onClick={() => setWithdrawing(number)}>
                  {t('catalog.withdraw')}
                </Button>
              )}
              {before && shown === number && (
                <Between countyId={countyId} before={before} after={each} />
              )}
            </li>
          );
        })}
      </ol>
      {withdrawing !== null && (
        <WithdrawDialog
          countyId={countyId}
          number={withdrawing}
          onClose={() => setWithdrawing(null)}
        />
      )}
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
