// The matters that a tried table would send elsewhere: which, from whom to whom, by which row.
import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { DryRunAnswer } from '#modules/dispatch/contract.ts';
import { treeQuery, unitsQuery } from '../api/reference.ts';
import { useItemName } from '../catalog/item-picker.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';

/** Matters shown at once: a change that moves more is looked through step by step. */
const SHOWN_AT_ONCE = 10;

type Matter = DryRunAnswer['differences'][number];
type Props = { countyId: number; run: Pick<DryRunAnswer, 'changed' | 'differences'> };

export function Differing({ countyId, run: { changed, differences } }: Props) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const itemName = useItemName(countyId);
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: tree } = useQuery(treeQuery(countyId));
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  if (differences.length === 0) return null;
  const unit = (id: number): string =>
    units?.find((one) => one.id === id)?.name ?? t('say.unknown');
  const about = ({ itemCode, townId }: Matter): string =>
    [tree?.find(({ id }) => id === townId)?.name, itemName(itemCode)].filter(Boolean).join(' · ');
  const named = ({ id, number, title }: Matter) =>
    title === null ? number : <Link to={`/incidents/${id}`}>{[number, title].join(' ')}</Link>;
  const moved = ({ leadThen, leadNow }: Matter) => (
    <>
      {unit(leadThen)} → <strong>{unit(leadNow)}</strong>
    </>
  );
  const shown = differences.slice(0, most);
  const rest = differences.length - shown.length;
  return (
    <section className="stack" aria-label={t('routes.differing')}>
      <h2>{t('routes.differing')}</h2>
      {differences.some(({ title }) => title === null) && (
        <p className="quiet">{t('routes.differingUnseen')}</p>
      )}
      {phone ? (
        <ul className="duty-cards">
          {shown.map((matter) => (
            <li key={matter.id} className="card">
              <p>{named(matter)}</p>
              <p className="quiet">{about(matter)}</p>
              <p>{moved(matter)}</p>
              <p className="quiet">{t('routes.byRow', { row: matter.row })}</p>
            </li>
          ))}
        </ul>
      ) : (
        <TableBox label={t('routes.differing')}>
          <Table<Matter>
            className="sheet"
            rowKey="id"
            size="middle"
            dataSource={shown}
            pagination={false}
            columns={[
              { title: t('routes.matter'), render: (_, matter) => named(matter) },
              { title: t('duty.items'), render: (_, matter) => about(matter) },
              { title: t('routes.thenNow'), render: (_, matter) => moved(matter) },
              { title: t('routes.no'), dataIndex: 'row', width: 72 },
            ]}
          />
        </TableBox>
      )}
      {rest > 0 && (
        <div className="lines-end">
          <Button onClick={() => setMost(most + SHOWN_AT_ONCE)}>
            {t('routes.moreDiffering', { count: rest })}
          </Button>
        </div>
      )}
      {rest === 0 && changed > differences.length && (
        <p className="quiet">{t('whatIf.first', { count: differences.length })}</p>
      )}
    </section>
  );
}
