// 退回: who gave the order back, why, and whose they say it is, before the next one is sent.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { useText } from '../text/language.tsx';
import { lastReturn, toldReason } from './told-reason.ts';

/** `choose`: takes the unit that was named, where another is being chosen. */
export function ReturnedNote({
  incident,
  choose,
}: {
  incident: IncidentDetail;
  choose?: (unitId: number) => void;
}) {
  const { t, pick } = useText();
  const { data: catalog } = useQuery(catalogQuery(incident.countyId));
  const last = lastReturn(incident);
  if (!last) return null;
  const { unit, suggested, reasonCode, words, isDisputed } = last;
  const reason = catalog && toldReason(catalog.reasons, 'returned', reasonCode);
  return (
    <Alert
      type="warning"
      showIcon
      title={
        <>
          {[t('act.returnedBy', { unit: unit.name }), reason && pick(reason)]
            .filter(Boolean)
            .join(' · ')}
          {words && <div>{words}</div>}
          {suggested && <div>{t('act.returnedTo', { unit: suggested.name })}</div>}
          {isDisputed && <div>{t('act.disputed')}</div>}
        </>
      }
      action={
        suggested && choose ? (
          <Button size="small" onClick={() => choose(suggested.id)}>
            {t('report.take')}
          </Button>
        ) : undefined
      }
    />
  );
}
