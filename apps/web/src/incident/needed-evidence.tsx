// 必备证据: told where the work is said to be done, before anything is refused for want of it.
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import type { CatalogItem } from '#modules/catalog/contract.ts';
import { ON_THE_SPOT, type IncidentRow, type Verb } from '#modules/incident/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { useText } from '../text/language.tsx';

type Needed = CatalogItem['requiredEvidence'][number];

/** What the catalogue demands of whoever presses this verb; undefined until it is known, as without a network. */
export function useNeeded(
  verb: Verb,
  incident: Pick<IncidentRow, 'countyId' | 'item'>,
): readonly Needed[] | undefined {
  const { data: catalog } = useQuery(catalogQuery(incident.countyId));
  if (verb !== 'done' && verb !== 'resolve' && verb !== 'close') return [];
  if (incident.item === null) return [];
  const { code } = incident.item;
  const all = catalog && (catalog.items.find((one) => one.code === code)?.requiredEvidence ?? []);
  return verb === 'done' ? all?.filter((each) => ON_THE_SPOT.includes(each)) : all;
}

export function NeededEvidence({ needed }: { needed: readonly Needed[] | undefined }) {
  const { t } = useText();
  if (!needed?.length) return null;
  const list = needed.map((one) => t(`value.evidence.${one}`)).join(t('say.list'));
  const before = needed.includes('photoBefore') && t('act.photoBefore');
  return (
    <Alert type="info" showIcon title={t('act.needsEvidence', { list })} description={before} />
  );
}
