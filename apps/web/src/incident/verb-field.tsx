// One input of a verb's form, by its kind.
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { useMemo, useState } from 'react';
import { type IncidentDetail, type IncidentRow, type Verb } from '#modules/incident/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { serverNow } from '../api/request.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { UnitPicker, UnitsPicker } from '../dispatch/unit-picker.tsx';
import { FileField } from '../evidence/file-field.tsx';
import { useUploads } from '../evidence/uploads.ts';
import { DayField } from '../look/day-field.tsx';
import { counted } from '../look/full.ts';
import { clockTime, fromLocalInput, toLocalInput } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { IncidentChooser } from './incident-chooser.tsx';
import { PeoplePicker } from './people-picker.tsx';
import { PhraseButton } from './phrases.tsx';
import { wordsOfHelp } from './told-reason.ts';
import { type Field } from './verbs.ts';

export type Inputs = Record<string, unknown>;

export type InputProps = {
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

export function FieldInput(props: InputProps) {
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
  // What was asked for is read where it is decided whom to send.
  const asked = field.kind === 'help' && detail ? wordsOfHelp(detail, value) : undefined;
  const guess = detail?.triage?.item?.code;
  const guessed = useMemo(() => (guess === undefined ? [] : [guess]), [guess]);

  const choice = { id, label, value, choose: (chosen: unknown) => set(field.name, chosen) };

  switch (field.kind) {
    case 'words':
      return (
        <>
          <Input.TextArea
            id={id}
            status={status}
            autoFocus={autoFocus}
            autoSize={{ minRows: field.required ? 3 : 2, maxRows: 10 }}
            {...counted(asText(value), 2000)}
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
    case 'people':
      return (
        <PeoplePicker
          id={id}
          label={label}
          incidentId={incident.id}
          known={'members' in incident ? incident.members : []}
          value={Array.isArray(value) ? (value as string[]) : []}
          onChange={(people) => set(field.name, people)}
        />
      );
    case 'item':
      return (
        <>
          <ItemPicker
            id={id}
            status={status}
            countyId={incident.countyId}
            suggested={guessed}
            value={asText(value) || null}
            onChange={(code) => set(field.name, code ?? undefined)}
          />
          {guessed.length > 0 && !value && <span className="quiet">{t('field.itemAsked')}</span>}
        </>
      );
    case 'level':
      return (
        <Choices
          {...choice}
          options={([1, 2, 3, 4] as const).map((level) => ({
            value: level,
            label: t(`${field.grades ?? 'level'}.${level}`),
          }))}
        />
      );
    case 'instant':
      return (
        <InstantInput
          id={id}
          status={status}
          past={field.past === true}
          value={typeof value === 'number' ? value : null}
          onChange={(at) => set(field.name, at ?? undefined)}
        />
      );
    case 'choice':
      return (
        <Choices
          {...choice}
          options={field.options.map(([option, key]) => ({ value: option, label: t(key) }))}
        />
      );
    case 'yesNo':
      return (
        <Choices
          {...choice}
          options={[
            { value: true, label: t(field.yes) },
            { value: false, label: t(field.no) },
          ]}
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
        <Numbered
          {...choice}
          status={status}
          options={
            detail?.assignments
              .filter((one) => one.live && one.role === 'co' && one.doneAt === null)
              .map((one) => ({ value: one.no, label: one.unit.name })) ?? []
          }
        />
      );
    case 'supervision':
      return (
        <Numbered
          {...choice}
          status={status}
          options={
            detail?.supervisions
              .filter(
                (one) => (one.repliedAt !== null) === (field.replied === true) && !one.struckAt,
              )
              .map((one) => ({
                value: one.no,
                label: t('incident.supervisionLine', {
                  no: one.no,
                  grade: t(`value.grade.${one.grade as 'key'}`),
                  at: clockTime(t, language, one.replyBy, serverNow()),
                }),
              })) ?? []
          }
        />
      );
    case 'help':
      return (
        <>
          <Numbered
            {...choice}
            status={status}
            options={
              detail?.help
                .filter((one) => one.answeredAt === null)
                .map((one) => ({
                  value: one.no,
                  label: t('incident.helpLine', {
                    no: one.no,
                    kind: t(`value.kind.${one.kind}`),
                    from: one.from?.name ?? '—',
                  }),
                })) ?? []
            }
          />
          {asked && <blockquote className="entry-words">{asked}</blockquote>}
        </>
      );
    case 'several':
      return (
        <Checkbox.Group
          value={Array.isArray(value) ? (value as string[]) : []}
          onChange={(chosen) => set(field.name, chosen)}
          options={field.options.map(([option, key]) => ({ value: option, label: t(key) }))}
        />
      );
    case 'parts':
      return (
        <>
          <Input.TextArea
            id={id}
            status={status}
            autoFocus={autoFocus}
            autoSize={{ minRows: 4, maxRows: 12 }}
            maxLength={2000}
            value={(Array.isArray(value) ? (value as { text: string }[]) : [])
              .map(({ text }) => text)
              .join('\n')}
            onChange={(event) => {
              const lines = event.target.value.split('\n');
              set(
                field.name,
                lines.map((text) => ({ text })),
              );
            }}
          />
          <span className="quiet">{t('field.partsHint')}</span>
        </>
      );
    case 'seconds':
      return (
        <InputNumber
          id={id}
          status={status}
          min={0}
          max={720}
          precision={0}
          suffix={t('field.minutes')}
          value={typeof value === 'number' ? value / 60 : null}
          onChange={(minutes) => set(field.name, minutes === null ? undefined : minutes * 60)}
        />
      );
    case 'share':
      return (
        <Choices
          {...choice}
          options={[0.25, 0.5, 1].map((share) => ({
            value: share,
            label: t('field.shareOf', { percent: share * 100 }),
          }))}
        />
      );
  }
}

type ChoiceProps<V> = {
  id: string;
  label: string;
  value: unknown;
  choose: (value: V) => void;
  options: readonly { value: V; label: string }[];
};

/** A few, side by side. */
function Choices<V extends string | number | boolean>(props: ChoiceProps<V>) {
  return (
    <Radio.Group
      id={props.id}
      optionType="button"
      value={props.value}
      onChange={(event) => props.choose(event.target.value)}
      options={[...props.options]}
      aria-label={props.label}
    />
  );
}

/** One of several that have a number. */
function Numbered(props: ChoiceProps<number> & { status: 'error' | '' }) {
  return (
    <Select
      id={props.id}
      status={props.status}
      className="wide"
      value={typeof props.value === 'number' ? props.value : null}
      onChange={props.choose}
      options={[...props.options]}
      aria-label={props.label}
    />
  );
}

function InstantInput(props: {
  id: string;
  status: 'error' | '';
  /** It has happened; otherwise it is still to come. */
  past: boolean;
  value: number | null;
  onChange: (at: number | null) => void;
}) {
  const [typed, setTyped] = useState(props.value === null ? '' : toLocalInput(props.value));
  return (
    <DayField
      id={props.id}
      status={props.status}
      withTime
      value={typed}
      {...(props.past ? { max: toLocalInput(serverNow()) } : { min: toLocalInput(serverNow()) })}
      onChange={(words) => {
        setTyped(words);
        props.onChange(fromLocalInput(words));
      }}
    />
  );
}

function proposedUnits(incident: IncidentRow | IncidentDetail): number[] {
  if (!('triage' in incident)) return [];
  // Whoever returned it may have said whose it is.
  const suggested = incident.assignments.findLast((one) => one.suggested !== null)?.suggested;
  return [suggested, incident.triage?.route?.lead].flatMap((one) => (one ? [one.id] : []));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const joined = (before: string, words: string): string =>
  before.trim() ? `${before.trimEnd()}\n${words}` : words;
