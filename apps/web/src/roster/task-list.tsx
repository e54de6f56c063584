// 任务清单: what is done about each kind of matter, by whom, shown by what, how soon; its keepers revise it, try the
// draft on past matters and publish the next version.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Table } from 'antd';
import { useState } from 'react';
import { TryTaskListAnswer } from '#modules/dispatch/contract.ts';
import {
  PublishTaskListAnswer,
  STEP_EVIDENCE,
  type TaskListAnswer,
  type TaskStep,
} from '#modules/roster/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';
import { taskListQuery } from './api.ts';
import { useDutyWords } from './duty-words.ts';
import { FindLines, LineButtons, nextNumber, VersionShown, withLine } from './line-list.tsx';
import { TaskStepDrawer } from './task-step-drawer.tsx';

export function TaskListView({ countyId }: { countyId: number }) {
  const { t } = useText();
  const [version, setVersion] = useState<number | undefined>(undefined);
  const [draft, setDraft] = useState<readonly TaskStep[] | null>(null);
  const { data: list, error, refetch } = useQuery(taskListQuery(countyId, version));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!list) return <Waiting />;
  if (draft)
    return (
      <Draft
        countyId={countyId}
        list={list}
        steps={draft}
        change={setDraft}
        end={() => setDraft(null)}
      />
    );
  const mayEdit = list.mayKeep && list.version === list.newest;
  if (list.version === 0)
    return (
      <Blank icon="file" title={t('taskList.none')} hint={t('taskList.noneHint')}>
        {mayEdit && <Button onClick={() => setDraft([])}>{t('duty.start')}</Button>}
      </Blank>
    );
  return (
    <>
      <div className="duty-list-head">
        <VersionShown list={list} onChange={setVersion} />
        <span className="top-gap" />
        {mayEdit && (
          <Button icon={<Icon name="pen" size={15} />} onClick={() => setDraft(list.steps)}>
            {t('duty.edit')}
          </Button>
        )}
      </div>
      {list.version !== list.newest && (
        <Alert type="info" showIcon title={t('duty.old', { version: list.newest })} />
      )}
      {list.note && <p className="quiet">{list.note}</p>}
      <StepRows steps={list.steps} countyId={countyId} />
    </>
  );
}

type RowsProps = {
  steps: readonly TaskStep[];
  countyId: number;
  edit?: (step: TaskStep) => void;
  remove?: (step: TaskStep) => void;
};

function StepRows({ steps, countyId, edit, remove }: RowsProps) {
  const { t, pick } = useText();
  const phone = useMedia(PHONE);
  const words = useDutyWords(countyId);
  const [text, setText] = useState('');
  const who = ({ holder }: TaskStep): string =>
    holder === null ? t('taskList.lead') : words.holder({ holder });
  const within = ({ within: budget }: TaskStep): string =>
    budget ? t(`unit.${budget.unit}`, { n: budget.amount }) : '—';
  const levels = ({ levels: at }: TaskStep): string =>
    at.length === 0
      ? t('taskList.everyLevel')
      : at.map((level) => t(`level.${level}`)).join(t('say.list'));
  const shown = steps.filter((step) =>
    [words.items(step), who(step), pick(step.task), step.basis].join(' ').includes(text.trim()),
  );
  const buttons = (step: TaskStep) => (
    <LineButtons
      name={t('taskList.step', { no: step.no })}
      edit={edit && (() => edit(step))}
      remove={remove && (() => remove(step))}
    />
  );
  const find = <FindLines value={text} onChange={setText} />;
  if (phone)
    return (
      <>
        {find}
        <ul className="duty-cards">
          {shown.map((step) => (
            <li key={step.no} className="card">
              <div className="duty-card-head">
                <strong>{pick(step.task)}</strong>
              </div>
              <p>
                {words.items(step)} · {levels(step)}
              </p>
              <p className="quiet">
                {who(step)} · {pick(STEP_EVIDENCE[step.evidence])} · {within(step)} · {step.basis}
              </p>
              {(edit ?? remove) && <p>{buttons(step)}</p>}
            </li>
          ))}
        </ul>
      </>
    );
  return (
    <>
      {find}
      <TableBox label={t('taskList.title')}>
        <Table<TaskStep>
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
              render: (_, step) => <span className="duty-row-items">{words.items(step)}</span>,
            },
            { title: t('taskList.levels'), width: 96, render: (_, step) => levels(step) },
            { title: t('taskList.what'), render: (_, step) => pick(step.task) },
            { title: t('taskList.who'), width: 140, render: (_, step) => who(step) },
            {
              title: t('taskList.evidence'),
              width: 110,
              render: (_, step) => pick(STEP_EVIDENCE[step.evidence]),
            },
            { title: t('taskList.within'), width: 96, render: (_, step) => within(step) },
            { title: t('duty.basis'), dataIndex: 'basis' },
            ...(edit
              ? [{ title: '', width: 108, render: (_: unknown, step: TaskStep) => buttons(step) }]
              : []),
          ]}
        />
      </TableBox>
    </>
  );
}

type DraftProps = {
  countyId: number;
  list: TaskListAnswer;
  steps: readonly TaskStep[];
  change: (steps: readonly TaskStep[]) => void;
  end: () => void;
};

function Draft({ countyId, list, steps, change, end }: DraftProps) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<TaskStep | 'new' | null>(null);
  const [note, setNote] = useState('');
  const dryRun = useMutation({
    mutationFn: () =>
      request(TryTaskListAnswer, '/task-list/dry-run', {
        method: 'POST',
        body: { countyId, steps },
      }),
    onError: (error) => void message.error(messageOf(error)),
  });
  const publish = useMutation({
    mutationFn: () =>
      request(PublishTaskListAnswer, '/task-list/publish', {
        method: 'POST',
        body: { countyId, basedOn: list.newest, steps, note },
      }),
    onError: (error) => void message.error(messageOf(error)),
    onSuccess: ({ version }) => {
      void message.success(t('duty.published', { version }));
      void queries.invalidateQueries({ queryKey: ['task-list'] });
      end();
    },
  });
  const keep = (step: TaskStep): void => {
    change(withLine(steps, step, editing));
    setEditing(null);
  };
  return (
    <>
      <div className="duty-list-head">
        <strong aria-live="polite">{t('duty.changedRows', { count: steps.length })}</strong>
        <span className="top-gap" />
        <Button icon={<Icon name="plus" size={15} />} onClick={() => setEditing('new')}>
          {t('taskList.addStep')}
        </Button>
        <Button loading={dryRun.isPending} onClick={() => dryRun.mutate()}>
          {t('routes.dryRun')}
        </Button>
        <Button onClick={end}>{t('duty.discard')}</Button>
        <Button
          type="primary"
          disabled={steps.length === 0}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
        >
          {t('duty.publish', { version: list.newest + 1 })}
        </Button>
      </div>
      <Input
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
        placeholder={t('duty.note')}
        aria-label={t('duty.note')}
      />
      {dryRun.data && (
        <p className="card" role="status">
          {t('taskList.tried', {
            matters: dryRun.data.matters,
            without: dryRun.data.without,
            changed: dryRun.data.changed,
          })}
        </p>
      )}
      <StepRows
        steps={steps}
        countyId={countyId}
        edit={setEditing}
        remove={(step) => change(steps.filter(({ no }) => no !== step.no))}
      />
      {editing !== null && (
        <TaskStepDrawer
          countyId={countyId}
          step={editing === 'new' ? null : editing}
          no={nextNumber(steps)}
          onClose={() => setEditing(null)}
          onKeep={keep}
        />
      )}
    </>
  );
}
