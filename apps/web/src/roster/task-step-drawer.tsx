// One step of the task list being written: which matters, at which levels, who, what, shown by what, how soon.
import { Checkbox, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { STEP_EVIDENCE, TaskStep, type StepEvidence } from '#modules/roster/contract.ts';
import { Field } from '../lists/field.tsx';
import { LineDrawer } from '../lists/line-drawer.tsx';
import { useText } from '../text/language.tsx';
import { useDutyWords } from './duty-words.ts';
import { BasisFields, ItemsField, WordsField } from './line-drawer.tsx';

type Props = {
  countyId: number;
  step: TaskStep | null;
  /** The number of a new step. */
  no: number;
  onClose: () => void;
  onKeep: (step: TaskStep) => void;
};

const UNITS = ['minute', 'hour', 'workHour', 'workDay'] as const;
const LEVELS = [1, 2, 3, 4] as const;

export function TaskStepDrawer({ countyId, step, no, onClose, onKeep }: Props) {
  const { t, pick, language } = useText();
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
  const byUnit = kept && 'unitId' in kept ? kept : null;
  const written = {
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
  };
  return (
    <LineDrawer
      title={t('taskList.step', { no: number ?? '' })}
      schema={TaskStep}
      draft={written}
      onClose={onClose}
      onKeep={onKeep}
    >
      {(problem) => (
        <>
          <ItemsField
            countyId={countyId}
            value={items}
            onChange={setItems}
            problem={problem('items')}
          />
          <Field label={t('taskList.levels')}>
            {() => (
              <Checkbox.Group
                value={levels}
                onChange={(chosen) => setLevels(chosen)}
                options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
              />
            )}
          </Field>
          <WordsField
            label={t('taskList.whatZh')}
            value={zh}
            onChange={setZh}
            problem={language === 'zh' ? problem('task') : null}
          />
          <WordsField
            label={t('taskList.whatEn')}
            value={en}
            onChange={setEn}
            problem={language === 'en' ? problem('task') : null}
          />
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
          <BasisFields
            basis={basis}
            onBasis={setBasis}
            no={number}
            onNo={setNumber}
            problem={problem}
          />
        </>
      )}
    </LineDrawer>
  );
}
