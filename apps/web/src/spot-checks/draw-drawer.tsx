// 抽样: what to choose from, how many there are of it, and how many to draw. Which, the seed decides.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import { SOURCES } from '#modules/incident/contract.ts';
import {
  CLOSINGS,
  DrawnAnswer,
  SAMPLE_MAX,
  STRATA,
  type DrawFilter,
  type DrawRequest,
} from '#modules/inspection/contract.ts';
import { DAY, MINUTE } from '#platform/time/index.ts';
import { catalogQuery, treeQuery, unitsQuery } from '../api/reference.ts';
import { messageOf, request, serverNow } from '../api/request.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { DayField } from '../look/day-field.tsx';
import { Sheet } from '../look/sheet.tsx';
import { fromLocalInput, toLocalInput } from '../look/time.ts';
import { Field } from '../lists/field.tsx';
import { useText } from '../text/language.tsx';
import { checkingPost, populationQuery } from './queries.ts';

type Props = {
  countyId: number;
  post: NonNullable<ReturnType<typeof checkingPost>>;
  onClose: () => void;
  onDrawn: (id: string) => void;
};

const USUAL_SIZE = 20;
const USUAL_DAYS = 7;
const STRATA_SHOWN = 8;
/** The end of an office day. */
const DUE_TIME = '18:00';
const COUNTY_KINDS: readonly string[] = ['countyCentre', 'supervision'];

const dayOf = (at: number): string => toLocalInput(at).slice(0, 10);

type Wish = Readonly<{
  from: string;
  to: string;
  due: string;
  size: number | null;
  townId: number | null;
  item: string | null;
  source: readonly (typeof SOURCES)[number][];
  closing: (typeof CLOSINGS)[number] | 'any';
  unitId: number | null;
  stratify: (typeof STRATA)[number] | 'none';
  checkerUnitId: number | null;
}>;

export function DrawDrawer({ countyId, post, onClose, onDrawn }: Props) {
  const { t, pick } = useText();
  const now = serverNow();
  const [wish, setWish] = useState<Wish>({
    ...{ from: dayOf(now - USUAL_DAYS * DAY), to: dayOf(now), due: dayOf(now + USUAL_DAYS * DAY) },
    ...{ size: USUAL_SIZE, townId: post.place.townId ?? null, item: null, source: [] },
    ...{ closing: 'any', unitId: null, stratify: 'none', checkerUnitId: post.unitId },
  });
  const set = (part: Partial<Wish>): void => setWish((before) => ({ ...before, ...part }));
  const filter = filterOf(wish, countyId, post.unitId);
  const population = useQuery(populationQuery(filter));
  const dueAt = fromLocalInput(`${wish.due}T${DUE_TIME}`);
  const draw = useMutation({
    mutationFn: (body: DrawRequest) =>
      request(DrawnAnswer, '/spot-checks/draws', { method: 'POST', body }),
    onSuccess: ({ id }) => onDrawn(id),
  });
  const { data: tree } = useQuery(treeQuery(countyId));
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const towns = tree?.filter(({ level }) => level === 'town') ?? [];
  const checkers = (units ?? []).filter(
    (unit) =>
      unit.id === post.unitId ||
      (post.isWide && COUNTY_KINDS.includes(unit.kind)) ||
      (unit.kind === 'commandRoom' && unit.jurisdictionId === wish.townId),
  );
  const count = population.error ? null : (population.data?.count ?? null);
  const mayDraw =
    filter !== null && dueAt !== null && !!wish.size && !!count && !population.data?.tooMany;
  const nameOf = (key: string, name: string | null): string => {
    const major = catalog?.majors.find(({ code }) => code === key);
    return name ?? (major ? pick(major.name) : t('say.unknown'));
  };
  return (
    <Sheet
      title={t('spot.draw')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            type="primary"
            disabled={!mayDraw}
            loading={draw.isPending}
            onClick={() =>
              filter && dueAt && wish.size && draw.mutate({ ...filter, dueAt, size: wish.size })
            }
          >
            {t('spot.drawDo', { count: Math.min(wish.size ?? 0, count ?? 0) })}
          </Button>
        </>
      }
    >
      <p className="quiet">{t('spot.drawHint')}</p>
      <div className="spot-pair">
        <Field label={t('spot.closedFrom')}>
          {(id) => <DayField id={id} value={wish.from} onChange={(from) => set({ from })} />}
        </Field>
        <Field label={t('spot.closedTo')}>
          {(id) => <DayField id={id} value={wish.to} onChange={(to) => set({ to })} />}
        </Field>
      </div>
      <Field label={t('spot.area')}>
        {(id) =>
          post.isWide ? (
            <Select
              id={id}
              className="wide"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              value={wish.townId}
              onChange={(townId?: number) =>
                set({ townId: townId ?? null, checkerUnitId: post.unitId })
              }
              placeholder={t('spot.wholeCounty')}
              options={towns.map((town) => ({ value: town.id, label: town.name }))}
            />
          ) : (
            <span id={id}>{towns.find((town) => town.id === wish.townId)?.name ?? ''}</span>
          )
        }
      </Field>
      <Field label={t('spot.item')}>
        {(id) => (
          <ItemPicker
            id={id}
            countyId={countyId}
            value={wish.item}
            onChange={(item) => set({ item })}
            groups
          />
        )}
      </Field>
      <Field label={t('source.label')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            mode="multiple"
            allowClear
            value={[...wish.source]}
            onChange={(source: (typeof SOURCES)[number][]) => set({ source })}
            options={SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))}
            placeholder={t('say.all')}
          />
        )}
      </Field>
      <Field label={t('spot.closing')}>
        {(id) => (
          <Segmented
            id={id}
            value={wish.closing}
            onChange={(closing) => set({ closing })}
            options={(['any', ...CLOSINGS] as const).map((value) => ({
              value,
              label: value === 'any' ? t('say.all') : t(`spot.closing.${value}`),
            }))}
          />
        )}
      </Field>
      {wish.closing !== 'self' && (
        <Field label={t('spot.unit')}>
          {(id) => (
            <UnitPicker
              id={id}
              countyId={countyId}
              label={t('spot.unit')}
              value={wish.unitId}
              onChange={(unitId) => set({ unitId })}
            />
          )}
        </Field>
      )}
      <Field label={t('spot.stratify')}>
        {(id) => (
          <Segmented
            id={id}
            value={wish.stratify}
            onChange={(stratify) => set({ stratify })}
            options={(['none', ...STRATA] as const).map((value) => ({
              value,
              label: t(`spot.stratify.${value}`),
            }))}
          />
        )}
      </Field>
      <div className="spot-pair">
        <Field label={t('spot.size', { max: SAMPLE_MAX })}>
          {(id) => (
            <InputNumber
              id={id}
              className="wide"
              min={1}
              max={SAMPLE_MAX}
              precision={0}
              value={wish.size}
              onChange={(size) => set({ size })}
            />
          )}
        </Field>
        <Field label={t('spot.due')}>
          {(id) => <DayField id={id} value={wish.due} onChange={(due) => set({ due })} />}
        </Field>
      </div>
      <Field label={t('spot.checker')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            value={wish.checkerUnitId}
            onChange={(checkerUnitId: number) => set({ checkerUnitId })}
            options={checkers.map((unit) => ({ value: unit.id, label: unit.name }))}
          />
        )}
      </Field>
      <div className="spot-population" aria-live="polite">
        {population.error ? (
          <Alert type="warning" showIcon title={messageOf(population.error)} />
        ) : count === null ? (
          <span className="quiet">{t('say.loading')}</span>
        ) : (
          <>
            <strong>
              {population.data?.tooMany
                ? t('spot.tooMany', { count })
                : t('spot.populationCount', { count })}
            </strong>
            {(population.data?.strata.length ?? 0) > 0 && (
              <span className="quiet">
                {population.data?.strata
                  .slice(0, STRATA_SHOWN)
                  .map(({ key, name, count: own }) => `${nameOf(key, name)} ${own}`)
                  .join(t('say.list'))}
                {(population.data?.strata.length ?? 0) > STRATA_SHOWN && '…'}
              </span>
            )}
          </>
        )}
      </div>
      {draw.error && <Alert type="error" showIcon title={messageOf(draw.error)} />}
    </Sheet>
  );
}

/** The filter as the server takes it; null while a day is missing. */
function filterOf(wish: Wish, countyId: number, ownUnit: number | null): DrawFilter | null {
  const closedFrom = fromLocalInput(`${wish.from}T00:00`);
  const lastMinute = fromLocalInput(`${wish.to}T23:59`);
  if (closedFrom === null || lastMinute === null) return null;
  const { townId, item, source, closing, unitId, stratify, checkerUnitId } = wish;
  return {
    ...{ countyId, closedFrom, closedTo: lastMinute + MINUTE },
    ...(townId === null ? {} : { townId }),
    ...(item === null ? {} : { item }),
    ...(source.length ? { source: [...source] } : {}),
    ...(closing === 'any' ? {} : { closing }),
    ...(unitId === null || closing === 'self' ? {} : { unitId }),
    ...(stratify === 'none' ? {} : { stratify }),
    ...(checkerUnitId === null || checkerUnitId === ownUnit ? {} : { checkerUnitId }),
  };
}
