// A line of one of the lists being written (责任清单, 任务清单): the frame and the fields that both have.
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, InputNumber, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { catalogQuery } from '../api/reference.ts';
import { PHONE, useMedia } from '../look/screen.ts';
import { useText } from '../text/language.tsx';
import { Field } from './field.tsx';

/** How far in a sub and an item stand below their major, for each digit of the code. */
const DEEPER = 5;

/** What the schemas of both lists give back. */
type Checked<Line> =
  | { success: true; data: Line }
  | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } };

type Props<Line> = {
  title: string;
  checked: Checked<Line>;
  onClose: () => void;
  onKeep: (line: Line) => void;
  /** `problem` says what is wrong with a field once the writer has tried to keep the line. */
  children: (problem: (field: string) => string | null) => ReactNode;
};

export function LineDrawer<Line>({ title, checked, onClose, onKeep, children }: Props<Line>) {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const [isTried, setTried] = useState(false);
  const wrong = new Set(
    isTried && !checked.success ? checked.error.issues.map((issue) => String(issue.path[0])) : [],
  );
  return (
    <Drawer
      open
      onClose={onClose}
      title={title}
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
              if (checked.success) onKeep(checked.data);
            }}
          >
            {t('do.confirm')}
          </Button>
        </div>
      }
    >
      {children((field) => (wrong.has(field) ? t('say.required') : null))}
    </Drawer>
  );
}

/** Which matters: items, or whole classes of the catalogue. */
export function ItemsField({
  countyId,
  value,
  onChange,
  problem,
}: {
  countyId: number;
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
    <Field label={t('duty.items')} problem={problem}>
      {(id) => (
        <Select
          id={id}
          className="wide"
          mode="multiple"
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
