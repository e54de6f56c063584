// 登记: the form of the 12345 and 110 desks. One writes what is said; place, item and duplicates are
// found beside it. The draft survives a closed tab; Ctrl+Enter sends.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, App, AutoComplete, Button, Input, Radio, Select, Tooltip } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { ReportInput, type ReportResult, type SOURCES } from '#modules/incident/contract.ts';
import { HOUR } from '#platform/time/index.ts';
import { reportIncident } from '../api/incidents.ts';
import { placesQuery } from '../api/reference.ts';
import { messageOf, ProblemError, serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { FileField } from '../evidence/file-field.tsx';
import { useUploads } from '../evidence/uploads.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { fromLocalInput, toLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { Assist } from './assist.tsx';
import { Caller } from './caller.tsx';
import { emptyDraft, forgetDraft, keepDraft, keptDraft, useDelayed, type Draft } from './draft.ts';
import { Receipt } from './receipt.tsx';

const SmallMap = lazy(() => import('../map/small-map.tsx'));

/** Sources that a clerk writes down; the others arrive by themselves. */
const DESK_SOURCES = [
  'phone',
  'hotline12345',
  'police110',
  'visit',
  'letter',
  'wechat',
  'assignedAbove',
  'leaderNote',
  'gridWorker',
  'citizen',
  'deputy',
  'otherSystem',
] as const satisfies readonly (typeof SOURCES)[number][];

/** Sources whose own number is worth keeping: it makes the same matter the same report. */
const NUMBERED_SOURCES: readonly string[] = [
  'hotline12345',
  'police110',
  'letter',
  'assignedAbove',
  'otherSystem',
];

export default function ReportPage() {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const phone = useMedia(PHONE);
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>(
    () => keptDraft() ?? emptyDraft(me.posts[0]?.role ?? 'infoClerk'),
  );
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [receipt, setReceipt] = useState<ReportResult | null>(null);
  const uploads = useUploads();
  // One key per report: pressing twice, or again after a lost answer, makes one report.
  const key = useRef(crypto.randomUUID());
  const set = (change: Partial<Draft>): void => setDraft((now) => ({ ...now, ...change }));
  useEffect(() => keepDraft(draft), [draft]);

  const sending = useMutation({
    mutationFn: (input: ReportInput) => reportIncident(input, key.current),
    onSuccess: (result) => {
      forgetDraft();
      setReceipt(result);
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.field)
        setProblems({ [fieldOf(error.field)]: error.message });
      void message.error(messageOf(error));
    },
  });
  const again = (): void => {
    key.current = crypto.randomUUID();
    setDraft(emptyDraft(me.posts[0]?.role ?? 'infoClerk'));
    setProblems({});
    uploads.clear();
    setReceipt(null);
  };
  const send = (): void => {
    if (sending.isPending) return;
    const input = inputOf(draft, uploads.ids, me.mainCountyId, me.posts.length > 1);
    const found: Record<string, string> = {};
    if (!draft.text.trim()) found['text'] = t('report.required');
    const parsed = ReportInput.safeParse(input);
    if (!parsed.success)
      for (const issue of parsed.error.issues)
        found[fieldOf(issue.path.join('.'))] ??= t('report.invalid');
    if (uploads.isSending) found['evidence'] = t('files.sending');
    setProblems(found);
    if (Object.keys(found).length === 0) sending.mutate(input);
    else document.getElementById(`report-${Object.keys(found)[0]}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };

  const text = useDelayed(draft.text.trim(), 350);
  if (receipt)
    return (
      <Receipt
        result={receipt}
        onAgain={again}
        onSee={() => void navigate(`/incidents/${receipt.incidentId}`)}
      />
    );

  return (
    <div className="page report" onKeyDown={onKeyDown}>
      <form
        className="report-form"
        aria-label={t('report.title')}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <header className="page-head">
          <h1>{t('report.title')}</h1>
          <span className="top-gap" />
          {draft.text !== '' && (
            <>
              <span className="quiet">{t('report.draft')}</span>
              <Button type="text" size="small" onClick={again}>
                {t('report.discard')}
              </Button>
            </>
          )}
        </header>
        <section className="card">
          <SourceField draft={draft} set={set} phone={phone} />
          <Caller draft={draft} set={set} problem={problems['phone']} />
        </section>
        <section className="card">
          <div className="field">
            <label htmlFor="report-text">{t('report.text')}</label>
            <Input.TextArea
              id="report-text"
              autoFocus={!phone}
              autoSize={{ minRows: 5, maxRows: 16 }}
              maxLength={5000}
              status={problems['text'] ? 'error' : ''}
              value={draft.text}
              onChange={(event) => set({ text: event.target.value })}
              aria-describedby="report-text-hint"
            />
            {problems['text'] ? (
              <p className="field-problem" role="alert">
                {problems['text']}
              </p>
            ) : (
              <p id="report-text-hint" className="quiet">
                {t('report.textHint')}
              </p>
            )}
          </div>
          <FileField uploads={uploads} label={t('report.files')} />
          {problems['evidence'] && <Alert type="warning" showIcon title={problems['evidence']} />}
        </section>
        <section className="card report-where">
          <PlaceField draft={draft} set={set} countyId={me.mainCountyId} />
        </section>
        <section className="card report-kind">
          <div className="field">
            <label htmlFor="report-item">{t('report.item')}</label>
            <ItemPicker
              id="report-item"
              countyId={me.mainCountyId}
              value={draft.itemCode}
              onChange={(itemCode) => set({ itemCode })}
              suggested={draft.suggestedItems}
            />
          </div>
          <div className="field">
            <span id="report-level">{t('report.level')}</span>
            <Radio.Group
              optionType="button"
              aria-labelledby="report-level"
              value={draft.level}
              onChange={(event) => set({ level: event.target.value })}
              options={[
                { value: null, label: t('report.levelAuto') },
                ...([1, 2, 3, 4] as const).map((level) => ({
                  value: level,
                  label: t(`level.${level}`),
                })),
              ]}
            />
          </div>
          <WhenField draft={draft} set={set} problem={problems['occurredAt']} />
        </section>
        <footer className="report-foot">
          <span className="quiet">{t('act.submitKey')}</span>
          <Button type="primary" size="large" htmlType="submit" loading={sending.isPending}>
            {t('report.send')}
          </Button>
        </footer>
      </form>
      <Assist draft={draft} set={set} text={text} countyId={me.mainCountyId} />
    </div>
  );
}

type FieldProps = { draft: Draft; set: (change: Partial<Draft>) => void };

function SourceField({ draft, set, phone }: FieldProps & { phone: boolean }) {
  const { t } = useText();
  const options = DESK_SOURCES.map((value) => ({ value, label: t(`source.${value}`) }));
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

function PlaceField({ draft, set, countyId }: FieldProps & { countyId: number }) {
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
          <AutoComplete
            id="report-place"
            className="wide"
            value={words}
            allowClear
            onChange={(value: string | undefined) => {
              setWords(value ?? '');
              if (!value)
                set({ placeName: '', point: null, townId: null, villageId: null, gridId: null });
            }}
            onSelect={(_value, option) => {
              const place = data?.places[option.index];
              if (!place) return;
              set({
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
          onPick={(point) => set({ point, townId: null, villageId: null, gridId: null })}
        />
      </Suspense>
    </>
  );
}

function WhenField({ draft, set, problem }: FieldProps & { problem: string | undefined }) {
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
          <Input
            type="datetime-local"
            status={problem ? 'error' : ''}
            aria-label={t('report.when')}
            value={draft.occurredAt}
            max={toLocalInput(serverNow())}
            onChange={(event) => set({ occurredAt: event.target.value })}
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

/** What the draft says, as the contract wants it. */
function inputOf(
  draft: Draft,
  evidence: readonly string[],
  countyId: number,
  severalPosts: boolean,
): ReportInput {
  const occurredAt = draft.occurredAt === null ? null : fromLocalInput(draft.occurredAt);
  const reporter = {
    mode: draft.mode,
    ...(draft.name.trim() && draft.mode !== 'anonymous' ? { name: draft.name.trim() } : {}),
    ...(draft.phone.trim() && draft.mode !== 'anonymous' ? { phone: draft.phone.trim() } : {}),
  };
  return {
    source: draft.source,
    text: draft.text.trim(),
    reporter,
    ...(severalPosts ? { countyId } : {}),
    ...(draft.sourceKey.trim() && NUMBERED_SOURCES.includes(draft.source)
      ? { sourceKey: draft.sourceKey.trim() }
      : {}),
    ...(draft.itemCode ? { itemCode: draft.itemCode } : {}),
    ...(draft.level ? { level: draft.level } : {}),
    ...(draft.point ? { point: draft.point } : {}),
    ...(draft.address.trim() ? { address: draft.address.trim() } : {}),
    ...(draft.townId ? { townId: draft.townId } : {}),
    ...(draft.villageId ? { villageId: draft.villageId } : {}),
    ...(draft.gridId ? { gridId: draft.gridId } : {}),
    ...(occurredAt === null ? {} : { occurredAt }),
    ...(evidence.length ? { evidence: [...evidence] } : {}),
  };
}

/** The form's field of a name in the contract: `reporter.phone` is shown at `phone`. */
function fieldOf(name: string): string {
  return name.split('.').at(-1) ?? name;
}
