// 登记: the form of the 12345 and 110 desks. One writes what is said; place, item and duplicates are
// found beside it. The draft survives a closed tab; Ctrl+Enter sends.
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Input } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import {
  FIELD_ROLES,
  JOINERS,
  REPORT_ROLES,
  ReportInput,
  type ReportResult,
} from '#modules/incident/contract.ts';
import { sourcesOf } from '#modules/intake/contract.ts';
import { issueSentence } from '#platform/text/issue-sentence.ts';
import { reportIncident } from '../api/incidents.ts';
import { messageOf, ProblemError } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { FileField } from '../evidence/file-field.tsx';
import { useUploads } from '../evidence/uploads.ts';
import { requestWordsOf } from '../frame/requests.ts';
import { ChoiceField } from '../look/choice-field.tsx';
import { useDelayed } from '../look/delayed.ts';
import { counted } from '../look/full.ts';
import { PHONE, useMedia } from '../look/screen.ts';
import { fromLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { Assist } from './assist.tsx';
import { Caller, ModeField } from './caller.tsx';
import { emptyDraft, forgetDraft, keepDraft, keptDraft, type Draft } from './draft.ts';
import { joinCall, type Join, type Joined, type Target } from './joining.ts';
import { Receipt } from './receipt.tsx';
import { Filled, NUMBERED_SOURCES, PlaceField, SourceField, WhenField } from './report-fields.tsx';

/** Typing rests so long before it is looked at. */
const RESTS_MS = 200;

export default function ReportPage() {
  const { t, language } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const phone = useMedia(PHONE);
  const { message } = App.useApp();
  const role = me.posts.find((post) => REPORT_ROLES.includes(post.role))?.role ?? 'infoClerk';
  const [draft, setDraft] = useState<Draft>(() => keptDraft(role) ?? emptyDraft(role));
  const sources = sourcesOf(role);
  /** What others told: it has a source and a caller. */
  const isForOthers = sources.length > 1;
  const isAtWork = FIELD_ROLES.includes(role);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [receipt, setReceipt] = useState<ReportResult | null>(null);
  const [joined, setJoined] = useState<Joined | null>(null);
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
  const joining = useMutation({
    mutationFn: ({
      target,
      isOwn,
      input,
    }: {
      target: Target;
      isOwn: boolean;
      input: ReportInput;
    }) => joinCall(target, isOwn, input, key.current),
    onSuccess: (done) => {
      forgetDraft();
      setJoined(done);
    },
    onError: (error) => void message.error(messageOf(error)),
  });
  const again = (): void => {
    key.current = crypto.randomUUID();
    setDraft(emptyDraft(role));
    setProblems({});
    uploads.clear();
    setReceipt(null);
    setJoined(null);
  };
  /** Ready to be sent; undefined, with the problems shown, where something is missing. */
  const checked = (): ReportInput | undefined => {
    const input = inputOf(draft, uploads.ids, me.mainCountyId, me.posts.length > 1);
    const found: Record<string, string> = {};
    if (!draft.text.trim()) found['text'] = t('report.required');
    const parsed = ReportInput.safeParse(input, { reportInput: true });
    if (!parsed.success)
      for (const issue of parsed.error.issues)
        found[fieldOf(issue.path.join('.'))] ??= issueSentence(issue, language);
    if (uploads.isSending) found['evidence'] = t('files.sending');
    setProblems(found);
    const [first] = Object.keys(found);
    if (first === undefined) return input;
    document.getElementById(`report-${first}`)?.focus();
    return undefined;
  };
  const isBusy = sending.isPending || joining.isPending;
  const send = (): void => {
    const input = isBusy ? undefined : checked();
    if (input) sending.mutate(input);
  };
  const join: Join | null =
    role in JOINERS
      ? {
          to: (target, isOwn) => {
            const input = isBusy ? undefined : checked();
            if (input) joining.mutate({ target, isOwn, input });
          },
          isBusy,
        }
      : null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };

  const title = t(requestWordsOf(me)?.report ?? 'report.title');
  const text = useDelayed(draft.text.trim(), RESTS_MS);
  const seen =
    joined && !joined.problem ? joined.target.id : (joined?.report ?? receipt)?.incidentId;
  if (seen !== undefined)
    return (
      <Receipt
        result={joined ? joined.report : receipt}
        joined={joined}
        isForOthers={isForOthers}
        onAgain={again}
        onSee={() => void navigate(`/incidents/${seen}`)}
      />
    );

  return (
    <div className="page report" onKeyDown={onKeyDown}>
      <form
        className="report-form"
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <header className="page-head">
          <h1>{title}</h1>
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
        {isForOthers && (
          <section className="card">
            <SourceField draft={draft} set={set} phone={phone} sources={sources} />
            <Caller draft={draft} set={set} problem={problems['phone']} join={join} />
          </section>
        )}
        <section className="card">
          <div className="field">
            <label htmlFor="report-text">{t('report.text')}</label>
            <Input.TextArea
              id="report-text"
              autoFocus={!phone}
              autoSize={{ minRows: 5, maxRows: 16 }}
              {...counted(draft.text, 5000)}
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
          {/* Whoever reports what they saw themselves is known; how they appear is theirs to say. */}
          {!isForOthers && !isAtWork && <ModeField draft={draft} set={set} />}
          {problems['evidence'] && <Alert type="warning" showIcon title={problems['evidence']} />}
        </section>
        <section className="card report-where">
          <PlaceField draft={draft} set={set} countyId={me.mainCountyId} />
        </section>
        <section className="card report-kind">
          <div className="field">
            <label htmlFor="report-item">{t('report.item')}</label>
            {draft.itemCode !== null && draft.itemCode === draft.filledItem && (
              <Filled
                onUndo={() =>
                  set({
                    itemCode: null,
                    filledItem: null,
                    declined: [...draft.declined, draft.itemCode ?? ''],
                  })
                }
              />
            )}
            <ItemPicker
              id="report-item"
              countyId={me.mainCountyId}
              value={draft.itemCode}
              onChange={(itemCode) => set({ itemCode, filledItem: null })}
              suggested={draft.suggestedItems}
            />
          </div>
          <ChoiceField
            id="report-level"
            label={t('report.level')}
            value={draft.level}
            onChange={(level) => set({ level })}
            options={[
              { value: null, label: t('report.levelAuto') },
              ...([1, 2, 3, 4] as const).map((level) => ({
                value: level,
                label: t(`level.${level}`),
              })),
            ]}
          />
          <WhenField draft={draft} set={set} problem={problems['occurredAt']} />
        </section>
        <footer className="report-foot">
          <span className="quiet">{t('act.submitKey')}</span>
          <Button type="primary" size="large" htmlType="submit" loading={sending.isPending}>
            {t('report.send')}
          </Button>
        </footer>
      </form>
      <Assist draft={draft} set={set} text={text} countyId={me.mainCountyId} join={join} />
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
