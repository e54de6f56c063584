// The form of one verb: its few inputs, checked by the contract, sent with Ctrl+Enter.
import { Alert, Button, Modal } from 'antd';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import {
  VERB_INPUTS,
  type IncidentDetail,
  type IncidentRow,
  type Verb,
} from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { DispatchAdvice } from '../dispatch/advice.tsx';
import { useUploads } from '../evidence/uploads.ts';
import { LevelTag } from '../look/tags.tsx';
import { useVerbName } from '../frame/requests.ts';
import { useText } from '../text/language.tsx';
import { checked } from '../text/problems.ts';
import { AnswerBeforeClose, AnswersBeforeClose, AnswerWhileWriting } from './answer-check.tsx';
import { NeededEvidence, useNeeded } from './needed-evidence.tsx';
import {
  choiceNow,
  initialInput,
  inputForSeveral,
  mendedInput,
  needsItem,
} from './initial-input.ts';
import { draftOf, mayWait } from './perform.ts';
import { ReturnedNote } from './returned.tsx';
import { NOTHING_NEEDED } from './needed.ts';
import { askedFields, VERB_FORMS, type Field } from './verbs.ts';
import { WhyList } from './why.tsx';
import { FieldInput, type InputProps, type Inputs } from './verb-field.tsx';

type Props = {
  verb: Verb;
  incident: IncidentRow | IncidentDetail;
  /** How many incidents the same input goes to. */
  count?: number;
  /** These, where there are several. */
  subjects?: readonly IncidentRow[];
  /** What was chosen before the form opened. */
  given?: Inputs;
  onCancel: () => void;
  onSubmit: (input: Readonly<Record<string, unknown>>) => void;
};

export function VerbForm({
  verb,
  incident,
  count = 1,
  subjects,
  given,
  onCancel,
  onSubmit,
}: Props) {
  const { t, language } = useText();
  const uploads = useUploads();
  const [input, setInput] = useState<Inputs>(() => {
    if (count > 1) return inputForSeveral(verb);
    const draft = draftOf(incident.id, verb);
    const begun = draft
      ? mendedInput(verb, incident, serverNow(), draft)
      : initialInput(verb, incident, serverNow());
    return { ...begun, ...given };
  });
  const demanded = useNeeded(
    verb,
    incident,
    uploads.files.filter(({ problem }) => problem === null),
  );
  // What was explained or passed on elsewhere left nothing to be shown.
  const isSolved = input['outcome'] === undefined || input['outcome'] === 'solved';
  const needed = isSolved ? demanded : NOTHING_NEEDED;
  const fields = askedFields(VERB_FORMS[verb], input)
    .filter(({ name }) => name !== 'noEvidence' || count > 1 || needed?.missing.length !== 0)
    .map((field) => fieldFor(field, verb, incident, count));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const formId = useId();
  const set = (name: string, value: unknown): void => {
    setInput((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };

  const submit = (): void => {
    const asked = levelOfItem(askedOf(input, fields, uploads.ids), incident);
    const missing = fields.filter((field) => field.required && asked[field.name] === undefined);
    const answer = checked(VERB_INPUTS[verb], asked, language);
    const found: Record<string, string> = answer.ok ? {} : { ...answer.problems };
    for (const field of missing) found[field.name] = t('say.required');
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

  const name = useVerbName()(verb);
  // Whoever asks for help says first what is the matter; whom to ask may be left to the desk above.
  const advice = count === 1 && (
    <DispatchAdvice verb={verb} incident={incident} input={input} set={set} />
  );
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
      mask={{ closable: Object.keys(input).length === 0 }}
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
        {(verb === 'dispatch' || verb === 'reassign') && count === 1 && 'timeline' in incident && (
          <ReturnedNote incident={incident} choose={(unitId) => set('lead', unitId)} />
        )}
        {verb === 'dispatch' && count === 1 && (
          <ProposedRoute incident={incident} input={input} set={set} />
        )}
        {verb !== 'reinforce' && advice}
        <NeededEvidence needed={needed} />
        {verb === 'close' && count === 1 && <AnswerBeforeClose incident={incident} />}
        {verb === 'close' && count > 1 && subjects && <AnswersBeforeClose subjects={subjects} />}
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
        {verb === 'reinforce' && advice}
        {count === 1 && <AnswerWhileWriting verb={verb} incident={incident} input={input} />}
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
      <WhyList guess={route} title={t('why.unit')} table={route} />
    </div>
  );
}

/** A field as this one matter asks for it. */
function fieldFor(field: Field, verb: Verb, incident: Props['incident'], count: number): Field {
  if (count === 1 && needsItem(verb, incident) && field.name === 'itemCode')
    return { ...field, required: true };
  const choice = count === 1 ? choiceNow(verb, incident, serverNow()) : undefined;
  if (field.kind !== 'choice' || field.name !== choice?.name) return field;
  return { ...field, options: field.options.filter(([one]) => choice.open.includes(one)) };
}

/** Another item brings its own level, unless the person chose one. */
function levelOfItem(asked: Inputs, incident: IncidentRow | IncidentDetail): Inputs {
  const isOther = asked['itemCode'] !== undefined && asked['itemCode'] !== incident.item?.code;
  if (!isOther || asked['level'] !== incident.level) return asked;
  const { level: _level, ...rest } = asked;
  return rest;
}

/** What was typed, without what was left empty. */
function askedOf(input: Inputs, fields: readonly Field[], evidence: readonly string[]): Inputs {
  const asked: Inputs = {};
  for (const field of fields) {
    const value =
      field.kind === 'evidence'
        ? evidence.length
          ? evidence
          : undefined
        : field.kind === 'parts'
          ? withWords(input[field.name])
          : field.kind === 'several' && (input[field.name] as unknown[] | undefined)?.length === 0
            ? undefined
            : input[field.name];
    if (value === undefined || value === null || (typeof value === 'string' && value.trim() === ''))
      continue;
    asked[field.name] = value;
  }
  return asked;
}

/** Lines that say something; an empty one is nothing to be handled. */
function withWords(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined;
  return (value as { text: string }[]).filter(({ text }) => text.trim() !== '');
}

/** Says that the route table's row was followed, when it was. */
function routeOf(incident: IncidentRow | IncidentDetail, verb: Verb, asked: Inputs) {
  if (verb !== 'dispatch' || !('triage' in incident)) return undefined;
  const route = incident.triage?.route;
  return route?.lead && route.lead.id === asked['lead']
    ? { version: route.version, row: route.row }
    : undefined;
}
