// 责任清单: who leads, helps and supports what, on which ground; its keepers revise it and publish the next
// version. An earlier version is shown, never changed.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Modal, Segmented, Select, Table } from 'antd';
import { useState } from 'react';
import { PublishDutyListAnswer, type DutyRow } from '#modules/roster/contract.ts';
import { treeQuery } from '../api/reference.ts';
import { messageOf, ProblemError, request } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';
import { dutyListQuery, dutyListsQuery } from './api.ts';
import { DutyRowDrawer } from './duty-row-drawer.tsx';
import { useDutyWords } from './duty-words.ts';
import { FindLines, LineButtons, nextNumber, VersionShown, withLine } from './line-list.tsx';
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
  const [version, setVersion] = useState<number | undefined>(undefined);
  const [draft, setDraft] = useState<readonly DutyRow[] | null>(null);
  const { data, error, isPending, refetch } = useQuery(dutyListQuery(countyId, placeId, version));
  const none = error instanceof ProblemError && error.code === 'roster.no-duty-list';
  if (isPending) return <Waiting />;
  if (error && !none) return <Failed error={error} retry={() => void refetch()} />;
  if (none && draft === null)
    return (
      <Blank icon="file" title={t('duty.none')} hint={t('duty.noneHint')}>
        {mayKeep && <Button onClick={() => setDraft([])}>{t('duty.start')}</Button>}
      </Blank>
    );
  const list = none ? undefined : data;
  return (
    <>
      <div className="duty-list-head">
        {list && <VersionShown list={list} onChange={draft === null ? setVersion : null} />}
        <span className="top-gap" />
        {mayKeep && draft === null && list && list.version === list.newest && (
          <Button icon={<Icon name="pen" size={15} />} onClick={() => setDraft(list.rows)}>
            {t('duty.edit')}
          </Button>
        )}
      </div>
      {list && list.version !== list.newest && (
        <Alert type="info" showIcon title={t('duty.old', { version: list.newest })} />
      )}
      {list?.note && draft === null && <p className="quiet">{list.note}</p>}
      {draft === null ? (
        <Rows rows={list?.rows ?? []} countyId={countyId} />
      ) : (
        <Draft
          countyId={countyId}
          placeId={placeId}
          basedOn={list?.newest ?? 0}
          rows={draft}
          change={setDraft}
          end={() => setDraft(null)}
        />
      )}
    </>
  );
}

type RowsProps = {
  rows: readonly DutyRow[];
  countyId: number;
  edit?: (row: DutyRow) => void;
  remove?: (row: DutyRow) => void;
};

function Rows({ rows, countyId, edit, remove }: RowsProps) {
  const { t, pick } = useText();
  const phone = useMedia(PHONE);
  const words = useDutyWords(countyId);
  const [text, setText] = useState('');
  const shown = rows.filter((row) => words.all(row).includes(text.trim()));
  const find = <FindLines value={text} onChange={setText} />;
  const buttons = (row: DutyRow) => (
    <LineButtons
      name={t('duty.row', { no: row.no })}
      edit={edit && (() => edit(row))}
      remove={remove && (() => remove(row))}
    />
  );
  const part = (row: DutyRow) => (
    <span className={`duty-part-${row.role}`}>{t(`duty.part.${row.role}`)}</span>
  );
  if (phone)
    return (
      <>
        {find}
        <ul className="duty-cards">
          {shown.map((row) => (
            <li key={row.no} className="card">
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
              {(edit ?? remove) && <p>{buttons(row)}</p>}
            </li>
          ))}
        </ul>
      </>
    );
  return (
    <>
      {find}
      <TableBox label={t('duty.title')}>
        <Table<DutyRow>
          className="sheet"
          rowKey="no"
          size="middle"
          dataSource={shown}
          pagination={false}
          locale={{ emptyText: <Blank icon="search" title={t('roster.noneMatch')} /> }}
          columns={[
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
            ...(edit
              ? [{ title: '', width: 108, render: (_: unknown, row: DutyRow) => buttons(row) }]
              : []),
          ]}
        />
      </TableBox>
    </>
  );
}

type DraftProps = {
  countyId: number;
  placeId: number;
  basedOn: number;
  rows: readonly DutyRow[];
  change: (rows: readonly DutyRow[]) => void;
  end: () => void;
};

function Draft({ countyId, placeId, basedOn, rows, change, end }: DraftProps) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<DutyRow | 'new' | null>(null);
  const [isNoting, setNoting] = useState(false);
  const [noteText, setNoteText] = useState('');
  const [isSending, setSending] = useState(false);
  const next = nextNumber(rows);
  const keep = (row: DutyRow): void => {
    change(withLine(rows, row, editing));
    setEditing(null);
  };
  const publish = (): void => {
    setSending(true);
    void request(PublishDutyListAnswer, `/duty-lists/${placeId}/publish`, {
      method: 'POST',
      body: { countyId, basedOn, rows, note: noteText },
    })
      .then(
        ({ version }) => {
          void message.success(t('duty.published', { version }));
          void queries.invalidateQueries({ queryKey: ['duty-lists'] });
          end();
        },
        (refusal: unknown) => message.error(messageOf(refusal)),
      )
      .finally(() => {
        setSending(false);
        setNoting(false);
      });
  };
  return (
    <>
      <div className="duty-list-head">
        <strong aria-live="polite">{t('duty.changedRows', { count: rows.length })}</strong>
        <span className="top-gap" />
        <Button icon={<Icon name="plus" size={15} />} onClick={() => setEditing('new')}>
          {t('duty.addRow')}
        </Button>
        <Button onClick={end}>{t('duty.discard')}</Button>
        <Button type="primary" disabled={rows.length === 0} onClick={() => setNoting(true)}>
          {t('duty.publish', { version: basedOn + 1 })}
        </Button>
      </div>
      <Rows
        rows={rows}
        countyId={countyId}
        edit={setEditing}
        remove={(row) => change(rows.filter(({ no }) => no !== row.no))}
      />
      {editing !== null && (
        <DutyRowDrawer
          countyId={countyId}
          placeId={placeId}
          row={editing === 'new' ? null : editing}
          no={next}
          onClose={() => setEditing(null)}
          onKeep={keep}
        />
      )}
      <Modal
        open={isNoting}
        title={t('duty.publish', { version: basedOn + 1 })}
        okText={t('duty.publish', { version: basedOn + 1 })}
        confirmLoading={isSending}
        onOk={publish}
        onCancel={() => setNoting(false)}
      >
        <div className="field">
          <label htmlFor="duty-note">{t('duty.note')}</label>
          <Input.TextArea
            id="duty-note"
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={noteText}
            onChange={(event) => setNoteText(event.target.value)}
          />
        </div>
      </Modal>
    </>
  );
}
