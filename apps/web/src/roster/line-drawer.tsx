// The fields that a line of the duty list and a step of the task list share.
import { useQuery } from '@tanstack/react-query';
import { Input, InputNumber, Select } from 'antd';
import { catalogQuery } from '../api/reference.ts';
import { useText } from '../text/language.tsx';
import { Field } from '../lists/field.tsx';

/** How far in a sub and an item stand below their major, for each digit of the code. */
const DEEPER = 5;

/** Which matters: items, or whole classes of the catalogue. */
export function ItemsField({
  countyId,
  value,
  onChange,
  problem,
  label,
  placeholder,
}: {
  countyId: number;
  label?: string;
  placeholder?: string;
  value: string[];
  onChange: (codes: string[]) => void;
  problem: string | null;
}) {
  const { t, pick } = useText();
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const groups = [
    ...(catalog?.majors ?? []),
    ...(catalog?.subs ?? []),
    ...(catalog?.items ?? []),
  ].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return (
    <Field label={label ?? t('duty.items')} problem={problem}>
      {(id) => (
        <Select
          id={id}
          className="wide"
          mode="multiple"
          placeholder={placeholder}
          showSearch={{ optionFilterProp: 'label' }}
          value={value}
          onChange={onChange}
          options={groups.map(({ code, name }) => ({ value: code, label: pick(name) }))}
          optionRender={({ value: code, label }) => (
            <span style={{ paddingInlineStart: DEEPER * String(code).length }}>{label}</span>
          )}
        />
      )}
    </Field>
  );
}

/** What is to be done, in words. */
export function WordsField({
  label,
  value,
  onChange,
  problem,
}: {
  label: string;
  value: string;
  onChange: (words: string) => void;
  problem: string | null;
}) {
  return (
    <Field label={label} problem={problem}>
      {(id) => (
        <Input.TextArea
          id={id}
          maxLength={300}
          autoSize={{ minRows: 2, maxRows: 5 }}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** On which ground, and where in the list. */
export function BasisFields({
  basis,
  onBasis,
  no,
  onNo,
  problem,
}: {
  basis: string;
  onBasis: (basis: string) => void;
  no: number | null;
  onNo: (no: number | null) => void;
  problem: (field: string) => string | null;
}) {
  const { t } = useText();
  return (
    <div className="two-fields">
      <Field label={t('duty.basis')} problem={problem('basis')}>
        {(id) => (
          <Input
            id={id}
            maxLength={200}
            value={basis}
            onChange={(event) => onBasis(event.target.value)}
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
            value={no}
            onChange={onNo}
          />
        )}
      </Field>
    </div>
  );
}
