// What came out of a what-if: figures before and after, by kind of matter, by unit, and the matters that would differ.
import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DifferingMatter, WhatIfAnswer, WhatIfChanges } from '#modules/incident/contract.ts';
import { unitsQuery } from '../api/reference.ts';
import { useItemName } from '../catalog/item-picker.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';

type Props = { countyId: number; answer: WhatIfAnswer; namesMatters: boolean };

export function Answer({ countyId, answer, namesMatters }: Props) {
  const { t } = useText();
  const itemName = useItemName(countyId);
  const { data: units } = useQuery(unitsQuery(countyId));
  const unitNames = new Map(units?.map(({ id, name }) => [id, name]));
  const item = (code: string | null): string =>
    code === null ? t('whatIf.noItem') : (itemName(code) ?? t('say.unknown'));
  const unit = (id: number | null): string =>
    id === null ? t('whatIf.noUnit') : (unitNames.get(id) ?? t('say.unknown'));
  return (
    <>
      <dl className="card what-if-figures">
        <Figure label={t('whatIf.matters')} now={answer.matters} />
        <Figure label={t('whatIf.late')} then={answer.lateThen} now={answer.lateNow} />
        <Figure label={t('whatIf.rings')} then={answer.ringsThen} now={answer.ringsNow} />
        <Figure label={t('whatIf.becameLate')} now={answer.becameLate} />
        <Figure label={t('whatIf.becameInTime')} now={answer.becameInTime} />
      </dl>
      {answer.unlikeRecord > 0 && (
        <p className="quiet">{t('whatIf.unlike', { count: answer.unlikeRecord })}</p>
      )}
      <Groups
        title={t('whatIf.byItem')}
        column={t('duty.items')}
        groups={answer.byItem.map((each) => ({ ...each, name: item(each.key) }))}
      />
      <Groups
        title={t('whatIf.byUnit')}
        column={t('whatIf.unit')}
        groups={answer.byUnit.map((each) => ({ ...each, name: unit(each.key) }))}
      />
      <section className="stack" aria-label={t('whatIf.differing')}>
        <h2>{t('whatIf.differingCount', { count: answer.changed })}</h2>
        {!namesMatters && <p className="quiet">{t('whatIf.numbersAlone')}</p>}
        {namesMatters && answer.differing.length === 0 && (
          <Blank icon="check" title={t('whatIf.nothing')} />
        )}
        {answer.differing.length < answer.changed && namesMatters && (
          <p className="quiet">{t('whatIf.first', { count: answer.differing.length })}</p>
        )}
        <Matters matters={answer.differing} item={item} unit={unit} />
      </section>
    </>
  );
}

function Figure({ label, then, now }: { label: string; then?: number; now: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{then === undefined ? now : <Change then={then} now={now} />}</dd>
    </div>
  );
}

function Change({ then, now }: { then: number; now: number }): ReactNode {
  const { t } = useText();
  if (then === now) return <span className="quiet">{now}</span>;
  return (
    <span className="what-if-moved" aria-label={t('whatIf.fromTo', { then, now })}>
      {then} → {now}
    </span>
  );
}

type Group = WhatIfChanges & { key: string | number | null; name: string };

type GroupsProps = { title: string; column: string; groups: readonly Group[] };

function Groups({ title, column, groups }: GroupsProps) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const moved = groups.filter(
    ({ lateThen, lateNow, ringsThen, ringsNow }) => lateThen !== lateNow || ringsThen !== ringsNow,
  );
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      {moved.length === 0 && <p className="quiet">{t('whatIf.nothing')}</p>}
      {moved.length > 0 && phone && (
        <ul className="duty-cards">
          {moved.map((group) => (
            <li key={group.key ?? 'none'} className="card">
              <strong>{group.name}</strong>
              <p>
                {t('whatIf.late')} <Change then={group.lateThen} now={group.lateNow} /> ·{' '}
                {t('whatIf.rings')} <Change then={group.ringsThen} now={group.ringsNow} />
              </p>
              <p className="quiet">{t('whatIf.ofMatters', { count: group.matters })}</p>
            </li>
          ))}
        </ul>
      )}
      {moved.length > 0 && !phone && (
        <TableBox label={title}>
          <Table<Group>
            className="sheet"
            rowKey={({ key }) => key ?? 'none'}
            size="middle"
            dataSource={moved}
            pagination={moved.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            columns={[
              { title: column, dataIndex: 'name' },
              { title: t('whatIf.matters'), dataIndex: 'matters', width: 120 },
              {
                title: t('whatIf.late'),
                width: 160,
                render: (_, { lateThen, lateNow }) => <Change then={lateThen} now={lateNow} />,
              },
              {
                title: t('whatIf.rings'),
                width: 160,
                render: (_, { ringsThen, ringsNow }) => <Change then={ringsThen} now={ringsNow} />,
              },
            ]}
          />
        </TableBox>
      )}
    </section>
  );
}

type MattersProps = {
  matters: readonly DifferingMatter[];
  item: (code: string | null) => string;
  unit: (id: number | null) => string;
};

function Matters({ matters, item, unit }: MattersProps) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const became = ({ lateThen, lateNow }: DifferingMatter): string =>
    lateThen === lateNow
      ? t('whatIf.ringsOnly')
      : t(lateNow ? 'whatIf.wouldBeLate' : 'whatIf.wouldBeInTime');
  if (matters.length === 0) return null;
  if (phone)
    return (
      <ul className="duty-cards">
        {matters.map((matter) => (
          <li key={matter.id} className="card">
            <div className="duty-card-head">
              <Link to={`/incidents/${matter.id}`}>{matter.number}</Link>
              <span>{became(matter)}</span>
            </div>
            <p>{item(matter.itemCode)}</p>
            <p className="quiet">
              {unit(matter.unitId)} · {t('whatIf.rings')}{' '}
              <Change then={matter.ringsThen} now={matter.ringsNow} />
            </p>
          </li>
        ))}
      </ul>
    );
  return (
    <TableBox label={t('whatIf.differing')}>
      <Table<DifferingMatter>
        className="sheet"
        rowKey="id"
        size="middle"
        dataSource={matters}
        pagination={matters.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        columns={[
          {
            title: t('whatIf.number'),
            width: 220,
            render: (_, { id, number }) => <Link to={`/incidents/${id}`}>{number}</Link>,
          },
          { title: t('duty.items'), render: (_, { itemCode }) => item(itemCode) },
          { title: t('whatIf.unit'), render: (_, { unitId }) => unit(unitId) },
          { title: t('whatIf.outcome'), width: 160, render: (_, matter) => became(matter) },
          {
            title: t('whatIf.rings'),
            width: 120,
            render: (_, { ringsThen, ringsNow }) => <Change then={ringsThen} now={ringsNow} />,
          },
        ]}
      />
    </TableBox>
  );
}
