// 必备证据: told where the work is said to be done, before anything is refused for want of it.
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import type { Evidence } from '#modules/catalog/contract.ts';
import {
  ON_THE_SPOT,
  type IncidentDetail,
  type IncidentRow,
  type TaskRow,
  type Verb,
} from '#modules/incident/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { kindOf, type UploadedFile } from '../evidence/uploads.ts';
import { useText } from '../text/language.tsx';
import { neededOf, NOTHING_NEEDED, type Needed } from './needed.ts';

/**
 * What the catalogue demands of whoever presses this verb with these files in hand; undefined until it is known, as
 * without a network.
 */
export function useNeeded(
  verb: Verb,
  incident: IncidentRow | IncidentDetail | TaskRow,
  inHand: readonly UploadedFile[],
): Needed | undefined {
  const { data: catalog } = useQuery(catalogQuery(incident.countyId));
  if (verb !== 'done' && verb !== 'resolve' && verb !== 'close') return NOTHING_NEEDED;
  if (incident.item === null) return NOTHING_NEEDED;
  if (!catalog) return undefined;
  const { code } = incident.item;
  const all = catalog.items.find((one) => one.code === code)?.requiredEvidence ?? [];
  return neededOf(
    verb === 'done' ? all.filter((each) => ON_THE_SPOT.includes(each)) : all,
    'proof' in incident ? incident.proof : undefined,
    inHand.map(({ file }) => kindOf(file)),
  );
}

export function NeededEvidence({ needed }: { needed: Needed | undefined }) {
  const { t } = useText();
  if (!needed) return null;
  const { missing, shown, excused, isKnown } = needed;
  const isWhole = missing.length + excused.length === 0;
  if (isWhole && shown.length === 0) return null;
  const listed = (pieces: readonly Evidence[]) => ({
    list: pieces.map((one) => t(`value.evidence.${one}`)).join(t('say.list')),
  });
  const lines = [
    ...(shown.length && !isWhole ? [t('act.shownEvidence', listed(shown))] : []),
    ...(excused.length ? [t('act.excusedEvidence', listed(excused))] : []),
    ...(missing.includes('photoBefore') ? [t('act.photoBefore')] : []),
  ];
  return (
    <Alert
      type={missing.length ? 'info' : 'success'}
      showIcon
      title={
        missing.length
          ? t(isKnown ? 'act.missingEvidence' : 'act.needsEvidence', listed(missing))
          : t('act.nothingMissing')
      }
      description={lines.length > 0 && lines.map((line) => <div key={line}>{line}</div>)}
    />
  );
}
