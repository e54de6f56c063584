// 任务清单: what is done about each kind of matter, by whom, shown by what, how soon; its keepers revise it, try the
// draft on past matters and publish the next version.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { TryTaskListAnswer } from '#modules/dispatch/contract.ts';
import { PublishTaskListAnswer, STEP_EVIDENCE, TaskStep } from '#modules/roster/contract.ts';
import { request } from '../api/request.ts';
import { nextNumber, type LineKind } from '../lists/line-list.tsx';
import { VersionedList, type Keeping } from '../lists/versioned-list.tsx';
import { Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { taskListQuery } from './api.ts';
import { useDutyWords } from './duty-words.ts';
import { TaskStepDrawer } from './task-step-drawer.tsx';

export function TaskListView({ countyId }: { countyId: number }) {
  const { t } = useText();
  const kind = useStepKind(countyId);
  const [version, setVersion] = useState<number | undefined>(undefined);
  const { data: list, error, refetch } = useQuery(taskListQuery(countyId, version));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!list) return <Waiting />;
  const keeping: Keeping<TaskStep> = {
    ...{ memory: `task.${countyId}`, schema: z.array(TaskStep), stale: ['task-list'] },
    addLabel: t('taskList.addStep'),
    drawer: ({ line, lines, ...rest }) => (
      <TaskStepDrawer countyId={countyId} step={line} no={nextNumber(lines)} {...rest} />
    ),
    async dryRun(steps) {
      const { matters, without, changed } = await request(TryTaskListAnswer, '/task-list/dry-run', {
        method: 'POST',
        body: { countyId, steps },
      });
      return <p className="card">{t('taskList.tried', { matters, without, changed })}</p>;
    },
    publish: async (steps, { note }) =>
      (
        await request(PublishTaskListAnswer, '/task-list/publish', {
          method: 'POST',
          body: { countyId, basedOn: list.newest, steps, note },
        })
      ).version,
  };
  return (
    <VersionedList
      kind={kind}
      list={list.version === 0 ? null : { ...list, lines: list.steps }}
      onVersion={setVersion}
      none={{ title: t('taskList.none'), hint: t('taskList.noneHint') }}
      keeping={list.mayKeep ? keeping : null}
    />
  );
}

function useStepKind(countyId: number): LineKind<TaskStep> {
  const { t, pick } = useText();
  const words = useDutyWords(countyId);
  const who = ({ holder }: TaskStep): string =>
    holder === null ? t('taskList.lead') : words.holder({ holder });
  const within = ({ within: budget }: TaskStep): string =>
    budget ? t(`unit.${budget.unit}`, { n: budget.amount }) : '—';
  const levels = ({ levels: at }: TaskStep): string =>
    at.length === 0
      ? t('taskList.everyLevel')
      : at.map((level) => t(`level.${level}`)).join(t('say.list'));
  return {
    label: t('taskList.title'),
    keyOf: ({ no }) => no,
    words: (step) => [words.items(step), who(step), pick(step.task), step.basis].join(' '),
    nameOf: ({ no }) => t('taskList.step', { no }),
    card: (step) => (
      <>
        <div className="duty-card-head">
          <strong>{pick(step.task)}</strong>
        </div>
        <p>
          {words.items(step)} · {levels(step)}
        </p>
        <p className="quiet">
          {who(step)} · {pick(STEP_EVIDENCE[step.evidence])} · {within(step)} · {step.basis}
        </p>
      </>
    ),
    columns: [
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
    ],
  };
}
