// 推演: what would have been otherwise in a past period, had other limits been in force. It is asked, lived beside the
// server, and told: late and rung before and after, by kind of matter and by unit, and which matters would differ.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, InputNumber, Progress, Select } from 'antd';
import { useState } from 'react';
import {
  ITEM_LIMITS,
  POLICY_LIMITS,
  WHAT_IF_MATTERS_MAX,
  WhatIfState,
  type LimitChange,
  type WhatIfRequest,
  type WhatIfRun,
} from '#modules/incident/contract.ts';
import { DAY } from '#platform/time/index.ts';
import { messageOf, request, serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Field } from '../lists/field.tsx';
import { DayField } from '../look/day-field.tsx';
import { Icon } from '../look/icons.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { exactTime, fromLocalInput, toLocalInput } from '../look/time.ts';
import { ItemsField } from '../roster/line-drawer.tsx';
import { useText } from '../text/language.tsx';
import { Answer } from './answer.tsx';
import '../lists/lists.css';
import './what-if.css';

/** A running question is looked after this often. */
const LOOK_EVERY_MS = 1000;
const DAYS_AT_FIRST = 30;
/** Changes of one question: more of them can no longer be told apart in the answer. */
const CHANGES_MAX = 20;
const LIMITS = [...ITEM_LIMITS, ...POLICY_LIMITS] as const;
const LEVELS = [1, 2, 3, 4] as const;
/** The three parts of the work, for a bar that moves. */
const STEPS = ['read', 'own', 'other'] as const;

const stateQuery = (countyId: number) => ({
  queryKey: ['what-if', countyId],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request(WhatIfState, '/what-if', { query: { countyId }, signal }),
});

export default function WhatIfPage() {
  const { t } = useText();
  const countyId = useMe().mainCountyId;
  const { data, error, refetch } = useQuery({
    ...stateQuery(countyId),
    refetchInterval: ({ state }) =>
      state.data?.run?.state === 'running' || state.data?.isBusy ? LOOK_EVERY_MS : false,
  });
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('whatIf.title')}</h1>
      </header>
      <p className="quiet">{t('whatIf.about')}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && <Asking key={data.run?.askedAt} countyId={countyId} state={data} />}
      {data?.run && <Run countyId={countyId} run={data.run} namesMatters={data.namesMatters} />}
      {data && !data.run && <Blank icon="clock" title={t('whatIf.none')} />}
    </div>
  );
}

type Draft = { items: string[]; levels: number[]; limits: LimitChange['limits']; percent: number };
const FIRST: Draft = { items: [], levels: [], limits: ['handle'], percent: 50 };

const draftOf = ({ items, levels, limits, share }: LimitChange): Draft => ({
  ...{ items: items ?? [], levels: levels ?? [], limits },
  percent: Math.round(share * 100),
});

function changeOf({ items, levels, limits, percent }: Draft): LimitChange {
  return {
    ...(items.length > 0 ? { items } : {}),
    ...(levels.length > 0 ? { levels: LEVELS.filter((level) => levels.includes(level)) } : {}),
    ...{ limits, share: percent / 100 },
  };
}

function Asking({ countyId, state }: { countyId: number; state: WhatIfState }) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { run, isBusy } = state;
  const now = serverNow();
  const dayOf = (at: number): string => toLocalInput(at).slice(0, 10);
  const [from, setFrom] = useState(dayOf(run?.from ?? now - DAYS_AT_FIRST * DAY));
  // The last day is shown as people mean it: included.
  const [to, setTo] = useState(dayOf(run ? run.to - 1 : now));
  const [changes, setChanges] = useState<readonly Draft[]>(run?.limits.map(draftOf) ?? [FIRST]);
  const isRunning = run?.state === 'running';
  const ask = useMutation({
    mutationFn: (body: WhatIfRequest) => request(WhatIfState, '/what-if', { method: 'POST', body }),
    onError: (error) => void message.error(messageOf(error)),
    onSuccess: (next) => queries.setQueryData(['what-if', countyId], next),
  });
  const begin = fromLocalInput(`${from}T00:00`);
  const end = fromLocalInput(`${to}T00:00`);
  const isReady =
    begin !== null && end !== null && changes.every(({ limits }) => limits.length > 0);
  const set = (at: number, some: Partial<Draft>): void =>
    setChanges(changes.map((each, index) => (index === at ? { ...each, ...some } : each)));
  return (
    <form
      className="card what-if-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady)
          ask.mutate({ countyId, from: begin, to: end + DAY, limits: changes.map(changeOf) });
      }}
    >
      <div className="two-fields">
        <Field label={t('whatIf.from')}>
          {(id) => <DayField id={id} value={from} onChange={setFrom} />}
        </Field>
        <Field label={t('whatIf.to')}>
          {(id) => <DayField id={id} value={to} onChange={setTo} />}
        </Field>
      </div>
      {changes.map((change, at) => (
        <fieldset key={at} className="what-if-change">
          <legend>{t('whatIf.change', { no: at + 1 })}</legend>
          <div className="what-if-fields">
            <ItemsField
              countyId={countyId}
              label={t('whatIf.items')}
              placeholder={t('whatIf.everyItem')}
              value={change.items}
              onChange={(items) => set(at, { items })}
              problem={null}
            />
            <Field label={t('whatIf.limits')}>
              {(id) => (
                <Select
                  id={id}
                  className="wide"
                  mode="multiple"
                  value={change.limits}
                  onChange={(limits) => set(at, { limits })}
                  options={LIMITS.map((value) => ({ value, label: t(`whatIf.limit.${value}`) }))}
                />
              )}
            </Field>
            <Field label={t('whatIf.share')}>
              {(id) => (
                <InputNumber
                  id={id}
                  className="wide"
                  min={1}
                  max={1000}
                  precision={0}
                  suffix="%"
                  value={change.percent}
                  onChange={(percent) => set(at, { percent: percent ?? 100 })}
                />
              )}
            </Field>
          </div>
          <div className="what-if-levels">
            <Checkbox.Group
              value={change.levels}
              onChange={(levels: number[]) => set(at, { levels })}
              options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
              aria-label={t('level.label')}
            />
            {change.levels.length === 0 && (
              <span className="quiet">{t('taskList.everyLevel')}</span>
            )}
            <span className="top-gap" />
            {changes.length > 1 && (
              <Button
                type="text"
                icon={<Icon name="close" size={14} />}
                onClick={() => setChanges(changes.filter((_, index) => index !== at))}
              >
                {t('do.remove')}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      <div className="duty-list-head">
        <Button
          icon={<Icon name="plus" size={15} />}
          disabled={changes.length >= CHANGES_MAX}
          onClick={() => setChanges([...changes, FIRST])}
        >
          {t('whatIf.more')}
        </Button>
        <span className="top-gap" />
        {isBusy && !isRunning && <span className="quiet">{t('whatIf.busy')}</span>}
        <Button
          type="primary"
          htmlType="submit"
          loading={ask.isPending}
          disabled={isRunning || isBusy || !isReady}
        >
          {t('whatIf.ask')}
        </Button>
      </div>
    </form>
  );
}

type RunProps = { countyId: number; run: WhatIfRun; namesMatters: boolean };

function Run({ countyId, run, namesMatters }: RunProps) {
  const { t, language } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () =>
      request(WhatIfState, '/what-if/cancel', { method: 'POST', body: { countyId } }),
    onError: (error) => void message.error(messageOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['what-if', countyId] }),
  });
  if (run.state === 'running')
    return (
      <section className="card" aria-label={t('whatIf.running')}>
        <p role="status">{t(`whatIf.step.${run.step}`, { count: run.matters })}</p>
        <Progress
          percent={Math.round(((STEPS.indexOf(run.step) + 0.5) / STEPS.length) * 100)}
          showInfo={false}
          strokeColor="var(--ink)"
          aria-label={t('whatIf.running')}
        />
        <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('whatIf.stop')}
        </Button>
      </section>
    );
  if (run.state === 'cancelled') return <Alert type="info" showIcon title={t('whatIf.stopped')} />;
  if (!run.answer) return <Alert type="error" showIcon title={t('whatIf.failed')} />;
  return (
    <>
      <p className="quiet">{t('whatIf.askedAt', { at: exactTime(language, run.askedAt) })}</p>
      {run.answer.cut && (
        <Alert
          type="warning"
          showIcon
          title={t('whatIf.cut', { max: WHAT_IF_MATTERS_MAX.toLocaleString('en') })}
        />
      )}
      <Answer countyId={countyId} answer={run.answer} namesMatters={namesMatters} />
    </>
  );
}
