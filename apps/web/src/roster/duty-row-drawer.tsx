// One row of a duty list being written: which matters, where, who, as what, to do what, on which ground.
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { DutyRow, type DutyPart } from '#modules/roster/contract.ts';
import { catalogQuery, treeQuery } from '../api/reference.ts';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { useText } from '../text/language.tsx';
import { useDutyWords } from './duty-words.ts';
import { Field } from './field.tsx';

type Props = {
  countyId: number;
  placeId: number;
  row: DutyRow | null;
  /** The number of a new row. */
  no: number;
  onClose: () => void;
  onKeep: (row: DutyRow) => void;
};

/** How far in a sub and an item stand below their major, for each digit of the code. */
const DEEPER = 5;

type At = 'village' | 'town' | 'county' | 'nearest';

export function DutyRowDrawer({ countyId, placeId, row, no, onClose, onKeep }: Props) {
  const { t, pick, language } = useText();
  const phone = useMedia(PHONE);
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const { data: tree } = useQuery(treeQuery(countyId));
  const { lines } = useDutyWords(countyId);
  const [number, setNumber] = useState<number | null>(row?.no ?? no);
  const [items, setItems] = useState<string[]>([...(row?.items ?? [])]);
  const [areaId, setAreaId] = useState<number | null>(row?.areaId ?? null);
  const [role, setRole] = useState<DutyPart>(row?.role ?? 'lead');
  const [zh, setZh] = useState(row?.duty.zh ?? '');
  const [en, setEn] = useState(row?.duty.en ?? '');
  const [basis, setBasis] = useState(row?.basis ?? '');
  const kept = row?.holder;
  const [byUnit, setByUnit] = useState(kept !== undefined && 'unitId' in kept);
  const [unitId, setUnitId] = useState<number | null>(
    kept && 'unitId' in kept ? kept.unitId : null,
  );
  const [line, setLine] = useState<string | null>(kept && 'line' in kept ? kept.line : null);
  const [at, setAt] = useState<At>(kept && 'at' in kept ? kept.at : 'nearest');
  const [isTried, setTried] = useState(false);
  const parsed = DutyRow.safeParse({
    ...{ no: number, items, areaId, role, basis },
    // Whoever writes in one language is understood in it by both until it is translated.
    duty: { zh: zh.trim() || en, en: en.trim() || zh },
    holder: byUnit ? { unitId } : { line, at },
  });
  const wrong = new Set(
    isTried && !parsed.success ? parsed.error.issues.map((issue) => String(issue.path[0])) : [],
  );
  const problem = (field: string): string | null => (wrong.has(field) ? t('say.required') : null);
  const place = tree?.find(({ id }) => id === placeId);
  const areas =
    tree?.filter(
      ({ id, level, townId }) =>
        id !== placeId &&
        (level === 'town' || level === 'village') &&
        (place?.level === 'county' || townId === placeId),
    ) ?? [];
  const groups = [
    ...(catalog?.majors ?? []),
    ...(catalog?.subs ?? []),
    ...(catalog?.items ?? []),
  ].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return (
    <Drawer
      open
      onClose={onClose}
      title={t('duty.row', { no: number ?? '' })}
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
      <Field label={t('duty.area')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={areaId}
            onChange={(chosen?: number) => setAreaId(chosen ?? null)}
            placeholder={t('duty.areaAll')}
            options={areas.map(({ id: value, name }) => ({ value, label: name }))}
          />
        )}
      </Field>
      <Field label={t('duty.part')}>
        {(id) => (
          <Radio.Group
            id={id}
            optionType="button"
            value={role}
            onChange={(event) => setRole(event.target.value as DutyPart)}
            options={(['lead', 'co', 'support'] as const).map((value) => ({
              value,
              label: t(`duty.part.${value}`),
            }))}
          />
        )}
      </Field>
      <Field label={t('duty.holder')} problem={problem('holder')}>
        {(id) => (
          <>
            <Radio.Group
              id={id}
              value={byUnit}
              onChange={(event) => setByUnit(event.target.value as boolean)}
              options={[
                { value: false, label: t('duty.byLine') },
                { value: true, label: t('duty.byUnit') },
              ]}
            />
            {byUnit ? (
              <UnitPicker
                countyId={countyId}
                label={t('duty.holder')}
                value={unitId}
                onChange={setUnitId}
              />
            ) : (
              <div className="two-fields">
                <Select
                  className="wide"
                  showSearch={{ optionFilterProp: 'label' }}
                  value={line}
                  onChange={setLine}
                  options={[...lines]}
                  placeholder={t('duty.line')}
                  aria-label={t('duty.line')}
                />
                <Select
                  className="wide"
                  value={at}
                  onChange={setAt}
                  options={(['nearest', 'village', 'town', 'county'] as const).map((value) => ({
                    value,
                    label: t(`routes.at.${value}`),
                  }))}
                  aria-label={t('duty.at')}
                />
              </div>
            )}
          </>
        )}
      </Field>
      <Field label={t('duty.whatZh')} problem={language === 'zh' ? problem('duty') : null}>
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
      <Field label={t('duty.whatEn')} problem={language === 'en' ? problem('duty') : null}>
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
