// The form of one verb: its few inputs, checked by the contract, sent with Ctrl+Enter.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Modal, Radio, Select } from 'antd';
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import {
  VERB_INPUTS,
  type IncidentDetail,
  type IncidentRow,
  type Verb,
} from '#modules/incident/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { serverNow } from '../api/request.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { UnitPicker, UnitsPicker } from '../dispatch/unit-picker.tsx';
import { FileField } from '../evidence/file-field.tsx';
import { useUploads } from '../evidence/uploads.ts';
import { LevelTag } from '../look/tags.tsx';
import { clockTime, fromLocalInput, toLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { IncidentChooser } from './incident-chooser.tsx';
import { draftOf, mayWait } from './perform.ts';
import { PhraseButton } from './phrases.tsx';
import { VERB_FORMS, type Field } from './verbs.ts';
import { WhyList } from './why.tsx';

type Inputs = Record<string, unknown>;
type Props = {
  verb: Verb;
  incident: IncidentRow | IncidentDetail;
  /** How many incidents the same input goes to. */
  count?: number;
  onCancel: () => void;
  onSubmit: (input: Readonly<Record<string, unknown>>) => void;
};

export function VerbForm({ verb, incident, count = 1, onCancel, onSubmit }: Props) {
  const { t } = useText();
  const fields = VERB_FORMS[verb];
  const uploads = useUploads();
  const [input, setInput] = useState<Inputs>(() => initialInput(verb, incident, fields));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const formId = useId();
  const set = (name: string, value: unknown): void => {
    setInput((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };

  const submit = (): void => {
    const asked = askedOf(input, fields, uploads.ids);
    const missing = fields.filter((field) => field.required && asked[field.name] === undefined);
    const parsed = VERB_INPUTS[verb].safeParse(asked);
    const found: Record<string, string> = {};
    for (const field of missing) found[field.name] = t('say.required');
    if (!parsed.success)
      for (const issue of parsed.error.issues)
        found[String(issue.path[0] ?? '')] ??= t('say.required');
    if (uploads.isSending) found['evidence'] = t('files.sending');
    setProblems(found);
    if (Object.keys(found).length > 0) {
      document.getElementById(`${formId}-${Object.keys(found)[0]}`)?.focus();
      return;
    }
    const route = routeOf(incident, verb, asked);
    onSubmit(route ? { ...asked, route } : asked);
  };
  // Ctrl+Enter sends wherever the focus stands in the dialog.
  const latest = useRef(submit);
  useEffect(() => {
    latest.current = submit;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const form = useRef<HTMLDivElement>(null);

  const name = t(`verb.${verb}`);
  return (
    <Modal
      open
      centered
      width={560}
      className="verb-modal"
      title={count > 1 ? `${t('act.bulk', { verb: name })} · ${t('say.total', { count })}` : name}
      onCancel={onCancel}
      afterOpenChange={(isOpen) => {
        if (isOpen) form.current?.querySelector<HTMLElement>('textarea, input')?.focus();
      }}
      maskClosable={Object.keys(input).length === 0}
      footer={
        <div className="verb-foot">
          <span className="quiet">
            {mayWait(incident) ? t('act.submitKey') : t('act.immediate')}
          </span>
          <Button onClick={onCancel}>{t('do.cancel')}</Button>
          <Button type="primary" onClick={submit}>
            {name}
          </Button>
        </div>
      }
    >
      <div ref={form} className="verb-form" role="form" aria-label={name}>
        {count === 1 && (
          <p className="verb-subject">
            <LevelTag level={incident.level} />
            <span>{incident.title}</span>
          </p>
        )}
        {verb === 'dispatch' && count === 1 && (
          <ProposedRoute incident={incident} input={input} set={set} />
        )}
        {verb === 'resolve' || verb === 'close' ? <NeededEvidence incident={incident} /> : null}
        {problems[''] && <Alert type="error" showIcon title={problems['']} />}
        {fields.map((field, index) => (
          <FieldRow
            key={field.name}
            field={field}
            id={`${formId}-${field.name}`}
            problem={problems[field.name]}
          >
            <FieldInput
              field={field}
              id={`${formId}-${field.name}`}
              verb={verb}
              incident={incident}
              input={input}
              set={set}
              uploads={uploads}
              invalid={problems[field.name] !== undefined}
              autoFocus={index === 0}
            />
          </FieldRow>
        ))}
      </div>
    </Modal>
  );
}

function FieldRow({
  field,
  id,
  problem,
  children,
}: {
  field: Field;
  id: string;
  problem: string | undefined;
  children: ReactNode;
}) {
  const { t } = useText();
  return (
    <div className="field">
      <label htmlFor={id}>
        {t(field.label)}
        {!field.required && <span className="quiet"> · {t('say.optional')}</span>}
      </label>
      {children}
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

type InputProps = {
  field: Field;
  id: string;
  verb: Verb;
  incident: IncidentRow | IncidentDetail;
  input: Inputs;
  set: (name: string, value: unknown) => void;
  uploads: ReturnType<typeof useUploads>;
  invalid: boolean;
  autoFocus: boolean;
};

function FieldInput(props: InputProps) {
  const { field, id, verb, incident, input, set, uploads, invalid, autoFocus } = props;
  const { t, language, pick } = useText();
  const value = input[field.name];
  const status = invalid ? 'error' : '';
  const label = t(field.label);
  const { data: catalog } = useQuery({
    ...catalogQuery(incident.countyId),
    enabled: field.kind === 'reason',
  });
  const placeIds = useMemo(
    () =>
      [incident.grid?.id, incident.village?.id, incident.town?.id].filter(
        (one) => one !== undefined,
      ),
    [incident],
  );
  const detail = 'assignments' in incident ? incident : undefined;

  switch (field.kind) {
    case 'words':
      return (
        <>
          <Input.TextArea
            id={id}
            status={status}
            autoFocus={autoFocus}
            autoSize={{ minRows: field.required ? 3 : 2, maxRows: 10 }}
            maxLength={2000}
            value={asText(value)}
            onChange={(event) => set(field.name, event.target.value)}
          />
          {field.phrases && (
            <PhraseButton
              incident={incident}
              verb={verb}
              onChoose={(words) => set(field.name, joined(asText(value), words))}
            />
          )}
        </>
      );
    case 'short':
      return (
        <Input
          id={id}
          status={status}
          maxLength={80}
          value={asText(value)}
          onChange={(event) => set(field.name, event.target.value)}
        />
      );
    case 'reason':
      return (
        <Radio.Group
          id={id}
          className="reasons"
          value={value}
          onChange={(event) => set(field.name, event.target.value)}
          options={
            catalog?.reasons[field.list].map((reason) => ({
              value: reason.code,
              label: pick(reason.name),
            })) ?? []
          }
          aria-label={label}
        />
      );
    case 'unit':
      return (
        <UnitPicker
          id={id}
          label={label}
          status={status}
          countyId={incident.countyId}
          placeIds={placeIds}
          proposed={proposedUnits(incident)}
          value={typeof value === 'number' ? value : null}
          onChange={(unit) => set(field.name, unit ?? undefined)}
        />
      );
    case 'units':
      return (
        <UnitsPicker
          id={id}
          label={label}
          countyId={incident.countyId}
          placeIds={placeIds}
          without={typeof input['lead'] === 'number' ? [input['lead']] : []}
          value={Array.isArray(value) ? (value as number[]) : []}
          onChange={(units) => set(field.name, units)}
        />
      );
    case 'item':
      return (
        <ItemPicker
          id={id}
          status={status}
          countyId={incident.countyId}
          value={asText(value) || null}
          onChange={(code) => set(field.name, code ?? undefined)}
        />
      );
    case 'level':
      return (
        <Radio.Group
          id={id}
          optionType="button"
          value={value}
          onChange={(event) => set(field.name, event.target.value)}
          options={([1, 2, 3, 4] as const).map((level) => ({
            value: level,
            label: t(`level.${level}`),
          }))}
          aria-label={label}
        />
      );
    case 'instant':
      return (
        <InstantInput
          id={id}
          status={status}
          value={typeof value === 'number' ? value : null}
          onChange={(at) => set(field.name, at ?? undefined)}
        />
      );
    case 'choice':
      return (
        <Radio.Group
          id={id}
          optionType="button"
          value={value}
          onChange={(event) => set(field.name, event.target.value)}
          options={field.options.map(([option, key]) => ({ value: option, label: t(key) }))}
          aria-label={label}
        />
      );
    case 'yesNo':
      return (
        <Radio.Group
          id={id}
          optionType="button"
          value={value}
          onChange={(event) => set(field.name, event.target.value)}
          options={[
            { value: true, label: t(field.yes) },
            { value: false, label: t(field.no) },
          ]}
          aria-label={label}
        />
      );
    case 'evidence':
      return <FileField uploads={uploads} label={label} />;
    case 'incident':
      return (
        <IncidentChooser
          id={id}
          incident={incident}
          value={asText(value) || null}
          onChange={(into) => set(field.name, into)}
        />
      );
    case 'assignment':
      return (
        <Select
          id={id}
          status={status}
          className="wide"
          value={typeof value === 'number' ? value : null}
          onChange={(no: number) => set(field.name, no)}
          options={
            detail?.assignments
              .filter((one) => one.live && one.role === 'co' && one.doneAt === null)
              .map((one) => ({ value: one.no, label: one.unit.name })) ?? []
          }
          aria-label={label}
        />
      );
    case 'supervision':
      return (
        <Select
          id={id}
          status={status}
          className="wide"
          value={typeof value === 'number' ? value : null}
          onChange={(no: number) => set(field.name, no)}
          options={
            detail?.supervisions
              .filter((one) => one.repliedAt === null)
              .map((one) => ({
                value: one.no,
                label: t('incident.supervisionLine', {
                  no: one.no,
                  grade: t(`value.grade.${one.grade as 'key'}`),
                  at: clockTime(t, language, one.replyBy, serverNow()),
                }),
              })) ?? []
          }
          aria-label={label}
        />
      );
    case 'share':
      return (
        <Radio.Group
          id={id}
          optionType="button"
          value={value}
          onChange={(event) => set(field.name, event.target.value)}
          options={[0.25, 0.5, 1].map((share) => ({
            value: share,
            label: t('field.shareOf', { percent: share * 100 }),
          }))}
          aria-label={label}
        />
      );
  }
}

function InstantInput(props: {
  id: string;
  status: 'error' | '';
  value: number | null;
  onChange: (at: number | null) => void;
}) {
  const [typed, setTyped] = useState(props.value === null ? '' : toLocalInput(props.value));
  return (
    <Input
      id={props.id}
      status={props.status}
      type="datetime-local"
      value={typed}
      min={toLocalInput(serverNow())}
      onChange={(event) => {
        setTyped(event.target.value);
        props.onChange(fromLocalInput(event.target.value));
      }}
    />
  );
}

/** The route table's proposal, with its reasons; one press takes it over. */
function ProposedRoute({ incident, input, set }: Pick<InputProps, 'incident' | 'input' | 'set'>) {
  const { t } = useText();
  const route = 'triage' in incident ? incident.triage?.route : null;
  if (!route?.lead) return null;
  const taken = input['lead'] === route.lead.id;
  return (
    <div className="proposal">
      <div className="proposal-head">
        <span>
          <strong>{route.lead.name}</strong>
          {route.co.length > 0 && (
            <span className="quiet">
              {' '}
              · {t('value.co')} {route.co.map((unit) => unit.name).join(t('say.list'))}
            </span>
          )}
        </span>
        {!taken && (
          <Button
            size="small"
            onClick={() => {
              set('lead', route.lead?.id);
              set(
                'co',
                route.co.map((unit) => unit.id),
              );
            }}
          >
            {t('do.choose')}
          </Button>
        )}
      </div>
      <WhyList guess={route} title={t('why.unit')} row={route} />
    </div>
  );
}

function NeededEvidence({ incident }: { incident: IncidentRow | IncidentDetail }) {
  const { t } = useText();
  const { data: catalog } = useQuery(catalogQuery(incident.countyId));
  const item = catalog?.items.find((one) => one.code === incident.item?.code);
  if (!item || item.requiredEvidence.length === 0) return null;
  const list = item.requiredEvidence.map((one) => t(`value.evidence.${one}`)).join(t('say.list'));
  return <Alert type="info" showIcon title={t('act.needsEvidence', { list })} />;
}

function initialInput(
  verb: Verb,
  incident: IncidentRow | IncidentDetail,
  fields: readonly Field[],
): Inputs {
  const draft = draftOf(incident.id, verb);
  if (draft) return { ...draft };
  const input: Inputs = {};
  for (const field of fields)
    if (field.kind === 'choice' && field.initial) input[field.name] = field.initial;
  const triage = 'triage' in incident ? incident.triage : null;
  if (verb === 'accept' || verb === 'amend') {
    const item = incident.item ?? triage?.item;
    if (item) input['itemCode'] = item.code;
    input['level'] = incident.level;
  }
  if (verb === 'dispatch' && triage?.route?.lead) {
    input['lead'] = triage.route.lead.id;
    input['co'] = triage.route.co.map((unit) => unit.id);
  }
  if (verb === 'replySupervision' && 'supervisions' in incident)
    input['no'] = incident.supervisions.find((one) => one.repliedAt === null)?.no;
  return input;
}

/** What was typed, without what was left empty. */
function askedOf(input: Inputs, fields: readonly Field[], evidence: readonly string[]): Inputs {
  const asked: Inputs = {};
  for (const field of fields) {
    const value =
      field.kind === 'evidence' ? (evidence.length ? evidence : undefined) : input[field.name];
    if (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''))
      continue;
    asked[field.name] = value;
  }
  return asked;
}

/** Says that the route table's row was followed, when it was. */
function routeOf(incident: IncidentRow | IncidentDetail, verb: Verb, asked: Inputs) {
  if (verb !== 'dispatch' || !('triage' in incident)) return undefined;
  const route = incident.triage?.route;
  return route?.lead && route.lead.id === asked['lead']
    ? { version: route.version, row: route.row }
    : undefined;
}

function proposedUnits(incident: IncidentRow | IncidentDetail): number[] {
  const lead = 'triage' in incident ? incident.triage?.route?.lead : null;
  return lead ? [lead.id] : [];
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const joined = (before: string, words: string): string =>
  before.trim() ? `${before.trimEnd()}\n${words}` : words;
