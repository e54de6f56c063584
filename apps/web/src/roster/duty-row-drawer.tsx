// One row of a duty list being written: which matters, where, who, as what, to do what, on which ground.
import { useQuery } from '@tanstack/react-query';
import { Radio, Select } from 'antd';
import { useState } from 'react';
import { DutyRow, type DutyPart } from '#modules/roster/contract.ts';
import { treeQuery } from '../api/reference.ts';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { Field } from '../lists/field.tsx';
import { LineDrawer } from '../lists/line-drawer.tsx';
import { useText } from '../text/language.tsx';
import { useDutyWords } from './duty-words.ts';
import { BasisFields, ItemsField, WordsField } from './line-drawer.tsx';

type Props = {
  countyId: number;
  placeId: number;
  row: DutyRow | null;
  /** The number of a new row. */
  no: number;
  onClose: () => void;
  onKeep: (row: DutyRow) => void;
};

type At = 'village' | 'town' | 'county' | 'nearest';

export function DutyRowDrawer({ countyId, placeId, row, no, onClose, onKeep }: Props) {
  const { t, language } = useText();
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
  const written = {
    ...{ no: number, items, areaId, role, basis },
    // Whoever writes in one language is understood in it by both until it is translated.
    duty: { zh: zh.trim() || en, en: en.trim() || zh },
    holder: byUnit ? { unitId } : { line, at },
  };
  const place = tree?.find(({ id }) => id === placeId);
  const areas =
    tree?.filter(
      ({ id, level, townId }) =>
        id !== placeId &&
        (level === 'town' || level === 'village') &&
        (place?.level === 'county' || townId === placeId),
    ) ?? [];
  return (
    <LineDrawer
      title={t('duty.row', { no: number ?? '' })}
      schema={DutyRow}
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
          <WordsField
            label={t('duty.whatZh')}
            value={zh}
            onChange={setZh}
            problem={language === 'zh' ? problem('duty') : null}
          />
          <WordsField
            label={t('duty.whatEn')}
            value={en}
            onChange={setEn}
            problem={language === 'en' ? problem('duty') : null}
          />
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
