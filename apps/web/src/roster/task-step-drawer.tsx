// One step of the task list being written: which matters, at which levels, who, what, shown by what, how soon.
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Drawer, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { STEP_EVIDENCE, TaskStep, type StepEvidence } from '#modules/roster/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { PHONE, useMedia } from '../look/screen.ts';
import { useText } from '../text/language.tsx';
import { useDutyWords } from './duty-words.ts';
import { Field } from './field.tsx';

type Props = {
  countyId: number;
  step: TaskStep | null;
  /** The number of a new step. */
  no: number;
  onClose: () => void;
  onKeep: (step: TaskStep) => void;
};

/** How far in a sub and an item stand below their major, for each digit of the code. */
const DEEPER = 5;
const UNITS = ['minute', 'hour', 'workHour', 'workDay'] as const;
const LEVELS = [1, 2, 3, 4] as const;

export function TaskStepDrawer({ countyId, step, no, onClose, onKeep }: Props) {
  const { t, pick, language } = useText();
  const phone = useMedia(PHONE);
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const { lines } = useDutyWords(countyId);
  const [number, setNumber] = useState<number | null>(step?.no ?? no);
  const [items, setItems] = useState<string[]>([...(step?.items ?? [])]);
  const [levels, setLevels] = useState<number[]>([...(step?.levels ?? [])]);
  const kept = step?.holder;
  const [line, setLine] = useState<string | null>(kept && 'line' in kept ? kept.line : null);
  const [zh, setZh] = useState(step?.task.zh ?? '');
  const [en, setEn] = useState(step?.task.en ?? '');
  const [evidence, setEvidence] = useState<StepEvidence>(step?.evidence ?? 'note');
  const [amount, setAmount] = useState<number | null>(step?.within?.amount ?? null);
  const [unit, setUnit] = useState(step?.within?.unit ?? 'minute');
  const [basis, setBasis] = useState(step?.basis ?? '');
  const [isTried, setTried] = useState(false);
  const byUnit = kept && 'unitId' in kept ? kept : null;
  const parsed = TaskStep.safeParse({
    ...{ no: number, items, levels: levels.toSorted((a, b) => a - b), evidence, basis },
    // Whoever writes in one language is understood in it by both until it is translated.
    task: { zh: zh.trim() || en, en: en.trim() || zh },
    holder:
      line !== null
        ? kept && 'line' in kept && kept.line === line
          ? kept
          : { line, at: line === 'village' ? 'village' : 'nearest' }
        : byUnit,
    within: amount === null ? null : { amount, unit },
  });
  const wrong = new Set(
    isTried && !parsed.success ? parsed.error.issues.map((issue) => String(issue.path[0])) : [],
  );
  const problem = (field: string): string | null => (wrong.has(field) ? t('say.required') : null);
  const groups = [
    ...(catalog?.majors ?? []),
    ...(catalog?.subs ?? []),
    ...(catalog?.items ?? []),
  ].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return (
    <Drawer
      open
      onClose={onClose}
      title={t('taskList.step', { no: number ?? '' })}
      size={phone ? '100%' : 520}
      placement={phone ? 'bottom' : 'right'}
      footer={
        <div className="verb-foot">
          <span className="top-gap" />
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            type="primary"
            onClick={() => {
              setTried(true);
              if (parsed.success) onKeep(parsed.data);
            }}
          >
            {t('do.confirm')}
          </Button>
        </div>
      }
    >
      <Field label={t('duty.items')} problem={problem('items')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            value={items}
            onChange={setItems}
            options={groups.map(({ code, name }) => ({ value: code, label: pick(name) }))}
            optionRender={({ value, label }) => (
              <span style={{ paddingInlineStart: DEEPER * String(value).length }}>{label}</span>
            )}
          />
        )}
      </Field>
      <Field label={t('taskList.levels')}>
        {() => (
          <Checkbox.Group
            value={levels}
            onChange={(chosen) => setLevels(chosen)}
            options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
          />
        )}
      </Field>
      <Field label={t('taskList.whatZh')} problem={language === 'zh' ? problem('task') : null}>
        {(id) => (
          <Input.TextArea
            id={id}
            maxLength={300}
            autoSize={{ minRows: 2, maxRows: 5 }}
            value={zh}
            onChange={(event) => setZh(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('taskList.whatEn')} problem={language === 'en' ? problem('task') : null}>
        {(id) => (
          <Input.TextArea
            id={id}
            maxLength={300}
            autoSize={{ minRows: 2, maxRows: 5 }}
            value={en}
            onChange={(event) => setEn(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('taskList.who')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={line}
            onChange={(chosen?: string) => setLine(chosen ?? null)}
            options={[...lines]}
            placeholder={t('taskList.lead')}
          />
        )}
      </Field>
      <Field label={t('taskList.evidence')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            value={evidence}
            onChange={setEvidence}
            options={Object.entries(STEP_EVIDENCE).map(([value, name]) => ({
              value: value as StepEvidence,
              label: pick(name),
            }))}
          />
        )}
      </Field>
      <div className="two-fields">
        <Field label={t('taskList.within')} problem={problem('within')}>
          {(id) => (
            <InputNumber
              id={id}
              className="wide"
              min={1}
              precision={0}
              value={amount}
              onChange={setAmount}
              placeholder={t('taskList.noLimit')}
            />
          )}
        </Field>
        <Field label={t('taskList.unit')}>
          {(id) => (
            <Select
              id={id}
              className="wide"
              value={unit}
              onChange={setUnit}
              options={UNITS.map((value) => ({ value, label: t(`taskList.unit.${value}`) }))}
            />
          )}
        </Field>
      </div>
      <div className="two-fields">
        <Field label={t('duty.basis')} problem={problem('basis')}>
          {(id) => (
            <Input
              id={id}
              maxLength={200}
              value={basis}
              onChange={(event) => setBasis(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('duty.no')} problem={problem('no')}>
          {(id) => (
            <InputNumber
              id={id}
              className="wide"
              min={1}
              max={100_000}
              precision={0}
              value={number}
              onChange={setNumber}
            />
          )}
        </Field>
      </div>
    </Drawer>
  );
}
