// 抽查统计: of units and classes of matter, never of a person.
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useState } from 'react';
import type { FiguresAnswer } from '#modules/inspection/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';
import { FIGURE_DAYS, figuresQuery } from './queries.ts';

type Row = FiguresAnswer['all'] & { key: string; name: string };

export function FiguresView({ countyId }: { countyId: number }) {
  const { t, pick } = useText();
  const [days, setDays] = useState<number>(90);
  const { data, error, isPending, refetch } = useQuery(figuresQuery(countyId, days));
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const classOf = (code: string | null): string => {
    const major = catalog?.majors.find((one) => one.code === code);
    return major ? pick(major.name) : (code ?? t('spot.noItem'));
  };
  return (
    <div className="stack">
      <div className="page-head">
        <Segmented
          value={days}
          onChange={setDays}
          options={FIGURE_DAYS.map((value) => ({
            value,
            label: t('topics.days', { days: value }),
          }))}
          aria-label={t('topics.period')}
        />
        <span className="quiet">{t('spot.figuresHint')}</span>
      </div>
      {isPending && <Waiting />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && data.all.drawn === 0 && (
        <Blank icon="check" title={t('spot.noFigures')} hint={t('spot.noDrawsHint')} />
      )}
      {data && data.all.drawn > 0 && (
        <>
          <dl className="spot-figures card">
            {(
              [
                ['spot.drawn', data.all.drawn],
                ['spot.checked', data.all.checked],
                ['spot.failed', data.all.failed],
                ['spot.failedShare', shareOf(data.all)],
              ] as const
            ).map(([label, value]) => (
              <div key={label}>
                <dt>{t(label)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <FigureTable
            label={t('spot.byUnit')}
            rows={data.byUnit.map((row) => ({
              ...row,
              key: String(row.unit?.id ?? ''),
              name: row.unit?.name ?? t('spot.byGrid'),
            }))}
          />
          <FigureTable
            label={t('spot.byItem')}
            rows={data.byItem.map((row) => ({
              ...row,
              key: row.item ?? '',
              name: classOf(row.item),
            }))}
          />
          {data.more && <p className="quiet">{t('spot.figuresMore')}</p>}
        </>
      )}
    </div>
  );
}

const shareOf = ({ failedShare }: FiguresAnswer['all']): string =>
  failedShare === null ? '—' : `${Math.round(failedShare * 100)}%`;

function FigureTable({ label, rows }: { label: string; rows: readonly Row[] }) {
  const { t } = useText();
  return (
    <section className="card" aria-label={label}>
      <h2>{label}</h2>
      <TableBox label={label}>
        <table className="spot-table">
          <thead>
            <tr>
              <th scope="col">{t('spot.name')}</th>
              <th scope="col">{t('spot.drawn')}</th>
              <th scope="col">{t('spot.checked')}</th>
              <th scope="col">{t('spot.failed')}</th>
              <th scope="col">{t('spot.failedShare')}</th>
              <th scope="col">{t('spot.reasons')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.name}</th>
                <td data-label={t('spot.drawn')}>{row.drawn}</td>
                <td data-label={t('spot.checked')}>{row.checked}</td>
                <td data-label={t('spot.failed')}>{row.failed}</td>
                <td data-label={t('spot.failedShare')}>{shareOf(row)}</td>
                <td
                  data-label={t('spot.reasons')}
                  className={row.reasons.length ? 'spot-row-why' : 'spot-row-none'}
                >
                  {row.reasons
                    .map(({ reason, count }) => `${t(`value.spotReason.${reason}`)} ${count}`)
                    .join(t('say.list')) || '—'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </section>
  );
}
