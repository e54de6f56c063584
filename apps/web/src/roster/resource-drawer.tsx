// One entry of the register in the hands of its keeper: what it is, what it can do, where it stands.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, InputNumber, Radio, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { z } from 'zod';
import {
  CAPACITY_MAX,
  RESOURCE_KINDS,
  RESOURCE_STATES,
  ResourceAnswer,
  ResourceDraft,
  SKILL_CODES,
  SKILLS,
  SKILLS_MAX,
  type Resource,
  type ResourceKind,
  type ResourceState,
} from '#modules/roster/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { Sheet } from '../look/sheet.tsx';
import { useText } from '../text/language.tsx';
import { checked } from '../text/problems.ts';
import { Field } from '../lists/field.tsx';

const SmallMap = lazy(() => import('../map/small-map.tsx'));

type Draft = { [K in keyof ResourceDraft]: ResourceDraft[K] | null };
type Props = { countyId: number; resource: Resource | null; onClose: () => void };

const EMPTY: Draft = {
  ...{ unitId: null, kind: 'equipment', name: '', skills: [], capacity: 1, phone: null },
  ...{ lng6: null, lat6: null, state: 'ready' },
};

export function ResourceDrawer({ countyId, resource, onClose }: Props) {
  const { t, pick, language } = useText();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(resource ? draftOf(resource) : EMPTY);
  const [isTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const form = checked(ResourceDraft, draft, language);
  const problems = isTried && !form.ok ? form.problems : {};
  const end = (words: string): void => {
    void message.success(words);
    void queries.invalidateQueries({ queryKey: ['resources'] });
    onClose();
  };
  const save = (): void => {
    setTried(true);
    if (!form.ok) return;
    setSaving(true);
    const body = { ...form.value, countyId, ...(resource ? { basedOn: resource.version } : {}) };
    void request(ResourceAnswer, resource ? `/resources/${resource.id}` : '/resources', {
      method: resource ? 'PUT' : 'POST',
      body,
    })
      .then(
        () => end(t('resource.saved')),
        (refusal: unknown) => message.error(messageOf(refusal)),
      )
      .finally(() => setSaving(false));
  };
  const remove = (): void =>
    void modal.confirm({
      title: t('resource.removeSure', { name: resource?.name ?? '' }),
      okText: t('resource.remove'),
      onOk: () =>
        request(z.unknown(), `/resources/${resource?.id ?? ''}`, {
          method: 'DELETE',
          query: { countyId },
        }).then(
          () => end(t('resource.removed')),
          (refusal: unknown) => message.error(messageOf(refusal)),
        ),
    });
  return (
    <Sheet
      title={resource ? `${t('resource.edit')} · ${resource.name}` : t('resource.add')}
      onClose={onClose}
      width={480}
      apart={
        resource && (
          <Button type="text" onClick={remove}>
            {t('resource.remove')}
          </Button>
        )
      }
      buttons={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="primary" loading={isSaving} onClick={save}>
            {t('do.save')}
          </Button>
        </>
      }
    >
      <Field label={t('resource.name')} problem={problems['name'] ?? null}>
        {(id) => (
          <Input
            id={id}
            maxLength={60}
            value={draft.name ?? ''}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('resource.unit')} problem={problems['unitId'] ?? null}>
        {(id) => (
          <UnitPicker
            id={id}
            countyId={countyId}
            label={t('resource.unit')}
            value={draft.unitId}
            onChange={(unitId) => set({ unitId })}
          />
        )}
      </Field>
      <Field label={t('resource.kind')}>
        {(id) => (
          <Radio.Group
            id={id}
            optionType="button"
            value={draft.kind}
            onChange={(event) => set({ kind: event.target.value as ResourceKind })}
            options={(Object.keys(RESOURCE_KINDS) as ResourceKind[]).map((value) => ({
              value,
              label: pick(RESOURCE_KINDS[value]),
            }))}
          />
        )}
      </Field>
      <Field label={t('resource.skill')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            mode="multiple"
            maxCount={SKILLS_MAX}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.skills ?? []}
            onChange={(skills) => set({ skills })}
            options={SKILL_CODES.map((value) => ({ value, label: pick(SKILLS[value]) }))}
          />
        )}
      </Field>
      <div className="two-fields">
        <Field label={t('resource.capacity')} problem={problems['capacity'] ?? null}>
          {(id) => (
            <InputNumber
              id={id}
              className="wide"
              min={1}
              max={CAPACITY_MAX}
              precision={0}
              value={draft.capacity}
              onChange={(capacity) => set({ capacity })}
            />
          )}
        </Field>
        <Field
          label={t('resource.phone')}
          problem={problems['phone'] ? t('resource.phoneHint') : null}
        >
          {(id) => (
            <Input
              id={id}
              maxLength={24}
              placeholder={t('resource.phoneHint')}
              value={draft.phone ?? ''}
              onChange={(event) => set({ phone: event.target.value.trim() || null })}
            />
          )}
        </Field>
      </div>
      <Field label={t('resource.state')}>
        {(id) => (
          <Radio.Group
            id={id}
            optionType="button"
            value={draft.state}
            onChange={(event) => set({ state: event.target.value as ResourceState })}
            options={(Object.keys(RESOURCE_STATES) as ResourceState[]).map((value) => ({
              value,
              label: pick(RESOURCE_STATES[value]),
            }))}
          />
        )}
      </Field>
      <Field
        label={`${t('resource.base')} · ${t('resource.baseHint')}`}
        problem={problems['lng6'] ? t('resource.noBase') : null}
      >
        {() => (
          <Suspense fallback={<div className="small-map" />}>
            <SmallMap
              countyId={countyId}
              lng6={draft.lng6}
              lat6={draft.lat6}
              onPick={(point) => set(point)}
            />
          </Suspense>
        )}
      </Field>
    </Sheet>
  );
}

function draftOf(resource: Resource): Draft {
  const { unitId, kind, name, skills, capacity, phone, lng6, lat6, state } = resource;
  return { unitId, kind, name, skills, capacity, phone, lng6, lat6, state };
}
