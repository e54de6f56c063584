// 责任清单: who leads, helps and supports what, on which ground; its keepers revise it and publish the next
// version. An earlier version is shown, never changed.
import { useQuery } from '@tanstack/react-query';
import { Segmented, Select } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import { DutyRow, PublishDutyListAnswer } from '#modules/roster/contract.ts';
import { treeQuery } from '../api/reference.ts';
import { ProblemError, request } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { nextNumber, type LineKind } from '../lists/line-list.tsx';
import { VersionedList, type Keeping } from '../lists/versioned-list.tsx';
import { Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { dutyListQuery, dutyListsQuery } from './api.ts';
import { DutyRowDrawer } from './duty-row-drawer.tsx';
import { useDutyWords } from './duty-words.ts';
import { TaskListView } from './task-list.tsx';
import './roster.css';

export default function DutyListsPage() {
  const { t } = useText();
  const me = useMe();
  const countyId = me.mainCountyId;
  const { data: tree } = useQuery(treeQuery(countyId));
  const heads = useQuery(dutyListsQuery(countyId));
  const [place, setPlace] = useState<number | null>(null);
  const [kind, setKind] = useState<'duty' | 'task'>('duty');
  const countyPlace = tree?.find(({ level }) => level === 'county')?.id ?? 0;
  const placeId = place ?? countyPlace;
  if (heads.error) return <Failed error={heads.error} retry={() => void heads.refetch()} />;
  if (heads.isPending || !tree) return <Waiting />;
  const listed = new Map(heads.data.items.map((head) => [head.placeId, head.rows]));
  const options = tree
    .filter(({ level }) => level === 'county' || level === 'town')
    .map(({ id, name }) => {
      const rows = listed.get(id);
      return {
        value: id,
        label: rows === undefined ? name : `${name} · ${t('duty.rows', { count: rows })}`,
      };
    });
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('duty.both')}</h1>
        <Segmented<'duty' | 'task'>
          value={kind}
          onChange={setKind}
          options={[
            { value: 'duty', label: t('duty.title') },
            { value: 'task', label: t('taskList.title') },
          ]}
          aria-label={t('duty.both')}
        />
        {kind === 'duty' && (
          <Select
            className="page-search"
            showSearch={{ optionFilterProp: 'label' }}
            value={placeId}
            onChange={setPlace}
            options={options}
            aria-label={t('duty.place')}
          />
        )}
      </header>
      <p className="quiet">{t(kind === 'duty' ? 'duty.lead' : 'taskList.about')}</p>
      {kind === 'task' ? (
        <TaskListView countyId={countyId} />
      ) : (
        <List
          key={placeId}
          countyId={countyId}
          placeId={placeId}
          mayKeep={heads.data.mayKeep.includes(placeId)}
        />
      )}
    </div>
  );
}

type ListProps = { countyId: number; placeId: number; mayKeep: boolean };

function List({ countyId, placeId, mayKeep }: ListProps) {
  const { t } = useText();
  const kind = useRowKind(countyId);
  const [version, setVersion] = useState<number | undefined>(undefined);
  const { data, error, isPending, refetch } = useQuery(dutyListQuery(countyId, placeId, version));
  const none = error instanceof ProblemError && error.code === 'roster.no-duty-list';
  if (isPending) return <Waiting />;
  if (error && !none) return <Failed error={error} retry={() => void refetch()} />;
  const list = none ? undefined : data;
  const keeping: Keeping<DutyRow> = {
    ...{ memory: `duty.${placeId}`, schema: z.array(DutyRow), stale: ['duty-lists'] },
    addLabel: t('duty.addRow'),
    drawer: ({ line, lines, ...rest }) => (
      <DutyRowDrawer
        countyId={countyId}
        placeId={placeId}
        row={line}
        no={nextNumber(lines)}
        {...rest}
      />
    ),
    publish: async (rows, { note }) =>
      (
        await request(PublishDutyListAnswer, `/duty-lists/${placeId}/publish`, {
          method: 'POST',
          body: { countyId, basedOn: list?.newest ?? 0, rows, note },
        })
      ).version,
  };
  return (
    <VersionedList
      kind={kind}
      list={list ? { ...list, lines: list.rows } : null}
      onVersion={setVersion}
      none={{ title: t('duty.none'), hint: t('duty.noneHint') }}
      keeping={mayKeep ? keeping : null}
    />
  );
}

function useRowKind(countyId: number): LineKind<DutyRow> {
  const { t, pick } = useText();
  const words = useDutyWords(countyId);
  const part = (row: DutyRow) => (
    <span className={`duty-part-${row.role}`}>{t(`duty.part.${row.role}`)}</span>
  );
  return {
    label: t('duty.title'),
    keyOf: ({ no }) => no,
    words: words.all,
    nameOf: ({ no }) => t('duty.row', { no }),
    card: (row) => (
      <>
        <div className="duty-card-head">
          <strong>{words.items(row)}</strong>
          {part(row)}
        </div>
        <p>
          {words.holder(row)} · {pick(row.duty)}
        </p>
        <p className="quiet">
          {words.area(row)} · {row.basis}
        </p>
      </>
    ),
    columns: [
      { title: t('duty.no'), dataIndex: 'no', width: 64 },
      {
        title: t('duty.items'),
        render: (_, row) => <span className="duty-row-items">{words.items(row)}</span>,
      },
      { title: t('duty.area'), width: 120, render: (_, row) => words.area(row) },
      { title: t('duty.part'), width: 76, render: (_, row) => part(row) },
      { title: t('duty.holder'), render: (_, row) => words.holder(row) },
      { title: t('duty.what'), render: (_, row) => pick(row.duty) },
      { title: t('duty.basis'), dataIndex: 'basis' },
    ],
  };
}
