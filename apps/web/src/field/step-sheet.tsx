// The few words and the photograph that a step asks for, as a sheet under the thumb.
import { Alert, Button, Drawer, Input, Radio } from 'antd';
import { useId, useState } from 'react';
import type { TaskRow, Verb } from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { keyOf, useUploads } from '../evidence/uploads.ts';
import { AnswerWhileWriting } from '../incident/answer-check.tsx';
import { NeededEvidence, useNeeded } from '../incident/needed-evidence.tsx';
import { NOTHING_NEEDED } from '../incident/needed.ts';
import { PhraseButton } from '../incident/phrases.tsx';
import { counted } from '../look/full.ts';
import { useText } from '../text/language.tsx';
import { myOrder } from './next-step.ts';
import { keepPhotos, type KeptPhoto } from './photo-store.ts';
import { Photos } from './photos.tsx';
import { Steps } from './steps.tsx';

/** Verbs that ask for something here; the rest go with the press. */
export type AskingVerb = 'feedback' | 'resolve' | 'done' | 'verified';
export const ASKING: readonly Verb[] = ['feedback', 'resolve', 'done', 'verified'];

/** Of a note: the server takes no more. */
const WORDS_MAX = 2000;

type Props = {
  task: TaskRow;
  verb: AskingVerb;
  onClose: () => void;
  /** `photos`: those that had no way to the server yet. */
  onSubmit: (input: Record<string, unknown>, photos: readonly KeptPhoto[]) => void;
};

export function StepSheet({ task, verb, onClose, onSubmit }: Props) {
  const { t } = useText();
  const id = useId();
  const uploads = useUploads();
  const [words, setWords] = useState('');
  const [noEvidence, setNoEvidence] = useState('');
  const [outcome, setOutcome] = useState<'solved' | 'explained' | 'transferred'>('solved');
  const [real, setReal] = useState<boolean | null>(null);
  const [asks, setAsks] = useState<string | null>(null);
  const isLead = myOrder(task)?.role === 'lead';
  const isSolved = outcome === 'solved';
  const demanded = useNeeded(
    verb,
    task,
    uploads.files.filter(({ isRefused }) => !isRefused),
  );
  const needed = isLead && isSolved ? demanded : NOTHING_NEEDED;
  const isMissing = needed?.missing.length !== 0;
  const name = t(`verb.${verb}`);
  const needsWords = verb === 'feedback' || verb === 'resolve';

  const submit = async (): Promise<void> => {
    const said = words.trim();
    if (needsWords && said === '') return setAsks(t('tasks.needsWords'));
    if (verb === 'verified' && real === null) return setAsks(t('tasks.needsReal'));
    if (uploads.isSending) return setAsks(t('files.sending'));
    const evidence = uploads.ids.length ? { evidence: uploads.ids } : {};
    const excuse = noEvidence.trim();
    const excused = isMissing && excuse ? { noEvidence: excuse } : {};
    const result = { result: said, outcome, ...excused };
    const text = verb === 'resolve' ? result : { ...(said ? { note: said } : {}), ...excused };
    const photos = uploads.files
      .filter(({ problem, isRefused }) => problem !== null && !isRefused)
      .map(({ file }) => ({ key: keyOf(file), file }));
    if (photos.length && !(await keepPhotos(photos, serverNow())))
      return setAsks(t('tasks.photosFull'));
    onSubmit({ ...text, ...evidence, ...(verb === 'verified' ? { real } : {}) }, photos);
  };

  return (
    <Drawer
      open
      placement="bottom"
      size="auto"
      className="step-sheet"
      title={name}
      onClose={onClose}
      destroyOnHidden
    >
      <div className="step-form" role="form" aria-label={name}>
        <p className="quiet">{task.title}</p>
        {verb === 'verified' && (
          <Radio.Group
            optionType="button"
            value={real}
            aria-label={t('field.real')}
            onChange={(event) => {
              setReal(event.target.value as boolean);
              setAsks(null);
            }}
            options={[
              { value: true, label: t('value.real') },
              { value: false, label: t('value.notReal') },
            ]}
          />
        )}
        {verb !== 'verified' && (
          <Steps
            incidentId={task.id}
            ticked={{
              words,
              change: (next) => {
                setWords(next.slice(0, WORDS_MAX));
                setAsks(null);
              },
            }}
          />
        )}
        <div className="field">
          <label htmlFor={id}>{t(verb === 'resolve' ? 'field.result' : 'field.note')}</label>
          <Input.TextArea
            id={id}
            autoSize={{ minRows: 3, maxRows: 8 }}
            {...counted(words, WORDS_MAX)}
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              setAsks(null);
            }}
          />
          <PhraseButton
            incident={task}
            verb={verb}
            onChoose={(phrase) => setWords((now) => (now ? `${now}\n${phrase}` : phrase))}
          />
        </div>
        <AnswerWhileWriting verb={verb} incident={task} input={{ result: words }} />
        <NeededEvidence needed={needed} />
        <Photos uploads={uploads} />
        {isMissing && (
          <Input
            value={noEvidence}
            maxLength={200}
            placeholder={t('field.noEvidence')}
            aria-label={t('field.noEvidence')}
            onChange={(event) => setNoEvidence(event.target.value)}
          />
        )}
        {verb === 'resolve' && (
          <Radio.Group
            optionType="button"
            value={outcome}
            aria-label={t('field.outcome')}
            onChange={(event) => setOutcome(event.target.value as typeof outcome)}
            options={(['solved', 'explained', 'transferred'] as const).map((value) => ({
              value,
              label: t(`outcome.${value}`),
            }))}
          />
        )}
        {asks && <Alert type="warning" showIcon title={asks} role="alert" />}
        <Button type="primary" block className="task-go" onClick={() => void submit()}>
          {name}
        </Button>
      </div>
    </Drawer>
  );
}
