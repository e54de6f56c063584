// Source, place and time of a report.
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Input, Radio, Select, Tooltip } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { HOUR } from '#platform/time/index.ts';
import { placesQuery } from '../api/reference.ts';
import { serverNow } from '../api/request.ts';
import { DayField } from '../look/day-field.tsx';
import { Icon } from '../look/icons.tsx';
import { fromLocalInput, toLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { useDelayed } from '../look/delayed.ts';
import { type Draft } from './draft.ts';

const SmallMap = lazy(() => import('../map/small-map.tsx'));

/** Sources whose own number is worth keeping: it makes the same matter the same report. */
export const NUMBERED_SOURCES: readonly string[] = [
  'hotline12345',
  'police110',
  'letter',
  'assignedAbove',
  'otherSystem',
];

const NO_PLACE = {
  placeName: '',
  filledPlace: null,
  point: null,
  townId: null,
  villageId: null,
  gridId: null,
} as const satisfies Partial<Draft>;

/** The mark of a field that the machine filled in, with the way back. */
export function Filled({ onUndo }: { onUndo: () => void }) {
  const { t } = useText();
  return (
    <span className="filled">
      <span className="flag">{t('report.filled')}</span>
      <Button size="small" type="link" onClick={onUndo}>
        {t('do.undo')}
      </Button>
    </span>
  );
}

type FieldProps = { draft: Draft; set: (change: Partial<Draft>) => void };

type SourceProps = FieldProps & { phone: boolean; sources: readonly Draft['source'][] };

export function SourceField({ draft, set, phone, sources }: SourceProps) {
  const { t } = useText();
  const options = sources.map((value) => ({ value, label: t(`source.${value}`) }));
  return (
    <div className="field">
      {phone ? (
        <>
          <label htmlFor="report-source">{t('source.label')}</label>
          <Select
            id="report-source"
            value={draft.source}
            onChange={(source) => set({ source })}
            options={options}
          />
        </>
      ) : (
        <>
          <span id="report-source">{t('source.label')}</span>
          <Radio.Group
            className="report-sources"
            optionType="button"
            buttonStyle="solid"
            aria-labelledby="report-source"
            value={draft.source}
            onChange={(event) => set({ source: event.target.value })}
            options={options}
          />
        </>
      )}
      {NUMBERED_SOURCES.includes(draft.source) && (
        <Input
          className="report-key"
          value={draft.sourceKey}
          maxLength={120}
          onChange={(event) => set({ sourceKey: event.target.value })}
          placeholder={t('report.sourceKey')}
          aria-label={t('report.sourceKey')}
        />
      )}
    </div>
  );
}

export function PlaceField({ draft, set, countyId }: FieldProps & { countyId: number }) {
  const { t } = useText();
  const [words, setWords] = useState(draft.placeName);
  const asked = useDelayed(words.trim(), 250);
  const { data } = useQuery({
    ...placesQuery(countyId, asked),
    enabled: asked.length > 0 && asked !== draft.placeName,
  });
  useEffect(() => setWords(draft.placeName), [draft.placeName]);
  return (
    <>
      <div className="report-place">
        <div className="field">
          <label htmlFor="report-place">{t('report.place')}</label>
          {draft.placeName !== '' && draft.placeName === draft.filledPlace && (
            <Filled
              onUndo={() => set({ ...NO_PLACE, declined: [...draft.declined, draft.placeName] })}
            />
          )}
          <AutoComplete
            id="report-place"
            className="wide"
            value={words}
            allowClear
            onChange={(value: string | undefined) => {
              setWords(value ?? '');
              if (!value) set(NO_PLACE);
            }}
            onSelect={(_value, option) => {
              const place = data?.places[option.index];
              if (!place) return;
              set({
                filledPlace: null,
                placeName: place.name,
                townId: place.townId,
                villageId: place.villageId,
                gridId: place.gridId,
                point: {
                  lng6: Math.round(place.point.lng * 1e6),
                  lat6: Math.round(place.point.lat * 1e6),
                },
              });
            }}
            options={
              data?.places.map((place, index) => ({
                value: place.name,
                label: place.name,
                index,
              })) ?? []
            }
            placeholder={t('report.placeSearch')}
          />
        </div>
        <div className="field">
          <label htmlFor="report-address">
            {t('report.address')} <span className="quiet">· {t('say.optional')}</span>
          </label>
          <Input
            id="report-address"
            maxLength={200}
            value={draft.address}
            onChange={(event) => set({ address: event.target.value })}
          />
        </div>
        <p className="quiet">
          <Icon name="pin" size={14} /> {draft.point ? t('report.point') : t('map.pickHint')}
        </p>
      </div>
      <Suspense fallback={<div className="small-map" />}>
        <SmallMap
          countyId={countyId}
          lng6={draft.point?.lng6 ?? null}
          lat6={draft.point?.lat6 ?? null}
          // A picked point is the truth; which village and grid it lies in is found from it.
          onPick={(point) =>
            set({ point, townId: null, villageId: null, gridId: null, filledPlace: null })
          }
        />
      </Suspense>
    </>
  );
}

export function WhenField({ draft, set, problem }: FieldProps & { problem: string | undefined }) {
  const { t } = useText();
  const at = draft.occurredAt === null ? null : fromLocalInput(draft.occurredAt);
  const isLate = at !== null && serverNow() - at > HOUR;
  return (
    <div className="field">
      <span id="report-when">{t('report.when')}</span>
      <div className="report-when">
        <Radio.Group
          optionType="button"
          aria-labelledby="report-when"
          value={draft.occurredAt === null ? 'now' : 'then'}
          onChange={(event) =>
            set({
              occurredAt: event.target.value === 'now' ? null : toLocalInput(serverNow() - HOUR),
            })
          }
          options={[
            { value: 'now', label: t('report.now') },
            { value: 'then', label: t('report.lateEntry') },
          ]}
        />
        {draft.occurredAt !== null && (
          <DayField
            withTime
            status={problem ? 'error' : ''}
            label={t('report.when')}
            value={draft.occurredAt}
            max={toLocalInput(serverNow())}
            onChange={(occurredAt) => set({ occurredAt })}
          />
        )}
        {isLate && (
          <Tooltip title={t('report.lateHint')}>
            <span className="flag">{t('incident.late')}</span>
          </Tooltip>
        )}
      </div>
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
