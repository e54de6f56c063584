// One item of the catalogue being written: what it is called, how urgent it is, who leads, within which limits.
import { Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import {
  CatalogItem,
  Evidence,
  nextOwnCode,
  type Budget,
  type CatalogAnswer,
  type Level,
} from '#modules/catalog/contract.ts';
import { Field } from '../lists/field.tsx';
import { LineDrawer } from '../lists/line-drawer.tsx';
import { useText } from '../text/language.tsx';
import { LIMITS, MARKS, useCatalogWords, type Mark } from './catalog-words.ts';

type Props = {
  countyId: number;
  catalog: CatalogAnswer;
  /** Codes that are or were in use. */
  taken: ReadonlySet<string>;
  item: CatalogItem | null;
  onClose: () => void;
  onKeep: (item: CatalogItem) => void;
};

const UNITS = ['minute', 'hour', 'workHour', 'workDay'] as const;
const LEVELS: readonly Level[] = [1, 2, 3, 4];
/** An item is told from the common ones by its name, too (item.ts). */
const OWN_SUFFIX = { zh: '（自定义）', en: ' (own)' };

const BLANK: Omit<CatalogItem, 'code'> = {
  ...{ name: { zh: '', en: '' }, stdCode: null, level: 4, stages: [], leads: [] },
  limits: {
    sign: { amount: 30, unit: 'minute' },
    contact: null,
    arrive: null,
    handle: { amount: 3, unit: 'workDay' },
    feedback: null,
  },
  ...{ leadText: { zh: '', en: '' }, basis: '', standardRef: null },
  ...{ restricted: false, selfHandle: false, expertReview: false },
  ...{ isDispute: false, is1312: false, followUpRequired: false },
  ...{ requiredEvidence: [], levelRules: [], keywords: [], phrases: [] },
  returnWindow: { amount: 2, unit: 'workHour' },
};

export function ItemDrawer({ countyId, catalog, taken, item, onClose, onKeep }: Props) {
  const { t, pick, language } = useText();
  const words = useCatalogWords(countyId);
  const [sub, setSub] = useState(item?.code.slice(0, 4) ?? '');
  const [draft, setDraft] = useState<Omit<CatalogItem, 'code'>>(item ?? BLANK);
  const code = item?.code ?? (sub === '' ? undefined : nextOwnCode(sub, taken));
  const set = (some: Partial<CatalogItem>): void => setDraft({ ...draft, ...some });
  const [zh, en] = [draft.name.zh.trim() || draft.name.en, draft.name.en.trim() || draft.name.zh];
  const isNew = item === null;
  const suffixed = (name: string, suffix: string): string =>
    isNew && name !== '' && !name.endsWith(suffix) ? name + suffix : name;
  const lead = { zh: draft.leadText.zh || draft.leadText.en, en: draft.leadText.en };
  const written = {
    ...draft,
    ...{ code: code ?? '' },
    // Whoever writes in one language is understood in it by both until it is translated.
    name: { zh: suffixed(zh, OWN_SUFFIX.zh), en: suffixed(en, OWN_SUFFIX.en) },
    leadText: { zh: lead.zh, en: lead.en || lead.zh },
    stages: stagesUntil(draft.stages, draft.limits.handle),
  };
  const isTogether = draft.leadText.zh.includes('+');
  const choose = (leads: string[], together = isTogether): void => {
    const names = leads.map((line) => words.lines.find(({ value }) => value === line)?.label ?? '');
    const text = names.join(together ? '+' : '/');
    set({ leads, leadText: { zh: text, en: text } });
  };
  const marks = MARKS.filter((mark) => draft[mark]);
  return (
    <LineDrawer
      title={item ? pick(item.name) : t('catalog.add')}
      schema={CatalogItem}
      draft={written}
      onClose={onClose}
      onKeep={onKeep}
    >
      {(problem) => (
        <>
          <Field label={t('catalog.field.sub')} problem={problem('code')}>
            {(id) => (
              <Select
                id={id}
                className="wide"
                disabled={!isNew}
                showSearch={{ optionFilterProp: 'label' }}
                value={sub || null}
                onChange={setSub}
                options={catalog.subs.map(({ code: value, name }) => ({
                  value,
                  label: `${majorName(catalog, value, pick)} / ${pick(name)}`,
                }))}
              />
            )}
          </Field>
          {code && (
            <p className="quiet">
              {t('catalog.field.code')} {code}
            </p>
          )}
          <Field label={t('catalog.nameZh')} problem={language === 'zh' ? problem('name') : null}>
            {(id) => (
              <Input
                id={id}
                maxLength={60}
                value={draft.name.zh}
                onChange={(event) => set({ name: { ...draft.name, zh: event.target.value } })}
              />
            )}
          </Field>
          <Field label={t('catalog.nameEn')} problem={language === 'en' ? problem('name') : null}>
            {(id) => (
              <Input
                id={id}
                maxLength={120}
                value={draft.name.en}
                onChange={(event) => set({ name: { ...draft.name, en: event.target.value } })}
              />
            )}
          </Field>
          <Field label={t('level.label')}>
            {(id) => (
              <Radio.Group
                id={id}
                optionType="button"
                value={draft.level}
                onChange={(event) => set({ level: event.target.value as Level })}
                options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
              />
            )}
          </Field>
          <Field label={t('catalog.leads')} problem={problem('leads')}>
            {(id) => (
              <Select
                id={id}
                className="wide"
                mode="multiple"
                maxCount={4}
                showSearch={{ optionFilterProp: 'label' }}
                value={draft.leads}
                onChange={(leads: string[]) => choose(leads)}
                options={[...words.lines]}
              />
            )}
          </Field>
          {draft.leads.length > 1 && (
            <Checkbox
              checked={isTogether}
              onChange={(event) => choose(draft.leads, event.target.checked)}
            >
              {t('catalog.together')}
            </Checkbox>
          )}
          <p className="quiet">{t('catalog.leadsHint')}</p>
          <fieldset className="limit-fields">
            <legend>{t('catalog.limits')}</legend>
            {LIMITS.map((limit) => (
              <BudgetField
                key={limit}
                label={words.fieldName(`limits.${limit}`)}
                value={draft.limits[limit]}
                onChange={(value) => set({ limits: { ...draft.limits, [limit]: value } })}
              />
            ))}
            <BudgetField
              label={words.fieldName('returnWindow')}
              value={draft.returnWindow}
              onChange={(value) => value && set({ returnWindow: value })}
            />
            {problem('limits') && <p className="field-problem">{t('catalog.badLimit')}</p>}
          </fieldset>
          <div className="two-fields">
            <Field label={words.fieldName('stdCode')}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={40}
                  value={draft.stdCode ?? ''}
                  onChange={(event) => set({ stdCode: event.target.value.trim() || null })}
                />
              )}
            </Field>
            <Field label={words.fieldName('standardRef')}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={200}
                  value={draft.standardRef ?? ''}
                  onChange={(event) => set({ standardRef: event.target.value || null })}
                />
              )}
            </Field>
          </div>
          <Field label={words.fieldName('basis')}>
            {(id) => (
              <Input
                id={id}
                maxLength={300}
                value={draft.basis}
                onChange={(event) => set({ basis: event.target.value })}
              />
            )}
          </Field>
          <Field label={words.fieldName('requiredEvidence')}>
            {(id) => (
              <Select
                id={id}
                className="wide"
                mode="multiple"
                value={draft.requiredEvidence}
                onChange={(requiredEvidence) => set({ requiredEvidence })}
                options={Evidence.options.map((value) => ({
                  value,
                  label: t(`value.evidence.${value}`),
                }))}
              />
            )}
          </Field>
          <Field label={t('catalog.marks')}>
            {() => (
              <Checkbox.Group
                className="mark-fields"
                value={marks}
                onChange={(chosen: Mark[]) =>
                  set(Object.fromEntries(MARKS.map((mark) => [mark, chosen.includes(mark)])))
                }
                options={MARKS.map((value) => ({ value, label: words.fieldName(value) }))}
              />
            )}
          </Field>
          {(['keywords', 'phrases'] as const).map((field) => (
            <Field key={field} label={words.fieldName(field)} problem={problem(field)}>
              {(id) => (
                <Select
                  id={id}
                  className="wide"
                  mode="tags"
                  open={false}
                  suffixIcon={null}
                  tokenSeparators={['，', ',', '、']}
                  value={draft[field]}
                  onChange={(said: string[]) => set({ [field]: said })}
                />
              )}
            </Field>
          ))}
        </>
      )}
    </LineDrawer>
  );
}

type Picking = (text: Readonly<{ zh: string; en: string }>) => string;
function majorName({ majors }: CatalogAnswer, sub: string, pick: Picking): string {
  const major = majors.find(({ code }) => code === sub.slice(0, 2));
  return major ? pick(major.name) : '';
}

/** The last part of the handling ends with the whole of it. */
function stagesUntil(stages: CatalogItem['stages'], handle: Budget | null): CatalogItem['stages'] {
  if (handle === null) return [];
  return stages.map((stage, at) =>
    at === stages.length - 1 ? { ...stage, within: handle } : stage,
  );
}

type BudgetProps = {
  label: string;
  value: Budget | null;
  onChange: (value: Budget | null) => void;
};

function BudgetField({ label, value, onChange }: BudgetProps) {
  const { t } = useText();
  const [unit, setUnit] = useState(value?.unit ?? 'minute');
  return (
    <div className="limit-field">
      <span>{label}</span>
      <InputNumber
        min={1}
        value={value?.amount ?? null}
        onChange={(amount) => onChange(amount === null ? null : { amount, unit })}
        placeholder={t('catalog.noLimit')}
        aria-label={label}
      />
      <Select
        value={unit}
        onChange={(chosen) => {
          setUnit(chosen);
          if (value) onChange({ ...value, unit: chosen });
        }}
        options={UNITS.map((each) => ({ value: each, label: t(`taskList.unit.${each}`) }))}
        aria-label={`${label} ${t('taskList.unit')}`}
      />
    </div>
  );
}
